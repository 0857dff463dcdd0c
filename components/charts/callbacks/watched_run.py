"""A run with the callbacks that watch it: what they see, what they count, what they do, and what is held in the end.

All pictures of a run share the width of their axes, so that an epoch stands at the same place in each of them. What
depends on the slider is a row of the table "decisions" for each of its values: the picture needs no server.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from components.charts import layout
from components.charts.axes import logarithmic
from components.charts.curves import DASHES
from components.charts.named import Layers, chart
from components.theme import BLUE, GREEN, GREY, ORANGE, PURPLE, YELLOW

VEIL = 0.8
ROOM = 116
"""Pixels that the words for what is not trained need."""
CROSS = "M-1,-1L1,1M1,-1L-1,1"
EVENTS = {
    "best": (GREEN, "circle"),
    "file": (BLUE, "square"),
    "rate": (PURPLE, "triangle-down"),
    "lost": (ORANGE, CROSS),
}
"""What happens after an epoch, with its colour and shape, in the order of the rows."""


@dataclass(frozen=True)
class Look:
    """The picture but for its numbers.

    `titles`: of the epochs' axis, of what is watched, of what is counted, and the word for what is not trained.
    `kinds`: what training and validation are called. `events`: the rows, a kind of `EVENTS` and its name.
    `heads`: of the table's columns.
    `index`: a Vega expression, the number of the row of "decisions". `level`: where a line is drawn across, or "".
    """

    titles: tuple[str, str, str, str]
    kinds: tuple[str, str]
    events: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    index: str
    level: str
    counts: bool
    percent: bool
    epochs: int
    ink: str
    ground: str
    narrow: bool

    @property
    def width(self) -> int:
        return 205 if self.narrow else 440

    @property
    def axis(self) -> int:
        """Pixels to the left of every picture."""
        return 82 if self.narrow else 92

    def x(self, title: str | None = None, field: str = "epoch") -> alt.X:
        scale = alt.Scale(domain=[0.5, self.epochs + 0.5], nice=False, padding=0)
        axis = alt.Axis(tickMinStep=1, grid=False, labels=title is not None, ticks=title is not None)
        return alt.X(f"{field}:Q", title=title, scale=scale, axis=axis)

    def y(self, field: str, title: str, scale: alt.Scale, **more: Any) -> alt.Y:
        axis = alt.Axis(minExtent=self.axis, maxExtent=self.axis, titleX=-self.axis + 14, **more)
        return alt.Y(f"{field}:Q", title=title, scale=scale, axis=axis)

    @property
    def chosen(self) -> alt.Chart:
        """The row that the slider stands at."""
        return chart("decisions").transform_filter(f"datum.index == {self.index}")


def watched(look: Look, slider: alt.Parameter) -> alt.VConcatChart:
    """The metric that is watched, the epochs waited, what happens, and the weights that are held in the end.

    Tables: "curves" (epoch, value, kind), "decisions" (index, last, stopped, best, best_value, text), "waits" (epoch,
    wait), "events" (epoch, what) and "held" (index, row, and the columns' texts c0, c1, …; now is 1 for what counts).
    """
    waits = [_waits(look)] if look.counts else []
    pictures: list[Any] = [_metric(look, slider), *waits, _events(look), _weights(look)]
    return layout.under(*pictures)


def _veil(look: Look, title: str | None, height: int) -> alt.Chart:
    """What comes after the end, faintly."""
    over = look.chosen.transform_filter("datum.stopped").transform_calculate(start="datum.last + 0.5")
    high, low = alt.YValue(-3), alt.Y2Value(height + 3)
    over = over.mark_rect(color=look.ground, opacity=VEIL)
    return over.encode(look.x(title, "start"), x2=alt.X2Value(look.width + 8), y=high, y2=low)


def _end(look: Look, title: str | None = None) -> alt.Chart:
    over = look.chosen.transform_filter("datum.stopped").transform_calculate(start="datum.last + 0.5")
    return over.mark_rule(color=look.ink, strokeWidth=2).encode(look.x(title, "start"))


def _metric(look: Look, slider: alt.Parameter) -> Layers:
    """The curves, the best epoch as a ring, the end as a line, and in words what was decided."""
    title = ""
    legend = alt.Legend(title=None, orient="top", symbolSize=400, offset=24)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(look.kinds), range=[BLUE, ORANGE]), legend=legend)
    dash = alt.StrokeDash("kind:N", scale=alt.Scale(domain=list(look.kinds), range=[*DASHES.values()]), legend=legend)
    scale = alt.Scale(zero=False, nice=True)
    form = "%" if look.percent else "~g"
    y = look.y("value", look.titles[1], scale, format=form, tickCount=5)
    lines = chart("curves").mark_line(strokeWidth=2.2).encode(look.x(title), y, color=colour, strokeDash=dash)
    best = look.chosen.mark_point(size=150, strokeWidth=2.5, color=GREEN, opacity=1)
    best = best.encode(look.x(title, "best"), alt.Y("best_value:Q", scale=scale))
    said = look.chosen.mark_text(align="left", baseline="bottom", fontSize=12, fontWeight="bold", color=look.ink)
    said = said.encode(x=alt.value(0), y=alt.value(-6), text="text:N")
    rest = look.chosen.transform_filter("datum.stopped").transform_calculate(
        start=f"(datum.last + {look.epochs}) / 2 + 0.5"
    )
    rest = rest.transform_filter(f"({look.epochs} - datum.last) * {look.width} > {ROOM} * {look.epochs}")
    rest = rest.mark_text(fontStyle="italic", color=GREY, fontSize=12, text=look.titles[3])
    rest = rest.encode(look.x(title, "start"), y=alt.value(176 if look.percent else 14))
    layers = [lines, _veil(look, title, 190), rest, *_level(look, scale), _end(look, title), best, said]
    return alt.layer(*layers).add_params(slider).properties(width=look.width, height=190)


def _level(look: Look, scale: alt.Scale) -> list[alt.Chart]:
    if not look.level:
        return []
    line = chart("one").transform_calculate(value=look.level)
    line = line.mark_rule(color=YELLOW, strokeWidth=2, strokeDash=[2, 2])
    return [line.encode(alt.Y("value:Q", scale=scale))]


def _waits(look: Look) -> Layers:
    """Epochs since the last best one, bar by bar, up to the line of the patience."""
    scale = alt.Scale(domain=[0, 20.5], nice=False)
    y = look.y("wait", look.titles[2], scale, values=[0, 5, 10, 15, 20])
    size = max(1, look.width / look.epochs * 0.7)
    bars = chart("waits").mark_bar(color=YELLOW, size=size, clip=True).encode(look.x(), y)
    line = chart("one").transform_calculate(patience=look.index)
    line = line.mark_rule(color=look.ink, strokeDash=[2, 2], strokeWidth=2)
    line = line.encode(alt.Y("patience:Q", scale=scale))
    return alt.layer(bars, _veil(look, None, 76), line, _end(look)).properties(width=look.width, height=76)


def _events(look: Look) -> Layers:
    """A row for each kind of event, a mark at each epoch after which it happened."""
    kinds, title, height = [kind for kind, _ in look.events], look.titles[0], 22 * len(look.events)
    label = " : ".join(f"datum.value == '{kind}' ? {name!r}" for kind, name in look.events) + " : ''"
    axis = alt.Axis(
        labelExpr=label, minExtent=look.axis, maxExtent=look.axis, labelLimit=look.axis - 6, domain=False, ticks=False
    )
    row = alt.Y("what:N", title=None, scale=alt.Scale(domain=kinds), axis=axis)
    colour = alt.Color("what:N", scale=alt.Scale(domain=kinds, range=[EVENTS[kind][0] for kind in kinds]), legend=None)
    shape = alt.Shape("what:N", scale=alt.Scale(domain=kinds, range=[EVENTS[kind][1] for kind in kinds]), legend=None)
    marks = chart("events").mark_point(filled=True, size=60, opacity=1, strokeWidth=2)
    marks = marks.encode(look.x(title), row, color=colour, stroke=colour, shape=shape)
    return alt.layer(marks, _veil(look, title, height), _end(look, title)).properties(width=look.width, height=height)


def _weights(look: Look) -> Layers:
    """The weights that are held in the end, as a table; the row that counts is bold and has an arrow."""
    rows = chart("held").transform_filter(f"datum.index == {look.index}")
    row = alt.Y("row:Q", scale=alt.Scale(domain=[0, 3.6], reverse=True, nice=False, zero=False), axis=None)
    first, num = (0.46 if look.narrow else 0.3), len(look.heads) - 1
    marks = []
    for number, head in enumerate(look.heads):
        align: Any = "right" if number else "left"
        place = first + (1 - first) * number / num if number else 0.0
        x = alt.XValue(place * (look.width + look.axis) - look.axis)
        for now in (0, 1):
            weight: Any = "bold" if now else "normal"
            cell = rows.transform_filter(f"datum.now == {now}")
            cell = cell.mark_text(align=align, fontSize=12, fontWeight=weight, color=look.ink)
            marks.append(cell.encode(row, x=x, text=alt.Text(f"c{number}:N")))
        lines = head.split(" ") if look.narrow and number else [head]
        title = chart("one").mark_text(align=align, text=lines, fontSize=11, fontWeight="bold", color=GREY)
        marks.append(title.encode(x=x, y=alt.YValue(6 if len(lines) == 1 else -5)))
    return alt.layer(*marks).properties(width=look.width, height=92)


def rates(
    runs: Sequence[tuple[str, str]], titles: tuple[str, str], width: int, dashed: str, size: int = 190
) -> alt.Chart:
    """The learning rate of every epoch, a step for each. `runs`: name and colour; the one called `dashed` is dashed.

    Table "rates": run, epoch, rate.
    """
    names, colours = [name for name, _ in runs], [colour for _, colour in runs]
    colour = alt.Color("run:N", scale=alt.Scale(domain=names, range=colours), legend=None)
    dashes = [[4, 4] if name == dashed else [1, 0] for name in names]
    dash = alt.StrokeDash("run:N", scale=alt.Scale(domain=names, range=dashes), legend=None)
    x = alt.X("epoch:Q", title=titles[0], axis=alt.Axis(tickMinStep=1))
    y = alt.Y("rate:Q", title=titles[1], axis=alt.Axis(format="~g"))
    line = chart("rates").mark_line(interpolate="step-after", strokeWidth=2.2)
    return line.encode(x, y, color=colour, strokeDash=dash).properties(width=width, height=size)


@dataclass(frozen=True)
class Broken:
    """The picture of a break. `names`: of the three runs. `titles`: of the epochs, the loss and the difference."""

    names: tuple[str, str, str]
    titles: tuple[str, str, str]
    narrow: bool
    ink: str


def broken(plan: Broken) -> alt.VConcatChart:
    """The loss of a run without a break and of two with one, and below how far these two are from the first.

    Tables: "runs" (run, epoch, value), "apart" (run, epoch, value) and "break" (epoch).
    """
    width = 230 if plan.narrow else 460
    legend = alt.Legend(title=None, orient="top", columns=1 if plan.narrow else 3, symbolSize=400, labelLimit=400)
    domain, colours = list(plan.names), [GREY, BLUE, ORANGE]
    colour = alt.Color("run:N", scale=alt.Scale(domain=domain, range=colours), legend=legend)
    dash = alt.StrokeDash("run:N", scale=alt.Scale(domain=domain, range=[[1, 0], [1, 0], [6, 4]]), legend=legend)
    x = alt.X("epoch:Q", title=plan.titles[0], axis=alt.Axis(tickMinStep=1))
    axis = alt.Axis(format="~g", minExtent=44, tickCount=4)
    log = logarithmic("concat_0_y", [10.0**power for power in range(-9, 9)], format="~g", minExtent=44)
    y = alt.Y("value:Q", title=plan.titles[1], scale=alt.Scale(type="log", nice=False), axis=log)
    first = f"datum.run == {plan.names[0]!r}"
    layers = [
        chart("runs").transform_filter(its).mark_line(strokeWidth=width_of).encode(x, y, color=colour, strokeDash=dash)
        for its, width_of in ((first, 7), (f"!({first})", 2))
    ]
    rule = chart("break").mark_rule(color=plan.ink, strokeWidth=1.5, strokeDash=[2, 2]).encode(x)
    above = alt.layer(*layers, rule).properties(width=width, height=200)
    far = alt.Y("value:Q", title=plan.titles[2], axis=axis)
    gaps = chart("apart").mark_line(strokeWidth=2).encode(x, far, color=colour, strokeDash=dash)
    below = alt.layer(gaps, rule).properties(width=width, height=110)
    return alt.vconcat(above, below, spacing=12).resolve_scale(color="shared", strokeDash="shared", x="independent")
