"""A small network that learns, live: its field, each neuron's map, weights and curves, at any epoch of its story.

The weights of all recorded epochs are sent once. The browser computes from them what every neuron says over the plane;
to play, to scrub, or to look at another neuron asks nothing of the server. Of networks that are too large for that
(`is_small`) the fields are sent, and of examples that lie in no plane there are the curves.
"""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from components import theme
from components.browser import light_component
from components.browser.live.stories import Chart, Drag, Fields, Line, Network, Plane, Story
from components.charts import fields
from components.language import t
from lab.traces import Arrays

STRENGTH = 0.5
"""How much of a class's colour its ground has at most, so that the marks on it stay readable."""
POINTS = 200
"""Of a curve; its place is hardly wider."""

_component = light_component("live")


def show(story: Story, key: str, drag: Drag | None = None) -> None:
    """The view, under a key of the page, and what can be dragged in it."""
    heard = {"on_wants_change": drag.want, "on_dragged_change": drag.put} if drag else {}
    _component(data=data_of(story, drag), key=key, height="content", **heard)


def data_of(story: Story, drag: Drag | None = None) -> dict[str, Any]:
    """What the browser needs of a story, and nothing else."""
    plane, says = story.plane, story.says
    return {
        **moments_of(story),
        "plane": plane and plane_data(plane),
        "network": network_data(says) if isinstance(says, Network) else None,
        "fields": fields_data(says) if isinstance(says, Fields) else None,
        "drag": drag and drag_data(drag),
        "colours": dict(zip(("low", "high", "paleLow", "paleHigh"), (*theme.CLASS_COLOURS, *theme.PALE), strict=True))
        | {"middle": "#FFFFFF", "ink": theme.LINE_COLOUR, "grey": theme.GREY},
        "strength": STRENGTH,
        "words": words(),
    }


def drag_data(drag: Drag) -> dict[str, Any]:
    return {
        "settings": [{**vars(each), "marks": list(each.marks)} for each in drag.settings],
        "name": drag.name,
        "id": drag.id,
        "members": {str(place): its for place, its in drag.members.items()},
    }


def moments_of(story: Story) -> dict[str, Any]:
    """What is another one in each run of a family."""
    says, bars, space = story.says, story.bars, story.space
    return {
        "epochs": list(story.epochs),
        "weights": encode(packed(says.moments)) if isinstance(says, Network) else None,
        "charts": [chart_data(chart) for chart in story.charts],
        "bars": bars
        and {
            "title": bars.title,
            "edges": np.round(bars.edges, 4).tolist(),
            "shares": np.round(bars.shares, 4).tolist(),
            "notes": list(bars.notes),
        },
        "space": space
        and {
            "points": np.round(space.points, 5).tolist(),
            "lines": np.round(space.lines, 6).tolist(),
            "axes": list(space.axes),
        },
        "measures": list(story.measures),
    }


def plane_data(plane: Plane) -> dict[str, Any]:
    its = plane.examples
    return {
        "low": plane.low,
        "high": plane.high,
        "axes": list(plane.axes),
        "examples": {
            "x": np.round(its.x, 4).tolist(),
            "y": np.round(its.y, 4).tolist(),
            "wanted": its.wanted.astype(int).tolist(),
            "heldOut": None if its.held_out is None else its.held_out.astype(int).tolist(),
        },
    }


def network_data(network: Network) -> dict[str, Any]:
    return {
        "units": [len(network.names[0]), *(layer.units for layer in network.layers)],
        "activations": [layer.activation or "linear" for layer in network.layers],
        "names": [list(each) for each in network.names],
    }


def fields_data(its: Fields) -> dict[str, Any]:
    return {"pictures": [fields.grey(each) for each in its.values], "answers": encode(np.stack(its.answers))}


def encode(numbers: np.ndarray) -> str:
    """Numbers as float32, little-endian, in base64."""
    return base64.b64encode(np.asarray(numbers, "<f4").tobytes()).decode()


def packed(moments: Sequence[Arrays]) -> np.ndarray:
    """(moments, weights) float32: kernels by rows and biases, in Keras's order."""
    return np.stack([np.concatenate([np.asarray(part, "<f4").ravel() for part in one]) for one in moments])


def chart_data(chart: Chart) -> dict[str, Any]:
    """A chart with its curves at no more epochs than can be seen; the last one is among them."""
    own = np.concatenate([np.asarray(line.values, float) for line in chart.lines if not line.is_faint])
    own = own[np.isfinite(own)]
    low, high = (float(own.min(initial=1.0)), 1.0) if chart.is_share else (0.0, float(own.max(initial=1e-9)))
    return {
        "title": chart.title,
        "lines": [line_data(line) for line in chart.lines],
        "epochs": max(chart.epochs, *(len(line.values) for line in chart.lines if not line.is_faint)),
        "low": low,
        "high": high,
        "marks": [{"epoch": epoch, "name": name} for epoch, name in chart.marks],
        "apart": chart.apart,
        "isShare": chart.is_share,
        "label": t("epoch"),
    }


def line_data(line: Line) -> dict[str, Any]:
    epochs = len(line.values)
    shown = np.unique(np.linspace(0, epochs - 1, min(epochs, POINTS)).round().astype(int))
    values = np.asarray(line.values, float)[shown]
    return {
        "name": line.name,
        "colour": line.colour,
        "dash": line.dash,
        "isFaint": line.is_faint,
        "epochs": (shown + 1).tolist(),
        "values": [float(f"{value:.5g}") if np.isfinite(value) else None for value in values],
    }


def words() -> dict[str, str]:
    """What the view says; {…} is filled in by the browser."""
    return {
        "name": t("Epochs"),
        "field": t("what the network says"),
        "network": t("weights: orange +, blue dashed −"),
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
        "drag": t("Drag it"),
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
