"""What a network sees, layer under layer: kernels and feature maps as pictures, for every kept epoch, and at the end
the probabilities as bars. All epochs are sent once; the parameter `now` says which is shown.

Blue is negative, white 0, orange positive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps

import altair as alt
import numpy as np
import pandas as pd

from components import figures
from components.charts.images.mosaics import GAP, mosaic, png, shades
from components.charts.images.predictions import AS_LARGE_AS_SAID, KINDS
from components.charts.named import Layers, chart
from components.theme import GREY

WIDTHS = (552, 300)
"""Pixels of the whole, on a wide page and on a narrow one."""
TITLE, APART = 20, 12
"""Pixels of a heading, and between two layers."""
PICTURE, LEAST = 64, 14
"""Pixels of the input's longer side, and of the smallest map's."""
KERNEL, MANY_KERNELS, MANY = 56, 44, 16
"""Pixels of a kernel's side; where there are more kernels than `MANY`, the smaller one."""
BAR, NAME, VALUE = 17, 96, 48
"""Pixels of a bar with the space around it, of its name and of its number."""
FRAME, INK = "#FFD54A", "#1D2433"
ALWAYS = -1
"""The frame of what does not change."""


@dataclass(frozen=True, eq=False)
class Strip:
    """Pictures of one layer under a heading: `values` (frames, pictures, rows, columns), `side` in pixels on the
    screen. `chosen` (frames,) is the one with a frame around it. A grey strip is a picture from black to white."""

    title: str
    values: np.ndarray
    side: float
    chosen: np.ndarray | None = None
    grey: bool = False


@dataclass(frozen=True, eq=False)
class Bars:
    """Probabilities (frames, classes) under a heading; `true` is what the picture is."""

    title: str
    shares: np.ndarray
    classes: tuple[str, ...]
    true: int


def kernel_side(count: int) -> float:
    return MANY_KERNELS if count > MANY else KERNEL


def map_side(size: int, largest: int) -> float:
    """Pixels of a map of `size` values, where one of `largest` has `PICTURE`: halved maps look half as large."""
    return max(LEAST, PICTURE * size / largest)


@dataclass(frozen=True)
class Grid:
    """Where a strip's pictures are on the screen: how many in a line, how large each is, and a dot of the PNG."""

    columns: int
    lines: int
    wide: float
    tall: float
    times: int
    dot: float

    @property
    def step(self) -> tuple[float, float]:
        """From a picture to the next one, across and down."""
        return self.wide + GAP * self.dot, self.tall + GAP * self.dot

    @property
    def size(self) -> tuple[float, float]:
        across, down = self.step
        return self.columns * across - (GAP - 2) * self.dot, self.lines * down - (GAP - 2) * self.dot

    def place(self, index: int) -> tuple[float, float]:
        across, down = self.step
        return index % self.columns * across + self.dot, index // self.columns * down + self.dot


