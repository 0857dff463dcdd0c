"""Which picture is convolved: a built-in one, or one that the visitor uploads."""

import streamlit as st

from components import controls, frame
from components.language import mark, t
from lab import small_pictures as pictures
from lab.problems import Problem
from lab.small_pictures import Picture, Shown

LESSON = "convolution"
UPLOADED, REFUSED = "_convolution_picture", "_convolution_refused"
PICTURES = {
    "digit": mark("Handwritten digit"),
    "cross": mark("Cross"),
    "ring": mark("Ring"),
    "stairs": mark("Stairs"),
    "stripes": mark("Stripes"),
    "flags": mark("Colour bands"),
    "temple": mark("Photograph: a temple"),
    "flower": mark("Photograph: a flower"),
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
    "own": mark("My own numbers"),
}
PADDINGS = {"valid": "VALID", "same": "SAME"}
POOLINGS = {"max": mark("Max"), "average": mark("Average")}


def named(names: dict[str, str]) -> dict[str, str]:
    """The names of choices in the visitor's language."""
    return {name: t(label) for name, label in names.items()}


def ask_picture(asked: controls.Controls) -> str:
    """Which picture, and which digit, or the upload."""
    help = t("What the kernel slides over. An uploaded picture stays in this session and is not part of the link.")
    name = asked.ask("picture", t("Picture"), help, labels=named(PICTURES))
    if name == "digit":
        asked.ask("digit", t("Digit"), t("Eight by eight pixels, from 0 to 16."))
    if name == "own":
        upload()
    return name


def ask_size(asked: controls.Controls) -> int:
    return asked.ask("size", t("Picture size"), t("Pixels of the longer side. Numbers are written where they fit."))


def upload() -> None:
    """The upload, and what was wrong with the last file; the picture from before stays."""
    st.file_uploader(
        t("Upload a picture"),
        list(pictures.EXTENSIONS),
        key=f"uploaded_{LESSON}",
        help=t("PNG, JPEG, GIF, BMP or WebP. It is made small, kept for this session only, and is not in the link."),
        max_upload_size=pictures.MOST_BYTES // 1_000_000,
        on_change=_receive,
    )
    if REFUSED in st.session_state:
        frame.tell(st.session_state[REFUSED])
    if UPLOADED not in st.session_state:
        st.caption(t("Until a picture is uploaded, the temple is shown."))


def _receive() -> None:
    """Read the file that has come; one that cannot be read takes nothing away."""
    file = st.session_state.get(f"uploaded_{LESSON}")
    st.session_state.pop(REFUSED, None)
    if file is None:
        return
    try:
        st.session_state[UPLOADED] = pictures.read(file.name, file.getvalue())
    except Problem as problem:
        st.session_state[REFUSED] = problem


def chosen(asked: controls.Controls, name: str, size: int) -> Picture:
    """The picture, its longer side `size`."""
    if name == "own" and UPLOADED in st.session_state:
        return st.session_state[UPLOADED].scaled(size)
    digit = st.session_state.get(asked.key("digit"), asked.default("digit"))
    return pictures.picture("temple" if name == "own" else name, size, digit)


def pictured() -> controls.Controls:
    """The controls of the picture, which all parts share."""
    return controls.Controls(LESSON, Shown)
