"""What came of a run, on pictures that it never saw: tiles and probabilities, who is taken for whom, class by class."""

import numpy as np
import pandas as pd
import streamlit as st

from cache.answers import asked
from components import controls, waiting
from components.language import mark, t
from lab.lessons.images import scores
from lab.lessons.images.choices import ImagesSettings
from lab.settings import Choice
from lab.traces import Trace
from pages.parts.images import controls as images_controls
from pages.parts.images import data, matrix, own, printed, sees, tiles
from pages.parts.images.controls import LESSON

GLANCE = 1.0
HEIGHT = 420
VIEWS = {
    "pictures": mark("Pictures"),
    "matrix": mark("Confusion matrix"),
    "classes": mark("Class by class"),
    "mistakes": mark("Surest mistakes"),
    "sees": mark("What it sees"),
    "own": mark("Your own picture"),
}


def show(settings: ImagesSettings, trace: Trace) -> None:
    """The test accuracy, and one of several ways to look at what the network says."""
    future = asked("predicting:predict_test", settings.training(), trace.state.weights())
    shares = waiting.answer(future, HEIGHT, GLANCE)
    if shares is None:
        return
    if not np.isfinite(shares).all():
        st.caption(t("The outputs of this network have become NaN, so there is nothing to look at."))
        return
    test = data.test_pictures(settings.source())
    counts = scores.confusion(test.y, shares.argmax(axis=1), len(settings.pictures.classes))
    tell(settings, trace, counts)
    printed.line(settings, trace)
    names = {name: t(label) for name, label in VIEWS.items()}
    help = t("Ways to look at what the network says: about the test pictures, and about one of your own.")
    key, rule = f"{LESSON}_view", Choice(tuple(VIEWS))
    view = controls.ask(key, rule, "pictures", t("What it says"), help, labels=names, side_by_side=True)
    if view == "pictures":
        tiles.browse(settings, shares, test.y)
    elif view == "matrix":
        matrix.matrix(settings, shares, test.y, counts)
    elif view == "classes":
        table(settings, counts)
    elif view == "mistakes":
        tiles.mistakes(settings, shares, test.y)
    elif view == "sees":
        sees.show(settings, trace)
    else:
        own.show(settings, trace)


def tell(settings: ImagesSettings, trace: Trace, counts: np.ndarray) -> None:
    """How many of the test pictures are told right, and what that takes."""
    found = settings.report()
    text = t(
        "The network gets **{accuracy:.1%}** of the {count:,} test pictures right, with {parameters:,} weights "
        "and biases and {work:,} multiplications for one picture.",
        accuracy=scores.accuracy(counts),
        count=int(counts.sum()),
        parameters=found.parameters,
        work=found.multiply_adds,
    )
    took = t("Training took {seconds:.1f} seconds on this machine, compiling included.", seconds=trace.seconds)
    st.container(key="outcome", border=True).markdown(f":material/fact_check: {text} {took}")


def table(settings: ImagesSettings, counts: np.ndarray) -> None:
    """Precision, recall and F1 of every class, and which is the hardest."""
    classes, found = images_controls.classes(settings.data), scores.scores(counts)
    columns = {t("precision"): found.precision, t("recall"): found.recall, "F1": found.f1}
    rows = pd.DataFrame({t("class"): classes, **columns, t("test pictures"): found.support})
    form = st.column_config.ProgressColumn(format="%.2f", min_value=0, max_value=1, width="small")
    st.dataframe(
        rows,
        hide_index=True,
        column_config={**dict.fromkeys(columns, form), rows.columns[-1]: st.column_config.Column(width="small")},
    )
    worst, best = int(found.f1.argmin()), int(found.f1.argmax())
    st.caption(
        t(
            "Hardest is “{worst}” with F1 {low:.2f}, easiest “{best}” with {high:.2f}.",
            worst=classes[worst],
            low=found.f1[worst],
            best=classes[best],
            high=found.f1[best],
        )
    )
