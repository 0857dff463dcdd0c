"""Several optimizers in one picture: each has its own colour and its own shape, the same in every picture."""

import math
from dataclasses import dataclass

import altair as alt

from components.charts.axes import logarithmic
from components.charts.named import chart
from components.theme import GREY, colour

STAR = "M0,-1.1L0.26,-0.36L1.05,-0.34L0.42,0.14L0.65,0.89L0,0.45L-0.65,0.89L-0.42,0.14L-1.05,-0.34L-0.26,-0.36Z"
CROSS = "M-1,-1L1,1M1,-1L-1,1"
HEXAGON = "M1,0L0.5,0.87L-0.5,0.87L-1,0L-0.5,-0.87L0.5,-0.87Z"
HOURGLASS = "M-0.9,-0.9L0.9,-0.9L-0.9,0.9L0.9,0.9Z"
SHAPES = (
    *("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", STAR),
    *(HEXAGON, "triangle-left", HOURGLASS),
)


def shape(place: int) -> str:
    """The shape of one of many things, by its place among them: never the same for two.

    After the named ones come stars, each with a point more than the one before.
    """
    return SHAPES[place] if place < len(SHAPES) else _star(place - len(SHAPES) + 6)


def _star(num_points: int) -> str:
    corners = [(1.0 if turn % 2 else 0.45, math.pi * turn / num_points) for turn in range(2 * num_points)]
    places = [f"{length * math.sin(angle):.3f},{-length * math.cos(angle):.3f}" for length, angle in corners]
    return f"M{'L'.join(places)}Z"


@dataclass(frozen=True)
class Looks:
    """The colours and shapes of the racers, given all of them in their order, and which of them are shown."""

    everyone: tuple[str, ...]
    shown: tuple[str, ...]

    def colour(self, legend: alt.Legend | None = None) -> alt.Color:
        colours = [colour(self.everyone.index(name)) for name in self.shown]
        return alt.Color("optimizer:N", scale=alt.Scale(domain=list(self.shown), range=colours), legend=legend)

    def shape(self, legend: alt.Legend | None = None) -> alt.Shape:
        shapes = [shape(self.everyone.index(name)) for name in self.shown]
        return alt.Shape("optimizer:N", scale=alt.Scale(domain=list(self.shown), range=shapes), legend=legend)


@dataclass(frozen=True)
class SweepPlan:
    """The picture of a sweep but for its numbers. `titles`: of the rates' axis, the losses' axis, and the crosses."""

    looks: Looks
    titles: tuple[str, str, str]
    rates: tuple[float, float]
    width: int


def sweep(plan: SweepPlan) -> alt.VConcatChart:
    """Final loss over learning rate, both logarithmic, and above it a row of crosses for each racer where it diverged.

    Its table "sweep" has columns optimizer, rate, loss (not a number where it diverged) and best (0 or 1).
    """
    looks, scale = plan.looks, alt.Scale(type="log", domain=list(plan.rates), nice=False)
    x = alt.X("rate:Q", scale=scale, axis=_powers("concat_1_x", plan.titles[0]))
    y = alt.Y("loss:Q", scale=alt.Scale(type="log", nice=False), axis=_powers("concat_1_y", plan.titles[1]))
    finite = chart("sweep").transform_filter("isValid(datum.loss)")
    hues, shapes = looks.colour(), looks.shape()
    lines = finite.mark_line(strokeWidth=2).encode(x, y, color=hues)
    marks = finite.mark_point(filled=True, size=28, opacity=1).encode(x, y, color=hues, shape=shapes)
    best = finite.transform_filter("datum.best").mark_point(filled=True, size=190, opacity=1, stroke=GREY)
    best = best.encode(x, y, color=hues, shape=shapes)
    below = alt.layer(lines, marks, best).properties(width=plan.width, height=260)
    names = alt.Axis(ticks=False, domain=False)
    row = alt.Y("optimizer:N", scale=alt.Scale(domain=list(looks.shown)), title=None, axis=names)
    lost = chart("sweep").transform_filter("!isValid(datum.loss)")
    crosses = lost.mark_point(shape=CROSS, strokeWidth=2, size=30, opacity=1)
    crosses = crosses.encode(alt.X("rate:Q", scale=scale, axis=None), row, color=hues)
    title = alt.TitleParams(text=plan.titles[2], fontSize=12, fontWeight="normal", anchor="start", offset=2)
    above = crosses.properties(width=plan.width, height=17 * len(looks.shown), title=title)
    return alt.vconcat(above, below, spacing=8).resolve_scale(color="independent", shape="independent")


def _powers(scale: str, title: str) -> alt.Axis:
    """An axis of a logarithmic scale: powers of ten only, where there are enough."""
    powers = [10.0**power for power in range(-14, 15)]
    return logarithmic(scale, powers, title=title, format="~e", labelOverlap=True)
