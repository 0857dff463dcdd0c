"""Over-fitting seen: training and validation over the epochs, what the network says, and how its weights lie."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from components.charts import fields, layout
from components.charts.named import chart
from components.theme import CLASS_COLOURS, GREY

PREFIXES = {"training": "", "validation": "val_", "test": "test_"}
"""The kinds of curves, with what Keras's names of metrics begin with."""
KINDS = tuple(PREFIXES)
DASHES = ([1, 0], [6, 4], [1, 3])
SIGNS = ("negative", "near zero", "positive")
SIZE, NARROW_SIZE = 195, 250
MOST_POINTS = 400
MOST_EPOCHS = 250


@dataclass(frozen=True)
class Look:
    """What the picture depends on beside its tables and its scrubber.

    `titles`: of the surface, the loss and the accuracy, the weights, the epochs. `kinds`: what training, validation and
    test are called, of those that there are.
    """

    titles: tuple[str, str, str, str, str]
    weight_axes: tuple[str, str]
    kinds: tuple[tuple[str, str], ...]
    reach: float | None
    ink: str
    narrow: bool

    @property
    def size(self) -> int:
        return NARROW_SIZE if self.narrow else SIZE


def picture(look: Look) -> alt.ConcatChart:
    """Surface where there is one, loss, accuracy and weights; one slider over the epochs moves all of them.

    Its tables are those that the functions below make: fields, points, curves, before (like curves, of the run before,
    thin and grey), gaps, marks, weights, tops and near.
    """
    loss, accuracy = _curves(look, "loss", look.titles[1], "~g"), _curves(look, "accuracy", look.titles[2], ".0%")
    weights = _weights(look)
    parts = [loss, accuracy, weights] if look.reach is None else [_surface(look), loss, weights, accuracy]
    return layout.together(*parts, narrow=look.narrow)


def _surface(look: Look) -> alt.LayerChart:
    """What the network says over the plane, and the examples."""
    assert look.reach is not None
    scale = alt.Scale(domain=[-look.reach, look.reach], nice=False)
    axis = alt.Axis(values=[-3, -2, -1, 0, 1, 2, 3], grid=False, format="d")
    x, y = alt.X("px:Q", title="x₁", scale=scale, axis=axis), alt.Y("py:Q", title="x₂", scale=scale, axis=axis)
    field = fields.scrubbed(alt.NamedData("fields"), x, y, look.size)
    colour = alt.Color("class:N", scale=alt.Scale(domain=[0, 1], range=list(CLASS_COLOURS)), legend=None)
    learnt = chart("points").transform_filter("datum.part == 'training'")
    held_out = chart("points").transform_filter("datum.part == 'validation'")
    inner = learnt.mark_circle(size=38, opacity=1, stroke="#FFFFFF", strokeWidth=0.7).encode(x, y, color=colour)
    outer = held_out.mark_point(size=32, opacity=1, strokeWidth=1.8, shape="square").encode(x, y, color=colour)
    title = alt.TitleParams(look.titles[0], fontSize=12)
    return alt.LayerChart(layer=[field, inner, outer]).properties(width=look.size, height=look.size, title=title)


