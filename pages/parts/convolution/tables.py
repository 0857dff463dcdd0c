"""What the moving pictures are filled with: pixels, numbers written on them, and the window's geometry."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from components import figures
from components.charts import pixels
from components.charts.convolution.sliding_window import cells_table, taps_table
from lab.data.small_pictures import Picture
from lab.lessons.convolution.convolution import Sliding, keeps_brightness, margins, padded
from lab.stacks.windows import Window

Filling = tuple[dict[str, pd.DataFrame], dict[str, Any]]
FINEST = 256
"""Weights are written as fractions whose denominators go so far."""


def sliding(settings: Sliding, picture: Picture, weights: np.ndarray, output: np.ndarray, side: int) -> Filling:
    """Tables and values of the part with one channel. `weights`: (rows, columns, 1)."""
    its_windows = settings.layer().windows()
    is_picture = settings.pools or keeps_brightness(weights)
    rgb = pixels.grey(output, picture.white) if is_picture else pixels.signed(output)
    border = "" if settings.pools else "0"
    return filling(picture, its_windows, settings.padding, weights, output, rgb, (side, side), border)


def filling(
    picture: Picture,
    its_windows: tuple[Window, Window],
    padding: str,
    weights: np.ndarray,
    output: np.ndarray,
    output_rgb: np.ndarray,
    sides: tuple[int, int],
    border: str = "0",
) -> Filling:
    """Tables and values of a window over all channels of a picture.

    `sides` are input's and output's on the screen, `border` is what stands in cells of the padding.
    """
    whole = padded(picture.pixels, its_windows, padding)
    vertical, horizontal = (
        margins(size, window, padding) for size, window in zip(picture.shape, its_windows, strict=False)
    )
    side, out_side = max(whole.shape[:2]), max(output.shape)
    said = np.pad(texts(picture.pixels), [vertical, horizontal, (0, 0)], constant_values=border)
    said_of_output = texts(output)
    tables = {
        "one": pd.DataFrame({"one": [1]}),
        "taps": taps_table(weights, [fraction(weight) for weight in weights.ravel()]),
        "output": pixels.table(output_rgb),
        "cells": cells_table(said_of_output, pixels.inks(output_rgb), out_side),
    }
    drawn = []
    for channel in range(picture.shape[2]):
        rgb = pixels.bordered(coloured(picture, channel), (vertical, horizontal))
        tables[f"input_{channel}"] = pixels.table(rgb)
        drawn.append(cells_table(said[..., channel], pixels.inks(rgb), side, channel))
    tables["input_cells"] = pd.concat(drawn)
    products = np.abs(weights).max() * picture.white
    geometry = {
        "columns": output.shape[1],
        "places": output.size,
        "stride": its_windows[0].stride,
        "dilation": its_windows[0].dilation,
        "top": vertical[0],
        "left": horizontal[0],
        "height": picture.shape[0],
        "wide": picture.shape[1],
        "width": whole.shape[1],
        "channels": picture.shape[2],
        "side": side,
        "out_side": out_side,
        "white": picture.white,
        "most_weight": float(np.abs(weights).max() or 1),
        "most_product": float(products or 1),
        "input_font": pixels.font_size(sides[0] / side, longest(said)),
        "output_font": pixels.font_size(sides[1] / out_side, longest(said_of_output)),
    }
    values = {"g": geometry, "pixels": rounded(whole.ravel()), "outs": rounded(output.ravel())}
    return tables, values


def coloured(picture: Picture, channel: int) -> np.ndarray:
    values = picture.pixels[..., channel]
    grey = picture.shape[2] == 1
    return pixels.grey(values, picture.white) if grey else pixels.tinted(values, picture.white, channel)


def rounded(values: np.ndarray) -> list[float]:
    """For the browser, without the tails of floating point."""
    return np.round(values, 6).tolist()


def texts(values: np.ndarray) -> np.ndarray:
    """Numbers as they are written in cells: whole from 100 on, else with two digits, or one from 10 on."""
    return np.vectorize(format_cell, otypes=[object])(values)


def format_cell(value: float) -> str:
    if abs(value) >= 100 or abs(value - round(value)) < 1e-6:
        return str(round(value)).replace("-", "−")
    text = figures.write(value, ".2f" if abs(value) < 10 else ".1f")
    return text.rstrip("0").rstrip(".").replace("-", "−")


def fraction(weight: float) -> str:
    """A weight as a whole number, a fraction, or with two digits.

    >>> fraction(-2.0), fraction(1 / 9), fraction(0.123456)
    ('−2', '1/9', '0.12')
    """
    near = Fraction(weight).limit_denominator(FINEST)
    is_exact = abs(float(near) - weight) < 1e-9
    return (str(near) if is_exact else f"{weight:.2f}").replace("-", "−")


def longest(said: np.ndarray | Sequence[str]) -> int:
    return max(len(str(text)) for text in np.ravel(said))
