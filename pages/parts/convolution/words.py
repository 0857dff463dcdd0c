"""The size of what comes out, by formula, and what to notice about padding, in words."""

from collections.abc import Sequence

import streamlit as st

from components.language import t, translate
from lab.data.small_pictures import Picture
from lab.formulas import Formula
from lab.lessons.convolution.convolution import Sliding, margins
from lab.problems import Problem


def outcome(
    settings: Sliding,
    picture: Picture,
    size: tuple[int, int],
    formulas: Sequence[Formula],
    notes: Sequence[Problem],
) -> None:
    """Size by formula; border; what the window never sees; what Keras refuses."""
    with st.container(key="outcome"):
        st.markdown(size_by_formula(picture.shape[:2], size, formulas))
        for sentence in sentences(settings, picture, notes):
            st.caption(sentence)


def size_by_formula(before: tuple[int, ...], after: tuple[int, ...], formulas: Sequence[Formula]) -> str:
    """Size before and after, with the formula of each side, one if both are the same."""
    text = t("**Output size** {before} → **{after}**", before=by(before), after=by(after))
    return text + "".join(f" &nbsp; ${formula.latex}$" for formula in formulas)


def sentences(settings: Sliding, picture: Picture, notes: Sequence[Problem]) -> list[str]:
    said = []
    if settings.padding == "same":
        said.append(border(settings, picture))
    said += [f"{translate(note)}." for note in notes]
    if not settings.pools and settings.stride > 1 and settings.dilation > 1:
        said.append(t("Keras's Conv2D refuses stride and dilation both above 1; tf.nn.conv2d computes what is seen."))
    return said


def border(settings: Sliding, picture: Picture) -> str:
    """The border of padding SAME in numbers, and what it is worth."""
    pairs = zip(picture.shape[:2], settings.layer().windows(), strict=True)
    (top, bottom), (left, right) = (margins(size, window, "same") for size, window in pairs)
    values = {"top": top, "bottom": bottom, "left": left, "right": right}
    if not any(values.values()):
        return t("SAME adds no border here: the windows end where the picture ends.")
    if settings.pools:
        return t(
            "SAME adds rows, {top} above and {bottom} below, and columns, {left} on the left and {right} on the right; "
            "they take no part in the maximum or the mean.",
            **values,
        )
    return t(
        "SAME adds rows of zeros, {top} above and {bottom} below, and columns, {left} on the left and {right} on the "
        "right.",
        **values,
    )


def by(size: tuple[int, ...]) -> str:
    return "×".join(map(str, size))
