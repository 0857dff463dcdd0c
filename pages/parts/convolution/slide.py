"""The window slides: a kernel or a pooling over a small picture, number by number."""

from contextlib import suppress

import numpy as np
import streamlit as st

from components import frame, glossary, theme
from components.browser import player
from components.charts import pixels
from components.charts.convolution import gallery
from components.charts.convolution import sliding_window as charts
from components.controls import Controls
from components.language import t
from lab.data.small_pictures import Picture
from lab.lessons.convolution.convolution import Sliding, convolved, pooled, read_kernel
from lab.problems import Problem
from lab.stacks.windows import moved_over
from pages.parts.convolution import tables, trained, words
from pages.parts.convolution.controls import LESSON, ask_picture, chosen_picture, picture_controls
from pages.parts.convolution.words import by


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("slide") as (left, right):
        with left:
            controls = picture_controls()
            name, size = ask_picture(controls), controls.ask("size")
            settings = ask()
        with right:
            picture = chosen_picture(controls, name, size).grey()
            try:
                weights = kernel(settings, picture)
                if weights is not None:
                    slide(settings, picture, weights)
            except Problem as problem:
                frame.tell(problem)
                alone(picture)
            lesson.explain("formula")
            lesson.explain("pooling" if settings.pools else "learned" if settings.is_trained else "kernels")


def ask() -> Sliding:
    """What is done at each place, and which places there are."""
    controls = Controls(LESSON, Sliding)
    values = controls.ask_all("operation")
    is_convolution = values["operation"] == "convolution"
    if is_convolution:
        values |= controls.ask_all("kernel")
        if values["kernel"] in ("trained", "own"):
            values |= controls.ask_all(values["kernel"])
        if values["kernel"] == "own":
            with frame.calm(f"{LESSON}_own"):
                read_kernel(values["own"])
    values |= controls.ask_all(*(["stride"] if is_convolution else ["pool", "pool_stride"]), "padding")
    if is_convolution:
        with st.expander(t("More")):
            values |= controls.ask_all("dilation")
    return Sliding(**values)


def kernel(settings: Sliding, picture: Picture) -> np.ndarray | None:
    """What the window's values are multiplied by. None while a network is still learning it, and where one's own cannot
    be read, which is told under its box."""
    if settings.pools:
        return np.ones((settings.pool,) * 2)
    place = st.container()
    found = trained.kernel(settings.trained) if settings.is_trained else None
    if not settings.is_trained:
        with suppress(Problem):
            found = settings.weights()
    if found is None:
        with place:
            alone(picture)
    return found


def slide(settings: Sliding, picture: Picture, weights: np.ndarray) -> None:
    """The picture with the window, and the size of what comes out."""
    (height, width), formulas, notes = moved_over(settings.layer(), picture.shape)
    output = result(settings, picture.pixels, weights)
    titles = (
        t("input"),
        t("output"),
        t("under the window"),
        glossary.describe(Sliding, "operation", settings.operation) if settings.pools else t("kernel"),
        t("products"),
        t("position"),
    )
    narrow = theme.is_narrow()
    drawing = charts.sliding(titles, max(weights.shape), settings.pools, narrow)
    filling, values = tables.sliding(settings, picture, weights[..., None], output, charts.SIDES[narrow])
    spec = charts.filled(drawing, filling, values, start=beginning(output, settings.padding))
    alt = t("A window over the picture, its numbers, the kernel, the products, and the output")
    with st.container(key=f"above_{LESSON}_sliding"):
        player.bar(t("The window"), f"{LESSON}_play", speed=4)
        st.vega_lite_chart(spec, key=f"{LESSON}_sliding", width="content", alt=alt)
    words.outcome(settings, picture, (height, width), formulas, notes)
    if settings.is_trained:
        st.caption(trained.about(settings.trained))


def beginning(output: np.ndarray, padding: str) -> int:
    """Where the window begins: where most comes out; in the middle if the border would be it."""
    height, width = output.shape
    return int(np.abs(output).argmax()) if padding == "valid" else height // 2 * width + width // 2


def alone(picture: Picture) -> None:
    """The picture that no window slides over."""
    drawn, named_so = pixels.grey(picture.pixels[..., 0], picture.white), by(picture.shape[:2])
    drawing = gallery.maps([drawn], [named_so], 2, theme.ink(), narrow=theme.is_narrow())
    st.altair_chart(drawing, key=f"{LESSON}_alone", width="content", alt=t("The picture"))


def result(settings: Sliding, pixels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The output (rows, columns) of one channel. `weights`: the kernel (rows, columns)."""
    if settings.pools:
        size, stride = settings.pool, settings.pool_stride
        return pooled(pixels, size, stride, settings.padding, settings.operation)[..., 0]
    return convolved(pixels, weights[..., None, None], settings.stride, settings.padding, settings.dilation)[..., 0]
