"""A search over settings: a heat map with its number in every cell, and parallel coordinates, a line for every cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import altair as alt
import numpy as np
import pandas as pd

from components.charts.images.predictions import AS_LARGE_AS_SAID
from components.charts.named import Layers, chart
from components.theme import BLUE, GREY

PALE, DARK = (227, 238, 247), (0, 74, 122)
"""The ground of the worst cell and of the best one, in both themes, each with its own colour of text."""
LIGHT_TEXT, DARK_TEXT = "#FFFFFF", "#000000"
STATES = ("done", "running", "waiting", "failed")
FRAMES = {"running": [7, 3], "waiting": [2, 4], "failed": [1, 0]}
"""The dashes of a cell's frame while it has no ground; a cell that is done has a ground and a number instead."""
TALL = 44


@dataclass(frozen=True)
class Heat:
    """The picture but for its cells. `rows`, `columns` and `panels`: the values of each axis, as they are written;
    `titles` the settings' names. Without a third setting there are no panels."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    panels: tuple[str, ...]
    titles: tuple[str, ...]
    ink: str
    narrow: bool

    @property
    def panels_a_line(self) -> int:
        return 1 if self.narrow else max(1, min(len(self.panels), 3))

    @property
    def width(self) -> int:
        """Of a cell: as wide as there is room for, within reason."""
        room = 230 if self.narrow else 470 - 35 * (self.panels_a_line - 1)
        return int(np.clip(room / self.panels_a_line / len(self.columns), 38, 110))


def grounds(values: np.ndarray, *, low_is_good: bool, log: bool) -> list[tuple[str, str]]:
    """The colours of ground and text of every value, the better the darker; NaN for what has none.

    >>> grounds(np.array([0.3, 0.6, np.nan]), low_is_good=True, log=True)
    [('#004a7a', '#FFFFFF'), ('#e3eef7', '#000000'), ('', '')]
    """
    shares = shares_of(values, log=log)
    return [_colours(1 - share if low_is_good else share) for share in shares]


def shares_of(values: np.ndarray, *, log: bool) -> np.ndarray:
    """Where each value stands between the lowest, 0, and the highest, 1; NaN where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.log10(np.asarray(values, float)) if log else np.asarray(values, float)
    scaled[~np.isfinite(scaled)] = np.nan
    if np.isnan(scaled).all():
        return scaled
    low, high = np.nanmin(scaled), np.nanmax(scaled)
    return (scaled - low) / (high - low) if high > low else np.where(np.isnan(scaled), np.nan, 0.0 * scaled)


def _colours(share: float) -> tuple[str, str]:
    if not np.isfinite(share):
        return "", ""
    ground = [round(pale + share * (dark - pale)) for pale, dark in zip(PALE, DARK, strict=True)]
    text = LIGHT_TEXT if contrast(ground, (255, 255, 255)) >= contrast(ground, (0, 0, 0)) else DARK_TEXT
    return "#" + "".join(f"{part:02x}" for part in ground), text


def contrast(one: Sequence[int], other: Sequence[int]) -> float:
    """The contrast of two colours as WCAG has it, from 1 to 21.

    >>> round(contrast((0, 0, 0), (255, 255, 255)))
    21
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Sequence[int]) -> float:
    shares = [part / 255 for part in colour]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def heat_map(look: Heat) -> alt.TopLevelMixin:
    """A cell for every combination, small multiples for a third setting. Its table "cells" has columns row, column,
    panel, index, state (of `STATES`), ground, on_ground, text, small, chosen, tip.

    What has come has a ground and its number, what is being trained a frame of long dashes, what waits one of short
    dashes, and what failed a solid one with ✗. The server hears of a pressed cell by the selection "cell".
    """
    layers = alt.LayerChart(layer=_cells(look)).properties(
        width=look.width * len(look.columns), height=TALL * len(look.rows)
    )
    if not look.panels:
        return layers.properties(autosize=AS_LARGE_AS_SAID)
    header = alt.Header(labelFontWeight="bold", titleFontWeight="bold", labelOrient="top", titleOrient="top")
    facet = alt.Facet("panel:N", sort=list(look.panels), title=look.titles[2], header=header)
    several = layers.facet(facet, columns=look.panels_a_line, data=alt.NamedData("cells"), spacing=14)
    return several.properties(autosize=AS_LARGE_AS_SAID)


def _cells(look: Heat) -> list[alt.Chart]:
    cell = alt.selection_point(name="cell", fields=["index"], toggle=False, clear=False, empty=False)
    axis = alt.Axis(ticks=False, domain=False, labelAngle=0, labelLimit=90, titlePadding=6)
    scales = [alt.Scale(domain=list(domain), paddingInner=0.06) for domain in (look.columns, look.rows)]
    x = alt.X("column:N", title=look.titles[1], axis=axis, scale=scales[0])
    y = alt.Y("row:N", title=look.titles[0], axis=axis, scale=scales[1])
    base = chart("cells") if not look.panels else alt.Chart()
    done = base.transform_filter("datum.state == 'done'")
    ground = done.mark_rect(cornerRadius=3).encode(x, y, color=alt.Color("ground:N", scale=None))
    frames = [
        base.transform_filter(f"datum.state == '{state}'")
        .mark_rect(filled=False, stroke=GREY, strokeWidth=1.6, strokeDash=dash, cornerRadius=3)
        .encode(x, y)
        for state, dash in FRAMES.items()
    ]
    size = 11 if look.narrow or look.width < 50 else 12.5
    text = base.mark_text(fontSize=size, fontWeight=600, dy=-1).encode(x, y, text="text:N")
    text = text.encode(color=alt.Color("on_ground:N", scale=None))
    small = base.mark_text(fontSize=9, dy=13).encode(x, y, text="small:N", color=alt.Color("on_ground:N", scale=None))
    chosen = base.transform_filter("datum.chosen").mark_rect(filled=False, strokeWidth=3, stroke=look.ink)
    over = base.mark_rect(color="#FFFFFF", opacity=0.001, cursor="pointer")
    over = over.encode(x, y, tooltip=alt.Tooltip("tip:N", title=" ")).add_params(cell)
    return [ground, *frames, text, small, chosen.encode(x, y), over]


@dataclass(frozen=True)
class Parallel:
    """Parallel coordinates but for their lines: the axes' names in their order; the colours of text and ground."""

    axes: tuple[str, ...]
    ink: str
    paper: str
    narrow: bool


