"""The pictures themselves: read once by a worker, one of each class shown."""

from functools import lru_cache

import numpy as np
import streamlit as st

from cache.answers import asked
from components import theme, waiting
from components.charts import named
from components.charts.images import predictions as charts
from components.language import t
from lab.data import pictures
from lab.data.datasets import Data, Examples
from lab.data.pictures import PICTURES
from pages.parts.images import controls
from pages.parts.images.controls import LESSON

GLANCE = 0.3
HEIGHT = 120


def are_read(data: str) -> bool:
    """Whether the arrays lie ready; the first time a worker has Keras's loader read them, and the page waits."""
    if PICTURES[data].source is None or pictures.is_copied(data):
        return True
    said = t("The pictures are being read for the first time; after that they are ready at once.")
    return waiting.answers([asked("cache.picture_files:prepare", data)], HEIGHT, GLANCE, said) is not None


def test_pictures(data: Data) -> Examples:
    """The pictures for testing, mapped into memory."""
    test = pictures.open_examples(data).test
    assert test is not None
    return test


def urls(data: str, found: np.ndarray) -> list[str]:
    """Pictures as small PNGs."""
    return [charts.png(picture, PICTURES[data].high, theme.is_dark()) for picture in found]


def sample(data: str) -> None:
    """One picture of each class, with its name."""
    columns = 5 if theme.is_narrow() else 10
    rows = charts.tiles(*_sample(data, theme.is_dark(), controls.classes(data)), [True] * 10, columns)
    look = charts.Look(10, columns, controls.classes(data), "", theme.ink(), theme.is_narrow(), judged=False)
    alt = t("One test picture of each class")
    picture = named.filled(chart_spec(look), {"tiles": rows}, {})
    st.vega_lite_chart(picture, width="content", key=f"{LESSON}_sample", alt=alt)


@lru_cache(maxsize=32)
def _sample(data: str, dark: bool, classes: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
    test = test_pictures(Data(data))
    firsts = [int(np.argmax(test.y == label)) for label in range(len(classes))]
    return [charts.png(test.x[row], PICTURES[data].high, dark) for row in firsts], classes


@lru_cache(maxsize=64)
def chart_spec(look: charts.Look) -> str:
    """Tiles over tables that are still to come."""
    return named.kept(charts.gallery(look))
