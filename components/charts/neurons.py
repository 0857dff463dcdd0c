"""One neuron in the plane of its two inputs. Its weights are expressions, so that a picture follows a drag by itself.

`Neuron` holds three Vega expressions, for w₁, w₂ and b: those of sliders under the picture, or of one frame of a
training.
Every layer is drawn from them in the browser; the server is not asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import altair as alt
import numpy as np
import pandas as pd

from components.theme import CLASS_COLOURS, GREY, PALE

Table: TypeAlias = pd.DataFrame | alt.NamedData

LOW, HIGH = -0.6, 1.6
FAR = 60.0
"""Longer than the picture in any direction; what sticks out is clipped."""
TINY = 1e-9
"""Weights whose squares add up to less have no direction: there is no line, and all of the plane is one side."""
BANDS = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Probabilities at which a sigmoid neuron's ground changes its shade."""
NUM_ROWS = 4
"""Of a gate's truth table."""


@dataclass(frozen=True)
class Neuron:
    """Expressions for the weights and the bias, and whether the output is a step or a sigmoid."""

    w1: str
    w2: str
    bias: str
    sigmoid: bool = False

    def z(self, x1: str, x2: str) -> str:
        """The weighted sum; of a step neuron without the rounding errors that would decide for it where z is 0."""
        z = f"(({self.w1}) * {x1} + ({self.w2}) * {x2} + ({self.bias}))"
        return z if self.sigmoid else f"(round({z} * 1e9) / 1e9)"

    def output(self, x1: str, x2: str) -> str:
        z = self.z(x1, x2)
        return f"1 / (1 + exp(-{z}))" if self.sigmoid else f"({z} >= 0 ? 1 : 0)"

    @property
    def thresholds(self) -> list[float]:
        """The values of z between two shades of the ground: ln(p / (1 − p)); for a step just 0."""
        return [float(np.log(p / (1 - p))) for p in BANDS] if self.sigmoid else [0.0]


def recorded(name: str, row: str, sigmoid: bool) -> tuple[alt.Parameter, Neuron]:
    """A parameter, and the neuron that it is at the moment: a row of a recorded training.

    `row` is an expression for it, such as `data('frames')[now]`, with columns w1, w2 and bias. Some layer has to draw
    from the table, or Vega-Lite leaves it out.
    """
    return alt.param(name=name, expr=row), Neuron(f"{name}.w1", f"{name}.w2", f"{name}.bias", sigmoid)


def weights_title(neuron: Neuron) -> alt.TitleParams:
    """The weights of the frame that is looked at, over the picture."""
    parts = zip(("w₁", "w₂", "b"), (neuron.w1, neuron.w2, neuron.bias), strict=True)
    shown = " + ', ' + ".join(f"'{name} = ' + format({expression}, '.3f')" for name, expression in parts)
    return alt.TitleParams(text=alt.ExprRef(shown), fontSize=12)


def plane_axes(titles: tuple[str, str] = ("A", "B"), domain: tuple[Any, Any] = (LOW, HIGH)) -> tuple[alt.X, alt.Y]:
    """The axes of every picture of the inputs' plane."""
    scale = alt.Scale(domain=list(domain), nice=False)
    axis = alt.Axis(tickCount=3, grid=False, format="~f")
    return alt.X("px:Q", scale=scale, title=titles[0], axis=axis), alt.Y(
        "py:Q", scale=scale, title=titles[1], axis=axis
    )


