"""What the live view shows of one run: what its network says, its curves, and how its weights lie."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from components import theme
from components.browser.live import stories
from components.language import t
from lab.data.datasets import load, parts
from lab.lessons.overfitting import verdicts
from lab.lessons.overfitting.choices import OverfittingSettings
from lab.lessons.overfitting.verdicts import Verdict
from lab.stacks import forward
from lab.stacks.forward import REACH
from lab.stacks.layers import Dense
from lab.traces import Arrays, Trace

PIXELS = 72
MOST_FIELDS_WORK = 2**31
"""Multiplications of all fields that are sent for a run; above that there are fewer of them."""
MOST_POINTS = 400
"""Examples of a part in the picture; more cannot be told apart."""
DASHES = {"": "", "val_": "6 4", "test_": "1 3"}
"""What Keras's names of metrics begin with, in training, validation and test, and how their curves are dashed."""


def story(
    trace: Trace,
    settings: OverfittingSettings,
    found: Verdict,
    metrics: Mapping[str, np.ndarray],
    before: Mapping[str, np.ndarray] | None,
    *,
    whole: bool,
) -> stories.Story:
    """The story of a trace. One that is not whole, or kept no weights, has its last moment only.

    `before` are the metrics of the run that was shown before this one.
    """
    epochs, weights = moments(trace, settings, whole)
    lying = forward.histogram(weights)
    return stories.Story(
        epochs=epochs,
        charts=[
            chart(t("loss"), "loss", settings.epochs, metrics, before, marks=marks(found)),
            chart(t("accuracy"), "accuracy", settings.epochs, metrics, before),
        ],
        plane=stories.Plane(-REACH, REACH, ("x₁", "x₂"), examples(settings)) if settings.is_in_the_plane else None,
        says=answers(settings, weights) if settings.is_in_the_plane else None,
        bars=stories.Bars(
            t("weights: orange +, blue −"),
            lying.edges,
            lying.shares,
            [t("{share:.0%} within ±0.01", share=share) for share in lying.near],
        ),
        measures=[measure(metrics, epoch) for epoch in epochs],
    )


def moments(trace: Trace, settings: OverfittingSettings, whole: bool) -> tuple[list[int], list[Arrays]]:
    """Epochs and weights that can be looked at. Where fields are sent, no more than can be computed in time."""
    if not whole or len(trace.snapshots) < 2:
        return [trace.epochs], [trace.state.weights()]
    every = 1
    if settings.is_in_the_plane and not is_small(settings):
        every = -(-len(trace.snapshots) * settings.parameters() * PIXELS**2 // MOST_FIELDS_WORK)
    last = len(trace.snapshots) - 1
    kept = [at for at in range(last + 1) if (last - at) % every == 0]
    return [trace.snapshot_epochs[at] for at in kept], [trace.snapshots[at] for at in kept]


def is_small(settings: OverfittingSettings) -> bool:
    """Whether the network is drawn neuron by neuron."""
    return stories.is_small([layer for layer in settings.stack() if isinstance(layer, Dense)])


def answers(settings: OverfittingSettings, weights: Sequence[Arrays]) -> stories.Network | stories.Fields:
    """What the network says at every moment: by its weights, or as a field where it is large."""
    layers = settings.stack()
    if is_small(settings):
        folded = [forward.fold(layers, each) for each in weights]
        dense = folded[0][0]
        return stories.Network(dense, [arrays for _, arrays in folded], stories.names(("x₁", "x₂"), dense, "ŷ"))
    its = examples(settings)
    places = np.column_stack([its.x, its.y]).astype("float32")
    return stories.Fields(
        [forward.field(layers, each, PIXELS) for each in weights],
        [forward.outputs(layers, each, places)[:, 0] for each in weights],
    )


def chart(
    title: str,
    metric: str,
    epochs: int,
    metrics: Mapping[str, np.ndarray],
    before: Mapping[str, np.ndarray] | None,
    marks: Sequence[tuple[int, str]] = (),
) -> stories.Chart:
    """A metric in training, validation and test; of the run before, training and validation, thin and grey."""
    called = {"": t("training"), "val_": t("validation"), "test_": t("test")}
    lines = [
        stories.Line(name, metrics[kind + metric], theme.ink(), DASHES[kind])
        for kind, name in called.items()
        if kind + metric in metrics
    ]
    faint = [
        stories.Line("", (before or {})[kind + metric], theme.GREY, DASHES[kind], is_faint=True)
        for kind in ("", "val_")
        if kind + metric in (before or {})
    ]
    apart, is_share = "val_" + metric in metrics, metric == "accuracy"
    return stories.Chart(title, [*lines, *faint], marks, apart, is_share, epochs)


def marks(found: Verdict) -> list[tuple[int, str]]:
    """The best epoch, and the one at which the verdict begins."""
    places = []
    if found.best_epoch is not None:
        places.append((found.best_epoch, t("best: {epoch}", epoch=found.best_epoch)))
    if found.since is not None:
        over = found.kind == verdicts.OVERFITTING
        text = t("over-fits from {epoch}", epoch=found.since) if over else t("diverged: {epoch}", epoch=found.since)
        places.append((found.since, text))
    return places


def measure(metrics: Mapping[str, np.ndarray], epoch: int) -> str:
    """The losses after an epoch in words; before the first one nothing has been measured."""
    if not 0 < epoch <= len(metrics["loss"]):
        return ""
    loss = metrics["loss"][epoch - 1]
    if "val_loss" not in metrics:
        return t("Training loss {loss:.3f}.", loss=loss)
    val_loss = metrics["val_loss"][epoch - 1]
    return t("Training loss {loss:.3f}, validation loss {val_loss:.3f}.", loss=loss, val_loss=val_loss)


@lru_cache(maxsize=16)
def examples(settings: OverfittingSettings) -> stories.Examples:
    """The examples in the plane; no more of each part than can be told apart."""
    source = settings.source()
    learnt, held_out, _ = parts(load(source), settings.validation_fraction, source.seed)
    both = [(part, is_held_out) for part, is_held_out in ((learnt, 0), (held_out, 1)) if part is not None]
    x = np.concatenate([part.x[:MOST_POINTS] for part, _ in both])
    wanted = np.concatenate([part.y[:MOST_POINTS] for part, _ in both])
    which = np.concatenate([np.full(len(part.y[:MOST_POINTS]), is_held_out) for part, is_held_out in both])
    return stories.Examples(x[:, 0], x[:, 1], wanted, which)
