"""How trainings ended, remedy by remedy: a small mark for each start, a large one at the middle of them."""

from dataclasses import dataclass

import altair as alt

from components.charts.named import chart
from components.theme import GREY, ORANGE


@dataclass(frozen=True)
class Plan:
    """The picture but for its numbers. `order`: the remedies' names, the first one that of the run without any.
    `titles`: of the test loss and of the gap."""

    order: tuple[str, ...]
    titles: tuple[str, str]
    ink: str
    narrow: bool


def dots(plan: Plan) -> alt.HConcatChart | alt.VConcatChart:
    """Its table "ends" has columns remedy, measure ("test" or "gap"), value and helps.

    The run without a remedy has a rule through both pictures, which the others are compared with; a remedy that is not
    meant to help is a hollow orange mark.
    """
    pictures = [_measure(plan, measure, title) for measure, title in zip(("test", "gap"), plan.titles, strict=True)]
    return alt.vconcat(*pictures, spacing=16) if plan.narrow else alt.hconcat(*pictures, spacing=12)


def _measure(plan: Plan, measure: str, title: str) -> alt.LayerChart:
    named = plan.narrow or measure == "test"
    axis = alt.Axis(title=None, labels=named, ticks=False, labelLimit=200, domain=False, grid=True)
    y = alt.Y("remedy:N", scale=alt.Scale(domain=list(plan.order)), axis=axis)
    scale, ticks = alt.Scale(zero=True), alt.Axis(tickCount=5, grid=False)
    x, middle = (alt.X(field, title=title, scale=scale, axis=ticks) for field in ("value:Q", "median(value):Q"))
    base = chart("ends").transform_filter(f"datum.measure == '{measure}'")
    rule = base.transform_filter(alt.datum.remedy == plan.order[0]).mark_rule(color=GREY, strokeDash=[4, 3])
    each = base.mark_tick(thickness=2, size=12, color=plan.ink, opacity=0.75).encode(x, y)
    good = base.transform_filter("datum.helps").mark_point(filled=True, size=110, color=plan.ink, opacity=1)
    bad = base.transform_filter("!datum.helps").mark_point(size=90, color=ORANGE, strokeWidth=2.5, opacity=1)
    layers = [rule.encode(middle), each, good.encode(middle, y), bad.encode(middle, y)]
    width = 150 if plan.narrow else 185
    return alt.LayerChart(layer=layers).properties(width=width, height=24 * len(plan.order))
