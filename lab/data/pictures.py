"""Sets of pictures that the page shows and the workers train on: read once, kept as arrays, mapped into memory by all.

Keras's loaders unpack a gzip or a zip at every call. So a worker has them read once and leaves the arrays as `.npy`
files under `cache/files/` (`cache/picture_files.py`); then all of them and the web process map the same memory.
"""

from collections import ChainMap
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lab.data import datasets
from lab.data.datasets import Data, Examples
from lab.data.keras_files import CIFAR10, FASHION_MNIST, MNIST, KerasData

COPIES = Path(__file__).parents[2] / "cache" / "files"
NAMES = ("x", "y", "x_test", "y_test")
DIGITS = "digit_pictures"
FASHION = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
COLOURED = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
NUMERALS = tuple("0123456789")


@dataclass(frozen=True)
class Fit:
    """How a set's pictures were made: the thing's longer side takes `inner` pixels, and in the middle is its centre of
    mass, or else that of the box around it."""

    inner: int
    by_mass: bool = False


@dataclass(frozen=True)
class PictureSet:
    """`classes` are the names of the labels, `shape` a picture's: height, width, channels. `high` is the whitest grey;
    `most` the examples to learn from, `num_test` those for testing. `source` is None for what is built in. `fit` says
    how a picture of one's own becomes one of these, where that is not by filling the whole height."""

    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    most: int
    high: int = 255
    source: KerasData | None = None
    num_test: int = 10_000
    fit: Fit | None = None

    @property
    def is_there(self) -> bool:
        return self.source is None or self.source.is_there


SETS: dict[str, PictureSet] = {
    DIGITS: PictureSet(NUMERALS, (8, 8, 1), 1437, 16, num_test=360),
    "fashion_mnist": PictureSet(FASHION, (28, 28, 1), 60_000, source=FASHION_MNIST),
    "mnist": PictureSet(NUMERALS, (28, 28, 1), 60_000, source=MNIST, fit=Fit(20, by_mass=True)),
}
"""The sets of the lesson Images, the built-in one first. How their pictures were made: MNIST, LeCun, Bottou, Bengio and
Haffner 1998, section III; Fashion-MNIST, Xiao, Rasul and Vollgraf 2017, figure 1; scikit-learn's digits, the NIST
program's boxes of 32×32, counted in blocks of 4×4; their 8 rows are always full."""

PICTURES = ChainMap(SETS, {"cifar10": PictureSet(COLOURED, (32, 32, 3), 50_000, source=CIFAR10)})
"""Those, and the one that is trained only by itself."""


def place(name: str) -> Path:
    """The folder of a set's arrays. It has the files' checksum in its name, so that other files make another one."""
    source = PICTURES[name].source
    assert source is not None
    return COPIES / f"{name}-{source.files[0].sha256[:12]}"


def is_copied(name: str) -> bool:
    """Whether the four arrays are there and whole: their types, their shapes, and files as long as those ask for."""
    try:
        x, y, x_test, y_test = _arrays(name)
    except (OSError, ValueError, EOFError):  # missing, truncated, or no array at all
        return False
    pairs = ((x, y), (x_test, y_test))
    return len(y) == PICTURES[name].most and all(_fit(name, *pair) for pair in pairs)


def _fit(name: str, x: np.ndarray, y: np.ndarray) -> bool:
    is_right = x.dtype == np.uint8 and y.dtype == np.int32 and y.ndim == 1
    return is_right and x.shape == (len(y), *PICTURES[name].shape)


def _arrays(name: str) -> tuple[np.ndarray, ...]:
    """The four arrays, mapped into memory; `ValueError` where a file is shorter than its array."""
    return tuple(np.load(place(name) / f"{array}.npy", mmap_mode="r") for array in NAMES)


def open_examples(data: Data) -> Examples:
    """The examples, mapped into memory; those for testing are never cut. To be asked once the set `is_copied`."""
    name, options = data.name, dict(data.options)
    if PICTURES[name].source is None:
        return datasets.load(data)
    x, y, x_test, y_test = _arrays(name)
    count = int(options.get("examples", len(y)))
    scale = 1 / PICTURES[name].high if options.get(datasets.SCALED, True) else 1.0
    test = Examples(x_test, y_test, 10, scale=scale)
    return Examples(x[:count], y[:count], 10, test, scale=scale)
