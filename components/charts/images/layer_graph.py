"""A network as a graph: a column for each layer, of neurons or of maps, and lines for what goes from one to the next.

Of many neurons the first few are drawn, then dots, then the last one; of many maps the first few. Heights of maps are
in proportion. Where a window slides (a convolution, a pooling), it is drawn on the maps before, with the value that
comes of it. Positions are pixels: x to the right, y upwards from the middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import altair as alt
import pandas as pd

from components.charts import named
from components.theme import GREY, SKY

SIDE, LEAST_SIDE = 64.0, 9.0
"""Pixels of the longest side of a map, and of the shortest that can still be seen."""
MOST_MAPS, BEHIND = 5, 3.5
"""Maps that are drawn of many, and by how many pixels each stands behind the one before."""
MOST_NODES, FIRST_NODES = 10, 5
"""Up to so many neurons are all drawn; of more, so many and the last one."""
BODY, NODE = 220.0, 22.0
"""Pixels for the tallest column, and at most from one neuron to the next."""
LETTER, LINE = 5.8, 14
LEAST_GAP, MOST_GAP = 10.0, 90.0
LABELS = 4 * LINE + 8
ENDS, TOLD = ["x", "y", "x2", "y2"], ["layer", "shape", "kind"]
INK = "#1D2433"
EDGED = (("#FFFFFF", 2.2), (INK, 0.9))
"""Dark lines with a pale edge, which are seen on any ground."""
FAINT, CLEAR = 0.4, 0.9
"""Opacity of lines where there are many, and where there are few."""
KINDS = ("weights", "none", "input")


@dataclass(frozen=True)
class Column:
    """A layer: what it puts out, without the batch axis, and what is written under it, a line each.

    `kind` is "input", "weights" or "none". `window` is the kernel or pool that slides over the layer before, in its
    values; `dense` says that every neuron looks at all of those before.
    """

    shape: tuple[int, ...]
    words: tuple[str, ...]
    kind: str = "none"
    window: tuple[int, int] | None = None
    dense: bool = False

    @property
    def maps(self) -> int:
        """How many maps; 0 where it is a row of neurons."""
        return 0 if len(self.shape) == 1 else (self.shape[2] if len(self.shape) == 3 else 1)


@dataclass(frozen=True)
class Body:
    """A column at its place: `x` its middle, `nodes` the heights of its neurons or, of maps, `width` and `height` of
    each. `dots` is the height of the dots that stand for neurons left out."""

    column: Column
    x: float
    nodes: tuple[float, ...] = ()
    dots: float | None = None
    width: float = 0.0
    height: float = 0.0

    @property
    def behind(self) -> float:
        """How far the last map stands behind the first one."""
        return BEHIND * (min(self.column.maps, MOST_MAPS) - 1) if self.column.maps else 0.0

    @property
    def front(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of the map in front."""
        left, bottom = self.x - (self.width + self.behind) / 2, -(self.height + self.behind) / 2
        return left, left + self.width, bottom, bottom + self.height

    def ends(self, right: bool) -> list[tuple[float, float]]:
        """Where lines begin or end on one of its sides."""
        if self.nodes:
            return [(self.x, y) for y in self.nodes]
        left, edge, bottom, top = self.front
        off = self.behind if right else 0.0
        return [((edge if right else left) + off, y + off) for y in (bottom, top)]


def laid_out(columns: Sequence[Column], place: float) -> tuple[list[Body], float]:
    """The columns at their places, as far apart as `place` pixels let them, and how wide they are together."""
    longest = max((max(column.shape[:2]) for column in columns if column.maps), default=1)
    widths = [_width(column, longest) for column in columns]
    gap = (place - sum(widths)) / max(1, len(columns))
    gap = min(MOST_GAP, max(LEAST_GAP, gap))
    bodies, left = [], gap / 2
    for column, width in zip(columns, widths, strict=True):
        bodies.append(_body(column, left + width / 2, longest))
        left += width + gap
    return bodies, left - gap / 2


def _sides(column: Column, longest: int) -> tuple[float, float]:
    height, width = column.shape[:2]
    return max(LEAST_SIDE, SIDE * width / longest), max(LEAST_SIDE, SIDE * height / longest)


def _width(column: Column, longest: int) -> float:
    body = _sides(column, longest)[0] + BEHIND * (min(column.maps, MOST_MAPS) - 1) if column.maps else NODE
    return max(body, LETTER * max(map(len, column.words), default=0))


def _body(column: Column, x: float, longest: int) -> Body:
    if column.maps:
        width, height = _sides(column, longest)
        return Body(column, x, width=width, height=height)
    size = column.shape[0]
    slots = size if size <= MOST_NODES else FIRST_NODES + 2
    step = min(NODE, BODY / slots)
    heights = tuple(step * ((slots - 1) / 2 - slot) for slot in range(slots))
    if size <= MOST_NODES:
        return Body(column, x, heights)
    return Body(column, x, (*heights[:FIRST_NODES], heights[-1]), heights[-2])


