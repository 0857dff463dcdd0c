"""Summed against mean cross-entropy: softmax regression as the course trains it, and how it comes to an end as NaN."""

from dataclasses import replace
from functools import lru_cache

import pandas as pd
import streamlit as st

from cache.answers import asked
from components import controls, downloads, figures, frame, glossary, theme, waiting
from components.charts import named
from components.charts.images import steps
from components.language import mark, t
from lab.data.pictures import DIGITS, PICTURES
from lab.lessons.images.sums import BATCH, Sums, SumsSettings, per_picture
from lab.problems import Problem
from lab.settings import Choice
from pages.parts.images import data

LESSON = "images_sums"
HEIGHT = 360
BESIDE = {
    "alone": mark("nothing"),
    "other": mark("the other, same rate"),
    "equal": mark("the other, equal steps"),
}


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    for part in ("sums_equal", "sums_lost", "sums_measured"):
        lesson.explain(part)


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("sums") as (left, right):
        with left:
            settings, beside = ask()
        with right:
            shown = ready(settings)
            if shown is not None:
                picture(shown, beside)


def ask() -> tuple[SumsSettings, str]:
    """The settings from their controls, and what is to be laid beside them."""
    first = "mnist" if PICTURES["mnist"].is_there else DIGITS
    its = controls.Controls(LESSON, SumsSettings, data=first)
    values = its.ask_all("data", "reduction", "learning_rate", "logarithm")
    names = {name: t(label) for name, label in BESIDE.items()}
    help = t("A second run: the other cross-entropy at the same learning rate, or at the one that makes it equal.")
    beside = controls.ask(f"{LESSON}_beside", Choice(BESIDE), "other", t("Beside it"), help, labels=names)
    with st.expander(t("More")):
        values |= its.ask_all("steps", "start", "seed")
    return SumsSettings(**values), beside


def ready(settings: SumsSettings) -> SumsSettings | None:
    """Settings that can be trained with, digits in the place of what is missing; None until the pictures are read."""
    source = PICTURES[settings.data].source
    try:
        if source is not None:
            source.check()
    except Problem as problem:
        downloads.offer(source, problem, LESSON)
        settings = replace(settings, data=DIGITS)
        name = glossary.describe(SumsSettings, "data", DIGITS)
        st.caption(t("Until then the pictures show the data set {name}.", name=name))
    return settings if data.are_read(settings.data) else None


def picture(settings: SumsSettings, beside: str) -> None:
    """The curves of one run or two, what came of them, and where one was lost."""
    other = {"alone": None, "other": settings.other(), "equal": settings.equal()}[beside]
    if beside == "equal" and other is None:
        st.caption(t("The rate that makes it equal is beyond the slider, so this run stands alone."))
    runs = [each for each in (settings, other) if each is not None]
    found: list[Sums] | None = waiting.answers([asked("sums:trained", each) for each in runs], HEIGHT)
    if found is None:
        return
    draw(runs, found)
    outcome(runs, found)
    for each, its in zip(runs, found, strict=True):
        if its.lost:
            explain_nan(each, its)


def title(settings: SumsSettings) -> str:
    """What a run is called."""
    reduction = glossary.describe(SumsSettings, "reduction", settings.reduction)
    return t("{reduction}, rate {rate:g}", reduction=reduction, rate=settings.learning_rate)


def draw(runs: list[SumsSettings], found: list[Sums]) -> None:
    """Loss and test accuracy of the runs over the steps."""
    tables = []
    for settings, its in zip(runs, found, strict=True):
        loss = per_picture(settings, its.loss)
        tables.append(steps.rows(title(settings), "loss", pd.RangeIndex(1, len(loss) + 1).to_numpy(), loss))
        tables.append(steps.rows(title(settings), "accuracy", its.looked, its.right))
    narrow = theme.is_narrow()
    looks = tuple(zip((title(each) for each in runs), (theme.BLUE, theme.PURPLE), strict=False))
    titles = t("step"), t("loss of a picture (log)"), t("test accuracy")
    plan = steps.Plan(looks, titles, (220, 200) if narrow else (190, 230), narrow)
    alt = t("Loss and test accuracy over the steps; a cross where the loss becomes NaN")
    table = pd.concat(tables, ignore_index=True)
    st.vega_lite_chart(
        named.filled(chart_spec(plan), {"steps": table}, {}), width="content", key=f"{LESSON}_curves", alt=alt
    )


@lru_cache(maxsize=64)
def chart_spec(plan: steps.Plan) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(steps.curves(plan))


def outcome(runs: list[SumsSettings], found: list[Sums]) -> None:
    """What each run came to, and how far apart two that should be equal are."""
    rows = [
        {
            t("run"): title(settings),
            t("loss of a picture at the end"): figures.loss(per_picture(settings, its.loss)[-1]),
            t("test accuracy"): figures.accuracy(its.right[-1]),
            t("smallest probability"): "0" if its.lost else f"{its.lowest.min():.1e}",
        }
        for settings, its in zip(runs, found, strict=True)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    if len(found) == 2 and runs[1] == runs[0].equal() and not any(its.lost for its in found):
        apart = float(abs(found[0].kernel - found[1].kernel).max())
        text = "Both runs are the same: after {steps:,} steps no weight differs by more than {apart:.1e}."
        st.caption(t(text, steps=runs[0].num_steps, apart=apart))


def explain_nan(settings: SumsSettings, its: Sums) -> None:
    """Which probability became 0 in which step, and what its logarithm did."""
    its_lost = its.lost
    assert its_lost is not None
    figures = {
        "run": title(settings),
        "step": its_lost.step,
        "zeros": its_lost.zeros,
        "all": 10 * BATCH,
        "picture": its_lost.picture,
        "true": its_lost.true,
        "called": its_lost.its_class,
        "gap": its_lost.gap,
        "right": its.right[-1],
    }
    text = t(
        "**{run}: NaN in step {step}.** In that batch {zeros} of {all:,} probabilities are 0. The first of them: for "
        "picture {picture:,}, a {true}, the logit of class {called} lies {gap:.0f} below the highest one, and "
        "exp(−{gap:.0f}) is too small for float32, so it becomes 0.",
        **figures,
    )
    if its_lost.true == its_lost.its_class:
        text += " " + t("It is the picture's own class: −1 · log 0 = ∞, and its gradient is NaN.")
    else:
        text += " " + t("It is not the picture's class: 0 · log 0 = 0 · (−∞) = NaN.")
    text += " " + t(
        "That step makes every weight NaN. From then on the answer is always class 0, which is right for {right:.1%} "
        "of the test pictures.",
        **figures,
    )
    st.error(text, icon=":material/error:")
