"""Several optimizers in one picture: each has its own colour and its own shape, the same in every picture."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from components.charts.curves import DASHES
from components.theme import GREY, MANY

STAR = "M0,-1.1L0.26,-0.36L1.05,-0.34L0.42,0.14L0.65,0.89L0,0.45L-0.65,0.89L-0.42,0.14L-1.05,-0.34L-0.26,-0.36Z"
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", STAR)
KINDS = tuple(DASHES)


class Looks:
    """The colours and shapes of the racers, given all of them in their order, and which of them are shown."""

    def __init__(self, everyone: Sequence[str], shown: Sequence[str]) -> None:
        self.everyone = list(everyone)
        self.shown = list(shown)

    def colour(self, legend: alt.Legend | None = None) -> alt.Color:
        scale = alt.Scale(domain=self.shown, range=[MANY[self.everyone.index(name)] for name in self.shown])
        return alt.Color("optimizer:N", scale=scale, legend=legend)

    def shape(self, legend: alt.Legend | None = None) -> alt.Shape:
        scale = alt.Scale(domain=self.shown, range=[SHAPES[self.everyone.index(name)] for name in self.shown])
        return alt.Shape("optimizer:N", scale=scale, legend=legend)


def sweep(
    data: pd.DataFrame,
    looks: Looks,
    titles: tuple[str, str, str],
    rates: tuple[float, float],
    losses: tuple[float, float],
    width: int,
) -> alt.VConcatChart:
    """Final loss over learning rate, both logarithmic, and above it a row of crosses for each racer where it diverged.

    `data`: columns optimizer, rate, loss (None where it diverged) and best (0 or 1). `titles`: of the rate's axis, of
    the loss's axis, and of the crosses. `rates`, `losses`: the ends of the two axes.
    """
    x = alt.X("rate:Q", scale=alt.Scale(type="log", domain=list(rates), nice=False), axis=_powers(titles[0]))
    y = alt.Y(
        "loss:Q", scale=alt.Scale(type="log", domain=list(losses), clamp=True, nice=False), axis=_powers(titles[1])
    )
    kept = alt.Chart(data).transform_filter("isValid(datum.loss)")
    lines = kept.mark_line(strokeWidth=2).encode(x, y, color=looks.colour())
    marks = kept.mark_point(filled=True, size=28, opacity=1).encode(x, y, color=looks.colour(), shape=looks.shape())
    best = kept.transform_filter("datum.best").mark_point(
        filled=True, size=180, opacity=1, stroke=GREY, strokeWidth=1.5
    )
    tooltip = [
        alt.Tooltip("optimizer:N", title=" "),
        alt.Tooltip("rate:Q", title=titles[0], format=".3~g"),
        alt.Tooltip("loss:Q", title=titles[1], format=".3~g"),
    ]
    layers = [lines, marks, best.encode(x, y, color=looks.colour(), shape=looks.shape(), tooltip=tooltip)]
    below = alt.layer(*layers).properties(width=width, height=260)
    row = alt.Y(
        "optimizer:N",
        sort=looks.shown,
        scale=alt.Scale(domain=looks.shown),
        title=None,
        axis=alt.Axis(ticks=False, domain=False),
    )
    crosses = (
        alt.Chart(data)
        .transform_filter("!isValid(datum.loss)")
        .mark_point(shape="cross", angle=45, filled=True, size=46)
    )
    no_axis = alt.X(
        "rate:Q",
        scale=alt.Scale(type="log", domain=list(rates), nice=False),
        axis=alt.Axis(labels=False, ticks=False, title=None),
    )
    above = crosses.encode(no_axis, row, color=looks.colour()).properties(
        width=width, height=16 * len(looks.shown), title=_small(titles[2])
    )
    return alt.vconcat(above, below, spacing=8).resolve_scale(x="shared", color="shared")


def curves(
    data: pd.DataFrame, looks: Looks, titles: tuple[str, str], kinds: tuple[str, str], log: bool, size: tuple[int, int]
) -> alt.LayerChart:
    """A metric over the epochs: for each racer the middle of its runs as a line, and a band from lowest to highest.

    `data`: columns optimizer, kind (training or validation), epoch, low, middle, high and last (0 or 1).
    `kinds`: what the two kinds are called.
    """
    legend = alt.Legend(title=None, orient="bottom", columns=4, symbolStrokeWidth=2)
    names = alt.Chart(data).transform_calculate(called=f"datum.kind == 'training' ? {kinds[0]!r} : {kinds[1]!r}")
    x = alt.X("epoch:Q", title=titles[0], axis=alt.Axis(tickMinStep=1))
    axis = alt.Axis(format=".2~g" if log else "%", values=[0.001, 0.01, 0.1, 1, 10] if log else alt.Undefined)
    scale = alt.Scale(type="log", nice=False) if log else alt.Scale(zero=False)
    y = alt.Y("middle:Q", title=titles[1], scale=scale, axis=axis)
    dash = alt.StrokeDash(
        "called:N", scale=alt.Scale(domain=list(kinds), range=[DASHES[kind] for kind in KINDS]), legend=legend
    )
    bands = (
        alt.Chart(data)
        .mark_area(opacity=0.14)
        .encode(x, y=alt.Y("low:Q", scale=scale), y2="high:Q", color=looks.colour(), detail="kind:N")
    )
    lines = names.mark_line(strokeWidth=2).encode(x, y, color=looks.colour(legend), strokeDash=dash)
    ends = names.transform_filter("datum.last").mark_point(filled=True, size=70, opacity=1)
    marks = ends.encode(x, y, color=looks.colour(legend), shape=looks.shape(legend))
    return alt.layer(bands, lines, marks).properties(width=size[0], height=size[1])


def _powers(title: str) -> alt.Axis:
    """An axis of a logarithmic scale: powers of ten only."""
    return alt.Axis(title=title, format="~e", values=[10.0**power for power in range(-14, 15)], labelOverlap=True)


def _small(text: str) -> alt.TitleParams:
    return alt.TitleParams(text=text, fontSize=12, fontWeight="normal", anchor="start", offset=2)