def tables(bodies: Sequence[Body]) -> dict[str, pd.DataFrame]:
    """What `drawing` draws."""
    pairs = list(pairwise(bodies))
    windows = [_window(one, two) for one, two in pairs if slides(one, two)]
    lines = [line for one, two in pairs if not slides(one, two) for line in _lines(one, two)]
    return {
        "lines": pd.DataFrame(lines, columns=[*ENDS, "shade"]),
        "maps": pd.DataFrame([row for body in bodies for row in _maps(body)], columns=[*ENDS, *TOLD]),
        "windows": pd.DataFrame([box for box, _ in windows], columns=ENDS),
        "rays": pd.DataFrame([ray for _, rays in windows for ray in rays], columns=ENDS),
        "nodes": pd.DataFrame(
            [(body.x, y, *_facts(body)) for body in bodies for y in body.nodes], columns=["x", "y", *TOLD]
        ),
        "words": pd.DataFrame([row for body in bodies for row in _words(body)], columns=["x", "y", "text", "bold"]),
    }


def slides(one: Body, two: Body) -> bool:
    """Whether a window goes over the maps of the one, and makes those of the other."""
    return bool(two.column.window and one.column.maps and two.column.maps)


def _facts(body: Body) -> tuple[str, str, str]:
    return body.column.words[0], "×".join(map(str, body.column.shape)), body.column.kind


def _lines(one: Body, two: Body) -> list[tuple[float, float, float, float, float]]:
    """From one column to the next: all to all, each to its own, or from maps to what comes of them."""
    starts, ends = one.ends(right=True), two.ends(right=False)
    if not two.column.dense and len(starts) == len(ends) and one.column.shape == two.column.shape:
        pairs = list(zip(starts, ends, strict=True))
    else:
        pairs = [(start, end) for start in starts for end in ends]
    return [(*start, *end, FAINT if len(pairs) > MOST_NODES else CLEAR) for start, end in pairs]


def _window(one: Body, two: Body) -> tuple[tuple[float, ...], list[tuple[float, ...]]]:
    """The window on the front map of `one`, and the rays from it to a value of the front map of `two`."""
    assert two.column.window is not None
    left, right, bottom, top = one.front
    rows, columns = one.column.shape[:2]
    height = max(4.0, min(1.0, two.column.window[0] / rows) * (top - bottom))
    width = max(4.0, min(1.0, two.column.window[1] / columns) * (right - left))
    box_right, box_top = right - (right - left - width) * 0.25, top - (top - bottom - height) * 0.25
    box = box_right - width, box_top - height, box_right, box_top
    its_left, its_right, its_bottom, its_top = two.front
    x, y = its_left + 0.6 * (its_right - its_left), its_bottom + 0.6 * (its_top - its_bottom)
    return box, [(box_right, edge, x, y) for edge in (box[1], box_top)]


def _maps(body: Body) -> list[tuple]:
    """The squares of a column, the last one first, since those in front are painted over it."""
    if not body.column.maps:
        return []
    left, right, bottom, top = body.front
    steps = [BEHIND * place for place in range(min(body.column.maps, MOST_MAPS))]
    return [(left + off, bottom + off, right + off, top + off, *_facts(body)) for off in reversed(steps)]


def _words(body: Body) -> list[tuple]:
    """What is written under a column, and the dots between its neurons."""
    rows = [(body.x, -BODY / 2 - LINE * (line + 1), text, not line) for line, text in enumerate(body.column.words)]
    return rows if body.dots is None else [*rows, (body.x, body.dots, "⋮", True)]


def drawing(width: float, ink: str) -> alt.LayerChart:
    """The network over the named tables `lines`, `maps`, `windows`, `rays`, `nodes` and `words`."""
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False, zero=False), axis=None)
    domain = [-BODY / 2 - LABELS, BODY / 2 + NODE / 2]
    y = alt.Y("y:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=None)
    other = {"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
    fill = alt.Fill("kind:N", scale=alt.Scale(domain=list(KINDS), range=[SKY, "#B4BAC5", "#FFFFFF"]), legend=None)
    shade = alt.Opacity("shade:Q", scale=None)
    told = [alt.Tooltip("layer:N"), alt.Tooltip("shape:N")]
    layers = [
        named.chart("lines").mark_rule(color=GREY, strokeWidth=0.8).encode(x, y, **other, opacity=shade),
        named.chart("maps").mark_rect(stroke=INK, strokeWidth=0.8).encode(x, y, **other, fill=fill, tooltip=told),
        *(named.chart("rays").mark_rule(stroke=its, strokeWidth=wide).encode(x, y, **other) for its, wide in EDGED),
        *(
            named.chart("windows").mark_rect(stroke=its, strokeWidth=wide, fill=None).encode(x, y, **other)
            for its, wide in EDGED
        ),
        named.chart("nodes")
        .mark_circle(size=110, stroke=INK, strokeWidth=1, opacity=1)
        .encode(x, y, fill=fill, tooltip=told),
        *_texts(x, y, ink),
    ]
    chart = alt.LayerChart(layer=layers).properties(width=width, height=BODY + LABELS + NODE / 2)
    return chart.configure_view(stroke=None)


def _texts(x: alt.X, y: alt.Y, ink: str) -> list[alt.Chart]:
    """The words under the columns, their first line in bold."""
    texts = []
    for bold in (True, False):
        rows = named.chart("words").transform_filter(f"datum.bold === {str(bold).lower()}")
        mark = rows.mark_text(fontSize=10.5, color=ink, fontWeight="bold" if bold else "normal")
        texts.append(mark.encode(x, y, text="text:N"))
    return texts
