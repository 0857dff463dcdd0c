"""The verdict in words, with this run's figures, and how it was reached."""

import numpy as np
import streamlit as st

from components.language import mark, t
from lab.lessons.overfitting import verdicts
from lab.lessons.overfitting.choices import OverfittingSettings, losses
from lab.lessons.overfitting.verdicts import Verdict
from lab.traces import Trace

ICONS = {
    verdicts.OVERFITTING: ":material/trending_up:",
    verdicts.FALLING: ":material/trending_down:",
    verdicts.FLAT: ":material/trending_flat:",
    verdicts.NOISY: ":material/grain:",
    verdicts.DIVERGED: ":material/error:",
    verdicts.TOO_SHORT: ":material/hourglass_empty:",
    verdicts.NO_VALIDATION: ":material/visibility_off:",
}
NAMES = {
    verdicts.OVERFITTING: mark("over-fitting"),
    verdicts.FALLING: mark("still falling"),
    verdicts.FLAT: mark("flat"),
    verdicts.NOISY: mark("too noisy"),
    verdicts.DIVERGED: mark("diverged"),
    verdicts.TOO_SHORT: mark("too short"),
    verdicts.NO_VALIDATION: mark("no validation data"),
}
SENTENCES = {
    verdicts.OVERFITTING: mark(
        "**Over-fitting since epoch {since}.** The validation loss was lowest after epoch {best_epoch}, at "
        "{best:.3f}, and has risen to {last:.3f}. Noise alone would explain {noise:.3f}."
    ),
    verdicts.FALLING: mark(
        "**Still falling.** The validation loss fell by {drop:.3f} over the last {window} epochs, more than the noise "
        "of {noise:.3f}: more epochs are worth a try."
    ),
    verdicts.FLAT: mark(
        "**Flat: no over-fitting.** The validation loss is {last:.3f}; over the last {window} epochs it neither "
        "fell nor rose above its best {best:.3f} by more than the noise of {noise:.3f}."
    ),
    verdicts.NOISY: mark(
        "**No verdict: too noisy.** The validation loss is {last:.3f}, give or take {noise:.3f}; take more "
        "examples, larger batches or a smaller learning rate."
    ),
    verdicts.DIVERGED: mark(
        "**Diverged since epoch {since}.** The training loss itself does not fall; take a smaller learning rate."
    ),
    verdicts.TOO_SHORT: mark("**No verdict: too short.** It takes at least {least} epochs to see a trend."),
    verdicts.NO_VALIDATION: mark(
        "**No verdict: nothing is held out.** Without validation examples over-fitting cannot be seen; raise the "
        "validation share."
    ),
}


def judged(trace: Trace) -> Verdict:
    """The verdict on a trace; penalties have no say in it."""
    metrics = {name: values.tolist() for name, values in losses(trace).items()}
    return verdicts.verdict(metrics["loss"], metrics.get("val_loss"))


def say(found: Verdict) -> None:
    """The verdict, as one line with an icon."""
    drop = -found.change
    figures = {name: getattr(found, name) for name in ("since", "best_epoch", "best", "last", "noise", "window")}
    text = t(SENTENCES[found.kind], **figures, drop=drop, least=verdicts.LEAST_EPOCHS)
    with st.container(key="verdict", border=True):
        st.markdown(f"{ICONS[found.kind]} {text}")


def reasons(found: Verdict, epochs: int) -> None:
    """The rule, and this run's numbers in it."""
    sign = ">" if found.rise > found.noise else r"\le"
    lines = [
        rf"w &= \max(5, \lfloor {epochs} / 4 \rfloor) = {found.window}",
        rf"s &= \sqrt{{\tfrac{{1}}{{w - 2}} \textstyle\sum (v_e - \hat v_e)^2}} = {found.deviation:.4f}",
        rf"N &= \max(4\,s,\; 0.02 \cdot \min v) = \max({4 * found.deviation:.4f},\; {0.02 * found.best:.4f})"
        rf" = {found.noise:.4f}",
        rf"\hat v_E - \min v &= {found.level:.4f} - {found.best:.4f} = {found.rise:.4f}"
        rf" {sign} N",
    ]
    st.latex(r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}")


def caption(found: Verdict, metrics: dict[str, np.ndarray], settings: OverfittingSettings, near: float) -> None:
    """What to notice, with this run's figures."""
    figures = {"parameters": settings.parameters(), "loss": metrics["loss"][-1], "near": near}
    if "val_loss" in metrics:
        gap = metrics["val_loss"][-1] - metrics["loss"][-1]
        text = t(
            "{parameters:,} weights and biases. At the end the training loss is {loss:.3f} and the validation loss "
            "{val_loss:.3f}, a gap of **{gap:.3f}**; {near:.0%} of the weights are within ±0.01.",
            **figures,
            val_loss=metrics["val_loss"][-1],
            gap=gap,
        )
    else:
        text = t(
            "{parameters:,} weights and biases. At the end the training loss is {loss:.3f}; {near:.0%} of the weights "
            "are within ±0.01.",
            **figures,
        )
    if "test_accuracy" in metrics and len(metrics["test_accuracy"]):
        text += " " + t("It gets {right:.1%} of the test examples right.", right=metrics["test_accuracy"][-1])
    st.container(key="outcome").markdown(text)