def _curves(look: Look, metric: str, title: str, form: str) -> alt.LayerChart:
    """One metric over the epochs: the gap between training and validation shaded, the best epoch and the verdict's."""
    names, labels = zip(*look.kinds, strict=True)
    rows = chart("curves").transform_filter(f"datum.metric == '{metric}'")
    x = alt.X("epoch:Q", title=look.titles[4], axis=alt.Axis(tickMinStep=1, tickCount=5, grid=False))
    axis = alt.Axis(format=form, tickCount=5)
    y = alt.Y("value:Q", title=title, scale=alt.Scale(zero=metric == "loss"), axis=axis)
    legend = alt.Legend(title=None, orient="top", offset=4, symbolSize=200, symbolStrokeWidth=2, columnPadding=4)
    dash = alt.Scale(domain=list(labels), range=[DASHES[KINDS.index(name)] for name in names])
    dashes = alt.StrokeDash("called:N", scale=dash, legend=legend if metric == "loss" else None)
    gap = chart("gaps").transform_filter(f"datum.metric == '{metric}'").mark_area(color=GREY, opacity=0.22)
    line = rows.mark_line(strokeWidth=2, color=look.ink).encode(x, y, strokeDash=dashes)
    before = chart("before").transform_filter(f"datum.metric == '{metric}'").mark_line(strokeWidth=1.2, color=GREY)
    now = chart("now").transform_calculate(epoch="epoch_now").mark_rule(color=GREY, strokeWidth=2)
    dots = rows.transform_filter("datum.epoch == epoch_now").mark_point(filled=True, size=45, opacity=1)
    layers = [
        gap.encode(x, alt.Y("low:Q", title=title), y2="high:Q"),
        before.encode(x, y, strokeDash=dashes),
        line,
        now.encode(x),
        dots.encode(x, y, color=alt.value(look.ink)),
        *_marks(look, metric, x),
    ]
    return alt.LayerChart(layer=layers).properties(width=look.size, height=look.size - 30)


def _marks(look: Look, metric: str, x: alt.X) -> list[alt.Chart]:
    """Rules at the best epoch and the verdict's, with their names on the side where there is room."""
    seen = alt.Opacity("shown:Q", scale=None)
    rules = chart("marks").mark_rule(strokeDash=[3, 2], strokeWidth=1.5, color=look.ink).encode(x, opacity=seen)
    if metric != "loss":
        return [rules]
    names, at = [], alt.X("at:Q", title=look.titles[4])
    for row, side in itertools.product((0, 1), (0, 1)):
        align: Literal["left", "right"] = "right" if side else "left"
        text = chart("marks").transform_filter(f"datum.row == {row} && datum.side == {side}")
        text = text.mark_text(align=align, dx=-4 if side else 4, baseline="top", fontSize=11, color=look.ink)
        names.append(text.encode(at, y=alt.value(2 + 15 * row), text="label:N", opacity=seen))
    return [rules, *names]


def _weights(look: Look) -> alt.LayerChart:
    """How the weights lie, and the share of those near zero."""
    scale = alt.Scale(domain=list(SIGNS), range=[CLASS_COLOURS[0], GREY, CLASS_COLOURS[1]])
    x = alt.X("left:Q", title=look.weight_axes[0], scale=alt.Scale(nice=False), axis=alt.Axis(grid=False, tickCount=5))
    y = alt.Y("share:Q", title=look.weight_axes[1], axis=alt.Axis(format="%", tickCount=4))
    bars = chart("weights").transform_filter("datum.frame == now").mark_rect(strokeWidth=0)
    bars = bars.encode(x, y, x2="right:Q", y2=alt.datum(0), color=alt.Color("sign:N", scale=scale, legend=None))
    tops = chart("tops").mark_point(opacity=0).encode(y=y)
    near = chart("near").transform_filter("datum.frame == now")
    near = near.mark_text(align="right", baseline="top", fontSize=11, color=look.ink, dx=-2, dy=2)
    near = near.encode(x=alt.value(look.size), y=alt.value(0), text="text:N")
    title = alt.TitleParams(look.titles[3], fontSize=12)
    return alt.LayerChart(layer=[tops, bars, near]).properties(width=look.size, height=look.size - 30, title=title)


def curves(
    metrics: Mapping[str, np.ndarray], kinds: Sequence[tuple[str, str]], always: Sequence[int] = ()
) -> pd.DataFrame:
    """The curves' table, columns epoch, value, metric and called; at no more epochs than a curve needs, and `always`.

    `metrics` as a trace has them, `kinds`: name and what it is called.
    """
    parts = []
    for name, called in kinds:
        for metric in ("loss", "accuracy"):
            values = metrics[PREFIXES[name] + metric]
            rows = pd.DataFrame({"epoch": np.arange(1, len(values) + 1), "value": values.astype(float)})
            parts.append(thinned(rows, always).assign(metric=metric, called=called))
    return pd.concat(parts, ignore_index=True)


