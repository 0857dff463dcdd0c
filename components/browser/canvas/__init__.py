"""A sheet to draw on, with mouse, finger or keyboard. The page hears of it after each stroke, as grey values 0 to 255.

Strokes are drawn inside the browser, pixel by pixel as the values are: a pen with a soft edge, its places joined by
lines however fast it moves. What the browser sends is checked; the last good drawing is kept for the session.
"""

from typing import Any

import numpy as np
import streamlit as st

from components.browser import component
from components.language import t
from lab.data import own_pictures
from lab.problems import Problem

SIDE = 28
"""Rows and columns of a drawing."""
PEN = 1.4
"""Half the width of a stroke, in pixels of the drawing; about MNIST's."""

_component = component("canvas")


def draw(label: str, key: str, *, dark: bool, side: int = SIDE) -> np.ndarray | None:
    """The sheet, and the drawing on it: (side, side) uint8, 0 is paper and 255 ink; None while nothing is drawn.

    `dark`: ink is light on a dark sheet. The drawing is kept in the session under the key.
    """
    values = drawing(key, side)
    words = {
        "label": label,
        "clear": t("Clear"),
        "undo": t("Undo"),
        "empty": t("Draw here"),
        "hint": t("With mouse or finger. With keys: arrows move, space paints, Shift and arrows draw a line."),
        "place": t("row {row}, column {column}", row="{row}", column="{column}"),
    }
    start = np.zeros(side * side, int) if values is None else values.ravel()
    data = {"side": side, "pen": PEN, "dark": dark, "values": start.tolist(), "words": words}
    _component(data=data, key=key, height="content", on_drawing_change=lambda: receive(key, side))
    return values if values is not None and values.any() else None


def drawing(key: str, side: int = SIDE) -> np.ndarray | None:
    """The drawing of this session, where there is one."""
    values = st.session_state.get(f"_drawn_{key}")
    return values if values is not None and values.shape == (side, side) else None


def receive(key: str, side: int) -> None:
    """Keep what the browser has sent. What cannot be a drawing takes nothing away."""
    state: Any = st.session_state.get(key) or {}
    try:
        st.session_state[f"_drawn_{key}"] = own_pictures.read_drawing(state.get("drawing"), side)
    except Problem:
        return
