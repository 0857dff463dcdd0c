"""A small network that learns, live: its field, each neuron's map, weights and curves, at any epoch of its story.

The weights of all recorded epochs are sent once. The browser computes from them what every neuron says over the plane;
to play, to scrub, or to look at another neuron asks nothing of the server.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from components import theme
from components.browser import component
from components.language import t
from lab.stacks.layers import Dense
from lab.traces import Trace

STRENGTH = 0.5
"""How much of a class's colour its ground has at most, so that the marks on it stay readable."""
POINTS = 300
"""Of a curve; a screen shows no more."""

_component = component("live")


@dataclass(frozen=True, eq=False)
class Examples:
    """The examples of a plane: `x`, `y` and what is `wanted`, 0 or 1, each (examples,), and which are `held_out`."""

    x: np.ndarray
    y: np.ndarray
    wanted: np.ndarray
    held_out: np.ndarray | None = None


@dataclass(frozen=True)
class Line:
    """A curve: one value for each epoch, its name and colour; what is measured on held-out examples is dashed."""

    name: str
    values: np.ndarray
    colour: str
    is_dashed: bool = False


@dataclass(frozen=True, eq=False)
class Space:
    """The examples as the last neuron sees them, snapshot by snapshot: `points` (snapshots, examples, 2), and its line
    a·x + b·y + c = 0 as `lines` (snapshots, 3), above 0 on the side that it takes for class 1."""

    points: np.ndarray
    lines: np.ndarray
    axes: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Story:
    """What is shown of a training: its network of `layers` on two inputs, over the plane from `low` to `high`.

    `names` are the neurons', layer by layer, the inputs first; `measures` say what was reached at each snapshot.
    """

    trace: Trace
    layers: Sequence[Dense]
    examples: Examples
    lines: Sequence[Line]
    low: float
    high: float
    axes: tuple[str, str]
    names: Sequence[Sequence[str]]
    measures: Sequence[str] = field(default=())
    space: Space | None = None


def names(inputs: Sequence[str], layers: Sequence[Dense], output: str) -> list[list[str]]:
    """Names of all neurons: h₁, h₂ … in one hidden layer; with several the layer's number comes first.

    >>> names(("A", "B"), (Dense(2), Dense(1)), "E")
    [['A', 'B'], ['h1', 'h2'], ['E']]
    >>> names(("A", "B"), (Dense(1), Dense(2), Dense(1)), "E")
    [['A', 'B'], ['h1·1'], ['h2·1', 'h2·2'], ['E']]
    """
    hidden = layers[:-1]
    first = ["h"] if len(hidden) == 1 else [f"h{number}·" for number in range(1, len(hidden) + 1)]
    its = [[f"{start}{place + 1}" for place in range(layer.units)] for start, layer in zip(first, hidden, strict=True)]
    return [list(inputs), *its, [output]]


def show(story: Story, key: str) -> None:
    """The view, under a key of the page."""
    _component(data=data_of(story), key=key, height="content")


def data_of(story: Story) -> dict[str, Any]:
    """What the browser needs of a story, and nothing else."""
    examples = story.examples
    return {
        "weights": base64.b64encode(packed(story.trace.snapshots).tobytes()).decode(),
        "epochs": list(story.trace.snapshot_epochs),
        "units": [len(story.names[0]), *(layer.units for layer in story.layers)],
        "activations": [layer.activation or "linear" for layer in story.layers],
        "names": [list(each) for each in story.names],
        "low": story.low,
        "high": story.high,
        "axes": list(story.axes),
        "examples": {
            "x": np.round(examples.x, 4).tolist(),
            "y": np.round(examples.y, 4).tolist(),
            "wanted": examples.wanted.astype(int).tolist(),
            "heldOut": None if examples.held_out is None else examples.held_out.astype(int).tolist(),
        },
        "curves": curves(story.lines),
        "measures": list(story.measures),
        "space": story.space
        and {
            "points": np.round(story.space.points, 5).tolist(),
            "lines": np.round(story.space.lines, 6).tolist(),
            "axes": list(story.space.axes),
        },
        "colours": dict(zip(("low", "high", "paleLow", "paleHigh"), (*theme.CLASS_COLOURS, *theme.PALE), strict=True))
        | {"middle": "#FFFFFF", "ink": theme.LINE_COLOUR},
        "strength": STRENGTH,
        "words": words(),
    }


def packed(snapshots: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
    """(snapshots, weights) float32: kernels by rows and biases, in Keras's order."""
    rows = [np.concatenate([np.asarray(part, "<f4").ravel() for part in one]) for one in snapshots]
    return np.stack(rows)


def curves(lines: Sequence[Line]) -> dict[str, Any]:
    """The curves over the epochs, at no more of them than can be seen; the last one is among them."""
    epochs = len(lines[0].values)
    kept = np.unique(np.linspace(0, epochs - 1, min(epochs, POINTS)).round().astype(int))
    values = np.array([np.asarray(line.values, float)[kept] for line in lines])
    finite = values[np.isfinite(values)]
    shown: list[Mapping[str, Any]] = [
        {
            "name": line.name,
            "colour": line.colour,
            "isDashed": line.is_dashed,
            "epochs": (kept + 1).tolist(),
            "values": [float(f"{value:.5g}") for value in its],
        }
        for line, its in zip(lines, values, strict=True)
    ]
    high = float(finite.max(initial=1e-9))
    return {"lines": shown, "epochs": epochs, "low": 0.0, "high": high, "label": t("epoch")}


def words() -> dict[str, str]:
    """What the view says; {…} is filled in by the browser."""
    return {
        "name": t("Epochs"),
        "field": t("what the network says"),
        "network": t("weights: orange +, blue dashed −"),
        "curves": t("Loss"),
        "space": t("the rows as the hidden layer sees them"),
        "play": t("Play"),
        "pause": t("Pause"),
        "back": t("One step back"),
        "step": t("One step forward"),
        "speed": t("Steps a second"),
        "loop": t("Again and again"),
        "epoch": t("epoch"),
        "at": t("epoch {epoch}", epoch="{epoch}"),
        "numbers": t("The weights as numbers"),
        "bias": t("bias"),
        "input": t("Input {name}", name="{name}"),
        "neuron": t("{name}: bias {bias}, weights {weights}.", name="{name}", bias="{bias}", weights="{weights}"),
        "weight": t("{source} → {target}: {weight}.", source="{from}", target="{to}", weight="{weight}"),
        "example": t(
            "At ({x}, {y}) the network says {answer}; {wanted} is right.",
            x="{x}",
            y="{y}",
            answer="{answer}",
            wanted="{wanted}",
        ),
    }