def plane(
    neuron: Neuron,
    rows: Table,
    *,
    few: bool = True,
    titles: tuple[str, str] = ("A", "B"),
    domain: tuple[Any, Any] = (LOW, HIGH),
    title: alt.TitleParams | str = "",
    size: int = 250,
    params: Sequence[alt.Parameter] = (),
    target: str = "datum.y",
) -> alt.LayerChart:
    """The halves of the plane, the line between them, and the examples, told by the neuron.

    `rows`: columns x1, x2 and y (0 or 1); `few` of them, as of a gate, get large marks and names. A filled mark is
    told right, a hollow one with a cross wrong. `params` are selections that the picture owns; they may stand in one
    layer only. `target` is an expression for what the neuron is meant to say, as for `judged`.
    """
    x, y = plane_axes(titles, domain)
    placed = alt.Chart(rows).transform_calculate(px="datum.x1", py="datum.x2")
    told = with_targets(placed, f"({neuron.output('datum.x1', 'datum.x2')} >= 0.5 ? 1 : 0)", target)
    corners = [names_of_corners(told, x, y)] if few else []
    return on_ground(neuron, x, y, [*examples(told, x, y, few), *corners], title, size, params)


def on_ground(
    neuron: Neuron,
    x: alt.X,
    y: alt.Y,
    marks: Sequence[alt.Chart],
    title: alt.TitleParams | str,
    size: int,
    params: Sequence[alt.Parameter] = (),
) -> alt.LayerChart:
    """Marks over the neuron's halves and its line."""
    grounds = [_half(neuron, level, side).encode(x, y) for level, side in _grounds(neuron)]
    line = _along(neuron, pd.DataFrame({"a": [-1.0, 1.0], "d": 0.0}), 0.0).mark_line(
        color=GREY, strokeWidth=3, clip=True
    )
    # The shades of a sigmoid's ground are see-through; they are meant for white, on a dark page, too.
    return alt.LayerChart(layer=[*grounds, line.encode(x, y).add_params(*params), *marks]).properties(
        width=size, height=size, title=title, view=alt.ViewBackground(fill="white")
    )


def _along(neuron: Neuron, data: pd.DataFrame, level: float) -> alt.Chart:
    """Points (px, py) on the line z = level, `a` far along it, and `d` far across it towards greater z.

    The foot of the line is (level − b) (w₁, w₂) / |w|². Without weights it is put out of sight, on the side that makes
    all of the picture what the bias says.
    """
    square = f"(pow({neuron.w1}, 2) + pow({neuron.w2}, 2))"
    no_weights = f"{square} < {TINY}"
    rest = f"({level} - ({neuron.bias}))"
    return (
        alt.Chart(data)
        .transform_calculate(
            foot=f"{no_weights} ? ({rest} > 0 ? {FAR} : -{FAR}) : clamp({rest} / sqrt({square}), -{FAR}, {FAR})",
            u1=f"{no_weights} ? 1 : ({neuron.w1}) / sqrt({square})",
            u2=f"{no_weights} ? 0 : ({neuron.w2}) / sqrt({square})",
        )
        .transform_calculate(
            px=f"datum.foot * datum.u1 - datum.a * {FAR} * datum.u2 + datum.d * {2 * FAR} * datum.u1",
            py=f"datum.foot * datum.u2 + datum.a * {FAR} * datum.u1 + datum.d * {2 * FAR} * datum.u2",
        )
    )


def _grounds(neuron: Neuron) -> list[tuple[float, int]]:
    """The levels of z and the side of each that is painted: blue below, orange above, white around one half."""
    return [(level, side) for side in (-1, 1) for level in neuron.thresholds if level * side >= 0]


def _half(neuron: Neuron, level: float, side: int) -> alt.Chart:
    """The ground where z is beyond a level, on one side; shades of several levels add up."""
    corners = pd.DataFrame({"a": [-1.0, 1.0, 1.0, -1.0], "d": [0.0, 0.0, side, side], "corner": range(4)})
    opacity = 0.45 if neuron.sigmoid else 1.0  # three shades on each other are nearly full
    return (
        _along(neuron, corners, level)
        .mark_line(interpolate="linear-closed", fill=PALE[side > 0], fillOpacity=opacity, strokeWidth=0, clip=True)
        .encode(order=alt.Order("corner:O"))
    )


def with_targets(base: alt.Chart, said: str, target: str) -> alt.Chart:
    """Examples with `right`, and with `y` for their colour: the target, or what is said where that is −1, none."""
    wanted = f"({target} < 0 ? {said} : {target})"
    return base.transform_calculate(right=f"{said} == {wanted}").transform_calculate(y=wanted)


