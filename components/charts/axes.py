"""Axes that always say something, however small the part of a scale that is seen."""

from collections.abc import Sequence
from typing import Any

import altair as alt


def logarithmic(scale: str, values: Sequence[float], **more: Any) -> alt.Axis:
    """An axis of a logarithmic scale, with ticks at these values.

    Between ends that are close together at most one of them may lie; then Vega finds some ticks. `scale` is the name
    that Vega-Lite gives the scale, such as "concat_0_y" in the first of several pictures.
    """
    wide = max(high / low for low, high in zip(values, values[2:], strict=False))
    seen = f"domain('{scale}')"
    ticks = alt.ExprRef(f"{seen}[1] > {wide:.6g} * {seen}[0] ? {[float(value) for value in values]} : null")
    return alt.Axis(values=ticks, tickCount=6, **more)
