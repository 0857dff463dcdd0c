"""Several kernels: a feature map for each, then ReLU and pooling, as in the first layers of a network."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from components import frame, glossary, theme
from components.charts import pixels
from components.charts.convolution import gallery
from components.controls import Controls
from components.language import t
from lab.data.small_pictures import Picture
from lab.lessons.convolution.convolution import (
    KERNELS,
    Maps,
    Sliding,
    centred,
    convolved,
    keeps_brightness,
    pooled,
    random_kernels,
    stack,
)
from lab.problems import Problem
from lab.stacks.layers import AveragePooling2D, Conv2D, MaxPooling2D
from lab.stacks.shapes import report
from pages.parts.convolution.controls import LESSON, ask_picture, chosen_picture, picture_controls
from pages.parts.convolution.words import by

MAPS = f"{LESSON}_maps"
KNOWN = 5
"""Rows and columns that every named kernel gets, so that they can be one layer."""
FEW, MANY = (4, 2), (8, 4)
"""Maps in a line, on a wide page and on a narrow one."""


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("maps") as (left, right):
        with left:
            controls = picture_controls()
            name = ask_picture(controls)
            settings = ask()
        with right:
            try:
                draw(settings, chosen_picture(controls, name, settings.size))
            except Problem as problem:
                frame.tell(problem)
            lesson.explain("sharing")


def ask() -> Maps:
    """The layer's kernels, and what comes after it."""
    controls = Controls(MAPS, Maps)
    values = controls.ask_all("size", "source")
    is_random = values["source"] == "random"
    values |= controls.ask_all(*(["filters", "kernel_size"] if is_random else []), "padding", "poolings")
    with st.expander(t("More")):
        values |= controls.ask_all("relu", "kind", *(["seed"] if is_random else []))
    return Maps(**values)


def weights(settings: Maps, channels: int) -> tuple[np.ndarray, list[str]]:
    """The layer's kernels (rows, columns, channels, kernels), and what they are called."""
    if settings.source == "known":
        names = glossary.choices(Sliding, "kernel")
        kernels = [centred(kernel, KNOWN) for kernel in KERNELS.values()]
        return stack(*kernels, channels=channels), [names[name] for name in KERNELS]
    size, count = settings.kernel_size, settings.filters
    return random_kernels(size, channels, count, settings.seed), [str(number + 1) for number in range(count)]


def draw(settings: Maps, picture: Picture) -> None:
    """The picture, its feature maps, and the shapes on the way."""
    kernels, names = weights(settings, picture.shape[2])
    found = report(picture.shape, layers(settings, kernels))
    if found.problem:
        raise found.problem
    output = convolved(picture.pixels, kernels, padding=settings.padding)
    output = np.maximum(output, 0) if settings.relu else output
    for _ in range(settings.poolings):
        output = pooled(output, 2, 2, "valid", settings.kind)
    shapes = [picture.shape, *(row.output_shape for row in found.rows)]
    st.markdown(f"**{' → '.join(by(shape) for shape in shapes)}**")
    narrow = theme.is_narrow()
    columns = FEW[narrow] if len(names) <= len(KERNELS) else MANY[narrow]
    alone = gallery.maps([original(picture)], [t("the picture")], FEW[narrow], theme.ink(), narrow=narrow)
    st.altair_chart(alone, key=f"{LESSON}_original", width="content", alt=t("The picture"))
    colours = [coloured(output[..., index], picture.white, kernels[..., index]) for index in range(len(names))]
    drawing = gallery.maps(colours, names, columns, theme.ink(), narrow=narrow)
    alt = t("The feature map of each kernel")
    st.altair_chart(drawing, key=f"{LESSON}_maps", width="content", alt=alt)
    st.caption(words(found.rows, len(names)))


def layers(settings: Maps, kernels: np.ndarray) -> Sequence[Conv2D | MaxPooling2D | AveragePooling2D]:
    """The same as Keras layers."""
    size, filters = kernels.shape[0], kernels.shape[3]
    kind = MaxPooling2D if settings.kind == "max" else AveragePooling2D
    return (Conv2D(filters, (size, size), padding=settings.padding), *(kind() for _ in range(settings.poolings)))


def original(picture: Picture) -> np.ndarray:
    """The picture itself, as pixels to be drawn."""
    values = picture.coloured().pixels
    return np.concatenate([pixels.grey(values[..., c], picture.white)[..., :1] for c in range(3)], axis=2)


def coloured(values: np.ndarray, white: float, kernel: np.ndarray) -> np.ndarray:
    """A map in grey where the kernel keeps brightness, else in blue and orange."""
    return pixels.grey(values, white) if keeps_brightness(kernel) else pixels.signed(values)


def words(rows: Sequence, count: int) -> str:
    """How many maps and parameters there are, and what the colours mean."""
    return t(
        "{count} kernels make {count} feature maps; the convolution has {parameters} parameters, the poolings none. "
        "Where a kernel's weights add up to 1, its map is a picture again, in grey, cut off at black and white; in the "
        "others blue is negative, orange positive, white 0, and each has its own scale.",
        count=count,
        parameters=f"{rows[0].parameters:,}",
    )
