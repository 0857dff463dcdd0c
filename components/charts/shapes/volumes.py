"""A stack's values drawn to scale: pictures as boxes, rows of features as sheets, vectors as bars.

Heights and depths are in proportion to each other, through the whole stack. Channels and the lengths of vectors go by
their square root, since 3 and 25,088 stand side by side. Depths are drawn at `SLANT` of their length, to the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod, sqrt

import altair as alt
import pandas as pd

from components.theme import GREY, ORANGE, SKY

SIDE = 150
"""Pixels of the longest height or depth in a stack."""
MOST_CHANNELS, LONGEST_BAR = 44, 190
"""Pixels of the most channels and of the longest vector, whichever comes first."""
SLANT = 0.35
LEAST = 2.0
BAR = 8
GAP = 16
LETTER = 6.2
"""Pixels of a letter of a label."""
LABELS = 68
"""Pixels under the boxes, for two rows of labels."""


@dataclass(frozen=True)
class Volume:
    """What a layer puts out: its shape without the batch axis, what to call it, and whether the layer has weights."""

    shape: tuple[int, ...]
    name: str
    has_weights: bool = False


@dataclass(frozen=True)
class Box:
    """A volume in pixels: across (channels), up (height) and slanting (depth). `left` is its place."""

    across: float
    up: float
    slant: float
    left: float = 0.0

    @property
    def width(self) -> float:
        return self.across + self.slant

    def faces(self) -> dict[str, list[tuple[float, float]]]:
        """The corners of the faces that are seen; a sheet has only its front."""
        left, right, bottom = self.left, self.left + self.across, -(self.up + self.slant) / 2
        top, off = bottom + self.up, self.slant
        front = [(left, bottom), (right, bottom), (right, top), (left, top)]
        if not off:
            return {"front": front}
        above = [(left, top), (right, top), (right + off, top + off), (left + off, top + off)]
        side = [(right, bottom), (right + off, bottom + off), (right + off, top + off), (right, top)]
        return {"top": above, "side": side, "front": front}


SHADES = {"top": 0.45, "side": 0.7, "front": 0.95}


def boxes(shapes: Sequence[tuple[int, ...]]) -> list[Box]:
    """The volumes of a stack in one scale, each at its place's left edge 0."""
    axes = [_axes(shape) for shape in shapes]
    longest = max(max(height, depth) for height, depth, _ in axes)
    thick = max((channels for (_, _, channels), shape in zip(axes, shapes, strict=True) if len(shape) > 1), default=1)
    long = max((shape[0] for shape in shapes if len(shape) == 1), default=1)
    root = min(MOST_CHANNELS / sqrt(thick), LONGEST_BAR / sqrt(long), 12.0)
    found = []
    for shape, (height, depth, channels) in zip(shapes, axes, strict=True):
        if len(shape) == 1:
            found.append(Box(BAR, max(LEAST, root * sqrt(channels)), 0.0))
        else:
            up, slant = (max(LEAST, SIDE * size / longest) for size in (height, depth))
            found.append(Box(max(LEAST, root * sqrt(channels)), up, SLANT * slant if len(shape) > 2 else 0.0))
    return found


def _axes(shape: tuple[int, ...]) -> tuple[int, int, int]:
    """Height, depth and channels; more axes than three are heights of heights."""
    if len(shape) == 1:
        return 1, 1, shape[0]
    return (shape[0], 1, shape[1]) if len(shape) == 2 else (prod(shape[:-2]), shape[-2], shape[-1])


@dataclass(frozen=True)
class Label:
    """What stands under a volume: two lines, centred at `x`, in the upper or the lower row."""

    x: float
    lines: tuple[str, str]
    lower: bool
    bold: bool

    @property
    def reach(self) -> float:
        """Pixels to either side."""
        return LETTER * max(map(len, self.lines)) / 2


