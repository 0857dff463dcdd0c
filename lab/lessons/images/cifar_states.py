"""What a training on CIFAR-10 has come to between two pieces: what was measured, weights and slots."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lab.lessons.images.cifar import Plan
from lab.problems import Problem

NOTHING = np.zeros((0, 3))


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a training is. `measured` (done, 3): pictures, mean loss and accuracy of each piece that is done.

    `damaged` says that the file of a state could not be read, so that the training began anew.
    """

    done: int = 0
    measured: np.ndarray = field(default_factory=NOTHING.copy)
    damaged: Problem | None = None

    def curve(self, plan: Plan, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Steps, losses and accuracies: of "train" after each piece, else after all pictures have been measured."""
        chosen = [
            (plan.steps * (piece.epoch + 1) if kind == "held out" else plan.steps * piece.epoch + piece.last, *measured)
            for piece, measured in zip(plan.pieces, self.measured, strict=False)
            if piece.kind == kind
        ]
        rows = np.array(chosen).reshape(-1, 4)
        if kind == "train":
            return rows[:, 0], rows[:, 2], rows[:, 3]
        whole = plan.num_test if kind == "test" else plan.examples - plan.num_train
        groups = [rows[rows[:, 0] == step] for step in np.unique(rows[:, 0])] if kind == "held out" else [rows]
        means = [
            (group[0, 0], *(group[:, 1] @ group[:, 2:]) / whole)
            for group in groups
            if len(group) and group[:, 1].sum() == whole
        ]
        found = np.array(means).reshape(-1, 3)
        return found[:, 0], found[:, 1], found[:, 2]

    def test_accuracy(self, plan: Plan) -> float | None:
        """Once all has been done."""
        found = self.curve(plan, "test")[2]
        return float(found[0]) if len(found) else None


@dataclass(frozen=True, eq=False)
class Kept:
    """A state between two pieces: what was measured so far, the network's variables, the optimizer's slots."""

    progress: Progress
    variables: Sequence[np.ndarray]
    slots: Sequence[np.ndarray]


def sizes(folder: Path) -> tuple[int, int]:
    """How many pictures there are to learn from and to test with, in a folder of arrays."""
    return tuple(len(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ("y", "y_test"))  # type: ignore[return-value]
