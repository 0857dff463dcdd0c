"""Which picture is convolved: a built-in one, one of a data set, or one that the visitor draws or uploads."""

import streamlit as st

from cache.answers import asked
from components import frame, uploads, waiting
from components.browser import canvas
from components.controls import Controls
from components.language import t
from lab.data import small_pictures as pictures
from lab.data.pictures import PICTURES as SETS
from lab.data.pictures import is_copied
from lab.data.small_pictures import OF_SETS, Picture, Shown
from lab.problems import Problem

LESSON = "convolution"
SHEET = f"canvas_{LESSON}"
GLANCE = 0.3


def ask_picture(controls: Controls) -> str:
    """Which picture, and which digit, which of a set, the sheet, or the upload."""
    name = controls.ask("picture")
    if name == "digit":
        controls.ask("digit")
    elif name in OF_SETS:
        controls.ask("index")
        read_in(name)
    elif name == "drawn":
        if canvas.draw(t("Sheet to draw on"), SHEET, dark=True) is None:
            st.caption(t("Until something is drawn, the digit is shown."))
    elif name == "own" and uploads.ask(LESSON) is None:
        st.caption(t("Until a picture is uploaded, the temple is shown."))
    return name


def read_in(name: str) -> None:
    """Have a set's pictures read, where they are on this machine; what stands in the way is told."""
    source = SETS[name].source
    assert source is not None
    try:
        source.check()
        if not is_copied(name):
            said = t("The pictures are being read for the first time. Until then, the digit is shown.")
            waiting.answers([asked("cache.picture_files:prepare", name)], seconds=GLANCE, said=said)
    except Problem as problem:
        frame.tell(problem)
        st.caption(t("Until they are there, the digit is shown."))


def chosen_picture(controls: Controls, name: str, size: int) -> Picture:
    """The picture, its longer side `size`; while there is none of one's own or of a set, a built-in one."""
    if name == "own":
        uploaded = uploads.picture(LESSON)
        return pictures.picture("temple", size) if uploaded is None else uploaded.scaled(size)
    if name == "drawn" and (values := canvas.drawing(SHEET)) is not None and values.any():
        return pictures.from_drawing(values).scaled(size)
    if name in OF_SETS and is_copied(name):
        return pictures.of_set(name, value(controls, "index")).scaled(size)
    built_in = name if name in pictures.BUILT_IN else "digit"
    return pictures.picture(built_in, size, value(controls, "digit"))


def value(controls: Controls, name: str) -> int:
    """A setting as it stands, whether or not its control is on the page."""
    return st.session_state.get(controls.key(name), controls.default(name))


def picture_controls() -> Controls:
    """The controls of the picture, which all parts share."""
    return Controls(LESSON, Shown)
