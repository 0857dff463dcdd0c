"""What the course prints of a training, in a quiet line beside what it came to here."""

import streamlit as st

from components import figures
from components.language import t
from lab.data.datasets import num_left
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.printed import printed
from lab.traces import Trace


def line(settings: ImagesSettings, trace: Trace, run: str = "") -> None:
    """Nothing where the course has no such training; `run` is what this one is called, where there are several."""
    theirs = printed(settings)
    if theirs is None or trace.epochs < settings.epochs:
        return
    here = {name: float(trace.metrics[name][-1]) for name in theirs.metrics}
    text = t(
        "The course prints {theirs}; here it is {ours}.",
        theirs=describe_metrics(theirs.metrics),
        ours=describe_metrics(here),
    )
    learned = num_left(settings.num_examples, settings.validation_fraction)
    if learned != theirs.learned:
        more = t("There it learns from {theirs:,} pictures, here from {ours:,}.", theirs=theirs.learned, ours=learned)
        text += " " + more
    if theirs.went_on:
        text += " " + t("It went on from the weights that RMSprop had left; here it begins anew.")
    else:
        text += " " + t("The start and the order of the pictures are not the same.")
    st.caption(f"{run}: {text}" if run else text)


def describe_metrics(metrics: dict[str, float]) -> str:
    """Metrics in one line, with the digits that they have everywhere on the page."""
    names = {
        "accuracy": t("training accuracy"),
        "val_accuracy": t("validation accuracy"),
        "val_loss": t("validation loss"),
        "test_accuracy": t("test accuracy"),
        "test_loss": t("test loss"),
    }
    return ", ".join(f"{names[name]} {figures.metric(name, value)}" for name, value in metrics.items())
