"""One meaning a colour, in every lesson, in light and dark. Okabe and Ito's palette, for colour-blind people, too."""

import streamlit as st

from components.browser import read

CLASS_COLOURS = ("#0072B2", "#D55E00")
"""Class 0 blue, class 1 orange; negative weights blue, positive orange."""
BLUE, ORANGE = CLASS_COLOURS
GREEN, PURPLE, SKY, YELLOW = "#009E73", "#CC79A7", "#56B4E9", "#E69F00"
MANY = (BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW, "#8C6D1F", "#6A5ACD", "#D1495B", "#3F8F29", "#00808A")
"""Things side by side, such as the optimizers, in their order; `colour` has more."""
GOLDEN_ANGLE = 137.508
"""Degrees; turned by it again and again, a hue never comes back to one that was there before."""
RUNS = (GREEN, PURPLE, YELLOW, SKY)
"""The runs A to D that are held beside each other."""
PALE = ("#CFE3F1", "#FBDCC6")
"""The two classes as the ground of a picture."""
GREY = "#7F8794"
LINE_COLOUR = "#3B3F4A"
"""Where a field is undecided, in light and dark: the field's ground is the same in both."""

PAGE, LIGHT, DARK = (read(f"page/{name}.css") for name in ("page", "light", "dark"))


def colour(place: int) -> str:
    """The colour of one of many things, by its place among them: never the same for two.

    >>> colour(0), colour(11)
    ('#0072B2', 'hsl(72.59, 55%, 42%)')
    """
    return MANY[place] if place < len(MANY) else f"hsl({place * GOLDEN_ANGLE % 360:.2f}, 55%, 42%)"


def style() -> str:
    """What the pages add to Streamlit's own looks."""
    return f"<style>{PAGE}{DARK if is_dark() else LIGHT}</style>"


def keys() -> str:
    """What keeps Streamlit's single-letter shortcuts from firing in the middle of a lesson (WCAG 2.1.4)."""
    return f"<script>{read('page/keys.js')}</script>"


def is_dark() -> bool:
    """Whether the visitor sees the dark theme."""
    return st.context.theme.type == "dark"


def ink() -> str:
    """The colour of text and lines inside pictures."""
    return "#E8EBF1" if is_dark() else "#1D2433"


def is_narrow() -> bool:
    """Whether the page is seen on a phone, as far as the browser says."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")
