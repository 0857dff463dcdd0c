"""A window over a picture, what lies under it times the kernel, and the output; it moves inside the browser.

One selection, `at`, says at which output position the window is: the slider moves it, and the pointer over the output.
`g` holds the numbers of the geometry, `pixels` the input with its border, `outs` the output; both row by row.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from json import dumps
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from components.charts import layout, named
from components.charts.pixels import HIGH, INK, LARGEST_FONT, LOW, NEUTRAL
from components.theme import GREY

SIDES = (258, 280)
"""Pixels of a picture's side, on a wide page and on a narrow one."""
LENS, CHANNEL = (163, 90), (163, 132)
"""Of a grid of a window's numbers; of a channel's picture."""
FRAME = "#FFD54A"
MOVES: Any = {
    "merge": [
        {"source": "view", "type": kind, "marktype": "rect", "filter": "event.item && event.item.datum.position >= 0"}
        for kind in ("pointermove", "pointerdown")
    ]
}
"""The pointer, or a finger, over a cell of the output; what has no position is not one."""
UNIT = alt.Scale(domain=[0, 1], nice=False)
DOWN = alt.Scale(domain=[1, 0], nice=False)
SIGNED = alt.Scale(domain=[-1, 0, 1], range=[LOW, NEUTRAL, HIGH], clamp=True, interpolate="rgb")
SHADES = alt.Scale(domain=[0, 1], range=["#000000", "#FFFFFF"], clamp=True, interpolate="rgb")


def format_expression(expression: str) -> str:
    """A number as it is read: whole where it is whole, else with two digits, or one from 10 on."""
    x = f"({expression})"
    return f"(abs({x} - round({x})) < 1e-6 ? format({x}, 'd') : format({x}, abs({x}) < 10 ? '.2~f' : '.1~f'))"


def _moves() -> list[alt.Parameter]:
    """The window's row and column, counted from 0, and where they come from."""
    return [
        alt.param(name="g", value={}),
        alt.param(name="pixels", value=[]),
        alt.param(name="outs", value=[]),
        alt.param(name="sums", value=[]),
        alt.param(name="now", expr="isValid(at.position) ? min(at.position[0], g.places - 1) : 0"),
        alt.param(name="row", expr="floor(now / g.columns)"),
        alt.param(name="column", expr="now % g.columns"),
    ]


def _selection(label: str) -> alt.Parameter:
    bind: Any = {"position": alt.binding_range(min=0, max=1, step=1, name=label)}
    return alt.selection_point(
        name="at", fields=["position"], bind=bind, on=MOVES, clear=False, value=[{"position": 0}]
    )


def _box(data: alt.Chart, rows: str, columns: str, x: str, y: str) -> alt.Chart:
    """Cells of a grid: of `rows` by `columns`, at column `x` and row `y`; as x0 to x1 and y0 to y1 in [0, 1]."""
    return data.transform_calculate(
        x0=f"({x}) / ({columns})", x1=f"({x} + 1) / ({columns})", xm=f"({x} + 0.5) / ({columns})",
        y0=f"({y}) / ({rows})", y1=f"({y} + 1) / ({rows})", ym=f"({y} + 0.5) / ({rows})",
    )  # fmt: skip


CORNERS = {
    "x": alt.X("x0:Q", scale=UNIT, axis=None),
    "x2": alt.X2("x1:Q"),
    "y": alt.Y("y0:Q", scale=DOWN, axis=None),
    "y2": alt.Y2("y1:Q"),
}
MIDDLE = {"x": alt.X("xm:Q", scale=UNIT, axis=None), "y": alt.Y("ym:Q", scale=DOWN, axis=None)}


def _under(channel: int = 0) -> alt.Chart:
    """The window's cells on a channel: where they are, what lies under them, and its product with the weight."""
    return named.chart("taps").transform_filter(f"datum.channel == {channel}").transform_calculate(
        r="row * g.stride + datum.i * g.dilation", c="column * g.stride + datum.j * g.dilation",
    ).transform_calculate(
        real="datum.r >= g.top && datum.r < g.top + g.height && datum.c >= g.left && datum.c < g.left + g.wide",
        value=f"pixels[(datum.r * g.width + datum.c) * g.channels + {channel}]",
    ).transform_calculate(product="datum.value * datum.weight")  # fmt: skip


