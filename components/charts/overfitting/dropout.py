"""A hidden layer's outputs as bars: before dropout, after it, in the mean over many masks, and at test time."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from components.charts import layout
from components.theme import GREEN, GREY

SIZE, NARROW_SIZE = (195, 130), (250, 120)


def bars(
    vectors: Sequence[np.ndarray], titles: Sequence[str], axes: tuple[str, str], dropped: np.ndarray, *, narrow: bool
) -> alt.ConcatChart:
    """One picture a vector, all on the same scale; outputs that are `dropped` have a cross in the second picture."""
    top = float(max(np.max(vector) for vector in vectors))
    pictures = [
        _bars(vector, title, axes, top, dropped if index == 1 else np.zeros(len(vector), bool), narrow)
        for index, (vector, title) in enumerate(zip(vectors, titles, strict=True))
    ]
    whole = layout.together(*pictures, narrow=narrow)
    return whole.properties(autosize=alt.AutoSizeParams(type="pad", contains="padding"))  # Vega warns of Streamlit's


def _bars(
    vector: np.ndarray, title: str, axes: tuple[str, str], top: float, dropped: np.ndarray, narrow: bool
) -> alt.LayerChart:
    rows = pd.DataFrame({"neuron": np.arange(1, len(vector) + 1), "output": vector, "dropped": dropped})
    x = alt.X("neuron:O", title=axes[0], axis=alt.Axis(labelAngle=0))
    y = alt.Y(
        "output:Q", title=axes[1], scale=alt.Scale(domain=[0, top * 1.05], nice=False), axis=alt.Axis(tickCount=4)
    )
    bar = alt.Chart(rows).mark_bar(color=GREEN).encode(x, y)
    cross = alt.Chart(rows).transform_filter("datum.dropped").mark_text(text="✕", color=GREY, fontSize=14, dy=-8)
    width, height = NARROW_SIZE if narrow else SIZE
    layers = [bar, cross.encode(x, y)]
    return alt.LayerChart(layer=layers).properties(
        width=width, height=height, title=alt.TitleParams(title, fontSize=12)
    )
