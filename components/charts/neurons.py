"""One neuron in the plane of its two inputs. Its weights are expressions, so that a picture follows a drag by itself.

`Neuron` holds three Vega expressions, for w₁, w₂ and b: those of sliders under the picture, or of one frame of a training.
Every layer is drawn from them in the browser; the server is not asked.
"""

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from components.theme import CLASS_COLOURS, GREY, PALE

LOW, HIGH = -0.6, 1.6
FAR = 20.0
"""Longer than the picture in any direction; what sticks out is clipped."""
BANDS = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Probabilities at which a sigmoid neuron's ground changes its shade."""


@dataclass(frozen=True)
class Neuron:
    """Expressions for the weights and the bias, and whether the output is a step or a sigmoid."""

    w1: str
    w2: str
    bias: str
    sigmoid: bool = False

    def z(self, x1: str, x2: str) -> str:
        return f"(({self.w1}) * {x1} + ({self.w2}) * {x2} + ({self.bias}))"

    def output(self, x1: str, x2: str) -> str:
        z = self.z(x1, x2)
        return f"1 / (1 + exp(-{z}))" if self.sigmoid else f"({z} >= 0 ? 1 : 0)"

    @property
    def thresholds(self) -> list[float]:
        """The values of z between two shades of the ground: ln(p / (1 − p)); for a step just 0."""
        return [float(np.log(p / (1 - p))) for p in BANDS] if self.sigmoid else [0.0]


def frames(weights: np.ndarray, sigmoid: bool) -> tuple[alt.Parameter, Neuron]:
    """A recorded training as a parameter, and the neuron that it is at the frame number `now`.

    `weights`: (frames, 3), w₁, w₂ and b.
    """
    record = alt.param(name="record", value=np.round(weights, 6).tolist())
    return record, Neuron("record[now][0]", "record[now][1]", "record[now][2]", sigmoid)


def weights_title() -> alt.TitleParams:
    """The weights of the frame that is looked at, in words, over the picture."""
    text = "'w₁ ' + format(record[now][0], '.3f') + '   w₂ ' + format(record[now][1], '.3f') + '   b ' + format(record[now][2], '.3f')"
    return alt.TitleParams(text=alt.ExprRef(text), fontSize=13)


def plane(neuron: Neuron, rows: pd.DataFrame, titles: tuple[str, str] = ("A", "B"), size: int = 260, title: alt.TitleParams | str = "") -> alt.LayerChart:
    """The halves of the plane, the line between them, and the examples, told by the neuron.

    `rows`: columns x1, x2 and y (0 or 1). A filled mark is told right, a hollow one with a cross wrong.
    """
    scale = alt.Scale(domain=[LOW, HIGH], nice=False)
    axis = alt.Axis(values=[0, 0.5, 1], grid=False, format="~g")
    x, y = alt.X("px:Q", scale=scale, title=titles[0], axis=axis), alt.Y("py:Q", scale=scale, title=titles[1], axis=axis)
    layers = [_half(neuron, level, side).encode(x, y) for level in neuron.thresholds for side in (-1, 1)]
    line = _along(neuron, pd.DataFrame({"a": [-1.0, 1.0], "d": 0.0}), 0.0).mark_line(color=GREY, strokeWidth=3, clip=True)
    layers += [line.encode(x, y), *_examples(neuron, rows, x, y)]
    return alt.layer(*layers).properties(width=size, height=size, title=title)


def _along(neuron: Neuron, data: pd.DataFrame, level: float) -> alt.Chart:
    """Points (px, py) on the line z = level, `a` far along it, and `d` far across it towards greater z.

    The foot of the line is (level − b) (w₁, w₂) / |w|²; without weights there is no line, and everything is one side.
    """
    square = f"max(pow({neuron.w1}, 2) + pow({neuron.w2}, 2), 1e-12)"
    return alt.Chart(data).transform_calculate(
        foot=f"clamp(({level} - ({neuron.bias})) / sqrt({square}), -{FAR}, {FAR})",
        u1=f"({square}) < 1e-9 ? 1 : ({neuron.w1}) / sqrt({square})",
        u2=f"({square}) < 1e-9 ? 0 : ({neuron.w2}) / sqrt({square})",
    ).transform_calculate(
        px=f"datum.foot * datum.u1 - datum.a * {FAR} * datum.u2 + datum.d * {2 * FAR} * datum.u1",
        py=f"datum.foot * datum.u2 + datum.a * {FAR} * datum.u1 + datum.d * {2 * FAR} * datum.u2",
    )


