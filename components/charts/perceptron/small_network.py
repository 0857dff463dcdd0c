"""A small network as a drawing, and the examples as its last neuron sees them; frame by frame of a training."""

import math
from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from components.charts.neurons import Table, examples
from components.theme import BLUE, GREY, ORANGE

WIDEST = 9.0
"""Pixels of the heaviest connection's line."""


def edges(weights: Sequence[Sequence[np.ndarray]]) -> pd.DataFrame:
    """The connections of every frame. `weights[frame][layer]` has the shape (units before, units after)."""
    rows = pd.DataFrame([row for frame, layers in enumerate(weights) for row in _edges(frame, layers)])
    most = max(float(rows["size"].max()), 1e-9)
    return rows.assign(width=0.4 + WIDEST * rows["size"] / most)


def nodes(names: Sequence[Sequence[str]]) -> pd.DataFrame:
    """The neurons. `names[layer]` are those of a layer, inputs first."""
    return pd.DataFrame([row for layer, its in enumerate(names) for row in _nodes(layer, its)])


def drawing(connections: Table, neurons: Table, num_layers: int, ink: str, size: int = 240) -> alt.LayerChart:
    """Neurons as circles, weights as lines: width for size, orange for positive, blue and dashed for negative."""
    x = alt.X("x:Q", scale=alt.Scale(domain=[-0.3, num_layers - 0.7]), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[-0.1, 1.1]), axis=None)
    colour = alt.Color("sign:N", scale=alt.Scale(domain=["+", "−"], range=[ORANGE, BLUE]), legend=None)
    dash = alt.StrokeDash("sign:N", scale=alt.Scale(domain=["+", "−"], range=[[1, 0], [5, 3]]), legend=None)
    width = alt.StrokeWidth("width:Q", scale=None)
    lines = alt.Chart(connections).transform_filter("datum.frame == now").mark_rule(opacity=0.9)
    lines = lines.encode(
        x,
        y,
        x2=alt.X2("x2:Q"),
        y2=alt.Y2("y2:Q"),
        color=colour,
        strokeDash=dash,
        strokeWidth=width,
        tooltip=alt.Tooltip("weight:Q"),
    )
    circles = alt.Chart(neurons).mark_circle(size=500, color="white", stroke=ink, strokeWidth=2, opacity=1).encode(x, y)
    labels = alt.Chart(neurons).mark_text(fontWeight="bold", color="#1D2433").encode(x, y, text=alt.Text("name:N"))
    return alt.LayerChart(layer=[lines, circles, labels]).properties(width=size, height=size)


def _height(place: int, count: int) -> float:
    """Neurons of a layer from top to bottom, centred."""
    return 1 - (place + 0.5) / count


def _edges(frame: int, layers: Sequence[np.ndarray]) -> list[dict]:
    return [
        {
            "frame": frame,
            "x": layer,
            "y": _height(i, kernel.shape[0]),
            "x2": layer + 1,
            "y2": _height(j, kernel.shape[1]),
            "weight": round(float(kernel[i, j]), 4),
            "size": abs(float(kernel[i, j])),
            "sign": "+" if kernel[i, j] >= 0 else "−",
        }
        for layer, kernel in enumerate(layers)
        for i in range(kernel.shape[0])
        for j in range(kernel.shape[1])
    ]


def _nodes(layer: int, names: Sequence[str]) -> list[dict]:
    return [{"x": layer, "y": _height(place, len(names)), "name": name} for place, name in enumerate(names)]


def space(points: np.ndarray, lines: np.ndarray, right: np.ndarray, y: Sequence[int]) -> dict[str, pd.DataFrame]:
    """The tables of `hidden_space`: the examples, the line's ends, and the corners of what is shown of all frames.

    `points` (frames, examples, 2); `lines` (frames, 3), a·x + b·y + c = 0; `right` (frames, examples), told right or
    not.
    """
    frames, num = points.shape[:2]
    every = points.reshape(-1, 2)
    margin = np.maximum(np.ptp(every, axis=0) * 0.2, 0.2)
    corners = np.stack([every.min(axis=0) - margin, every.max(axis=0) + margin])
    rows = {
        "frame": np.repeat(range(frames), num),
        "px": every[:, 0],
        "py": every[:, 1],
        "y": np.tile(np.array(y), frames),
        "right": right.ravel(),
    }
    ends = [row for frame, line in enumerate(lines) for row in _ends(frame, line, corners)]
    return {
        "examples": pd.DataFrame(rows),
        "ends": pd.DataFrame(ends, columns=["frame", "px", "py"]),
        "corners": pd.DataFrame(corners, columns=["px", "py"]),
    }


def hidden_space(rows: Table, ends: Table, corners: Table, titles: tuple[str, str], size: int = 240) -> alt.LayerChart:
    """The examples in two coordinates of the hidden layer, and the line that the output neuron draws there."""
    scale, axis = alt.Scale(zero=False, nice=False), alt.Axis(grid=False, tickCount=4)
    x, y = (
        alt.X("px:Q", scale=scale, title=titles[0], axis=axis),
        alt.Y("py:Q", scale=scale, title=titles[1], axis=axis),
    )
    whole = alt.Chart(corners).mark_point(opacity=0).encode(x, y)
    line = alt.Chart(ends).transform_filter("datum.frame == now").mark_line(color=GREY, strokeWidth=3).encode(x, y)
    marks = examples(alt.Chart(rows).transform_filter("datum.frame == now"), x, y, few=True)
    return alt.LayerChart(layer=[whole, line, *marks]).properties(width=size, height=size)


def _ends(frame: int, line: np.ndarray, corners: np.ndarray) -> list[tuple[int, float, float]]:
    """Where the line a·x + b·y + c = 0 enters and leaves the box between two corners; nothing where it misses it."""
    (a, b), c = np.asarray(line[:2], float), float(line[2])
    (left, low), (right, high) = corners
    at_sides = [(x, -(a * x + c) / b) for x in (left, right)] if b else []
    at_floors = [(-(b * y + c) / a, y) for y in (low, high)] if a else []
    slack = 1e-9 * float(np.ptp(corners, axis=0).max())
    inside = [
        (float(x), float(y))
        for x, y in at_sides + at_floors
        if left - slack <= x <= right + slack and low - slack <= y <= high + slack
    ]
    return [(frame, *inside[0]), (frame, *max(inside, key=lambda end: math.dist(end, inside[0])))] if inside else []
