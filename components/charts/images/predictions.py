"""Pictures and what a network says about them: tiles, ten probabilities of the chosen one, who is taken for whom."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd
from PIL import Image

from components import figures
from components.charts.named import Layers, chart
from components.theme import BLUE, GREY, ORANGE

TILE, LABEL, GAP = 50, 15, 4
"""Pixels of a tile's picture, of the line of text under it, and between two of them."""
RIGHT, WRONG = "✓", "✗"
AS_LARGE_AS_SAID = alt.AutoSizeParams(type="pad", contains="padding")
"""Streamlit's own "fit" squeezes a picture together with its labels; tiles have a fixed size."""
KINDS = {"right": BLUE, "wrong": ORANGE, "other": GREY}


@dataclass(frozen=True)
class Look:
    """What the tiles depend on beside their tables: how many of them, in how many columns, the names of the classes,
    and what a probability is called. Without `judged` they are only shown."""

    count: int
    columns: int
    classes: tuple[str, ...]
    title: str
    ink: str
    narrow: bool
    judged: bool = True

    @property
    def size(self) -> tuple[int, int]:
        return self.columns * (TILE + GAP), -(-self.count // self.columns) * (TILE + LABEL + GAP)


def png(picture: np.ndarray, high: int, dark: bool) -> str:
    """A picture (height, width, channels) of whole numbers up to `high` as a data URL. Grey ones are ink on paper, or
    light on dark."""
    values = (np.asarray(picture, "uint16") * 255 // high).astype("uint8")
    grey = values.shape[-1] == 1
    image = Image.fromarray((values if dark else 255 - values)[..., 0] if grey else values)
    file = io.BytesIO()
    image.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def tiles(urls: Sequence[str], labels: Sequence[str], right: Sequence[bool], columns: int) -> pd.DataFrame:
    """The tiles' table, columns index, url, label, right, and their places: x, y, x2, y2, cx, cy, ty."""
    index = np.arange(len(urls))
    x, y = index % columns * (TILE + GAP) + 2, index // columns * (TILE + LABEL + GAP) + 2
    places = {
        "x": x,
        "y": y,
        "x2": x + TILE,
        "y2": y + TILE,
        "cx": x + TILE / 2,
        "cy": y + TILE / 2,
        "ty": y + TILE + 9,
    }
    return pd.DataFrame({"index": index, "url": list(urls), "label": list(labels), "right": list(right), **places})


def bars(shares: np.ndarray, y_true: Sequence[int], classes: Sequence[str], words: Sequence[str]) -> pd.DataFrame:
    """The bars of every tile, columns index, class, share, text, kind ("right", "wrong" or "other"), true, headline.

    `shares` (tiles, classes) are probabilities; `words` is what stands over each tile's bars.
    """
    rows = []
    for index, (its, label) in enumerate(zip(shares, y_true, strict=True)):
        said = int(np.argmax(its))
        for number, share in enumerate(its):
            kind = ("right" if said == label else "wrong") if number == said else "other"
            place = {"index": index, "class": classes[number], "true": int(number == label), "headline": words[index]}
            rows.append({**place, "share": float(share), "text": figures.share(float(share)), "kind": kind})
    return pd.DataFrame(rows)


def gallery(look: Look) -> alt.HConcatChart | alt.VConcatChart | Layers:
    """Tiles; where they are judged, one is chosen with the pointer, and its probabilities stand beside them.

    Its tables are `tiles` and `bars`. Told right: a solid blue frame and ✓; wrong: a broken orange one and ✗.
    """
    if not look.judged:
        single = alt.LayerChart(layer=_tiles(look))
        return single.properties(width=look.size[0], height=look.size[1], autosize=AS_LARGE_AS_SAID)
    chosen = alt.selection_point(
        name="chosen", fields=["index"], value=[{"index": 0}], toggle=False, clear=False, empty=False
    )
    left = alt.LayerChart(layer=_tiles(look, chosen)).properties(width=look.size[0], height=look.size[1])
    joined = (alt.vconcat if look.narrow else alt.hconcat)(left, _bars(look, chosen), spacing=22)
    return joined.resolve_scale(x="independent", y="independent", color="independent")


def _tiles(look: Look, chosen: alt.Parameter | None = None) -> list[alt.Chart]:
    """The pictures, their frames where one can be chosen, and their labels."""
    width, height = look.size
    x, cx, y, cy, ty = (
        (alt.X if name in ("x", "cx") else alt.Y)(
            f"{name}:Q",
            scale=alt.Scale(domain=[0, width] if name in ("x", "cx") else [height, 0], nice=False, zero=False),
            axis=None,
        )
        for name in ("x", "cx", "y", "cy", "ty")
    )
    rows, tip = chart("tiles"), alt.Tooltip("label:N", title=" ")
    images = rows.mark_image(width=TILE, height=TILE, smooth=False).encode(cx, cy, url="url:N")
    text = rows.mark_text(fontSize=9.5, color=look.ink, limit=TILE + GAP).encode(cx, ty, text="label:N", tooltip=tip)
    if chosen is None:
        return [images, text]
    thick = alt.condition(chosen, alt.value(4.5), alt.value(1.5))
    frames = [
        rows.transform_filter(f"{sign}datum.right")
        .mark_rect(filled=False, color=colour, strokeDash=dash)
        .encode(x, y, alt.X2("x2:Q"), alt.Y2("y2:Q"), strokeWidth=thick)
        for sign, colour, dash in (("", BLUE, [1, 0]), ("!", ORANGE, [4, 2]))
    ]
    over = rows.mark_rect(color="#FFFFFF", opacity=0.001, cursor="pointer").encode(x, y, alt.X2("x2:Q"), alt.Y2("y2:Q"))
    return [images, *frames, text, over.encode(tooltip=tip).add_params(chosen)]


def _bars(look: Look, chosen: alt.Parameter) -> Layers:
    """The probabilities of the chosen tile; a hollow diamond at the class that it is."""
    width = 190 if look.narrow else 105
    axis = alt.Axis(title=None, ticks=False, domain=False, labelLimit=90, labelFontSize=11)
    y = alt.Y("class:N", scale=alt.Scale(domain=list(look.classes)), axis=axis)
    x = alt.X("share:Q", title=look.title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=3))
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())), legend=None)
    rows = chart("bars").transform_filter(chosen)
    marks = rows.mark_bar(height=13).encode(x, y, color=colour)
    numbers = rows.mark_text(align="left", dx=4, fontSize=10, color=look.ink).encode(x, y, text="text:N")
    true = rows.transform_filter("datum.true").mark_point(shape="diamond", size=70, strokeWidth=2, color=look.ink)
    true = true.encode(x=alt.value(width + 34), y=y)
    words = rows.transform_filter("datum.true").mark_text(
        align="left", baseline="bottom", fontWeight="bold", fontSize=12
    )
    words = words.encode(x=alt.value(-70), y=alt.value(-8), text="headline:N", color=alt.value(look.ink))
    return alt.LayerChart(layer=[marks, numbers, true, words]).properties(width=width, height=230)