def _half(neuron: Neuron, level: float, side: int) -> alt.Chart:
    """The ground where z is beyond a level, on one side; shades of several levels add up."""
    corners = pd.DataFrame({"a": [-1.0, 1.0, 1.0, -1.0], "d": [0.0, 0.0, side, side], "corner": range(4)})
    # Without weights the clamped foot puts everything on the side of the bias.
    opacity = 1.0 / len(neuron.thresholds)
    return (
        _along(neuron, corners, level)
        .mark_line(interpolate="linear-closed", fill=PALE[side > 0], fillOpacity=opacity, strokeWidth=0, clip=True)
        .encode(order="corner:O")
    )


def _examples(neuron: Neuron, rows: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    base = alt.Chart(rows).transform_calculate(
        px="datum.x1", py="datum.x2", right=f"({neuron.output('datum.x1', 'datum.x2')} >= 0.5 ? 1 : 0) == datum.y"
    )
    colour = alt.Color("y:N", scale=alt.Scale(domain=[0, 1], range=list(CLASS_COLOURS)), legend=None)
    size = 260 if len(rows) <= 4 else 50
    right = base.transform_filter("datum.right").mark_circle(size=size, opacity=1, stroke="white", strokeWidth=1)
    ring = base.transform_filter("!datum.right").mark_point(size=size, strokeWidth=3, filled=True, fill="white")
    cross = base.transform_filter("!datum.right").mark_point(shape="cross", angle=45, size=size / 3, filled=True)
    marks = [right.encode(x, y, color=colour), ring.encode(x, y, stroke=colour), cross.encode(x, y, color=colour)]
    if len(rows) <= 4:
        names = base.transform_calculate(name="'(' + datum.x1 + ', ' + datum.x2 + ')'")
        marks.append(names.mark_text(dy=-18, fontSize=12, color=GREY, fontWeight="bold").encode(x, y, text="name:N"))
    return marks


def truth_table(neuron: Neuron, rows: pd.DataFrame, heads: tuple[str, ...], ink: str, size: int = 220) -> alt.LayerChart:
    """The four rows as a table that follows the neuron: A, B, wanted, z, output, and whether it is right.

    `heads`: the six titles.
    """
    data = rows.assign(row=range(1, len(rows) + 1))
    base = alt.Chart(data).transform_calculate(
        z=neuron.z("datum.x1", "datum.x2"), output=neuron.output("datum.x1", "datum.x2")
    ).transform_calculate(right="(datum.output >= 0.5 ? 1 : 0) == datum.y")
    output = "format(datum.output, '.4f')" if neuron.sigmoid else "'' + datum.output"
    columns = ("'' + datum.x1", "'' + datum.x2", "'' + datum.y", "format(datum.z, '.2f')", output, "datum.right ? '✓' : '✗'")
    row = alt.Y("row:Q", scale=alt.Scale(domain=[-0.6, len(rows) + 0.6], reverse=True), axis=None)
    places = [size * share for share in (0.05, 0.17, 0.32, 0.54, 0.78, 0.95)]
    marks = []
    for place, head, column in zip(places, heads, columns, strict=True):
        cell = base.transform_calculate(shown=column).mark_text(fontSize=14, color=ink)
        marks.append(cell.encode(row, x=alt.value(place), text="shown:N"))
        title = alt.Chart(pd.DataFrame({"row": [0.0], "head": [head]})).mark_text(fontSize=12, fontWeight="bold", color=GREY)
        marks.append(title.encode(row, x=alt.value(place), text="head:N"))
    return alt.layer(*marks).properties(width=size, height=30 * (len(rows) + 1))


def dragged(name: str, ranges: dict[str, tuple[float, float, float]], values: dict[str, float]) -> alt.Parameter:
    """Sliders under the picture that move it while they are dragged, and tell the server afterwards.

    `ranges`: name → low, high, step. In expressions the value of x is `name.x[0]`. It is a selection, since Streamlit
    reports only selections; Vega lists bound sliders from the last to the first, so they are given in reverse.
    """
    bound = {key: alt.binding_range(min=low, max=high, step=step, name=key) for key, (low, high, step) in ranges.items()}
    fields = list(reversed(ranges))
    return alt.selection_point(
        name=name, fields=fields, bind={key: bound[key] for key in fields}, value=[{key: values[key] for key in fields}]
    )
