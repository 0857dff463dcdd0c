"""Kernels that a small network has learned, for the window to slide with: the first layer of the laboratory's own
convolutional network on the built-in digits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lab.data.pictures import DIGITS
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.seeing import first_kernel

SETTINGS = ImagesSettings(data=DIGITS, network="convolution", epochs=20)
COUNT, SIZE = 6, 3
"""How many kernels its first layer has, and their rows and columns."""


@dataclass(frozen=True, eq=False)
class Learned:
    """The kernels (rows, columns, kernels) of the first layer, what they began as, and the biases (kernels,)."""

    kernels: np.ndarray
    before: np.ndarray
    biases: np.ndarray

    def change(self, index: int) -> float:
        """How far a kernel has come, as a share of its own length."""
        old = self.before[..., index]
        return float(np.linalg.norm(self.kernels[..., index] - old) / np.linalg.norm(old))


def learned(start: Sequence[np.ndarray], end: Sequence[np.ndarray]) -> Learned:
    """From the network's variables before and after, in Keras's order."""
    first = first_kernel(SETTINGS.pictures.shape, SETTINGS.stack())
    assert first is not None
    place = first.variable
    kernels, before = (np.asarray(variables[place], float)[:, :, 0] for variables in (end, start))
    return Learned(kernels, before, np.asarray(end[place + 1], float))
