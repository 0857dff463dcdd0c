"""Loss and accuracy over the steps of a training, for a few runs, with a mark where one of them is lost."""

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from components.charts.named import Layers, chart
from components.theme import ORANGE

MOST_POINTS = 400
DASHES = ([1, 0], [6, 4], [2, 2])
COLUMNS = ["run", "metric", "step", "value", "lost"]


@dataclass(frozen=True)
class Plan:
    """The picture but for its numbers. `runs`: name and colour of each; the second and further ones are dashed, too.
    `titles`: of the steps' axis, the losses' and the accuracies'."""

    runs: tuple[tuple[str, str], ...]
    titles: tuple[str, str, str]
    size: tuple[int, int]
    narrow: bool


def curves(plan: Plan) -> alt.HConcatChart | alt.VConcatChart:
    """Its table "steps" has the columns of `COLUMNS`; metric is loss or accuracy. Where `lost` is 1 stands a cross."""
    loss = _curve(plan, "loss", plan.titles[1], alt.Scale(type="log", nice=False), alt.Axis(format="~g", tickCount=6))
    accuracy = _curve(plan, "accuracy", plan.titles[2], alt.Scale(domain=[0, 1]), alt.Axis(format="%"))
    joined = (alt.vconcat if plan.narrow else alt.hconcat)(loss, accuracy, spacing=20)
    return joined.resolve_scale(x="independent", y="independent")


def _curve(plan: Plan, metric: str, title: str, scale: alt.Scale, axis: alt.Axis) -> Layers:
    names, colours = [name for name, _ in plan.runs], [colour for _, colour in plan.runs]
    columns = 1 if plan.narrow or max(map(len, names)) > 24 else 2
    legend = alt.Legend(title=None, orient="bottom", columns=columns, labelLimit=300, symbolOpacity=1)
    dashes = alt.Scale(domain=names, range=list(DASHES[: len(names)]))
    rows = chart("steps").transform_filter(f"datum.metric == '{metric}'")
    x, y = alt.X("step:Q", title=plan.titles[0]), alt.Y("value:Q", title=title, scale=scale, axis=axis)
    colour = alt.Color("run:N", scale=alt.Scale(domain=names, range=colours), legend=legend)
    lines = rows.mark_line(strokeWidth=2).encode(
        x, y, color=colour, strokeDash=alt.StrokeDash("run:N", scale=dashes, legend=legend)
    )
    # All points are there, most of them with no size: of an empty layer Vega warns that it has no extent.
    size = alt.condition("datum.lost", alt.value(160), alt.value(0))
    lost = rows.mark_point(shape="cross", angle=45, filled=True, color=ORANGE, tooltip=None).encode(x, y, size=size)
    return alt.layer(lines, lost).properties(width=plan.size[0], height=plan.size[1])


def rows(run: str, metric: str, steps: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    """Some points of a curve, its first and its last among them. From the first value that is no number on there is
    nothing; the last one before is marked."""
    bad = np.flatnonzero(~np.isfinite(values))
    count = int(bad[0]) if len(bad) else len(values)
    chosen = np.unique(np.linspace(0, max(count - 1, 0), min(count, MOST_POINTS)).round().astype(int))
    lost = ((chosen == count - 1) & bool(len(bad))).astype(int)
    table = {"run": run, "metric": metric, "step": steps[chosen], "value": values[chosen], "lost": lost}
    return pd.DataFrame(table, columns=COLUMNS)
