"""A visitor's own picture, drawn or uploaded, brought into the form of the pictures that a network has learnt from.

The makers of a data set cut, scaled and centred every picture in the same manner. A picture that was not prepared so is
none that the network knows:

>>> sheet = np.zeros((28, 28), "uint8")
>>> sheet[2:10, 3:7] = 255
>>> found = fitted(Picture(sheet[..., None], 255), "mnist")
>>> rows, columns = np.nonzero(found.pixels[..., 0] > 127)
>>> [int(edge) for edge in (rows.min(), rows.max(), columns.min(), columns.max())]
[5, 24, 10, 19]
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from lab.data.pictures import PICTURES, Fit
from lab.data.small_pictures import WHITE, Picture
from lab.problems import Problem

FINE = 4
"""Pictures are laid out this many times as fine as they are to be, and then averaged."""
EDGE = 0.25
"""Share of the strongest ink from which on a pixel belongs to the thing."""
AROUND = 0.1
"""How much of the thing's size is kept around it, where its edge fades out."""
HALF = 0.5
"""A pixel's middle; MNIST's makers took the middle of pixel 14, counted from 0, for the centre of 28."""
FAINTEST = 8
"""Grey values of 255 by which something has to stand out from its ground."""
LIGHTS = ("auto", "keep", "turn")
"""Whether light and dark are exchanged: found out, not, or in any case."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """`pixels` (height, width, 1) are uint8 as the set's; `is_turned` says whether light and dark were exchanged."""

    pixels: np.ndarray
    is_turned: bool


def read_drawing(values: Any, side: int) -> np.ndarray:
    """A drawing that a browser has sent, (side, side) uint8; `Problem` for what cannot be one.

    >>> read_drawing([0, 255, 12.5, 1], 2).tolist()
    [[0, 255], [12, 1]]
    >>> read_drawing([0, 256, 0, 0], 2)
    Traceback (most recent call last):
        ...
    lab.problems.Problem: a drawing of 2×2 pixels is a list of 4 numbers from 0 to 255
    """
    if not isinstance(values, list | tuple) or len(values) != side * side or not all(map(_is_grey, values)):
        text = "a drawing of {side}×{side} pixels is a list of {count} numbers from 0 to 255"
        raise Problem(text, side=side, count=side * side)
    return np.array(values, float).astype("uint8").reshape(side, side)


def _is_grey(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= WHITE


def is_dark_on_light(grey: np.ndarray) -> bool:
    """Whether the pixels along the border, (height, width) from 0 to 255, are light rather than dark.

    >>> is_dark_on_light(np.full((5, 5), 250.0)), is_dark_on_light(np.zeros((5, 5)))
    (True, False)
    """
    return float(np.median(_border(grey))) > WHITE / 2


def _border(grey: np.ndarray) -> np.ndarray:
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])


def fitted(picture: Picture, name: str, *, centred: bool = True, light: str = "auto") -> Fitted:
    """The picture as a set's network knows pictures: its size, one channel, light on dark.

    The ground becomes 0, and the strongest ink as strong as it can be. If `centred`, the thing is cut out, scaled and
    moved as those of the set were; else the whole picture is made small. `Problem` where nothing stands out.
    """
    grey = picture.grey().pixels[..., 0] * (WHITE / picture.white)
    is_turned = is_dark_on_light(grey) if light == "auto" else light == "turn"
    ink = inked(WHITE - grey if is_turned else grey)
    its = PICTURES[name]
    side = its.shape[0]
    fine = _centred(ink, side, its.fit or Fit(side)) if centred else _whole(ink, side)
    means = fine.reshape(side, FINE, side, FINE).mean(axis=(1, 3))
    pixels = np.rint(means / means.max() * its.high).astype("uint8")
    return Fitted(pixels[..., None], is_turned)


def inked(grey: np.ndarray) -> np.ndarray:
    """How much stands out from the ground, from 0 to 1. The ground is the median along the border; a light one is left.

    >>> inked(np.array([[30.0, 30, 30], [30, 130, 80], [30, 30, 10]])).tolist()
    [[0.0, 0.0, 0.0], [0.0, 1.0, 0.5], [0.0, 0.0, 0.0]]
    """
    above = grey if is_dark_on_light(grey) else (grey - np.median(_border(grey))).clip(0)
    if max(np.ptp(above), np.ptp(grey)) < FAINTEST or not above.any():
        raise Problem("nothing stands out from the background of this picture; use one with more contrast")
    return above / above.max()


def _whole(ink: np.ndarray, side: int) -> np.ndarray:
    """All of it, on a sheet of side · FINE, its longer side as long as the sheet."""
    share = side * FINE / max(ink.shape)
    small = _resized(ink, share)
    return _laid(small, side, tuple((side * FINE - size) / 2 for size in small.shape))


def _centred(ink: np.ndarray, side: int, fit: Fit) -> np.ndarray:
    """The thing alone, in the set's size, its middle in the sheet's middle. MNIST's boxes begin with a whole pixel."""
    spans = [_span(ink.max(axis=1)), _span(ink.max(axis=0))]
    longest = max(end - begin for begin, end in spans)
    around = 1 + round(AROUND * longest)
    cut = np.pad(ink, around)[tuple(slice(begin, end + 2 * around) for begin, end in spans)]
    small = _resized(cut, fit.inner * FINE / longest)
    corners = []
    for axis, size in enumerate(small.shape):
        if fit.by_mass:
            to_box, middle = around * size / cut.shape[axis], _mass(small.sum(axis=1 - axis))
            corners.append(math.floor(side / 2 + HALF + (to_box - middle) / FINE + HALF) * FINE - to_box)
        else:
            corners.append((side * FINE - size) / 2)
    return _laid(small, side, tuple(corners))


def _mass(ink: np.ndarray) -> float:
    """Where the centre of mass is, from the edge of the first place.

    >>> _mass(np.array([0.0, 1.0, 3.0]))
    2.25
    """
    return float((ink * (np.arange(len(ink)) + HALF)).sum() / ink.sum())


def _span(strongest: np.ndarray) -> tuple[int, int]:
    """The first and the one after the last place with ink."""
    places = np.flatnonzero(strongest >= EDGE)
    return int(places[0]), int(places[-1]) + 1


def _resized(ink: np.ndarray, share: float) -> np.ndarray:
    """Larger or smaller. Pixels that are not to be larger than the set's stay as they are, so that the set's own do."""
    size = max(1, round(ink.shape[1] * share)), max(1, round(ink.shape[0] * share))
    kinds = Image.Resampling
    method = kinds.HAMMING if share < 1 else kinds.BOX if share <= FINE else kinds.BILINEAR
    return np.asarray(Image.fromarray(ink.astype("float32")).resize(size, method), float).clip(0, 1)


def _laid(small: np.ndarray, side: int, corner: tuple[float, ...]) -> np.ndarray:
    """On a sheet of side · FINE, its upper left corner at (row, column); what reaches over the edge is cut off."""
    sheet = np.zeros((side * FINE, side * FINE))
    rows, columns = (
        np.arange(round(begin), round(begin) + size) for begin, size in zip(corner, small.shape, strict=True)
    )
    good_rows, good_columns = (((places >= 0) & (places < side * FINE)) for places in (rows, columns))
    sheet[np.ix_(rows[good_rows], columns[good_columns])] = small[np.ix_(good_rows, good_columns)]
    return sheet
