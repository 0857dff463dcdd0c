"""Several channels: a slice of the kernel for each colour, and one sum over all products."""

import numpy as np
import streamlit as st

from components import frame, theme
from components.browser import player
from components.charts import pixels
from components.charts.convolution import sliding_window as charts
from components.controls import Controls
from components.language import t
from lab.data.small_pictures import Picture
from lab.formulas import formula
from lab.lessons.convolution.convolution import Slices, convolved
from lab.stacks.windows import Window
from pages.parts.convolution import tables
from pages.parts.convolution.controls import LESSON, ask_picture, chosen_picture, picture_controls
from pages.parts.convolution.words import size_by_formula

SLICE = f"{LESSON}_slice"


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("channels") as (left, right):
        with left:
            controls = picture_controls()
            name, size = ask_picture(controls), controls.ask("size")
            settings = ask()
        with right:
            draw(settings, chosen_picture(controls, name, size).coloured())
            lesson.explain("slices")


def ask() -> Slices:
    """One pattern, and a factor for each colour."""
    return Slices(**Controls(SLICE, Slices).ask_all("pattern", "red", "green", "blue"))


def draw(settings: Slices, picture: Picture) -> None:
    """The three channels with a window on each, and the sum over all products."""
    weights = settings.weights()
    window = Window(len(weights))
    sums = np.stack([convolved(picture.pixels[..., [c]], weights[:, :, [c], None])[..., 0] for c in range(3)], axis=-1)
    output = sums.sum(axis=-1)
    names = (t("red"), t("green"), t("blue"))
    titles = (*names, *(t("{colour} · its slice", colour=name) for name in names), t("output"), t("position"))
    narrow = theme.is_narrow()
    sides = charts.CHANNEL[narrow], charts.SIDES[narrow]
    filling, values = tables.filling(picture, (window, window), "valid", weights, output, pixels.signed(output), sides)
    values["sums"] = [tables.rounded(row) for row in sums.reshape(-1, 3)]
    spec = charts.filled(charts.channels(titles, narrow), filling, values, start=int(np.abs(output).argmax()))
    alt = t("Red, green and blue with a window on each, the products with each slice, and the output")
    with st.container(key=f"above_{LESSON}_channels"):
        player.bar(t("The window"), f"{LESSON}_channels_play", speed=4)
        st.vega_lite_chart(spec, key=f"{LESSON}_channels", width="content", alt=alt)
    formulas = dict.fromkeys(window.formula(size, "valid") for size in picture.shape[:2])
    st.markdown(size_by_formula(picture.shape, (*output.shape, 1), tuple(formulas)))
    count = formula("3 * 3 * 3 + 1")
    text = "One kernel over three channels has ${formula}$ parameters with its bias, and makes **one** map."
    st.markdown(t(text, formula=count.latex))
