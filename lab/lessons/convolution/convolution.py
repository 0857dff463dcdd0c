"""Convolution and pooling of a picture, as TensorFlow does them, in numpy; and kernels that have a name.

>>> picture = np.arange(16.0).reshape(4, 4, 1)
>>> convolved(picture, stack(KERNELS["edges across"]))[..., 0]
array([[8., 8.],
       [8., 8.]])
>>> pooled(picture, 2, 2, "valid", "max")[..., 0]
array([[ 5.,  7.],
       [13., 15.]])
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from lab.problems import Problem
from lab.settings import Settings, choice, flag, number, text
from lab.stacks.layers import PADDINGS, AveragePooling2D, Conv2D, MaxPooling2D
from lab.stacks.windows import Window

Kernel = tuple[tuple[float, ...], ...]
OPERATIONS = ("convolution", "max", "average")
LONGEST = 7
"""Rows and columns of the largest kernel of one's own."""
LARGEST_WEIGHT = 1000


def _times(share: float, rows: Iterable[Iterable[int]]) -> Kernel:
    return tuple(tuple(share * value for value in row) for row in rows)


KERNELS: dict[str, Kernel] = {
    "identity": ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
    "edges across": ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "edges down": ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    "outline": ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    "box blur": _times(1 / 9, [[1] * 3] * 3),
    "soft blur": _times(1 / 256, [[a * b for b in (1, 4, 6, 4, 1)] for a in (1, 4, 6, 4, 1)]),
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "emboss": ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
}
"""Kernels by name. Both edge kernels are Sobel's (1968); "soft blur" is the binomial 5×5, nearly Gaussian."""
TRAINED, TRAINED_SIZE = "trained", (3, 3)
"""One that a network has learned: its numbers come from a training (`lab.lessons.convolution.trained_kernels`)."""


@dataclass(frozen=True)
class Sliding(Settings):
    """A window sliding over a picture: what is done at each place, and which places there are.

    `trained` counts the kernels of the network that has learned them, from 1.
    """

    operation: str = choice("convolution", OPERATIONS)
    kernel: str = choice("edges across", (*KERNELS, TRAINED, "own"))
    trained: int = number(1, 1, 6, 1)
    own: str = text("0 1 0; 1 -4 1; 0 1 0", 300)
    pool: int = number(2, 1, 5, 1)
    padding: str = choice("valid", PADDINGS)
    stride: int = number(1, 1, 4, 1)
    pool_stride: int = number(2, 1, 5, 1)
    dilation: int = number(1, 1, 3, 1)

    @property
    def pools(self) -> bool:
        return self.operation != "convolution"

    @property
    def is_trained(self) -> bool:
        return not self.pools and self.kernel == TRAINED

    def weights(self) -> np.ndarray:
        """The kernel (rows, columns), if it is not a trained one. `Problem` where one's own cannot be read."""
        return np.array(read_kernel(self.own) if self.kernel == "own" else KERNELS[self.kernel], float)

    def layer(self) -> Conv2D | MaxPooling2D | AveragePooling2D:
        """The Keras layer that does the same, with one filter."""
        if self.pools:
            kind = MaxPooling2D if self.operation == "max" else AveragePooling2D
            return kind((self.pool, self.pool), (self.pool_stride, self.pool_stride), self.padding)
        size = TRAINED_SIZE if self.is_trained else self.weights().shape
        return Conv2D(1, (size[0], size[1]), (self.stride,) * 2, self.padding, (self.dilation,) * 2)


@dataclass(frozen=True)
class Slices(Settings):
    """A kernel with a slice for each of three colours: one pattern, times a factor a colour."""

    pattern: str = choice("edges across", tuple(name for name, rows in KERNELS.items() if len(rows) == 3))
    red: float = number(1.0, -1.0, 1.0, 0.5)
    green: float = number(0.0, -1.0, 1.0, 0.5)
    blue: float = number(-1.0, -1.0, 1.0, 0.5)

    def weights(self) -> np.ndarray:
        """(3, 3, 3): rows, columns, colours."""
        return np.array(KERNELS[self.pattern])[..., None] * np.array([self.red, self.green, self.blue])


@dataclass(frozen=True)
class Maps(Settings):
    """Several kernels over one picture: a feature map each, then ReLU and pooling."""

    size: int = number(28, 8, 128, 4)
    source: str = choice("known", ("known", "random"))
    filters: int = number(32, 1, 32, 1)
    kernel_size: int = number(5, 1, 7, 2)
    seed: int = number(0, 0, 10_000, 1)
    padding: str = choice("same", PADDINGS)
    relu: bool = flag(False)
    poolings: int = number(0, 0, 2, 1)
    kind: str = choice("max", ("max", "average"))


def read_kernel(written: str) -> Kernel:
    """One's own kernel: rows apart by semicolons, numbers by spaces; 1/9 is a number, too.

    >>> read_kernel("0 1; -1/2 2.5")
    ((0.0, 1.0), (-0.5, 2.5))
    >>> read_kernel("1 2; 3")
    Traceback (most recent call last):
        ...
    lab.problems.Problem: the rows of the kernel have 2, 1 numbers; every row needs the same count
    """
    rows = tuple(tuple(map(_weight, row.replace(",", " ").split())) for row in written.split(";") if row.strip())
    if not rows:
        raise Problem("the kernel is empty; write rows with ; between them, such as 0 1 0; 1 -4 1; 0 1 0")
    if len({len(row) for row in rows}) > 1:
        text = "the rows of the kernel have {counts} numbers; every row needs the same count"
        raise Problem(text, counts=", ".join(str(len(row)) for row in rows))
    if max(len(rows), len(rows[0])) > LONGEST:
        text = "the kernel is {height}×{width}; at most {most}×{most} can be seen here"
        raise Problem(text, height=len(rows), width=len(rows[0]), most=LONGEST)
    return rows


