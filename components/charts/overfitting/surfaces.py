"""What each of several runs says over the plane, side by side."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from components.charts import fields
from components.theme import CLASS_COLOURS


def surfaces_beside(
    urls: Sequence[str], points: Sequence[pd.DataFrame], titles: Sequence[str], reach: float, columns: int
) -> alt.ConcatChart:
    """One surface a run, as a picture's address, with the examples learnt from (columns px, py, class) and a title."""
    size = min(150, 520 // columns)
    pictures = [_small(url, rows, title, reach, size) for url, rows, title in zip(urls, points, titles, strict=True)]
    whole = alt.concat(*pictures, columns=columns, spacing=14)
    return whole.properties(autosize=alt.AutoSizeParams(type="pad", contains="padding"))


def _small(url: str, rows: pd.DataFrame, title: str, reach: float, size: int) -> alt.LayerChart:
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    x, y = alt.X("px:Q", scale=scale, axis=None), alt.Y("py:Q", scale=scale, axis=None)
    colour = alt.Color("class:N", scale=alt.Scale(domain=[0, 1], range=list(CLASS_COLOURS)), legend=None)
    image = alt.Chart(fields.frames([url], -reach, reach)).mark_image(width=size, height=size, aspect=False)
    dots = alt.Chart(rows).mark_circle(size=14, opacity=1)
    layers = [image.encode(x, y, url="url:N"), dots.encode(x, y, color=colour)]
    return alt.LayerChart(layer=layers).properties(width=size, height=size, title=alt.TitleParams(title, fontSize=12))
