"""Pictures and maps of numbers as PNGs, a pixel for a value, made large without smoothing."""

import base64
import io

import numpy as np
import pandas as pd
from PIL import Image, ImageColor

from components.theme import GREY

INK, PALE_INK = "#1D2433", "#FFFFFF"
LOW, NEUTRAL, HIGH = "#5FA6D1", "#FFFFFF", "#F09A5B"
"""Negative blue, positive orange, light enough for dark numbers."""
CHANNELS = ("#E5484D", "#2F9E5B", "#4C7FE0")
"""Red, green and blue at their fullest."""
DIM = "#C9D1DE"
"""The border that padding adds."""
LARGE = 520
"""Pixels of a picture's longer side."""
APART = 18
"""From so many pixels a value on there are lines between them."""


LETTER = 0.62
"""A letter's width as a share of its size."""
LARGEST_FONT, SMALLEST_FONT = 13.0, 7.0


def font_size(cell: float, longest: int) -> float:
    """How large the letters of a cell can be; 0 where they could not be read."""
    size = min(LARGEST_FONT, 0.5 * cell, cell / (LETTER * max(1, longest)))
    return size if size >= SMALLEST_FONT else 0.0


def grey(values: np.ndarray, white: float) -> np.ndarray:
    """Red, green, blue of values from 0, black, to `white`; (rows, columns) → (rows, columns, 3)."""
    shades = np.rint(np.clip(values / white, 0, 1) * 255).astype("uint8")
    return np.repeat(shades[..., None], 3, axis=2)


def tinted(values: np.ndarray, white: float, channel: int) -> np.ndarray:
    """One of red, green and blue alone, from black to its full colour."""
    full = np.array(ImageColor.getrgb(CHANNELS[channel]))
    return np.rint(np.clip(values / white, 0, 1)[..., None] * full).astype("uint8")


def signed(values: np.ndarray) -> np.ndarray:
    """Blue below 0, white at 0, orange above; the value furthest from 0 is the strongest."""
    most = np.abs(values).max() or 1.0
    low, neutral, high = (np.array(ImageColor.getrgb(colour), float) for colour in (LOW, NEUTRAL, HIGH))
    share = (values / most)[..., None]
    rgb = neutral + np.where(share < 0, -share * (low - neutral), share * (high - neutral))
    return np.rint(rgb).astype("uint8")


def bordered(rgb: np.ndarray, sides: tuple[tuple[int, int], tuple[int, int]]) -> np.ndarray:
    """With the border that padding adds."""
    planes = [
        np.pad(rgb[..., index], sides, constant_values=value) for index, value in enumerate(ImageColor.getrgb(DIM))
    ]
    return np.stack(planes, axis=-1)


def inks(rgb: np.ndarray) -> np.ndarray:
    """The colour in which a number can be read on each pixel."""
    light = rgb @ np.array([0.299, 0.587, 0.114]) > 140
    return np.where(light, INK, PALE_INK)


def png(rgb: np.ndarray, large: int = LARGE) -> str:
    """A data URL. The picture stands in the upper left of a square; what is left of the square is clear."""
    rows, columns, _ = rgb.shape
    side = max(rows, columns)
    square = np.zeros((side, side, 4), "uint8")
    square[:rows, :columns, :3] = rgb
    square[:rows, :columns, 3] = 255
    times = max(1, large // side)
    square = square.repeat(times, axis=0).repeat(times, axis=1)
    if times >= APART:
        square[times - 1 :: times, :, :3] = square[:, times - 1 :: times, :3] = ImageColor.getrgb(GREY)
    image = Image.fromarray(square)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=4)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def table(rgb: np.ndarray) -> pd.DataFrame:
    """The picture for a chart's `mark_image`, in the middle of [0, 1]²."""
    return pd.DataFrame({"px": [0.5], "py": [0.5], "url": [png(rgb)]})
