"""Weights counted side by side, and the arrays of a network as rectangles with their sizes."""

from collections.abc import Sequence
from math import sqrt

import altair as alt
import pandas as pd

from components.theme import GREY, SKY

HEIGHT, AXIS = 44, 60
"""Pixels of a bar with its share of the space between, and of the axis, which counts in a chart's height."""
LEAST, M = 4.0, 40.0
"""Pixels of the shortest axis of an array, and of `m`."""
LETTER = 7.0
"""Pixels of a letter of a shape or of a number."""
NAMES = 90
"""Pixels of the bars' names."""

Shape = tuple[int | str, ...]
Item = tuple[str, Shape] | str


def weights(counts: Sequence[tuple[str, int]], title: str, ink: str, width: int = 480) -> alt.LayerChart:
    """A bar for each (name, number of weights), on a log axis; the numbers stand at the bars' ends."""
    data = pd.DataFrame(
        [{"name": name, "count": max(count, 1), "said": f"{count:,}", "one": 1} for name, count in counts]
    )
    most = max(10, *data["count"])
    left_over = max(0.3, 1 - LETTER * (data["said"].str.len().max() + 2) / (width - NAMES))
    scale = alt.Scale(type="log", domain=[1, most ** (1 / left_over)], nice=False)
    x = alt.X("count:Q", title=title, scale=scale, axis=alt.Axis(grid=False))
    order = [name for name, _ in counts]
    y = alt.Y("name:N", title=None, scale=alt.Scale(domain=order, padding=0.35), axis=alt.Axis(labelLimit=200))
    bars = alt.Chart(data).mark_bar(color=SKY).encode(x, y, x2="one:Q")
    said = alt.Chart(data).mark_text(align="left", dx=6, fontWeight="bold", color=ink).encode(x, y, text="said:N")
    return alt.LayerChart(layer=[bars, said]).properties(width=width, height=len(counts) * HEIGHT + AXIS)


def matrices(lines: Sequence[Sequence[Item]], ink: str, narrow: bool = False) -> alt.LayerChart:
    """Lines of calculation: (symbol, shape) are rectangles, texts the signs between them.

    Sides go by the square root; `m`, the number of examples, has a length of its own. A shape of one axis lies down.
    """
    side, gap = (56, 9) if narrow else (96, 22)
    shapes = [item[1] for line in lines for item in line if not isinstance(item, str)]
    scale = side / sqrt(max(axis for shape in shapes for axis in shape if isinstance(axis, int)))
    boxes: list[dict] = []
    words: list[dict] = []
    bottom, widest = 0.0, 0.0
    for line in lines:
        tall = max(_sides(item[1], scale)[0] for item in line if not isinstance(item, str))
        middle, left = bottom - tall / 2 - 4, float(gap)
        for item in line:
            if isinstance(item, str):
                words.append({"x": left, "y": middle, "text": item})
                left += gap
                continue
            slot = max(_sides(item[1], scale)[1], LETTER * len(_shape_text(item[1])))
            boxes.append(_box(*item, scale, left + slot / 2, middle))
            under = middle - tall / 2
            words += [
                {"x": left + slot / 2, "y": under - 12 - 16 * row, "text": text}
                for row, text in enumerate((item[0], _shape_text(item[1])))
            ]
            left += slot + gap
        widest, bottom = max(widest, left), middle - tall / 2 - 54
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, widest], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[bottom + 10, 4], nice=False, zero=False), axis=None)
    base = alt.Chart(pd.DataFrame(boxes)).mark_rect(stroke=GREY, fillOpacity=0.75)
    rects = base.encode(x, y, x2="x2:Q", y2="y2:Q", color=alt.Color("kind:N", scale=None))
    texts = alt.Chart(pd.DataFrame(words)).mark_text(fontSize=13, color=ink).encode(x, y, text="text:N")
    chart = alt.LayerChart(layer=[rects, texts]).properties(width=widest, height=-bottom - 6)
    return chart.configure_view(stroke=None)


def _box(name: str, shape: Shape, scale: float, centre: float, middle: float) -> dict:
    """A rectangle around its centre; weights and biases are blue."""
    up, across = _sides(shape, scale)
    sides = {"x": centre - across / 2, "x2": centre + across / 2, "y": middle - up / 2, "y2": middle + up / 2}
    return {**sides, "kind": SKY if name[0] in "Wb" else GREY}


def _shape_text(shape: Shape) -> str:
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def _sides(shape: Shape, scale: float) -> tuple[float, float]:
    """Height and width in pixels."""
    up, across = (max(LEAST, scale * sqrt(axis)) if isinstance(axis, int) else M for axis in (1, *shape)[-2:])
    return up, across
