"""Many small pictures as one PNG with a palette: blue, white, orange around 0, or grey. Small enough to be sent for
every epoch at once."""

import base64
import io
from functools import cache

import numpy as np
from PIL import Image, ImageColor

from components.theme import BLUE, ORANGE

GAP = 4
"""Dots of a PNG from one map to the next. The first and the last of them are the maps' edges: on a white page most of a
map may be white."""
SHADES = 127
CLEAR, EDGE = SHADES, SHADES + 1
EDGE_COLOUR = "#B4BCC9"


@cache
def palette() -> list[int]:
    """Red, green and blue of every shade from blue over white to orange; then of what is clear, and of the edges."""
    low, high = (np.array(ImageColor.getrgb(colour), float) for colour in (BLUE, ORANGE))
    shares = np.linspace(-1, 1, SHADES)[:, None]
    shades = 255 + np.where(shares < 0, -shares * (low - 255), shares * (high - 255))
    return [*shades.round().astype(int).ravel().tolist(), 255, 255, 255, *ImageColor.getrgb(EDGE_COLOUR)]


@cache
def greys() -> list[int]:
    """The same from black to white."""
    shades = np.linspace(0, 255, SHADES).round().astype(int)
    return [*shades.repeat(3).tolist(), 255, 255, 255, *ImageColor.getrgb(EDGE_COLOUR)]


def mosaic(shades: np.ndarray, columns: int, times: int) -> np.ndarray:
    """Pictures (pictures, rows, columns) of palette numbers in lines of `columns`, a value `times` dots wide."""
    count, rows, wide = shades.shape
    tall, across = rows * times + GAP, wide * times + GAP
    whole = np.full((-(-count // columns) * tall, columns * across), CLEAR, "uint8")
    for index, picture in enumerate(shades.repeat(times, axis=1).repeat(times, axis=2)):
        top, left = index // columns * tall, index % columns * across
        its = np.pad(picture, 1, constant_values=EDGE)
        whole[top : top + its.shape[0], left : left + its.shape[1]] = its
    return whole[: 2 - GAP, : 2 - GAP]


def png(indices: np.ndarray, grey: bool) -> str:
    """A data URL of palette numbers; `CLEAR` can be seen through."""
    image = Image.fromarray(indices)
    image.putpalette(greys() if grey else palette())
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True, transparency=CLEAR)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def shades(values: np.ndarray, grey: bool) -> np.ndarray:
    """Palette numbers of values on one scale for all of them: to ±1 the one furthest from 0, or grey from 0 to 1."""
    values = np.nan_to_num(values, posinf=0, neginf=0)
    share = values if grey else (values / (np.abs(values).max() or 1.0) + 1) / 2
    return np.rint(np.clip(share, 0, 1) * (SHADES - 1)).astype("uint8")