def gaps(metrics: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """What lies between training and validation, columns epoch, low, high and metric; empty without validation."""
    parts = [pd.DataFrame({"epoch": [], "low": [], "high": [], "metric": []})]
    for metric in ("loss", "accuracy") if "val_loss" in metrics else ():
        both = np.stack([metrics[metric], metrics[f"val_{metric}"]]).astype(float)
        columns = {"epoch": np.arange(1, both.shape[1] + 1), "low": both.min(axis=0), "high": both.max(axis=0)}
        parts.append(thinned(pd.DataFrame(columns)).assign(metric=metric))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def thinned(rows: pd.DataFrame, always: Sequence[int] = ()) -> pd.DataFrame:
    """Rows of an `epoch` each: every so manieth, the last among them, and those that are to stay `always`."""
    step = -(-len(rows) // MOST_EPOCHS)
    return rows[((len(rows) - rows.epoch) % step == 0) | rows.epoch.isin(always)]


def marks(named: Sequence[tuple[int, str]], epochs: int) -> pd.DataFrame:
    """Up to two epochs with a name, columns epoch, label, row, side (1: written to the left), at and shown (0 or 1).

    Names are written at the later epoch where the two are close. There is always a row for each place; a filter that
    leaves nothing would be warned of.
    """
    places = []
    last = max((epoch for epoch, _ in named), default=1)
    for row in (0, 1):
        epoch, label = named[row] if row < len(named) else (1, "")
        at = last if last - epoch < 0.3 * epochs else epoch
        left = int(at > 0.5 * epochs)
        places += [(epoch, label, row, side, at, int(row < len(named) and side == left)) for side in (0, 1)]
    return pd.DataFrame(places, columns=["epoch", "label", "row", "side", "at", "shown"])


def weights(edges: np.ndarray, shares: np.ndarray) -> pd.DataFrame:
    """The histograms' table, columns frame, left, right, share and sign. `shares` (frames, bins)."""
    frames, bins = shares.shape
    left, right = edges[:-1], edges[1:]
    signs = np.where(right <= 0, SIGNS[0], np.where(left >= 0, SIGNS[2], SIGNS[1]))
    columns = {name: np.tile(values, frames) for name, values in (("left", left), ("right", right), ("sign", signs))}
    return pd.DataFrame({"frame": np.repeat(np.arange(frames), bins), "share": shares.ravel(), **columns})


def surfaces_beside(
    urls: Sequence[str], points: Sequence[pd.DataFrame], titles: Sequence[str], reach: float, columns: int
) -> alt.ConcatChart:
    """One surface a run, as a picture's address, with its examples (columns px, py, class, part) and a title."""
    size = min(150, 520 // columns)
    pictures = [_small(url, rows, title, reach, size) for url, rows, title in zip(urls, points, titles, strict=True)]
    whole = alt.concat(*pictures, columns=columns, spacing=14)
    return whole.properties(autosize=alt.AutoSizeParams(type="pad", contains="padding"))


def _small(url: str, rows: pd.DataFrame, title: str, reach: float, size: int) -> alt.LayerChart:
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    x, y = alt.X("px:Q", scale=scale, axis=None), alt.Y("py:Q", scale=scale, axis=None)
    colour = alt.Color("class:N", scale=alt.Scale(domain=[0, 1], range=list(CLASS_COLOURS)), legend=None)
    image = alt.Chart(fields.frames([url], -reach, reach)).mark_image(width=size, height=size, aspect=False)
    dots = alt.Chart(rows).transform_filter("datum.part == 'training'").mark_circle(size=14, opacity=1)
    layers = [image.encode(x, y, url="url:N"), dots.encode(x, y, color=colour)]
    return alt.LayerChart(layer=layers).properties(width=size, height=size, title=alt.TitleParams(title, fontSize=12))