def _titled(layers: Sequence[alt.Chart], title: str | alt.ExprRef, size: int) -> alt.LayerChart:
    named_so = alt.TitleParams(title, fontSize=12.5, anchor="start", offset=6)
    return alt.LayerChart(layer=list(layers)).properties(width=size, height=size, title=named_so, view={"stroke": None})


def _image(name: str, size: int) -> alt.Chart:
    """A table of one picture, in the middle of its square."""
    place = {"x": alt.X("px:Q", scale=UNIT, axis=None), "y": alt.Y("py:Q", scale=DOWN, axis=None)}
    return named.chart(name).mark_image(width=size, height=size).encode(**place, url="url:N")


def input_panel(title: str, size: int, channel: int = 0) -> alt.LayerChart:
    """A channel of the picture with its border and numbers, and the window's cells on it."""
    picture = _image(f"input_{channel}", size)
    cells = named.chart("input_cells").transform_filter(f"datum.channel == {channel}")
    ink = alt.Color("ink:N", scale=None)
    numbers = cells.mark_text(fontSize=alt.ExprRef("g.input_font")).encode(
        alt.X("x:Q", scale=UNIT, axis=None), alt.Y("y:Q", scale=DOWN, axis=None), text="text:N", color=ink
    )
    window = _box(_under(channel), "g.side", "g.side", "datum.c", "datum.r")
    return _titled([picture, numbers, *_framed(window)], title, size)


def _framed(cells: alt.Chart) -> list[alt.Chart]:
    """Frames that are seen on light and dark and on every colour: yellow in dark."""
    strokes = ((INK, 4.5), (FRAME, 2.2))
    return [cells.mark_rect(filled=False, stroke=ink, strokeWidth=width).encode(**CORNERS) for ink, width in strokes]


def output_panel(name: str, title: str, size: int, label: str) -> alt.LayerChart:
    """The output with its numbers; its cells take the pointer, and the one of the moment has a frame."""
    picture = _image("output", size)
    at = {"x": alt.X("x:Q", scale=UNIT, axis=None), "y": alt.Y("y:Q", scale=DOWN, axis=None)}
    numbers = (
        named.chart("cells")
        .mark_text(fontSize=alt.ExprRef("g.output_font"))
        .encode(**at, text="text:N", color=alt.Color("ink:N", scale=None))
    )
    one = _box(named.chart("one"), "g.out_side", "g.out_side", "column", "row")
    boxes = _box(
        named.chart("cells"), "g.out_side", "g.out_side",
        "datum.position % g.columns", "floor(datum.position / g.columns)",
    )  # fmt: skip
    pointed = boxes.mark_rect(opacity=0.001, cursor="crosshair").encode(**CORNERS).add_params(_selection(label))
    shown = alt.ExprRef(f"{dumps(name)} + '[' + row + ', ' + column + '] = ' + {title}")
    return _titled([picture, numbers, *_framed(one), pointed], shown, size)


def grid(
    data: alt.Chart,
    text: str,
    colour: alt.Color,
    ink: str,
    title: str | alt.ExprRef,
    size: int,
    font: float,
    missing: bool,
) -> alt.LayerChart:
    """A window's numbers in cells. What is `missing` is a cell of the border that does not take part."""
    boxes = _box(data, "datum.rows", "datum.columns", "datum.j", "datum.i").transform_calculate(
        text=f"datum.real || !{str(missing).lower()} ? {text} : '–'", ink=ink
    )
    cells = boxes.mark_rect(stroke=GREY, strokeWidth=1).encode(**CORNERS, color=colour)
    numbers = boxes.mark_text(fontSize=font).encode(**MIDDLE, text="text:N", color=alt.Color("ink:N", scale=None))
    return _titled([cells, numbers], title, size)


def _shade(font: float, title: alt.ExprRef, size: int, missing: bool) -> alt.LayerChart:
    data = _under().transform_calculate(share="datum.real ? datum.value / g.white : 0.75")
    ink = f"datum.share > 0.5 ? '{INK}' : '#FFFFFF'"
    colour = alt.Color("share:Q", scale=SHADES, legend=None)
    return grid(data, format_expression("datum.value"), colour, ink, title, size, font, missing)


def _signed(
    text: str, share: str, title: str | alt.ExprRef, size: int, font: float, channel: int = 0
) -> alt.LayerChart:
    data = _under(channel).transform_calculate(share=share)
    colour = alt.Color("share:Q", scale=SIGNED, legend=None)
    return grid(data, text, colour, f"'{INK}'", title, size, font, False)


