"""What there is to see of a network: the kernels of its first layer, and what each layer makes of one picture.

>>> from lab.stacks.layers import Conv2D, Dense, Flatten
>>> first_kernel((8, 8, 1), (Flatten(), Dense(20), Dense(10)))
FirstKernel(layer=1, variable=0, shape=(8, 8, 1), count=20)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, prod

import numpy as np

from lab.stacks.layers import Layer
from lab.stacks.shapes import Shape, report

MOST_KERNELS = 32
"""Kernels, or units, that are shown of a first layer."""
MOST_MAPS = (24, 16, 8, 4, 2, 1)
"""Maps that are shown of a layer: the largest of these with which everything stays small enough to be sent."""
MOST_NUMBERS = 256
"""Outputs that are shown of a layer without maps."""
MOST_DRAWN = 1_000_000
"""Values of all maps at all epochs together: as pictures they are below a megabyte."""
LONGEST = 56
"""Rows and columns that are shown of a map; of a larger one every second, third, …"""
SLICES = 3
"""Channels of the input of which a kernel shows its slice."""


@dataclass(frozen=True)
class FirstKernel:
    """The first layer with weights: its place among the layers, that of its kernel among the network's variables
    (Keras's order), the shape that each of its kernels is seen in, and how many there are."""

    layer: int
    variable: int
    shape: tuple[int, int, int]
    count: int

    def pictures(self, kernel: np.ndarray) -> np.ndarray:
        """The first kernels as pictures (kernels, rows, columns); slices of several channels stand under each other."""
        each = np.moveaxis(np.asarray(kernel).reshape(*self.shape, self.count), -1, 0)[:MOST_KERNELS]
        return np.concatenate([each[..., channel] for channel in range(min(SLICES, self.shape[2]))], axis=1)

    def rows(self, kernel: np.ndarray) -> np.ndarray:
        """All kernels, one a row: (kernels, weights)."""
        return np.asarray(kernel).reshape(-1, self.count).T


def first_kernel(input_shape: Shape, layers: Sequence[Layer]) -> FirstKernel | None:
    """Where the first kernel is, and how it is seen. A unit of a dense layer is seen as the picture that came in."""
    seen, before = as_maps(input_shape), 0
    for index, (layer, row) in enumerate(zip(layers, report(input_shape, layers).rows, strict=False)):
        if row.weights and row.weights[0].name == "kernel":
            kernel = row.weights[0].shape
            if len(kernel) == 2:
                fits = prod(seen) == kernel[0]
                return FirstKernel(index, before, seen if fits else (1, kernel[0], 1), kernel[1])
            channels = kernel[2] if layer.kernel == "kernel" else 1  # a depthwise one looks at a channel by itself
            return FirstKernel(index, before, (kernel[0], kernel[1], channels), prod(kernel[2:]) // channels)
        before += len(row.weights) + layer.draws
        shape = row.output_shape
        seen = as_maps(shape) if len(shape) > 1 or prod(shape) != prod(seen) else seen
    return None


def as_maps(shape: Shape) -> tuple[int, int, int]:
    """A shape with three axes: rows, columns, maps.

    >>> as_maps((28, 28)), as_maps((10,))
    ((28, 28, 1), (1, 10, 1))
    """
    return (1, shape[0], 1) if len(shape) == 1 else (*shape, 1)[:3]  # type: ignore[return-value]


def moved(first: FirstKernel, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """How far each kernel has come: |after − before| / |before|, (kernels,)."""
    old, new = first.rows(before), first.rows(after)
    return np.linalg.norm(new - old, axis=1) / np.maximum(np.linalg.norm(old, axis=1), 1e-12)


@dataclass(frozen=True, eq=False)
class Output:
    """What a layer makes of a picture, at each of some epochs.

    `shape` is the layer's whole output without the batch axis; `values` what is shown of it: (epochs, rows, columns,
    maps), or (epochs, numbers) where there are no maps; of a large map every `step`-th row and column.
    `strength` (epochs, maps or numbers) is the mean of |value| over each of all the maps, shown or not.
    """

    name: str
    shape: Shape
    values: np.ndarray
    strength: np.ndarray
    step: int = 1

    @property
    def has_maps(self) -> bool:
        return self.values.ndim == 4

    @property
    def count(self) -> int:
        """Maps, or numbers, that the layer gives."""
        return self.strength.shape[1]

    @property
    def num_shown(self) -> int:
        return self.values.shape[-1]


def output(name: str, values: np.ndarray, most_maps: int) -> Output:
    """A layer's output (epochs, …) as it is shown.

    >>> output("Dense", np.ones((2, 300)), 4).values.shape
    (2, 256)
    """
    shape = values.shape[1:]
    if len(shape) == 1:
        return Output(name, shape, values[:, :MOST_NUMBERS], np.abs(values))
    maps = values.reshape(len(values), *as_maps(shape))
    step = _step(shape)
    strength = np.abs(maps).mean(axis=(1, 2))
    return Output(name, shape, np.ascontiguousarray(maps[:, ::step, ::step, :most_maps]), strength, step)


def _step(shape: Shape) -> int:
    return ceil(max(shape[:2]) / LONGEST)


def most_maps(shapes: Sequence[Shape], epochs: int) -> int:
    """How many maps of each layer can be shown, so that all of them, at all epochs, can be sent.

    >>> most_maps([(24, 24, 6), (8, 8, 16), (10,)], 11), most_maps([(56, 56, 64)] * 20, 11)
    (24, 1)
    """
    maps = [(ceil(s[0] / _step(s)) * ceil(s[1] / _step(s)), as_maps(s)[2]) for s in shapes if len(s) > 1]
    for most in MOST_MAPS:
        if epochs * sum(size * min(most, count) for size, count in maps) <= MOST_DRAWN:
            return most
    return MOST_MAPS[-1]
