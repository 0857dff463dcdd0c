"""Who is taken for whom: the confusion matrix, and the pictures of one of its cells."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import streamlit as st

from components import controls, theme
from components.charts import named
from components.charts.images import predictions as charts
from components.language import t
from lab.lessons.images import scores
from lab.lessons.images.choices import ImagesSettings
from lab.settings import Choice
from pages.parts.images import controls as images_controls
from pages.parts.images.controls import LESSON
from pages.parts.images.tiles import gallery


def matrix(settings: ImagesSettings, shares: np.ndarray, y: np.ndarray, counts: np.ndarray) -> None:
    """Who is taken for whom; a cell is chosen in the picture or by two lists, and its pictures are shown."""
    classes = images_controls.classes(settings.data)
    is_, called = cell(settings, counts, classes)
    look = charts.Matrix(classes, (t("what it is"), t("what it is called")), theme.ink(), theme.is_narrow())
    picture = named.filled(chart_spec(look), {"cells": charts.cells(counts, classes, (is_, called))}, {})
    alt = t("How often each class was called what: a row for what it is, a column for what it was called")
    key = f"{LESSON}_matrix"
    st.vega_lite_chart(picture, width="content", key=key, on_select=on_press(key), alt=alt)
    said = shares.argmax(axis=1)
    rows = np.flatnonzero((y == is_) & (said == called))
    figures = {"count": len(rows), "true": classes[is_], "said": classes[called], "all": int(counts[is_].sum())}
    st.markdown(t("**{count}** of the {all:,} “{true}” were called “{said}”.", **figures))
    if len(rows):
        gallery(settings, shares, y, rows[: 10 if theme.is_narrow() else 12], "cell")


def cell(settings: ImagesSettings, counts: np.ndarray, classes: tuple[str, ...]) -> tuple[int, int]:
    """The chosen cell, from two lists; at first the mistake that is made most often."""
    numbers = tuple(str(number) for number in range(len(classes)))
    names = dict(zip(numbers, classes, strict=True))
    worst = scores.worst_confusion(counts)
    help = t("Or press a cell of the matrix.")
    left, right = st.columns(2)
    with left:
        is_ = controls.ask(f"{LESSON}_is", Choice(numbers), str(worst[0]), t("What it is"), help, labels=names)
    with right:
        called = controls.ask(
            f"{LESSON}_called", Choice(numbers), str(worst[1]), t("What it is called"), help, labels=names
        )
    return int(is_), int(called)


def on_press(key: str) -> Callable[[], None]:
    """What happens when a cell is pressed: the two lists say it."""

    def put() -> None:
        found = st.session_state[key].get("selection", {}).get("cell") or []
        if found and "i" in found[0]:
            st.session_state[f"{LESSON}_is"] = str(int(found[0]["i"]))
            st.session_state[f"{LESSON}_called"] = str(int(found[0]["j"]))

    return put


@lru_cache(maxsize=32)
def chart_spec(look: charts.Matrix) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(charts.matrix(look))
