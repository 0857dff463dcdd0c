"""Small data sets, made or built in: nothing is downloaded. A data set travels by name and numbers, never as arrays.

Adding one is a function of its seed and options, and a line in `DATASETS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lab.gates import INPUTS
from lab.problems import Problem


@dataclass(frozen=True)
class Data:
    """Which data: a name in `DATASETS`, the options of its function as (name, value) pairs, and the data's seed."""

    name: str
    options: tuple[tuple[str, int | float | str], ...] = ()
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Examples:
    """`x` of shape (examples, …) float32, `y` of shape (examples,) int32, and how many classes there are."""

    x: np.ndarray
    y: np.ndarray
    num_classes: int

    def __len__(self) -> int:
        return len(self.x)

    def take(self, rows: np.ndarray) -> "Examples":
        return Examples(self.x[rows], self.y[rows], self.num_classes)


def gate(seed: int, outputs: str = "0110") -> Examples:
    """The four rows of a truth table in the documents' order (1,1) (1,0) (0,1) (0,0); `outputs` in that order, too."""
    if len(outputs) != 4 or set(outputs) - {"0", "1"}:
        raise Problem("the outputs {outputs} are not four digits of 0 and 1; XOR is 0110", outputs=outputs)
    return Examples(np.array(INPUTS, "float32"), np.array([int(digit) for digit in outputs], "int32"), 2)


def digits(seed: int) -> Examples:
    """scikit-learn's 1,797 handwritten digits of 8×8 pixels as 64 numbers in [0, 1]; 10 classes, in its own order."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return Examples((bunch.data / 16).astype("float32"), bunch.target.astype("int32"), 10)


def made_up_images(seed: int, examples: int = 60_000) -> Examples:
    """Random 28×28×1 pixels with random labels of 10 classes: nothing to learn, only for measuring time."""
    rng = np.random.default_rng(seed)
    x = rng.random((int(examples), 28, 28, 1), "float32")
    return Examples(x, rng.integers(0, 10, int(examples)).astype("int32"), 10)


DATASETS: Mapping[str, Callable[..., Examples]] = {"gate": gate, "digits": digits, "made_up_images": made_up_images}


@lru_cache(maxsize=4)
def load(data: Data) -> Examples:
    """The whole data set, kept for the next time."""
    if data.name not in DATASETS:
        raise Problem("there is no data set {name}; there are {known}", name=data.name, known=", ".join(DATASETS))
    return DATASETS[data.name](data.seed, **dict(data.options))


def split(examples: Examples, fraction: float, seed: int) -> tuple[Examples, Examples | None]:
    """Training and validation part. The seed decides which rows are held out; the training part keeps its order.

    With `fraction` 0 there is no validation part. `int(len · (1 − fraction))` examples stay, as in `keras.fit`.
    """
    if fraction == 0:
        return examples, None
    num_train = int(len(examples) * (1 - fraction))
    if num_train < 1:
        text = "a validation share of {fraction} leaves none of {examples} examples for training"
        raise Problem(text, fraction=fraction, examples=len(examples))
    order = np.random.default_rng(seed).permutation(len(examples))
    return examples.take(np.sort(order[:num_train])), examples.take(np.sort(order[num_train:]))