@dataclass(frozen=True)
class Matrix:
    """The picture of a confusion matrix but for its counts: names of the classes, titles of the two axes."""

    classes: tuple[str, ...]
    titles: tuple[str, str]
    ink: str
    narrow: bool


def cells(counts: np.ndarray, classes: Sequence[str], chosen: tuple[int, int]) -> pd.DataFrame:
    """The matrix's table, columns is, called, count, share (of its row), right, chosen, dark (for the text)."""
    rows = []
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            share = float(count / max(1, row.sum()))
            # A mistake is seen where it is made as often as one time in five.
            depth = share if i == j else min(1.0, share * 5)
            names = {"is": classes[i], "called": classes[j], "i": i, "j": j, "right": i == j}
            rows.append({**names, "count": int(count), "share": share, "depth": depth, "chosen": (i, j) == chosen})
    return pd.DataFrame(rows)


def matrix(look: Matrix) -> Layers:
    """Who is taken for whom: a row for what it is, a column for what it was called. Its table is `cells`.

    What is right is blue and has a bold number, what is wrong orange. A cell is chosen with the pointer; the server
    hears of it by the selection "cell".
    """
    cell = alt.selection_point(name="cell", fields=["i", "j"], toggle=False, clear=False, empty=False)
    side = 24 if look.narrow else 37
    axis = alt.Axis(
        labelAngle=-40, labelOverlap=False, orient="top", ticks=False, domain=False, labelLimit=80, titlePadding=6
    )
    scale = alt.Scale(domain=list(look.classes))
    x = alt.X("called:N", scale=scale, title=look.titles[1], axis=axis)
    y = alt.Y("is:N", scale=scale, title=look.titles[0], axis=alt.Axis(ticks=False, domain=False, labelLimit=80))
    depth = alt.Opacity("depth:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, 0.85]), legend=None)
    colour = alt.Color("right:N", scale=alt.Scale(domain=[True, False], range=[BLUE, ORANGE]), legend=None)
    tips = [alt.Tooltip("is:N", title=look.titles[0]), alt.Tooltip("called:N", title=look.titles[1]), "count:Q"]
    base = chart("cells")
    ground = base.mark_rect(cursor="pointer").encode(x, y, color=colour, opacity=depth, tooltip=tips)
    frame = base.transform_filter("datum.chosen").mark_rect(filled=False, strokeWidth=3, color=look.ink).encode(x, y)
    text = base.transform_filter("datum.count > 0").mark_text(fontSize=9 if look.narrow else 11, color=look.ink)
    numbers = text.encode(x, y, text="count:Q", tooltip=tips)
    numbers = numbers.encode(opacity=alt.condition("datum.right || datum.depth > 0.1", alt.value(1), alt.value(0.65)))
    layers = [ground.add_params(cell), numbers, frame]
    size = len(look.classes) * side
    return alt.LayerChart(layer=layers).properties(width=size, height=size, autosize=AS_LARGE_AS_SAID)
