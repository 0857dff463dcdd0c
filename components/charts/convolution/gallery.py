"""Feature maps side by side, each with its name, drawn as one picture."""

from collections.abc import Sequence
from math import ceil

import altair as alt
import numpy as np
import pandas as pd

from components.charts.pixels import png

WIDTHS = (552, 300)
"""Pixels of the whole, on a wide page and on a narrow one."""
NAME, APART = 18, 10
"""Pixels of a name above its map, and between maps."""
LARGEST = 260


def maps(
    pictures: Sequence[np.ndarray], names: Sequence[str], columns: int, ink: str, *, narrow: bool = False
) -> alt.LayerChart:
    """Pictures (rows, columns, 3) in lines of `columns`, all with an equal longer side on the screen."""
    width = WIDTHS[narrow]
    side = min(LARGEST, (width - (columns - 1) * APART) / columns)
    across, down = side + APART, side * max(map(_tall, pictures)) + NAME + APART
    height = ceil(len(pictures) / columns) * down - APART
    rows = [
        {
            "px": index % columns * across + side / 2,
            "py": index // columns * down + NAME + side / 2,
            "left": index % columns * across,
            "up": index // columns * down + NAME / 2,
            "url": png(rgb, 2 * ceil(side)),
            "name": name,
        }
        for index, (rgb, name) in enumerate(zip(pictures, names, strict=True))
    ]
    wide = min(columns, len(pictures)) * across - APART
    x_scale, y_scale = alt.Scale(domain=[0, wide], nice=False), alt.Scale(domain=[height, 0], nice=False)
    base = alt.Chart(pd.DataFrame(rows))
    images = base.mark_image(width=side, height=side).encode(
        alt.X("px:Q", scale=x_scale, axis=None), alt.Y("py:Q", scale=y_scale, axis=None), url="url:N"
    )
    words = base.mark_text(align="left", fontSize=12, color=ink, limit=side).encode(
        alt.X("left:Q", scale=x_scale, axis=None), alt.Y("up:Q", scale=y_scale, axis=None), text="name:N"
    )
    size = alt.AutoSizeParams(type="pad", contains="padding")  # Streamlit's "fit" would move names into pictures
    chart = alt.LayerChart(layer=[images, words]).properties(width=wide, height=height, autosize=size)
    return chart.configure_view(stroke=None)


def _tall(rgb: np.ndarray) -> float:
    """The height as a share of the longer side."""
    return rgb.shape[0] / max(rgb.shape[:2])
