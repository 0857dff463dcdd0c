"""Which picture is convolved: a built-in one, one of a data set, or one that the visitor draws or uploads."""

import streamlit as st

from cache.answers import asked as task
from components import controls, frame, uploads, waiting
from components.browser import canvas
from components.language import mark, t
from lab.data import small_pictures as pictures
from lab.data.pictures import PICTURES as SETS
from lab.data.pictures import is_copied
from lab.data.small_pictures import OF_SETS, Picture, Shown
from lab.problems import Problem

LESSON = "convolution"
SHEET = f"canvas_{LESSON}"
GLANCE = 0.3
PICTURES = {
    "digit": mark("Handwritten digit"),
    "cross": mark("Cross"),
    "ring": mark("Ring"),
    "stairs": mark("Stairs"),
    "stripes": mark("Stripes"),
    "flags": mark("Colour bands"),
    "temple": mark("Photograph: a temple"),
    "flower": mark("Photograph: a flower"),
    "fashion_mnist": "Fashion-MNIST",
    "mnist": "MNIST",
    "drawn": mark("Drawn by me"),
    "own": mark("My own picture"),
}
KERNELS = {
    "identity": mark("Identity"),
    "edges across": mark("Vertical edges"),
    "edges down": mark("Horizontal edges"),
    "outline": mark("Outline"),
    "box blur": mark("Blur (mean)"),
    "soft blur": mark("Soft blur 5×5"),
    "sharpen": mark("Sharpen"),
    "emboss": mark("Emboss"),
    "trained": mark("One that was learned"),
    "own": mark("My own numbers"),
}
PADDINGS = {"valid": "VALID", "same": "SAME"}
POOLINGS = {"max": mark("Max"), "average": mark("Average")}


def named(names: dict[str, str]) -> dict[str, str]:
    """The names of choices in the visitor's language."""
    return {name: t(label) for name, label in names.items()}


def ask_picture(asked: controls.Controls) -> str:
    """Which picture, and which digit, which of a set, the sheet, or the upload."""
    help = t("What the kernel slides over. Your own picture stays in this session and is not part of the link.")
    name = asked.ask("picture", t("Picture"), help, labels=named(PICTURES))
    if name == "digit":
        asked.ask("digit", t("Digit"), t("8×8 pixels, from 0 to 16."))
    elif name in OF_SETS:
        asked.ask("index", t("Number of the picture"), t("Which of the set's 10,000 test pictures, counted from 0."))
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
            waiting.answers([task("cache.picture_files:prepare", name)], seconds=GLANCE, said=said)
    except Problem as problem:
        frame.tell(problem)
        st.caption(t("Until they are there, the digit is shown."))


def ask_size(asked: controls.Controls) -> int:
    return asked.ask("size", t("Picture size"), t("Pixels along the longer side. Numbers are shown where they fit."))


def chosen(asked: controls.Controls, name: str, size: int) -> Picture:
    """The picture, its longer side `size`; while there is none of one's own or of a set, a built-in one."""
    if name == "own":
        uploaded = uploads.kept(LESSON)
        return pictures.picture("temple", size) if uploaded is None else uploaded.scaled(size)
    if name == "drawn" and (values := canvas.kept(SHEET)) is not None and values.any():
        return pictures.drawn(values).scaled(size)
    if name in OF_SETS and is_copied(name):
        return pictures.of_set(name, value(asked, "index")).scaled(size)
    built_in = name if name in pictures.BUILT_IN else "digit"
    return pictures.picture(built_in, size, value(asked, "digit"))


def value(asked: controls.Controls, name: str) -> int:
    """A setting as it stands, whether or not its control is on the page."""
    return st.session_state.get(asked.key(name), asked.default(name))


def pictured() -> controls.Controls:
    """The controls of the picture, which all parts share."""
    return controls.Controls(LESSON, Shown)
