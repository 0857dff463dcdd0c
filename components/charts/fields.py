"""Decision fields as pictures: one small PNG a frame, made by Pillow, all sent once and scrubbed in the browser."""

import base64
import io
from functools import cache

import numpy as np
import pandas as pd
from PIL import Image, ImageColor

from components.theme import BLUE, LINE_COLOUR, ORANGE

SHADES = 63
"""Shades from blue over white to orange; one more colour is the line at one half."""


@cache
def palette() -> list[int]:
    """Red, green and blue of every shade, then of the line."""
    ends = [np.array(ImageColor.getrgb(colour), float) for colour in (BLUE, "#FFFFFF", ORANGE)]
    shares = np.linspace(-1, 1, SHADES)[:, None]
    shades = np.where(shares < 0, ends[1] + shares * (ends[1] - ends[0]), ends[1] + shares * (ends[2] - ends[1]))
    # Half way to white, so that the marks on top stay readable.
    shades = (shades + 255) / 2
    return [*shades.round().astype(int).ravel().tolist(), *ImageColor.getrgb(LINE_COLOUR)]


def png(field: np.ndarray) -> str:
    """A field (rows, columns) of values in [0, 1] as a data URL; where it crosses one half there is a line.

    Not a number, as after an overflow, is drawn as one half.
    """
    field = np.nan_to_num(field, nan=0.5)
    index = np.clip(np.rint(field * (SHADES - 1)), 0, SHADES - 1).astype("uint8")
    above = field >= 0.5
    crossing = np.zeros_like(above)
    crossing[:, 1:] |= above[:, 1:] != above[:, :-1]
    crossing[1:, :] |= above[1:, :] != above[:-1, :]
    index[crossing] = SHADES
    image = Image.fromarray(index)
    image.putpalette(palette())
    return data_url(image)


def grey(field: np.ndarray) -> str:
    """A field of values in [0, 1] as a grey picture's data URL, for a view that paints it itself: 0 black, 1 white."""
    shades = np.rint(np.clip(np.nan_to_num(field, nan=0.5), 0, 1) * 255).astype("uint8")
    return data_url(Image.fromarray(shades))


def data_url(image: Image.Image) -> str:
    """A picture as an address that holds all of it."""
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=4)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def frames(urls: list[str], low: float, high: float) -> pd.DataFrame:
    """The pictures of all frames, in the middle of a square from `low` to `high`."""
    middle = (low + high) / 2
    return pd.DataFrame({"frame": range(len(urls)), "px": middle, "py": middle, "url": urls})
