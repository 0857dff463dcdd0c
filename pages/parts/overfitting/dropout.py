"""What dropout does: to one vector in training, in the mean over many masks, and at test time."""

import numpy as np
import streamlit as st

from cache.answers import asked
from components import frame, theme, waiting
from components.charts.overfitting import dropout as charts
from components.controls import Controls
from components.language import t
from lab.lessons.overfitting.dropout import HIDDEN_OUTPUTS, DropoutSettings, scale
from pages.parts.overfitting.controls import LESSON

HEIGHT = 460


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """Controls and pictures."""
    with frame.beside("dropout") as (left, right):
        with left:
            settings = ask()
            lesson.read("dropout_try")
        with right:
            answers = [
                asked("dropping:dropped", HIDDEN_OUTPUTS, settings.rate, settings.mask_seed, settings.masks),
                asked("dropping:at_test_time", HIDDEN_OUTPUTS, settings.rate),
            ]
            found = waiting.answers(answers, HEIGHT)
            if found is not None:
                masked, tested = found
                picture(settings, masked, tested)
                formulas(settings, masked)


def ask() -> DropoutSettings:
    """The settings from their controls."""
    return DropoutSettings(**Controls(LESSON, DropoutSettings).ask_all("rate", "mask_seed", "masks", "neuron"))


def picture(settings: DropoutSettings, masked: np.ndarray, tested: np.ndarray) -> None:
    """Four vectors as bars on one scale, and what to notice."""
    outputs = np.array(HIDDEN_OUTPUTS)
    dropped = (masked[0] == 0) & (outputs > 0)
    titles = (
        t("the layer's outputs h"),
        t("in training: one mask, scaled"),
        t("mean over {count} masks", count=settings.masks),
        t("at test time: nothing dropped"),
    )
    vectors, axes = (outputs, masked[0], masked.mean(axis=0), tested), (t("neuron"), t("output"))
    drawing = charts.bars(vectors, titles, axes, dropped, narrow=theme.is_narrow())
    alt = t("Ten outputs as bars: before dropout, after it, in the mean over many masks, and at test time")
    st.altair_chart(drawing, width="content", key=f"{LESSON}_dropping", alt=alt)
    off = np.abs(masked.mean(axis=0) - outputs).max()
    text = t(
        "This mask drops **{count} of {all}** outputs that are not 0 and multiplies the others by {scale:.2f}. "
        "The mean over {masks} masks is at most {off:.2f} away from h.",
        count=int(dropped.sum()),
        all=int((outputs > 0).sum()),
        scale=scale(settings.rate),
        masks=settings.masks,
        off=off,
    )
    st.container(key="outcome").markdown(text)


def formulas(settings: DropoutSettings, masked: np.ndarray) -> None:
    """Dropout's formula, and what it does to one neuron in numbers."""
    index, p = settings.neuron - 1, settings.rate
    before, after = HIDDEN_OUTPUTS[index], float(masked[0, index])
    kept = int(after != 0 or before == 0)
    st.latex(r"\tilde h_i = \frac{m_i}{1 - p}\, h_i, \qquad m_i \in \{0, 1\}, \quad P(m_i = 1) = 1 - p")
    st.latex(
        rf"\tilde h_{{{index + 1}}} = \frac{{{kept}}}{{1 - {p:g}}} \cdot {before:g} = {after:.3f}, \qquad "
        rf"E[\tilde h_{{{index + 1}}}] = {1 - p:g} \cdot \frac{{{before:g}}}{{1 - {p:g}}} + {p:g} \cdot 0 = {before:g}"
    )
