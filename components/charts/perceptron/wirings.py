"""A 2-2-1 network of threshold neurons: each neuron's half-plane, and what comes out, computed in the browser.

Each neuron is judged by its own target, which stands in the table of the rows beside the gate's: `c_target` and
`d_target` for a row, and in every row what E is meant to say at the four points (C, D): `e_11`, `e_10`, `e_01`, `e_00`.
Where nothing is meant, they are −1.
"""

import altair as alt
import numpy as np
import pandas as pd

from components.charts.neurons import (
    HIGH,
    LOW,
    Neuron,
    Table,
    examples,
    names_of_corners,
    on_ground,
    plane_axes,
    with_targets,
)
from components.theme import PALE

CELLS = 26
E_TARGETS = ("e_11", "e_10", "e_01", "e_00")
E_TARGET = "(datum.c == 1 ? (datum.d == 1 ? datum.e_11 : datum.e_10) : (datum.d == 1 ? datum.e_01 : datum.e_00))"


def network_plane(c: Neuron, d: Neuron, e: Neuron, rows: Table, title: str, size: int) -> alt.LayerChart:
    """What E says over the plane of A and B: a coarse field, since the browser computes it anew at every move."""
    edges = np.linspace(LOW, HIGH, CELLS + 1)
    left, low = np.meshgrid(edges[:-1], edges[:-1])
    step = edges[1] - edges[0]
    cells = pd.DataFrame({"px": left.ravel(), "py": low.ravel(), "px2": left.ravel() + step, "py2": low.ravel() + step})
    x, y = plane_axes()
    said = _with_output(alt.Chart(cells), c, d, e, f"(datum.px + {step / 2})", f"(datum.py + {step / 2})")
    shaded = said.transform_calculate(shade=f"datum.said == 1 ? '{PALE[1]}' : '{PALE[0]}'")
    # The stroke covers the hair lines between cells.
    shades = {"fill": alt.Fill("shade:N", scale=None), "stroke": alt.Stroke("shade:N", scale=None)}
    ground = shaded.mark_rect(strokeWidth=1, clip=True).encode(x, y, x2=alt.X2("px2:Q"), y2=alt.Y2("py2:Q"), **shades)
    told = _with_output(alt.Chart(rows), c, d, e, "datum.x1", "datum.x2").transform_calculate(
        px="datum.x1", py="datum.x2", right="datum.said == datum.y"
    )
    marks = [*examples(told, x, y, few=True), names_of_corners(told, x, y)]
    return alt.LayerChart(layer=[ground, *marks]).properties(width=size, height=size, title=title)


def hidden_plane(c: Neuron, d: Neuron, e: Neuron, rows: Table, title: str, size: int) -> alt.LayerChart:
    """The four rows where C and D put them, and the line of E there. Rows that fall on one point lie on each other."""
    where = alt.Chart(rows).transform_calculate(c=c.output("datum.x1", "datum.x2"), d=d.output("datum.x1", "datum.x2"))
    told = with_targets(where.transform_calculate(px="datum.c", py="datum.d"), e.output("datum.c", "datum.d"), E_TARGET)
    x, y = plane_axes(("C", "D"))
    return on_ground(e, x, y, examples(told, x, y, few=True), title, size)


def _with_output(chart: alt.Chart, c: Neuron, d: Neuron, e: Neuron, a: str, b: str) -> alt.Chart:
    hidden = chart.transform_calculate(c=c.output(a, b), d=d.output(a, b))
    return hidden.transform_calculate(said=e.output("datum.c", "datum.d"))
