"""A race down a surface: level lines, the paths up to a step, what the racers remember, and their losses.

The step is a slider of Vega's, `scrub`: heads, tails, arrows, bars and the rule in the curve follow without the server.
A click reports the place of a point of an invisible grid, as the selection `clicked`.
"""

from dataclasses import dataclass
from typing import Any

import altair as alt

from components import figures
from components.charts.named import Layers, chart
from components.charts.optimizers import paths
from components.charts.optimizers.races import STAR, Looks
from components.theme import GREY

NOW = "scrub.step[0]"
CELLS = 40
"""Places to click along each side, and one more."""
GAP = 26


@dataclass(frozen=True)
class Words:
    """What stands on the picture, in the visitor's language."""

    step: str
    loss: str
    loss_at_step: str
    second: str


@dataclass(frozen=True)
class Plan:
    """Everything about the picture but its numbers: it is drawn once for each plan.

    `second`: the racers that have a second moment. `last`, `stride`: the slider goes from 0 to last. `size`: of the
    surface, in pixels; `aside`: the width of what stands beside it.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    looks: Looks
    second: tuple[str, ...]
    last: int
    stride: int
    words: Words
    ink: str
    size: int
    aside: int
    narrow: bool


def race(plan: Plan) -> alt.VConcatChart:
    """The surface, beside it who is who and the second moments, under it the losses; one slider moves all.

    Its tables and parameters come from `components.charts.optimizers.paths`.
    """
    below = [_second_moments(plan)] if plan.second else []
    beside = alt.vconcat(_standings(plan), *below, spacing=14)
    surface, losses = _surface(plan), _losses(plan)
    rows: list[Any] = [surface, beside, losses] if plan.narrow else [alt.hconcat(surface, beside, spacing=GAP), losses]
    ends = [alt.param(name=name, value=value) for name, value in paths.ENDS.items()]
    whole = alt.vconcat(*rows, spacing=12).add_params(*ends)
    return whole.resolve_scale(color="independent", shape="independent", x="independent", y="independent")


def _at_now() -> alt.Chart:
    return chart("steps").transform_filter(f"datum.step == {NOW}")


def _surface(plan: Plan) -> Layers:
    """Level lines, paths up to the step, arrows and heads at the step, and over all of it the grid to click."""
    x, y, middle = _x(plan, "x"), _y(plan, "y"), alt.value(plan.size / 2)
    ground = chart("ground").mark_image(width=plan.size, height=plan.size, aspect=False)
    lines = chart("lines").mark_line(color=GREY, strokeWidth=1, opacity=0.65, clip=True)
    minima = chart("minima").mark_point(shape=STAR, filled=True, size=60, color=plan.ink, opacity=0.8, clip=True)
    start = chart("start").mark_point(size=170, color=plan.ink, strokeWidth=2, opacity=1, clip=True)
    layers = (
        ground.encode(x=middle, y=middle, url="url:N"),
        lines.encode(x, y, detail="line:N", order="order:Q"),
        minima.encode(x, y),
        start.encode(x, y),
        *_racers(plan, x, y),
        _grid(plan),
    )
    return alt.layer(*layers).properties(width=plan.size, height=plan.size)


def _racers(plan: Plan, x: alt.X, y: alt.Y) -> tuple[alt.Chart, ...]:
    """Tails, the arrows of what is remembered, and heads."""
    colour = plan.looks.colour()
    tails = chart("steps").transform_filter(f"datum.step <= {NOW}").mark_line(strokeWidth=2.2, clip=True)
    pull = _at_now().transform_filter("isValid(datum.tip_x)")
    shafts = pull.mark_rule(strokeWidth=2, clip=True)
    points = pull.mark_point(shape="triangle-up", filled=True, size=55, opacity=1, clip=True)
    heads = _at_now().mark_point(filled=True, size=110, opacity=1, stroke="white", strokeWidth=1, clip=True)
    return (
        tails.encode(x, y, color=colour, order="step:Q"),
        shafts.encode(x, y, x2="tip_x:Q", y2="tip_y:Q", color=colour),
        points.encode(_x(plan, "tip_x"), _y(plan, "tip_y"), color=colour, angle=alt.Angle("angle:Q", scale=None)),
        heads.encode(x, y, color=colour, shape=plan.looks.shape()),
    )


def _x(plan: Plan, field: str) -> alt.X:
    scale = alt.Scale(domain=list(plan.x_range), nice=False)
    return alt.X(f"{field}:Q", scale=scale, axis=alt.Axis(grid=False), title="x")


def _y(plan: Plan, field: str) -> alt.Y:
    scale = alt.Scale(domain=list(plan.y_range), nice=False)
    return alt.Y(f"{field}:Q", scale=scale, axis=alt.Axis(grid=False), title="y")


def _grid(plan: Plan) -> alt.Chart:
    """Invisible cells, made in the browser, that report the place in their middle when they are clicked."""
    (left, right), (low, high) = plan.x_range, plan.y_range
    wide, tall, row = (right - left) / CELLS, (high - low) / CELLS, CELLS + 1
    cells = alt.Chart(alt.sequence(0, row * row, as_="cell")).transform_calculate(
        x=f"{left} + {wide} * (datum.cell % {row})", y=f"{low} + {tall} * floor(datum.cell / {row})"
    )
    edges = {"x1": ("x", -wide), "x2": ("x", wide), "y1": ("y", -tall), "y2": ("y", tall)}
    cells = cells.transform_calculate(**{edge: f"datum.{axis} + ({by / 2})" for edge, (axis, by) in edges.items()})
    click = alt.selection_point(name="clicked", fields=["x", "y"], on="click", clear=False, toggle=False)
    tooltip = [alt.Tooltip("x:Q", format=figures.SHORT), alt.Tooltip("y:Q", format=figures.SHORT)]
    marked = cells.mark_rect(opacity=0, cursor="crosshair", clip=True)
    return marked.encode(_x(plan, "x1"), _y(plan, "y1"), x2="x2:Q", y2="y2:Q", tooltip=tooltip).add_params(click)


def _standings(plan: Plan) -> Layers:
    """The legend, which is a table at the same time: shape, name, and the loss at the step, or where it diverged."""
    looks, count, right = plan.looks, len(plan.looks.shown), alt.value(plan.aside)
    y = alt.Y("row:Q", scale=alt.Scale(domain=[-0.5, count + 0.5], reverse=True), axis=None)
    head = alt.Chart(alt.sequence(0, 1, as_="row")).mark_text(align="right", color=GREY, fontSize=11)
    names = chart("racers")
    rows = alt.LookupData(alt.NamedData("racers"), "optimizer", ["row"])
    losses = _at_now().transform_lookup("optimizer", rows).mark_text(align="right", color=plan.ink, fontSize=12)
    gone = names.transform_filter(f"isValid(datum.diverged) && datum.diverged <= {NOW}")
    gone = gone.transform_calculate(said=f"'✗ {plan.words.step} ' + datum.diverged")
    shapes = names.mark_point(filled=True, size=90, opacity=1)
    layers = (
        head.encode(y, x=right, text=alt.value(plan.words.loss_at_step)),
        shapes.encode(y, x=alt.value(8), color=looks.colour(), shape=looks.shape()),
        names.mark_text(align="left", color=plan.ink, fontSize=12).encode(y, x=alt.value(20), text="optimizer:N"),
        losses.encode(y, x=right, text=alt.Text("loss:Q", format=figures.SHORT)),
        gone.mark_text(align="right", fontWeight="bold", color=plan.ink, fontSize=12).encode(y, x=right, text="said:N"),
    )
    return alt.layer(*layers).properties(width=plan.aside, height=21 * (count + 1))


def _second_moments(plan: Plan) -> Layers:
    """The root of the second moment as bars, for x and for y, at the step."""
    rows = _at_now().transform_fold(["second_x", "second_y"], ["which", "size"])
    rows = rows.transform_filter("isValid(datum.size)").transform_calculate(
        axis="slice(datum.which, -1)",
        bar="max(datum.size, bar_low)",
        low="bar_low",
        place="datum.optimizer + ', ' + slice(datum.which, -1)",
    )
    scale = alt.Scale(type="log", domain=[alt.ExprRef("bar_low"), alt.ExprRef("bar_high")], nice=False, clamp=True)
    axis = alt.Axis(title=None, format="~e", tickCount=3, labelOverlap=True, grid=False)
    places = alt.Scale(domain=[f"{name}, {weight}" for name in plan.second for weight in "xy"])
    y = alt.Y("place:N", scale=places, axis=None, sort=None)
    bars = rows.mark_bar(height=9).encode(alt.X("bar:Q", scale=scale, axis=axis), y, x2="low:Q")
    letters = rows.mark_text(align="right", dx=-3, color=plan.ink, fontSize=11).encode(y, x=alt.value(0), text="axis:N")
    lines = plan.words.second.split("\n")
    title = alt.TitleParams(text=lines, fontSize=11, fontWeight="normal", anchor="start", color=GREY)
    colour, shape = plan.looks.colour(), plan.looks.shape()
    shapes = rows.mark_point(filled=True, size=36, opacity=1).encode(y, x=alt.value(-18), color=colour, shape=shape)
    layers = alt.layer(bars.encode(color=colour), shapes, letters)
    return layers.properties(width=plan.aside, height=24 * len(plan.second), title=title)


def _losses(plan: Plan) -> Layers:
    """Loss over the steps, logarithmic, with a rule at the step. The slider belongs to this chart."""
    x = alt.X("step:Q", title=plan.words.step, scale=alt.Scale(domain=[0, plan.last], nice=False))
    axis = alt.Axis(format="~e", tickCount=5, labelOverlap=True)
    domain = [alt.ExprRef("loss_low"), alt.ExprRef("loss_high")]
    scale = alt.Scale(type="log", domain=domain, nice=False, clamp=True)
    y = alt.Y("drawn:Q", title=plan.words.loss, scale=scale, axis=axis)
    slider = alt.binding_range(min=0, max=plan.last, step=plan.stride, name=plan.words.step)
    first = [{"step": plan.last}]
    scrub = alt.selection_point(name="scrub", fields=["step"], bind={"step": slider}, value=first)  # type: ignore[arg-type]
    now = alt.Chart(alt.sequence(0, 1, as_="zero")).transform_calculate(step=NOW)
    colour, width = plan.looks.colour(), plan.size if plan.narrow else plan.size + plan.aside + GAP
    heads = _at_now().mark_point(filled=True, size=60, opacity=1)
    layers = (
        now.mark_rule(color=GREY, strokeWidth=2).encode(x).add_params(scrub),
        chart("steps").mark_line(strokeWidth=2).encode(x, y, color=colour),
        heads.encode(x, y, color=colour, shape=plan.looks.shape()),
    )
    return alt.layer(*layers).properties(width=width, height=120)
