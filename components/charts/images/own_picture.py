"""A picture of one's own as the network sees it, and its probabilities as bars under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from components import figures
from components.charts.named import chart
from components.theme import BLUE, GREY

SIDE, WIDTH, HEIGHT = 112, 150, 230
"""Pixels of the picture's side, and of the bars; with the names of clothes before them they fit on a phone."""
HIGHEST, OTHER = "highest", "other"


@dataclass(frozen=True)
class Look:
    """What the chart depends on beside its tables: the names of the classes, what stands over the picture, and what a
    probability is called."""

    classes: tuple[str, ...]
    seen: str
    title: str
    ink: str


def bars(shares: np.ndarray, classes: Sequence[str]) -> pd.DataFrame:
    """The bars' table, columns class, share, text, kind (the highest or another one). `shares` (classes,)."""
    kinds = [HIGHEST if number == int(shares.argmax()) else OTHER for number in range(len(shares))]
    texts = [figures.share(float(share)) for share in shares]
    return pd.DataFrame({"class": list(classes), "share": shares.astype(float), "text": texts, "kind": kinds})


def picture(url: str) -> pd.DataFrame:
    """The picture's table: one row."""
    return pd.DataFrame({"x": [0.5], "y": [0.5], "url": [url]})


def answer(look: Look) -> alt.VConcatChart:
    """The picture, and a bar for each class; the highest is blue and has a bold number. Tables: `seen` and `bars`."""
    return alt.vconcat(_image(look), _bars(look), spacing=14).resolve_scale(
        x="independent", y="independent", color="independent"
    )


def _image(look: Look) -> alt.LayerChart:
    unit = alt.Scale(domain=[0, 1])
    x, y = alt.X("x:Q", scale=unit, axis=None), alt.Y("y:Q", scale=unit, axis=None)
    image = chart("seen").mark_image(width=SIDE, height=SIDE, smooth=False).encode(x, y, url="url:N")
    sides = {"x": alt.value(0), "y": alt.value(0), "x2": alt.value(SIDE), "y2": alt.value(SIDE)}
    frame = chart("seen").mark_rect(filled=False, stroke=GREY, strokeWidth=2).encode(**sides)
    title = alt.TitleParams(look.seen, fontSize=12, anchor="start", color=look.ink)
    return alt.LayerChart(layer=[image, frame]).properties(width=SIDE, height=SIDE, title=title)


def _bars(look: Look) -> alt.LayerChart:
    axis = alt.Axis(title=None, ticks=False, domain=False, labelLimit=90, labelFontSize=11)
    y = alt.Y("class:N", scale=alt.Scale(domain=list(look.classes)), axis=axis)
    x = alt.X("share:Q", title=look.title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=3))
    colour = alt.Color("kind:N", scale=alt.Scale(domain=[HIGHEST, OTHER], range=[BLUE, GREY]), legend=None)
    tip = [alt.Tooltip("class:N", title=" "), alt.Tooltip("text:N", title=look.title)]
    marks = chart("bars").mark_bar(height=14).encode(x, y, color=colour, tooltip=tip)
    highest, others = (chart("bars").transform_filter(f"datum.kind == '{kind}'") for kind in (HIGHEST, OTHER))
    text: dict[str, Any] = {"align": "left", "dx": 4, "fontSize": 11, "color": look.ink}
    numbers = [
        each.mark_text(**look_of).encode(x, y, text="text:N")
        for each, look_of in ((highest, {**text, "fontWeight": "bold"}), (others, text))
    ]
    return alt.LayerChart(layer=[marks, *numbers]).properties(width=WIDTH, height=HEIGHT)
