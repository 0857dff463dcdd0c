"""A window moving over a picture: what convolutions and poolings have in common.

>>> Window(kernel=2).output_length(128, "valid")
127
>>> Window(kernel=5, stride=2).output_length(28, "same")
14
>>> Window(kernel=5, stride=2).same_padding(28)
(1, 2)
"""

from dataclasses import dataclass
from math import prod
from typing import Any, Protocol

from lab.formulas import Formula, formula
from lab.problems import Problem
from lab.stacks.sizes import Shape, by


@dataclass(frozen=True)
class Window:
    """A window along one axis. With a dilation of d its values are d apart."""

    kernel: int
    stride: int = 1
    dilation: int = 1

    @property
    def span(self) -> int:
        """How far the window reaches: d (k − 1) + 1.

        >>> Window(3, dilation=2).span
        5
        """
        return self.dilation * (self.kernel - 1) + 1

    def output_length(self, length: int, padding: str) -> int:
        """How many windows there are along an axis of n = `length`.

        valid: ⌊(n − d (k − 1) − 1) / s⌋ + 1, and 0 where not even one fits; same: ⌈n / s⌉.
        """
        if padding == "same":
            return -(-length // self.stride)
        return max(0, (length - self.span) // self.stride + 1)

    def same_padding(self, length: int) -> tuple[int, int]:
        """Zeros that padding "same" adds before and after an axis. An odd one goes after, as in TensorFlow."""
        total = max(0, (self.output_length(length, "same") - 1) * self.stride + self.span - length)
        return total // 2, total - total // 2

    def formula(self, length: int, padding: str) -> Formula:
        """`output_length` with its numbers; only where a window fits."""
        if padding == "same":
            return formula(f"ceil({length} / {self.stride})")
        span = f"{self.kernel}" if self.dilation == 1 else f"({self.dilation} * ({self.kernel} - 1) + 1)"
        return formula(f"floor(({length} - {span}) / {self.stride}) + 1")


class Windowed(Protocol):
    """A layer that moves a window: along the height and along the width."""

    @property
    def padding(self) -> str: ...

    def windows(self) -> tuple[Window, Window]: ...


def kernel_windows(layer: Any) -> tuple[Window, Window]:
    """Those of a convolution."""
    (height, width), (down, across), (rows, columns) = layer.kernel_size, layer.strides, layer.dilation_rate
    return Window(height, down, rows), Window(width, across, columns)


def pool_windows(layer: Any) -> tuple[Window, Window]:
    """Those of a pooling; without strides it moves as far as it reaches."""
    (height, width), (down, across) = layer.pool_size, layer.strides or layer.pool_size
    return Window(height, down), Window(width, across)


def moved_over(layer: Windowed, shape: Shape) -> tuple[tuple[int, int], tuple[Formula, ...], tuple[Problem, ...]]:
    """Output height and width, their formulas (one if they are the same), and what is worth noting.

    Raises `Problem` where the input is no picture or no window fits into it.
    """
    check_picture(layer, shape)
    axes = tuple(zip(layer.windows(), shape[:2], strict=True))
    height, width = (window.output_length(length, layer.padding) for window, length in axes)
    if not height or not width:
        raise _too_large(layer, shape)
    formulas = dict.fromkeys(window.formula(length, layer.padding) for window, length in axes)
    left_over = [0 if layer.padding == "same" else (length - window.span) % window.stride for window, length in axes]
    text = "{rows} rows at the bottom and {columns} columns at the right are in no window"
    notes = (Problem(text, rows=left_over[0], columns=left_over[1]),) if any(left_over) else ()
    return (height, width), tuple(formulas), notes


def check_picture(layer: object, shape: Shape) -> None:
    """`Problem` unless the shape is (height, width, channels)."""
    if len(shape) == 3:
        return
    values = {"name": type(layer).__name__, "shape": shape, "better": as_picture(shape)}
    if len(shape) == 1:
        text = (
            "{name} takes 3 axes (height, width, channels), not {shape}; "
            "put Reshape({better}) before it, or move it to where there still is a picture"
        )
        raise Problem(text, **values)
    text = "{name} takes 3 axes (height, width, channels), not {shape}; put Reshape({better}) before it"
    raise Problem(text, **values)


def as_picture(shape: Shape) -> Shape:
    """A shape of three axes for the same values.

    >>> as_picture((784,)), as_picture((28, 28)), as_picture((2, 4, 5, 3))
    ((28, 28, 1), (28, 28, 1), (8, 5, 3))
    """
    if len(shape) == 1:
        height = next(side for side in range(int(shape[0] ** 0.5), 0, -1) if shape[0] % side == 0)
        return height, shape[0] // height, 1
    return (*shape, 1) if len(shape) == 2 else (prod(shape[:-2]), *shape[-2:])


def _too_large(layer: Windowed, shape: Shape) -> Problem:
    axes = layer.windows()
    values: dict[str, object] = {
        "kernel": by(tuple(window.kernel for window in axes)),
        "dilation": by(tuple(window.dilation for window in axes)),
        "span": by(tuple(window.span for window in axes)),
        "size": by(shape[:2]),
        "most": by(tuple((length - 1) // window.dilation + 1 for window, length in zip(axes, shape[:2], strict=True))),
    }
    if hasattr(layer, "pool_size"):
        text = 'a pool of {kernel} does not fit an input of {size} with padding "valid"; use "same" or at most {most}'
    elif max(window.dilation for window in axes) > 1:
        text = (
            "kernel {kernel} with dilation {dilation} reaches over {span} and does not fit an input of {size} "
            'with padding "valid"; use "same", less dilation, or a kernel of at most {most}'
        )
    else:
        text = (
            'kernel {kernel} does not fit an input of {size} with padding "valid"; '
            'use "same" or a kernel of at most {most}'
        )
    return Problem(text, **values)
