"""Arrays in, Altair charts out; no Streamlit inside."""

import altair as alt

CONFIG = {"aria": False, "mark": {"aria": False}}
"""Vega would describe every mark to a screen reader, a thousand of them; a chart has one description, its `alt`."""


@alt.theme.register("see_it_learn", enable=True)
def plain() -> alt.theme.ThemeConfig:
    return {"config": CONFIG}  # type: ignore[typeddict-item]
