"""What a live view is given: a network's story over its epochs, and the settings that are dragged in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lab.stacks.layers import Dense
from lab.traces import Arrays

MOST_LAYERS, MOST_UNITS = 7, 16
"""Of a network that is drawn neuron by neuron, its output among the layers."""


@dataclass(frozen=True, eq=False)
class Examples:
    """The examples of a plane: `x`, `y` and what is `wanted`, 0 or 1, each (examples,), and which are `held_out`."""

    x: np.ndarray
    y: np.ndarray
    wanted: np.ndarray
    held_out: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane from `low` to `high` on both axes, and the examples in it."""

    low: float
    high: float
    axes: tuple[str, str]
    examples: Examples


@dataclass(frozen=True, eq=False)
class Network:
    """A network of dense layers with its weights at every moment; `names` are the neurons', the inputs first."""

    layers: Sequence[Dense]
    moments: Sequence[Arrays]
    names: Sequence[Sequence[str]]


@dataclass(frozen=True, eq=False)
class Fields:
    """What a network says over the plane, (size, size) with the top first, and to the examples, at every moment."""

    values: Sequence[np.ndarray]
    answers: Sequence[np.ndarray]


@dataclass(frozen=True)
class Line:
    """A curve: one value for each epoch, its name and colour. What is measured on examples that are not learnt from is
    dashed; a faint line is of another run and has no name."""

    name: str
    values: np.ndarray
    colour: str
    dash: str = ""
    is_faint: bool = False


@dataclass(frozen=True)
class Chart:
    """Curves over the epochs, with room for so many `epochs`, where there are still some to come. What lies between the
    first two is shaded where they are `apart`; `marks` are epochs with a name; shares are in percent and do not begin
    at 0."""

    title: str
    lines: Sequence[Line]
    marks: Sequence[tuple[int, str]] = ()
    apart: bool = False
    is_share: bool = False
    epochs: int = 0


@dataclass(frozen=True, eq=False)
class Bars:
    """How numbers lie at every moment: `edges` (bins + 1,), `shares` (moments, bins), and a note for each moment."""

    title: str
    edges: np.ndarray
    shares: np.ndarray
    notes: Sequence[str]


@dataclass(frozen=True, eq=False)
class Space:
    """The examples as the last neuron sees them, snapshot by snapshot: `points` (snapshots, examples, 2), and its line
    a·x + b·y + c = 0 as `lines` (snapshots, 3), above 0 on the side that it takes for class 1."""

    points: np.ndarray
    lines: np.ndarray
    axes: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Story:
    """What is shown of a training at its recorded `epochs`, of which `measures` say what was reached at each."""

    epochs: Sequence[int]
    charts: Sequence[Chart]
    plane: Plane | None = None
    says: Network | Fields | None = None
    bars: Bars | None = None
    space: Space | None = None
    measures: Sequence[str] = ()


@dataclass(frozen=True)
class Dragged:
    """A setting that the view has a slider for: its name and label, its marks in words, and where it stands."""

    name: str
    label: str
    marks: Sequence[str]
    at: int


@dataclass(frozen=True, eq=False)
class Drag:
    """The settings that can be dragged. `members` are the runs at the marks of the one `name`, as `moments_of` has
    them, by place; `id` says whose they are. `want` is called when the slider is touched, `put` when it is let go."""

    settings: Sequence[Dragged]
    name: str
    id: str
    members: Mapping[int, dict[str, Any]]
    want: Callable[[], None]
    put: Callable[[], None]


def is_small(layers: Sequence[Dense]) -> bool:
    """Whether a network can be drawn neuron by neuron.

    >>> is_small((Dense(16), Dense(1))), is_small((Dense(64), Dense(1)))
    (True, False)
    """
    return len(layers) <= MOST_LAYERS and all(layer.units <= MOST_UNITS for layer in layers)


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
