"""Test pictures as tiles, with what the network calls them and its ten probabilities."""

import numpy as np
import streamlit as st

from components import controls, figures, theme
from components.charts import named
from components.charts.images import predictions as charts
from components.language import t
from lab.lessons.images import scores
from lab.lessons.images.choices import ImagesSettings
from lab.settings import Number
from pages.parts.images import controls as images_controls
from pages.parts.images import data
from pages.parts.images.controls import LESSON

PAGES = Number(1, 400, 1, whole=True)


def gallery(settings: ImagesSettings, shares: np.ndarray, y: np.ndarray, rows: np.ndarray, key: str) -> None:
    """Some of the test pictures as tiles, and the probabilities of the one that is chosen."""
    classes, narrow = images_controls.classes(settings.data), theme.is_narrow()
    said, columns = shares[rows].argmax(axis=1), 5 if narrow else 6
    right = said == y[rows]
    signs = [charts.RIGHT if each else charts.WRONG for each in right]
    labels = [f"{sign} {classes[each]}" for sign, each in zip(signs, said, strict=True)]
    pairs = zip(right, said, y[rows], strict=True)
    words = [
        t("{said}, right", said=classes[called])
        if good
        else t("{said}; is {true}", said=classes[called], true=classes[is_])
        for good, called, is_ in pairs
    ]
    test = data.test_pictures(settings.source())
    tables = {
        "tiles": charts.tiles(data.urls(settings.data, test.x[rows]), labels, right, columns),
        "bars": charts.bars(
            shares[rows], y[rows], classes, [f"{sign} {each}" for sign, each in zip(signs, words, strict=True)]
        ),
    }
    look = charts.Look(len(rows), columns, classes, t("probability"), theme.ink(), narrow)
    alt = t("Test pictures with what the network calls them, and the ten probabilities of the chosen one")
    picture = named.filled(data.chart_spec(look), tables, {})
    st.vega_lite_chart(picture, width="content", key=f"{LESSON}_{key}", alt=alt)


def browse(settings: ImagesSettings, shares: np.ndarray, y: np.ndarray) -> None:
    """The test pictures in their order, a page at a time."""
    size = 20 if theme.is_narrow() else 24
    last = -(-len(y) // size)
    help = t("Which of the test pictures are shown.")
    page = min(controls.ask(f"{LESSON}_page", PAGES, 1, t("Page"), help, typed=True, width=160), last)
    rows = np.arange((page - 1) * size, min(page * size, len(y)))
    gallery(settings, shares, y, rows, "tiles")
    right = int((shares[rows].argmax(axis=1) == y[rows]).sum())
    text = (
        "Of these {count}, {right} are right. Press one to see its ten probabilities; the diamond marks what it "
        "really is."
    )
    st.caption(t(text, right=right, count=len(rows)))


def mistakes(settings: ImagesSettings, shares: np.ndarray, y: np.ndarray) -> None:
    """What was called wrong with the greatest confidence."""
    rows = scores.confident_mistakes(y, shares, 20 if theme.is_narrow() else 24)
    if not len(rows):
        st.info(t("The network gets every test picture right."), icon=":material/check:")
        return
    gallery(settings, shares, y, rows, "mistakes")
    classes, first = images_controls.classes(settings.data), rows[0]
    st.caption(
        t(
            "Of all mistakes the network was surest of these. The first one it called “{said}” with {share}; it is "
            "“{true}”.",
            said=classes[shares[first].argmax()],
            share=figures.share(float(shares[first].max())),
            true=classes[y[first]],
        )
    )
