"""Several runs in one picture of loss and accuracy over the epochs: each has its own colour and its own shape."""

from dataclasses import dataclass

import altair as alt

from components.charts.axes import logarithmic
from components.charts.curves import DASHES
from components.charts.named import Layers, chart

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
"""Those of runs A to D, and of one more."""


STEPS = [float(f"{digit}e{power}") for power in range(-5, 5) for digit in (1, 2, 3, 5, 7)]
"""Ticks of the losses' axis."""


@dataclass(frozen=True)
class Looks:
    """The runs' names as the legend shows them, with their colours and shapes."""

    names: tuple[str, ...]
    colours: tuple[str, ...]
    shapes: tuple[str, ...]

    def colour(self, legend: alt.Legend | None = None) -> alt.Color:
        return alt.Color("run:N", scale=alt.Scale(domain=list(self.names), range=list(self.colours)), legend=legend)

    def shape(self, legend: alt.Legend | None = None) -> alt.Shape:
        return alt.Shape("run:N", scale=alt.Scale(domain=list(self.names), range=list(self.shapes)), legend=legend)


@dataclass(frozen=True)
class Plan:
    """The picture but for its numbers.

    `titles`: of the epochs' axis, the losses' and the accuracies'. `kinds`: what training is called, and validation
    where there is any.
    """

    looks: Looks
    titles: tuple[str, str, str]
    kinds: tuple[str, ...]
    size: tuple[int, int]
    narrow: bool
    log: bool = True


def curves(plan: Plan) -> alt.HConcatChart | alt.VConcatChart:
    """Loss and accuracy over the epochs: for each run the middle of its seeds as a line, and a band around it.

    Its table "runs" has columns run, kind (training or validation), metric (loss or accuracy), epoch, low, middle, high
    and last (0 or 1).
    """
    scale = alt.Scale(type="log", nice=False) if plan.log else alt.Scale(zero=False)
    axis = logarithmic("concat_0_y", STEPS, format="~g", labelOverlap="greedy") if plan.log else alt.Axis(format="~g")
    loss = _curve(plan, "loss", plan.titles[1], scale, axis)
    accuracy = _curve(plan, "accuracy", plan.titles[2], alt.Scale(zero=False), alt.Axis(format="%"))
    joined = (alt.vconcat if plan.narrow else alt.hconcat)(loss, accuracy, spacing=20)
    return joined.resolve_scale(x="independent", y="independent")


def columns_of(plan: Plan) -> int:
    """How many of the names stand side by side in the legend: fewer, the longer they are."""
    longest = max(len(name) for name in plan.looks.names)
    room = 34 if plan.narrow else 72  # letters
    return max(1, min(4, room // (longest + 5)))


def _curve(plan: Plan, metric: str, title: str, scale: alt.Scale, axis: alt.Axis) -> Layers:
    legend = alt.Legend(title=None, orient="bottom", columns=columns_of(plan), symbolOpacity=1, labelLimit=260)
    kinds = alt.Legend(title=None, orient="top", symbolOpacity=1)
    colour, shape = plan.looks.colour(legend), plan.looks.shape(legend)
    rows = chart("runs").transform_filter(f"datum.metric == '{metric}'")
    rows = rows.transform_calculate(called=f"datum.kind == 'training' ? {plan.kinds[0]!r} : {plan.kinds[-1]!r}")
    x = alt.X("epoch:Q", title=plan.titles[0], axis=alt.Axis(tickMinStep=1, format=",d"))
    low, middle = (alt.Y(f"{field}:Q", title=title, scale=scale, axis=axis) for field in ("low", "middle"))
    dashes = alt.Scale(domain=list(plan.kinds), range=list(DASHES.values())[: len(plan.kinds)])
    bands = rows.mark_area(opacity=0.14).encode(x, low, y2="high:Q", color=colour, detail="kind:N")
    lines = rows.mark_line(strokeWidth=2).encode(x, middle, color=colour)
    lines = lines.encode(
        strokeDash=alt.StrokeDash("called:N", scale=dashes, legend=kinds if len(plan.kinds) > 1 else None)
    )
    ends = rows.transform_filter("datum.last").mark_point(filled=True, size=70, opacity=1)
    layers = (bands, lines, ends.encode(x, middle, color=colour, shape=shape))
    return alt.layer(*layers).properties(width=plan.size[0], height=plan.size[1])