def drawing(volumes: Sequence[Volume], failed: str, ink: str, chosen: int = -1, pick: str = "") -> alt.LayerChart:
    """The volumes from left to right, over their numbers, names and shapes.

    `failed` names the layer that cannot be, or is "". `chosen` is outlined. `pick` names a selection that reports the
    number of a clicked volume as `layer`.
    """
    placed, labels = _placed(volumes, failed, chosen)
    half = max((box.up + box.slant) / 2 for box in placed) + 4
    ends = (
        min(0.0, labels[0].x - labels[0].reach),
        labels[-1].x + max(labels[-1].reach, 1.5 * GAP, placed[-1].width / 2),
    )
    x = alt.X("x:Q", scale=alt.Scale(domain=ends, nice=False, zero=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[-half - LABELS, half], nice=False, zero=False), axis=None)
    charts = [
        _faces(pd.DataFrame(_corners(placed, volumes, chosen, ink)), x, y, pick),
        *_words(labels, half, ink, x, y),
    ]
    if failed:
        cross = alt.Chart(pd.DataFrame([{"x": labels[-1].x, "y": 0.0}]))
        charts.append(cross.mark_text(text="✗", fontSize=36, color=ORANGE, fontWeight="bold").encode(x, y))
    chart = alt.LayerChart(layer=charts).properties(width=ends[1] - ends[0], height=2 * half + LABELS)
    return chart.configure_view(stroke=None)


def _placed(volumes: Sequence[Volume], failed: str, chosen: int) -> tuple[list[Box], list[Label]]:
    """The boxes at their places and their labels, in two rows so that neighbours may stand closer."""
    placed: list[Box] = []
    labels: list[Label] = []
    left = float(GAP)
    for number, (volume, box) in enumerate(zip(volumes, boxes([volume.shape for volume in volumes]), strict=True)):
        lines = f"{number} {volume.name}", _shape_text(volume)
        slot = max(box.width + GAP, max(map(len, lines)) * LETTER * 0.55 + GAP / 2)
        placed.append(replace(box, left=left + (slot - box.width) / 2))
        labels.append(Label(left + slot / 2, lines, bool(number % 2), number == chosen))
        left += slot
    if failed:
        number = len(volumes)
        slot = max(3.0 * GAP, len(failed) * LETTER * 0.55)
        labels.append(Label(left + slot / 2, (f"{number} {failed}", "✗"), bool(number % 2), number == chosen))
    return placed, labels


def _shape_text(volume: Volume) -> str:
    return "×".join(map(str, volume.shape))


def _faces(corners: pd.DataFrame, x: alt.X, y: alt.Y, pick: str) -> alt.Chart:
    faces = (
        alt.Chart(corners)
        .mark_line(filled=True, interpolate="linear-closed", strokeJoin="round")
        .encode(
            x,
            y,
            order="order:Q",
            detail="face:N",
            fill=alt.Fill("fill:N", scale=None),
            fillOpacity=alt.FillOpacity("shade:Q", scale=None),
            stroke=alt.Stroke("stroke:N", scale=None),
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            tooltip=["layer:Q", "name:N", "shape:N"],
        )
    )
    return faces.add_params(alt.selection_point(name=pick, fields=["layer"], empty=False)) if pick else faces


def _words(labels: Sequence[Label], half: float, ink: str, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The labels, the chosen one's in bold."""
    charts = []
    for bold in (False, True):
        lines = [
            {"x": label.x, "y": -half - 12 - 34 * label.lower - 14 * line, "text": text}
            for label in labels
            if label.bold is bold
            for line, text in enumerate(label.lines)
        ]
        if lines:
            mark = alt.Chart(pd.DataFrame(lines)).mark_text(
                fontSize=11, color=ink, fontWeight="bold" if bold else "normal"
            )
            charts.append(mark.encode(x, y, text="text:N"))
    return charts


def _corners(placed: Sequence[Box], volumes: Sequence[Volume], chosen: int, ink: str) -> list[dict]:
    """A row for each corner of each face, in the order in which they are painted."""
    return [
        {
            "layer": number,
            "name": volume.name,
            "shape": _shape_text(volume),
            "face": f"{number:03d} {place} {side}",
            "x": round(corner[0], 2),
            "y": round(corner[1], 2),
            "order": order,
            "fill": SKY if volume.has_weights else GREY,
            "shade": SHADES[side] * (1.0 if volume.has_weights else 0.45),
            "stroke": ink if number == chosen else GREY,
            "width": 2.5 if number == chosen else 0.8,
        }
        for number, (box, volume) in enumerate(zip(placed, volumes, strict=True))
        for place, (side, corners) in enumerate(box.faces().items())
        for order, corner in enumerate(corners)
    ]
