"""A small network as a drawing, and the examples as its last neuron sees them; frame by frame of a training."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from components.charts.neurons import examples
from components.theme import BLUE, GREY, ORANGE

WIDEST = 9.0
"""Pixels of the heaviest connection's line."""


def drawing(
    weights: Sequence[Sequence[np.ndarray]], names: tuple[Sequence[str], ...], ink: str, size: int = 240
) -> alt.LayerChart:
    """Neurons as circles, weights as lines: width for size, orange for positive, blue and dashed for negative.

    `weights[frame][layer]` has the shape (units before, units after). `names[layer]` are the neurons' names, inputs
    first.
    """
    edges = pd.DataFrame([row for frame, layers in enumerate(weights) for row in _edges(frame, layers)])
    most = max(float(edges["size"].max()), 1e-9)
    edges["width"] = 0.4 + WIDEST * edges["size"] / most
    x = alt.X("x:Q", scale=alt.Scale(domain=[-0.3, len(names) - 0.7]), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[-0.1, 1.1]), axis=None)
    colour = alt.Color("sign:N", scale=alt.Scale(domain=["+", "−"], range=[ORANGE, BLUE]), legend=None)
    dash = alt.StrokeDash("sign:N", scale=alt.Scale(domain=["+", "−"], range=[[1, 0], [5, 3]]), legend=None)
    width = alt.StrokeWidth("width:Q", scale=None)
    lines = alt.Chart(edges).transform_filter("datum.frame == now").mark_rule(opacity=0.9)
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
    nodes = pd.DataFrame([row for layer, its in enumerate(names) for row in _nodes(layer, its)])
    circles = alt.Chart(nodes).mark_circle(size=500, color="white", stroke=ink, strokeWidth=2, opacity=1).encode(x, y)
    labels = alt.Chart(nodes).mark_text(fontWeight="bold", color="#1D2433").encode(x, y, text=alt.Text("name:N"))
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


def hidden_space(
    points: np.ndarray, lines: np.ndarray, right: np.ndarray, y: Sequence[int], titles: tuple[str, str], size: int = 240
) -> alt.LayerChart:
    """The examples in two coordinates of the hidden layer, and the line that the output neuron draws there.

    `points` (frames, examples, 2); `lines` (frames, 3), a·x + b·y + c = 0; `right` (frames, examples), told right or
    not.
    """
    low, high = points.reshape(-1, 2).min(axis=0), points.reshape(-1, 2).max(axis=0)
    margin = np.maximum((high - low) * 0.2, 0.2)
    domains = np.column_stack([low - margin, high + margin]).tolist()
    x = alt.X(
        "px:Q", scale=alt.Scale(domain=domains[0], nice=False), title=titles[0], axis=alt.Axis(grid=False, tickCount=4)
    )
    v = alt.Y(
        "py:Q", scale=alt.Scale(domain=domains[1], nice=False), title=titles[1], axis=alt.Axis(grid=False, tickCount=4)
    )
    ends = pd.DataFrame([row for frame, line in enumerate(lines) for row in _ends(frame, line)])
    line = (
        alt.Chart(ends)
        .transform_filter("datum.frame == now")
        .mark_line(color=GREY, strokeWidth=3, clip=True)
        .encode(x, v)
    )
    frames, num = points.shape[:2]
    rows = pd.DataFrame(
        {
            "frame": np.repeat(range(frames), num),
            "px": points[:, :, 0].ravel(),
            "py": points[:, :, 1].ravel(),
            "y": np.tile(np.array(y), frames),
            "right": right.ravel(),
        }
    )
    marks = examples(alt.Chart(rows).transform_filter("datum.frame == now"), x, v, few=True)
    return alt.LayerChart(layer=[line, *marks]).properties(width=size, height=size)


def _ends(frame: int, line: np.ndarray) -> list[dict]:
    """Two points of the line a·x + b·y + c = 0, far on both sides of its foot."""
    normal, offset = np.asarray(line[:2], float), float(line[2])
    square = max(float(normal @ normal), 1e-12)
    foot, along = -offset * normal / square, np.array([-normal[1], normal[0]]) / np.sqrt(square)
    return [{"frame": frame, "px": point[0], "py": point[1]} for point in (foot - 50 * along, foot + 50 * along)]
