"""Sets of pictures that the page shows and the workers train on: read once, kept as arrays, mapped into memory by all.

Keras's loaders unpack a gzip or a zip at every call. So a worker has them read once and leaves the arrays as `.npy`
files under `cache/files/`; then every worker and the web process map the same pages of memory.
"""

import contextlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lab.data import datasets
from lab.data.datasets import Data, Examples
from lab.data.keras_files import CIFAR10, FASHION_MNIST, MNIST, KerasData
from lab.problems import Trouble

COPIES = Path(__file__).parents[2] / "cache" / "files"
NAMES = ("x", "y", "x_test", "y_test")
DIGITS = "digit_pictures"
FASHION = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
COLOURED = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
NUMERALS = tuple("0123456789")


@dataclass(frozen=True)
class PictureSet:
    """`classes` are the names of the labels, `shape` a picture's: height, width, channels. `high` is the whitest grey;
    `most` the examples to learn from. `source` is None for what is built in."""

    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    most: int
    high: int = 255
    source: KerasData | None = None

    @property
    def is_there(self) -> bool:
        return self.source is None or self.source.is_there


PICTURES: Mapping[str, PictureSet] = {
    DIGITS: PictureSet(NUMERALS, (8, 8, 1), 1437, 16),
    "fashion_mnist": PictureSet(FASHION, (28, 28, 1), 60_000, source=FASHION_MNIST),
    "mnist": PictureSet(NUMERALS, (28, 28, 1), 60_000, source=MNIST),
    "cifar10": PictureSet(COLOURED, (32, 32, 3), 50_000, source=CIFAR10),
}


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


def copy(name: str, arrays: Sequence[np.ndarray]) -> None:
    """Leave the four arrays for everybody, in the place of broken ones. They are seen whole or not at all: written
    aside, to the disk, then renamed. `Trouble` where the disk is full or may not be written to."""
    try:
        COPIES.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=COPIES, ignore_cleanup_errors=True) as folder:
            aside = Path(folder, "whole")
            aside.mkdir(0o755)
            for array, values in zip(NAMES, arrays, strict=True):
                with (aside / f"{array}.npy").open("wb") as file:
                    np.save(file, values)
                    file.flush()
                    os.fsync(file.fileno())
            if not is_copied(name):  # somebody else may have left them meanwhile
                with contextlib.suppress(FileNotFoundError):
                    place(name).rename(Path(folder, "broken"))
                aside.rename(place(name))
    except OSError as error:
        if not is_copied(name):
            raise Trouble("{folder} cannot be written to: {reason}", folder=str(COPIES), reason=str(error)) from None


def opened(data: Data) -> Examples:
    """The examples, mapped into memory; those for testing are never cut. To be asked once the set `is_copied`."""
    name, options = data.name, dict(data.options)
    if PICTURES[name].source is None:
        return datasets.load(data)
    x, y, x_test, y_test = _arrays(name)
    count = int(options.get("examples", len(y)))
    scale = 1 / PICTURES[name].high if options.get(datasets.SCALED, True) else 1.0
    test = Examples(x_test, y_test, 10, scale=scale)
    return Examples(x[:count], y[:count], 10, test, scale=scale)
