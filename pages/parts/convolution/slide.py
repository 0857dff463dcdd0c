"""The window slides: a kernel or a pooling over a small picture, number by number."""

from contextlib import suppress

import numpy as np
import streamlit as st

from components import controls, frame, theme
from components.browser import player
from components.charts import pixels
from components.charts.convolution import gallery
from components.charts.convolution import sliding_window as charts
from components.language import t
from lab.data.small_pictures import Picture
from lab.lessons.convolution.convolution import Sliding, convolved, pooled, read_kernel
from lab.problems import Problem
from lab.stacks.windows import moved_over
from pages.parts.convolution import tables, trained, words
from pages.parts.convolution.controls import (
    KERNELS,
    LESSON,
    PADDINGS,
    POOLINGS,
    ask_picture,
    ask_size,
    chosen,
    named,
    pictured,
)
from pages.parts.convolution.words import by


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("slide") as (left, right):
        with left:
            lesson.read("slide")
            asked = pictured()
            name, size = ask_picture(asked), ask_size(asked)
            settings = ask()
        with right:
            picture = chosen(asked, name, size).grey()
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
    asked = controls.Controls(LESSON, Sliding)
    operations = {"convolution": t("Convolution"), **named(POOLINGS)}
    values = {
        "operation": asked.ask(
            "operation",
            t("Operation"),
            t("Convolution: a sum of products. Max and average are poolings."),
            labels=operations,
        )
    }
    if values["operation"] == "convolution":
        help = t("The numbers by which the window's values are multiplied.")
        values["kernel"] = asked.ask("kernel", t("Kernel"), help, labels=named(KERNELS))
        if values["kernel"] == "trained":
            values["trained"] = trained.ask(asked)
        if values["kernel"] == "own":
            help = t("Semicolons between rows, spaces between numbers, at most 7×7. 1/9 is a number, too.")
            values["own"] = asked.ask("own", t("My kernel"), help)
            with frame.calm(f"{LESSON}_own"):
                read_kernel(values["own"])
        values["stride"] = asked.ask("stride", t("Stride"), t("How far the window moves at each step."))
    else:
        values["pool"] = asked.ask("pool", t("Pool size"), t("Rows and columns of the window."))
        values["pool_stride"] = asked.ask("pool_stride", t("Stride"), t("How far the window moves at each step."))
    help = t("VALID: only where the window fits. SAME: with a border, so that stride 1 keeps the size.")
    values["padding"] = asked.ask("padding", t("Padding"), help, labels=PADDINGS)
    if values["operation"] == "convolution":
        with st.expander(t("More")):
            help = t("How far apart the window's cells are; 1 is side by side.")
            values["dilation"] = asked.ask("dilation", t("Dilation"), help)
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
        t(POOLINGS[settings.operation]) if settings.pools else t("kernel"),
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
