"""Counts as bars with their numbers on them."""

import altair as alt
import pandas as pd

from components.theme import BLUE, GREY


def counted(
    data: pd.DataFrame, titles: tuple[str, str], most: int, places: int, width: int = 480, height: int = 260
) -> alt.LayerChart:
    """Bars of `learned` over `k`, 1 to `places`; the axis always goes to `most`, so that bars may still come."""
    x = alt.X("k:O", title=titles[0], scale=alt.Scale(domain=list(range(1, places + 1))), axis=alt.Axis(labelAngle=0))
    y = alt.Y("learned:Q", title=titles[1], scale=alt.Scale(domain=[0, most]))
    base = alt.Chart(data).encode(x, y)
    bars = base.mark_bar(color=BLUE)
    numbers = base.mark_text(dy=-8, color=GREY, fontWeight="bold").encode(text=alt.Text("learned:Q"))
    return alt.LayerChart(layer=[bars, numbers]).properties(width=width, height=height)