@lru_cache(maxsize=32)
def sliding(titles: tuple[str, ...], taps: int, pools: bool, narrow: bool) -> str:
    """Input and output, under them the window's values, the kernel and the products; tables are still to come.

    `titles`: input, output, under the window, kernel (or kind of pooling), products, and the slider's label.
    `taps`: of the window's side.
    """
    size, tall = SIDES[narrow], narrow and taps > 3
    side = 220 if tall else LENS[narrow]
    font = min(LARGEST_FONT, side / taps / 2.9)
    above = [input_panel(titles[0], size), output_panel(titles[1], format_expression("outs[now]"), size, titles[5])]
    now = format_expression("outs[now]")
    shown = dumps(titles[2]) + (f" + ', ' + {dumps(titles[3])} + ' = ' + {now}" if pools else "")
    below = [_shade(font, alt.ExprRef(shown), side, pools)]
    if not pools:
        below.append(_signed("datum.said", "datum.weight / g.most_weight", titles[3], side, font))
        total = alt.ExprRef(f"{dumps(titles[4])} + ', Σ = ' + {now}")
        below.append(_signed(format_expression("datum.product"), "datum.product / g.most_product", total, side, font))
    columns = 1 if tall else 3
    lens = alt.concat(*below, columns=columns, spacing=14).resolve_scale(**layout.APART)
    whole = layout.under(layout.together(*above, narrow=narrow), lens)
    return named.kept(layout.moved(whole, *_moves()))


@lru_cache(maxsize=8)
def channels(titles: tuple[str, ...], narrow: bool) -> str:
    """Three channels with their slices of the kernel, and the output, which is the sum of all products.

    `titles`: the three channels, the three slices, the output, and the slider's label.
    """
    size = CHANNEL[narrow]
    font = size / 3 / 5.2
    text = f"[{format_expression('datum.value')} + ' · ' + datum.said, '= ' + {format_expression('datum.product')}]"
    inputs = [input_panel(titles[channel], size, channel) for channel in range(3)]
    slices = [
        _signed(text, "datum.product / g.most_product", titles[3 + channel], size, font, channel)
        for channel in range(3)
    ]
    pairs = [panel for pair in zip(inputs, slices, strict=True) for panel in pair] if narrow else [*inputs, *slices]
    above = alt.concat(*pairs, columns=2 if narrow else 3, spacing=14).resolve_scale(**layout.APART)
    total = " + ' + ' + ".join(format_expression(f"sums[now][{channel}]") for channel in range(3))
    output = output_panel(titles[6], f"{total} + ' = ' + {format_expression('outs[now]')}", SIDES[narrow], titles[7])
    return named.kept(layout.moved(layout.under(above, alt.concat(output)), *_moves()))


def filled(text: str, tables: Mapping[str, pd.DataFrame], values: Mapping[str, Any], start: int) -> dict[str, Any]:
    """The picture with its tables and numbers; the window begins at position `start`."""
    spec = named.filled(text, tables, {**values, "at": [{"position": start}]})
    bound = next(one for one in spec["params"] if one["name"] == "at")["bind"]["position"]
    bound["max"] = max(0, int(values["g"]["places"]) - 1)
    return spec


def cells_table(texts: np.ndarray, inks: np.ndarray, side: int, channel: int = 0) -> pd.DataFrame:
    """Numbers (rows, columns) of a picture, in the middle of their cells; `position` counts them row by row."""
    rows, columns = np.indices(texts.shape)
    return pd.DataFrame(
        {
            "position": np.arange(texts.size),
            "channel": channel,
            "x": (columns.ravel() + 0.5) / side,
            "y": (rows.ravel() + 0.5) / side,
            "text": texts.ravel(),
            "ink": inks.ravel(),
        }
    )


def taps_table(weights: np.ndarray, said: Sequence[str]) -> pd.DataFrame:
    """The window's cells, (rows, columns, channels), with their weights and how these are written."""
    i, j, channel = (index.ravel() for index in np.indices(weights.shape))
    rows, columns, _ = weights.shape
    side = max(rows, columns)
    return pd.DataFrame(
        {"i": i, "j": j, "channel": channel, "weight": weights.ravel(), "said": said, "rows": side, "columns": side}
    )