def ticks(axis: str, values: Sequence[str]) -> pd.DataFrame:
    """What is written at an axis: its values from the lowest to the highest, evenly spaced."""
    return pd.DataFrame({"axis": axis, "y": spaced(len(values)), "label": list(values)})


def spaced(count: int) -> np.ndarray:
    """So many places from 0 to 1; a single one stands in the middle.

    >>> spaced(3).tolist(), spaced(1).tolist(), spaced(0).tolist()
    ([0.0, 0.5, 1.0], [0.5], [])
    """
    return np.array([0.5]) if count == 1 else np.linspace(0, 1, count)


def parallel(look: Parallel) -> Layers:
    """A line for every cell through its values and its losses. Tables: "ticks", and "lines"
    with columns axis, y, index, best, chosen, tip.

    The best one is thick and blue; the one under the pointer, or pressed, is thick, too. A pressed line is told to the
    server by the selection "cell".
    """
    hover = alt.selection_point(name="hover", fields=["index"], on="pointerover", clear="pointerout", empty=False)
    cell = alt.selection_point(name="cell", fields=["index"], toggle=False, clear=False, empty=False)
    axis = alt.Axis(orient="top", ticks=False, domain=False, labelAngle=0, labelFontWeight="bold", labelLimit=110)
    x = alt.X("axis:N", title=None, axis=axis, scale=alt.Scale(type="point", domain=list(look.axes), padding=0.35))
    y = alt.Y("y:Q", scale=alt.Scale(domain=[-0.04, 1.04], nice=False), axis=None)
    lines = chart("lines")
    plain = lines.mark_line(color=GREY, opacity=0.75, strokeWidth=1.5).encode(x, y, detail="index:N")
    best = lines.transform_filter("datum.best").mark_line(color=BLUE, strokeWidth=4).encode(x, y, detail="index:N")
    chosen = lines.transform_filter("datum.chosen").mark_line(color=look.ink, strokeWidth=2.5, strokeDash=[5, 3])
    above = lines.transform_filter(hover).mark_line(color=look.ink, strokeWidth=3.5).encode(x, y, detail="index:N")
    rules = chart("ticks").transform_aggregate(low="min(y)", groupby=["axis"]).transform_calculate(y="0", top="1")
    rules = rules.mark_rule(color=look.ink, opacity=0.6).encode(x, y, y2="top:Q")
    text = partial(chart("ticks").mark_text, align="right", dx=-7, fontSize=11, limit=60)
    words = [
        halo.encode(x, y, text="label:N")
        for halo in (text(stroke=look.paper, strokeWidth=4, color=look.paper), text(color=look.ink))
    ]
    over = lines.mark_line(strokeWidth=13, opacity=0.001, color=GREY, cursor="pointer")
    over = over.encode(x, y, detail="index:N", tooltip=alt.Tooltip("tip:N", title=" ")).add_params(hover, cell)
    layers = [rules, plain, chosen.encode(x, y, detail="index:N"), best, above, *words, over]
    width, height = (300, 300) if look.narrow else (540, 320)
    return alt.LayerChart(layer=layers).properties(width=width, height=height, autosize=AS_LARGE_AS_SAID)
