"""What a network sees: the kernels of its first layer, and what each layer makes of a test picture, at any epoch."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import streamlit as st

from cache.answers import asked
from components import controls, theme, waiting
from components.browser import player
from components.charts import curves, named
from components.charts.images import sees as charts
from components.charts.images.sees import Bars, Strip
from components.language import t
from lab.lessons.images import seeing
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.seeing import FirstKernel, Output
from lab.settings import Number
from lab.stacks.layers import Dense
from lab.stacks.sizes import by
from lab.traces import Arrays, Trace
from pages.parts.images import controls as images_controls
from pages.parts.images import data
from pages.parts.images import sees_words as words
from pages.parts.images.controls import LESSON

HEIGHT = 700
TEST_PICTURE = Number(1, 10_000, 1, whole=True)
CELL = 15
"""Pixels of an output without a map."""


def show(settings: ImagesSettings, trace: Trace) -> None:
    """Which picture, what the layers make of it at every kept epoch, and what to notice."""
    epochs, moments = snapshots(trace)
    test = data.test_pictures(settings.source())
    help = t("Which test picture goes through the network; they are counted from 1 to {most:,}.", most=len(test))
    number = controls.ask(f"{LESSON}_look", TEST_PICTURE, 1, t("Picture number"), help, typed=True, width=160)
    number = min(number, len(test))
    outputs = waiting.answer(asked("seeing:seen", settings.training(), moments, number - 1), HEIGHT)
    if outputs is None:
        return
    first = seeing.first_kernel(settings.pictures.shape, settings.stack())
    parts = [
        *kernels(settings, first, moments),
        *layers(settings, outputs, test.x[number - 1], int(test.y[number - 1])),
    ]
    narrow = theme.is_narrow()
    tables, height = charts.tables(parts, narrow)
    now = curves.scrubber(epochs, t("epoch")) if len(epochs) > 1 else curves.still(epochs[0])
    spec = named.filled(chart_spec(height, t("epoch"), theme.ink(), narrow), tables, {}, *now)
    with st.container(key=f"above_{LESSON}_sees"):
        if len(epochs) > 1:
            player.bar(t("The epochs"), f"{LESSON}_sees_play")
        alt = t("Kernels of the first layer, and what each layer makes of the picture")
        st.vega_lite_chart(spec, key=f"{LESSON}_sees", width="content", alt=alt)
    for sentence in words.sentences(settings, first, epochs, moments, outputs):
        st.caption(sentence)


def snapshots(trace: Trace) -> tuple[tuple[int, ...], tuple[Arrays, ...]]:
    """The epochs that can be looked at, and the network's variables then; where fewer than two were kept, the last."""
    if len(trace.snapshots) > 1:
        return trace.snapshot_epochs, trace.snapshots
    return (trace.epochs,), (trace.state.weights(),)


@lru_cache(maxsize=32)
def chart_spec(height: int, epoch: str, ink: str, narrow: bool) -> str:
    """The picture over tables that are still to come."""
    return named.kept(charts.picture(height, epoch, ink, narrow))


def kernels(settings: ImagesSettings, first: FirstKernel | None, moments: Sequence[Arrays]) -> list[Strip]:
    """The first layer's kernels; none of a network without weights."""
    if first is None:
        return []
    layer = settings.stack()[first.layer]
    pictures = np.stack([first.pictures(variables[first.variable]) for variables in moments])
    shown = in_part(pictures.shape[1], first.count)
    if isinstance(layer, Dense):
        text = t("Weights of each unit of the first Dense, {size}", size=by(first.shape[:2]))
    else:
        text = t("Kernels of the first {layer}, {size}", layer=type(layer).__name__, size=by(first.shape[:2]))
    return [Strip(f"{text}{shown}", pictures, charts.kernel_side(pictures.shape[1]))]


def layers(settings: ImagesSettings, outputs: Sequence[Output], picture: np.ndarray, true: int) -> list[Strip | Bars]:
    """The picture, and what each layer makes of it."""
    classes = images_controls.classes(settings.data)
    grey = np.moveaxis(np.asarray(picture, "float32") / settings.pictures.high, -1, 0)[None]
    title = t("the picture, “{name}”, {size}", name=classes[true], size=by(picture.shape))
    largest = max(picture.shape[:2])
    parts: list[Strip | Bars] = [Strip(title, grey, charts.PICTURE, grey=True)]
    drawn_ones = outputs if len(outputs) <= words.MOST_LAYERS else [*outputs[: words.MOST_LAYERS - 1], outputs[-1]]
    for output in drawn_ones:
        title = f"{output.name} → {by(output.shape)}{in_part(output.num_shown, output.count)}"
        if output is outputs[-1] and is_probabilities(output, len(classes)):
            parts.append(Bars(title, output.values, classes, true))
        elif output.has_maps:
            side = charts.map_side(max(output.values.shape[1:3]), largest)
            strongest = output.strength.argmax(axis=1) if output.count > 1 else None
            parts.append(Strip(title, np.moveaxis(output.values, -1, 1), side, strongest))
        else:
            parts.append(Strip(title, output.values[..., None, None], CELL))
    return parts


def is_probabilities(output: Output, count: int) -> bool:
    """Whether there is one for each class, positive, with a sum of 1."""
    values = output.values
    return values.shape[1:] == (count,) and bool((values >= 0).all() and np.allclose(values.sum(axis=1), 1, atol=1e-3))


def in_part(shown: int, count: int) -> str:
    return " · " + t("the first {shown} of {count}", shown=shown, count=count) if shown < count else ""
