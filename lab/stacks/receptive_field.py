"""How much of the picture one output value sees, and where, followed from layer to layer along one axis.

Without `UpSampling2D` this is the well-known r + (k − 1) · j with the jump j multiplied by every stride:

>>> seen = START.window(kernel=5, stride=1, before=0).window(kernel=2, stride=2, before=0)
>>> seen.pixels, seen.jump
(6, Fraction(2, 1))

Upsampling makes neighbours that see the same pixel, so that values see differently much, in a pattern that repeats;
the largest is given. The picture is thought to go on beyond its edge, so that a field may be larger than the picture.
Source: Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019, eq. 2.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING

from lab.stacks.sizes import Shape
from lab.stacks.windows import Windowed

if TYPE_CHECKING:
    from lab.stacks import layers

MAX_PERIOD = 4096
"""After so many upsamplings the pattern is no longer followed."""


@dataclass(frozen=True)
class Sight:
    """What the values at places 0, 1, …, period − 1 see: the pixels `first[place]` to `last[place]`, both included.

    The value at place p + period sees `shift` pixels further on than the one at p.
    """

    first: tuple[int, ...]
    last: tuple[int, ...]
    shift: int

    @property
    def pixels(self) -> int:
        """The receptive field: the most pixels that a value sees, from the first to the last."""
        return max(last - first + 1 for first, last in zip(self.first, self.last, strict=True))

    @property
    def jump(self) -> Fraction:
        """How many pixels lie between the fields of two neighbours, on average."""
        return Fraction(self.shift, len(self.first))

    def window(self, kernel: int, stride: int, before: int) -> "Sight":
        """After a window `kernel` long (with its dilation), moved by `stride`, of which `before` hang over the edge."""
        period = len(self.first) // gcd(len(self.first), stride)
        starts = [place * stride - before for place in range(period)]
        first = tuple(self._at(self.first, start) for start in starts)
        last = tuple(self._at(self.last, start + kernel - 1) for start in starts)
        return Sight(first, last, stride * period * self.shift // len(self.first))

    def repeated(self, times: int) -> "Sight | None":
        """After each value was written `times` times; None where the pattern gets too long."""
        if len(self.first) * times > MAX_PERIOD:
            return None
        first, last = ([pixel for pixel in ends for _ in range(times)] for ends in (self.first, self.last))
        return Sight(tuple(first), tuple(last), self.shift)

    def _at(self, ends: tuple[int, ...], place: int) -> int:
        periods, within = divmod(place, len(ends))
        return ends[within] + periods * self.shift


START = Sight((0,), (0,), 1)
"""A pixel sees itself."""


@dataclass(frozen=True)
class View:
    """What a layer's values see of the picture (height, width): a field each; with `rows` and `columns`, also where.

    `whole`: every value sees everything. `field` None: it cannot be said in pixels.
    """

    picture: tuple[int, int] | None
    rows: Sight | None
    columns: Sight | None
    field: tuple[int, int] | None
    whole: bool = False

    @property
    def jump(self) -> tuple[Fraction, Fraction] | None:
        return (self.rows.jump, self.columns.jump) if self.rows and self.columns else None


def view_of(shape: tuple[int, ...]) -> View:
    """The input's own view. A picture has two axes or more; a flat input becomes one by a `Reshape`.

    >>> view_of((28, 28, 1)).field
    (1, 1)
    """
    return _looking((shape[0], shape[1]), START, START) if len(shape) > 1 else View(None, None, None, None)


def _looking(picture: tuple[int, int] | None, rows: Sight | None, columns: Sight | None) -> View:
    return View(picture, rows, columns, (rows.pixels, columns.pixels) if rows and columns else None)


def through_everything(layer: "layers.Layer", view: View, shape: Shape, output_shape: Shape) -> View:
    """A layer each of whose values depends on all values before."""
    return View(view.picture, None, None, view.picture, whole=True)


def through_windows(layer: Windowed, view: View, shape: Shape, output_shape: Shape) -> View:
    """A convolution or a pooling."""
    down, across = layer.windows()
    top, left = (
        window.same_padding(length)[0] if layer.padding == "same" else 0
        for window, length in zip((down, across), shape[:2], strict=True)
    )
    return _along(
        view,
        lambda sight: sight.window(down.span, down.stride, top),
        lambda sight: sight.window(across.span, across.stride, left),
    )


def through_padding(layer: "layers.ZeroPadding2D", view: View, shape: Shape, output_shape: Shape) -> View:
    (top, _), (left, _) = layer.padding
    return _along(view, lambda sight: sight.window(1, 1, top), lambda sight: sight.window(1, 1, left))


def through_repeating(layer: "layers.UpSampling2D", view: View, shape: Shape, output_shape: Shape) -> View:
    height, width = layer.size
    return _along(view, lambda sight: sight.repeated(height), lambda sight: sight.repeated(width))


def through_reshaping(layer: "layers.Layer", view: View, shape: Shape, output_shape: Shape) -> View:
    """Places stay known where height and width stay; a flat input that nothing has mixed yet becomes the picture."""
    if view.picture is None and not view.whole:
        return view_of(output_shape)
    same_places = len(output_shape) > 1 and output_shape[:2] == shape[:2]
    return view if same_places or view.whole else View(view.picture, None, None, view.field)


def through_last_axis(layer: "layers.Layer", view: View, shape: Shape, output_shape: Shape) -> View:
    """A layer that mixes the last axis: of a flat shape that is everything; of a picture, the channels of one place."""
    if len(shape) == 1:
        return through_everything(layer, view, shape, output_shape)
    known = view.whole or (len(shape) > 2 and view.rows is not None)
    return view if known else View(view.picture, None, None, None)


def through_activation(layer: "layers.Activation", view: View, shape: Shape, output_shape: Shape) -> View:
    """Softmax mixes the last axis; the others take each value by itself."""
    return through_last_axis(layer, view, shape, output_shape) if layer.activation == "softmax" else view


def _along(view: View, down: Callable[[Sight], Sight | None], across: Callable[[Sight], Sight | None]) -> View:
    """A layer that moves windows over a picture; where places are no longer known, neither is the field."""
    if view.whole:
        return view
    if view.rows is None or view.columns is None:
        return View(view.picture, None, None, None)
    return _looking(view.picture, down(view.rows), across(view.columns))