def grid(strip: Strip, width: float) -> Grid:
    """As many pictures in a line as there is room for, and about as many in the last line as in the others."""
    _, count, rows, across = strip.values.shape
    times = max(1, int(strip.side // across))  # no dot is smaller than a pixel, or edges would be lost on the way
    side = min(strip.side, width * across * times / (across * times + GAP))
    dot = side / (across * times)
    most = max(1, int((width + (GAP - 2) * dot) // (side + GAP * dot)))
    lines = -(-count // most)
    return Grid(-(-count // lines), lines, side, side * rows / across, times, dot)


def tables(parts: Sequence[Strip | Bars], narrow: bool) -> tuple[dict[str, pd.DataFrame], int]:
    """The chart's tables, and its height in pixels."""
    width, top = WIDTHS[narrow], 0.0
    images: list[dict] = []
    words: list[dict] = []
    frames: list[dict] = []
    bars: list[dict] = []
    for part in parts:
        words.append({"x": 0, "y": top + TITLE / 2, "text": part.title})
        top += TITLE
        if isinstance(part, Strip):
            its = grid(part, width)
            images += _images(part, its, top)
            frames += _frames(part, its, top)
            top += its.size[1] + APART
        else:
            bars += _bars(part, top, width)
            top += len(part.classes) * BAR + APART
    nothing = {"frame": ALWAYS - 1, "x": 0, "x2": 0, "y": 0, "y2": 0}
    empty = {**nothing, "name": "", "text": "", "kind": "other", "tx": 0, "ty": 0}
    made = {"images": images, "words": words, "frames": frames or [nothing], "bars": bars or [empty]}
    return {name: pd.DataFrame(rows) for name, rows in made.items()}, round(top)


def _images(strip: Strip, its: Grid, top: float) -> list[dict]:
    numbers, (wide, tall) = shades(strip.values, strip.grey), its.size
    place = {"x": 0, "x2": wide, "y": top, "y2": top + tall}
    return [
        {
            "frame": frame if len(numbers) > 1 else ALWAYS,
            **place,
            "url": png(mosaic(each, its.columns, its.times), strip.grey),
        }
        for frame, each in enumerate(numbers)
    ]


def _frames(strip: Strip, its: Grid, top: float) -> list[dict]:
    if strip.chosen is None:
        return []
    rows = []
    for frame, index in enumerate(strip.chosen):
        if 0 <= index < strip.values.shape[1]:
            left, down = its.place(int(index))
            place = {"x": left, "x2": left + its.wide, "y": top + down, "y2": top + down + its.tall}
            rows.append({"frame": frame if len(strip.chosen) > 1 else ALWAYS, **place})
    return rows


def _bars(part: Bars, top: float, width: float) -> list[dict]:
    room, rows = width - NAME - VALUE, []
    for frame, shares in enumerate(part.shares):
        said = int(np.argmax(shares))
        for label, share in enumerate(shares):
            kind = ("right" if said == part.true else "wrong") if label == said else "other"
            down = top + label * BAR
            rows.append(
                {
                    "frame": frame if len(part.shares) > 1 else ALWAYS,
                    "x": NAME,
                    "x2": NAME + room * float(share),
                    "y": down + 2,
                    "y2": down + BAR - 2,
                    "ty": down + BAR / 2,
                    "tx": NAME + room * float(share) + 5,
                    "name": part.classes[label] + (" ◆" if label == part.true else ""),
                    "text": figures.share(float(share)),
                    "kind": kind,
                }
            )
    return rows


def picture(height: int, epoch: str, ink: str, narrow: bool) -> Layers:
    """Strips and bars under each other, over the tables `images`, `words`, `frames` and `bars`.

    `epoch` is what the number of the epoch is called.
    """
    width = WIDTHS[narrow]
    x, y, tx, ty = (_axis(name, width if name in ("x", "tx") else -height) for name in ("x", "y", "tx", "ty"))
    corners = {"x": x, "x2": alt.X2("x2:Q"), "y": y, "y2": alt.Y2("y2:Q")}
    shown = f"datum.frame == now || datum.frame == {ALWAYS}"
    images = chart("images").transform_filter(shown).mark_image(aspect=False, smooth=False)
    words = chart("words").mark_text(align="left", fontSize=12, fontWeight=600, color=ink, limit=width - 70)
    now = alt.Chart(pd.DataFrame({"x": [width], "y": [TITLE / 2]})).transform_calculate(
        text=f"{dumps(epoch)} + ' ' + epoch_now"
    )
    chosen = chart("frames").transform_filter(shown)
    bars = chart("bars").transform_filter(shown)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())), legend=None)
    names = alt.X(value=NAME - 8)
    layers = [
        images.encode(**corners, url="url:N"),
        words.encode(x, y, text="text:N"),
        now.mark_text(align="right", fontSize=13, fontWeight=700, color=ink).encode(x, y, text="text:N"),
        chosen.mark_rect(filled=False, stroke=INK, strokeWidth=4).encode(**corners),
        chosen.mark_rect(filled=False, stroke=FRAME, strokeWidth=2).encode(**corners),
        bars.mark_rect(stroke=GREY, strokeWidth=0.5).encode(**corners, color=colour),
        bars.mark_text(align="right", fontSize=11, color=ink, limit=NAME - 10).encode(names, ty, text="name:N"),
        bars.mark_text(align="left", fontSize=11, color=ink).encode(tx, ty, text="text:N"),
    ]
    whole = alt.LayerChart(layer=layers).properties(width=width, height=height, autosize=AS_LARGE_AS_SAID)
    return whole.properties(view={"stroke": None})


def _axis(name: str, size: int) -> alt.X | alt.Y:
    """Pixels from the left, or, where the size is negative, from the top."""
    domain = [0, size] if size > 0 else [-size, 0]
    scale = alt.Scale(domain=domain, nice=False, zero=False)
    return (alt.X if size > 0 else alt.Y)(f"{name}:Q", scale=scale, axis=None)