def examples(base: alt.Chart, x: alt.X, y: alt.Y, few: bool) -> list[alt.Chart]:
    """Marks of the examples: filled where `right`, otherwise hollow with a cross; blue or orange by `y`."""
    colour = alt.Color("y:N", scale=alt.Scale(domain=[0, 1], range=list(CLASS_COLOURS)), legend=None)
    size = 260 if few else 50
    right = base.transform_filter("datum.right").mark_circle(size=size, opacity=1, stroke="white", strokeWidth=1)
    wrong = base.transform_filter("!datum.right")
    ring = wrong.mark_point(size=size, strokeWidth=3 if few else 1.5, filled=True, fill="white", opacity=1)
    cross = wrong.mark_point(shape="cross", angle=45, size=size / 3, filled=True, opacity=1)
    return [right.encode(x, y, color=colour), ring.encode(x, y, stroke=colour), cross.encode(x, y, color=colour)]


def names_of_corners(base: alt.Chart, x: alt.X, y: alt.Y) -> alt.Chart:
    """(0, 0), (0, 1) and so on over the four examples of a gate."""
    named = base.transform_calculate(name="'(' + datum.x1 + ', ' + datum.x2 + ')'")
    return named.mark_text(dy=-20, fontSize=12, color="#4A5160", fontWeight="bold").encode(
        x, y, text=alt.Text("name:N")
    )


def truth_table(neuron: Neuron, rows: Table, heads: tuple[str, ...], ink: str, size: int = 210) -> alt.LayerChart:
    """The four rows as a table that follows the neuron: A, B, wanted, z, output, and whether it is right.

    `heads`: the six titles.
    """
    base = (
        alt.Chart(rows)
        .transform_window(row="row_number()")
        .transform_calculate(z=neuron.z("datum.x1", "datum.x2"), output=neuron.output("datum.x1", "datum.x2"))
        .transform_calculate(right="(datum.output >= 0.5 ? 1 : 0) == datum.y")
    )
    output = "format(datum.output, '.4f')" if neuron.sigmoid else "'' + datum.output"
    columns = (
        "'' + datum.x1",
        "'' + datum.x2",
        "'' + datum.y",
        "format(datum.z, '.2f')",
        output,
        "datum.right ? '✓' : '✗'",
    )
    row = alt.Y("row:Q", scale=alt.Scale(domain=[-0.6, NUM_ROWS + 0.6], reverse=True), axis=None)
    places = [size * share for share in (0.05, 0.17, 0.32, 0.54, 0.78, 0.95)]
    over = alt.Chart(pd.DataFrame({"row": [0]}))
    marks = []
    for place, head, column in zip(places, heads, columns, strict=True):
        cell = base.transform_calculate(shown=column).mark_text(fontSize=14, color=ink)
        marks.append(cell.encode(row, x=alt.XValue(place), text=alt.Text("shown:N")))
        title = over.mark_text(text=head, fontSize=12, fontWeight="bold", color=GREY)
        marks.append(title.encode(row, x=alt.XValue(place)))
    return alt.LayerChart(layer=[*marks]).properties(width=size, height=30 * (NUM_ROWS + 1))


def dragged(name: str, ranges: dict[str, tuple[float, float, float]], labels: dict[str, str]) -> alt.Parameter:
    """Sliders under the picture that move it while they are dragged, and tell the server afterwards.

    `ranges`: name → low, high, step. In expressions the value of x is `name.x[0]`. It is a selection, since Streamlit
    reports only selections; Vega lists bound sliders from the last to the first, so they are given in reverse.
    """
    bound: Any = {
        key: alt.binding_range(min=low, max=high, step=step, name=labels.get(key, key))
        for key, (low, high, step) in reversed(ranges.items())
    }
    return alt.selection_point(name=name, fields=list(bound), bind=bound)
