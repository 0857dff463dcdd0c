"""Softmax regression as the course's documents train it: cross-entropy summed or averaged, its logarithm bare or not.

>>> equal = SumsSettings(learning_rate=0.03).equal()
>>> equal.reduction, equal.learning_rate
('mean', 3.0)
"""

from dataclasses import dataclass, replace

import numpy as np

from lab.data.pictures import DIGITS
from lab.problems import Problem
from lab.settings import Settings, choice, number

BATCH = 100
SETS = (DIGITS, "mnist")
REDUCTIONS = ("sum", "mean")
LOGARITHMS = ("unprotected", "clipped", "from logits")
STEPS = ("1000", "6000", "10000")
MOST_STEPS = 10_000
STARTS = ("zeros", "random")
CLIPPED = 1e-7
"""Keras's epsilon: a clipped probability lies between this and 1 less this."""
DEVIATION, BIAS = 0.1, 0.1
"""Of the documents' random start: a truncated normal distribution for the weights, a constant for the biases."""
LOOKS = 20
"""How often in a training the test pictures are looked at."""


@dataclass(frozen=True)
class SumsSettings(Settings):
    """One training in batches of 100 by plain gradient descent."""

    data: str = choice(DIGITS, SETS)
    reduction: str = choice("sum", REDUCTIONS)
    logarithm: str = choice("unprotected", LOGARITHMS)
    learning_rate: float = number(0.01, 1e-4, 10.0, log=True)
    steps: str = choice("1000", STEPS)
    start: str = choice("zeros", STARTS)
    seed: int = number(0, 0, 2**31 - 1, 1)

    @property
    def num_steps(self) -> int:
        return int(self.steps)

    def other(self) -> "SumsSettings":
        """The other reduction at the same learning rate."""
        return replace(self, reduction="mean" if self.reduction == "sum" else "sum")

    def equal(self) -> "SumsSettings | None":
        """The other reduction, at the rate that makes every step the same; None where no slider goes that far."""
        rate = self.learning_rate * BATCH if self.reduction == "sum" else self.learning_rate / BATCH
        try:
            return replace(self.other(), learning_rate=float(f"{rate:.10g}"))
        except Problem:
            return None


@dataclass(frozen=True)
class Lost:
    """Where a training was lost: in `step` (from 1) the loss was `loss`, which is no number.

    Picture number `picture` of those to learn from got, for class `its_class`, the probability `probability`; its own
    class is `true`. `gap` is how far that class's logit lies below the highest one: the probability is at most
    exp(−gap). `zeros` of the 1,000 probabilities of the batch were 0.
    """

    step: int
    loss: float
    picture: int
    true: int
    its_class: int
    probability: float
    gap: float
    zeros: int


@dataclass(frozen=True, eq=False)
class State:
    """A training between two looks: the weights before the first step and at each look, and what was recorded since."""

    kernels: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    records: tuple[np.ndarray, ...] = ()


@dataclass(frozen=True, eq=False)
class Sums:
    """What came of it. `loss` (steps,) is that of each batch as it was minimised, and `lowest` (steps,) the smallest of
    its probabilities. After `looked` steps (looks,) the share `right` (looks,) of the test pictures was told right."""

    loss: np.ndarray
    lowest: np.ndarray
    looked: np.ndarray
    right: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray
    lost: Lost | None = None


def per_picture(settings: SumsSettings, loss: np.ndarray) -> np.ndarray:
    """The losses as they are comparable: of one picture of the batch, on the average."""
    return loss / (BATCH if settings.reduction == "sum" else 1)


def order(settings: SumsSettings, num: int) -> np.ndarray:
    """Which pictures each step sees, (steps, 100): a new order each time all have been seen; batches run across it."""
    wanted = settings.num_steps * BATCH
    rng = np.random.default_rng(settings.seed)
    rows = np.concatenate([rng.permutation(num) for _ in range(-(-wanted // num))])
    return rows[:wanted].reshape(-1, BATCH).astype("int32")