def _weight(word: str) -> float:
    above, slash, below = word.replace("−", "-").partition("/")
    try:
        value = float(above) / float(below if slash else 1)
    except (ValueError, ZeroDivisionError):
        value = math.nan
    if not math.isfinite(value):
        text = "“{word}” in the kernel is not a number; numbers are such as 2, -0.5 or 1/9"
        raise Problem(text, word=word[:20])
    if abs(value) > LARGEST_WEIGHT:
        raise Problem("{word} in the kernel is too large; the limit is {most}", word=word[:20], most=LARGEST_WEIGHT)
    return value


def stack(*kernels: Kernel | np.ndarray, channels: int = 1) -> np.ndarray:
    """Kernels of one size (rows, columns) as the weights of a layer (rows, columns, channels, kernels).

    Every channel gets the same share of a kernel, so that a grey picture gives what it gives with one channel.
    """
    weights = np.stack([np.asarray(kernel, float) for kernel in kernels], axis=-1)
    return np.repeat(weights[:, :, None], channels, axis=2) / channels


def centred(kernel: Kernel | np.ndarray, size: int) -> np.ndarray:
    """A kernel with zeros around it, so that it is size×size; with padding "same" it gives the same map."""
    weights = np.asarray(kernel, float)
    return np.pad(weights, [((size - side) // 2, (size - side + 1) // 2) for side in weights.shape])


def keeps_brightness(kernel: np.ndarray) -> bool:
    """Whether the weights add up to 1, so that even areas stay as they are and the map is a picture again.

    >>> keeps_brightness(np.array(KERNELS["sharpen"])), keeps_brightness(np.array(KERNELS["outline"]))
    (True, False)
    """
    return bool(abs(kernel.sum() - 1) < 1e-6)


def likeness(kernel: np.ndarray, other: np.ndarray) -> float:
    """The cosine of the angle between two kernels of one size: 1 the same pattern, 0 nothing in common, −1 negative.

    >>> round(likeness(np.array(KERNELS["edges across"]), -2 * np.array(KERNELS["edges across"])), 3)
    -1.0
    """
    return float((kernel * other).sum() / (np.linalg.norm(kernel) * np.linalg.norm(other)))


def most_alike(kernel: np.ndarray) -> tuple[str, float]:
    """The named kernel of the same size that a kernel is most like, or most like the negative of, and how much."""
    alike = {name: likeness(kernel, np.array(k)) for name, k in KERNELS.items() if np.shape(k) == kernel.shape}
    name = max(alike, key=lambda each: abs(alike[each]))
    return name, alike[name]


def margins(size: int, window: Window, padding: str) -> tuple[int, int]:
    """Rows, or columns, that padding adds before and after an axis."""
    return window.same_padding(size) if padding == "same" else (0, 0)


def padded(picture: np.ndarray, windows: tuple[Window, Window], padding: str, fill: float = 0.0) -> np.ndarray:
    """The picture (height, width, channels) with the border that the padding puts around it."""
    sides = [margins(size, window, padding) for size, window in zip(picture.shape, windows, strict=False)]
    return np.pad(picture, [*sides, (0, 0)], constant_values=fill)


def convolved(
    picture: np.ndarray, kernels: np.ndarray, stride: int = 1, padding: str = "valid", dilation: int = 1
) -> np.ndarray:
    """What TensorFlow calls convolution: y[r, c, f] = Σᵢⱼₖ x[rs + id, cs + jd, k] w[i, j, k, f], x with its border.

    `picture`: (height, width, channels). `kernels`: (rows, columns, channels, kernels). Comes back: (rows of places,
    columns of places, kernels). The kernel is not turned round, as a mathematician's convolution would have it.
    """
    windows = (Window(kernels.shape[0], stride, dilation), Window(kernels.shape[1], stride, dilation))
    views = _views(picture, windows, padding, 0.0)
    return np.einsum("ijrck,ijkf->rcf", views, kernels)


REDUCED: dict[str, Callable] = {"max": np.nanmax, "average": np.nanmean}


def pooled(picture: np.ndarray, size: int, stride: int, padding: str, kind: str) -> np.ndarray:
    """The largest, or the mean, of each window of each channel. A border of padding does not take part, in either."""
    views = _views(picture, (Window(size, stride), Window(size, stride)), padding, np.nan)
    return REDUCED[kind](views, axis=(0, 1))


def _views(picture: np.ndarray, windows: tuple[Window, Window], padding: str, fill: float) -> np.ndarray:
    """What lies under the windows: (rows, columns of a window, rows, columns of places, channels)."""
    down, across = windows
    height, width = (window.output_length(size, padding) for window, size in zip(windows, picture.shape, strict=False))
    whole = padded(picture, windows, padding, fill)

    def under(i: int, j: int) -> np.ndarray:
        rows = slice(i * down.dilation, i * down.dilation + (height - 1) * down.stride + 1, down.stride)
        columns = slice(j * across.dilation, j * across.dilation + (width - 1) * across.stride + 1, across.stride)
        return whole[rows, columns]

    return np.stack([np.stack([under(i, j) for j in range(across.kernel)]) for i in range(down.kernel)])


def random_kernels(size: int, channels: int, filters: int, seed: int) -> np.ndarray:
    """Kernels as a network begins with them: Glorot uniform. (rows, columns, channels, kernels).

    Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward networks (2010), eq. 16.
    """
    limit = np.sqrt(6 / (size * size * (channels + filters)))
    return np.random.default_rng(seed).uniform(-limit, limit, (size, size, channels, filters))
