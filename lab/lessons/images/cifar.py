"""CIFAR-10: designs for colour pictures, what they cost, and the pieces into which a training of minutes is cut.

>>> {name: CifarSettings(design=name).report().parameters for name in DESIGNS}
{'normalised': 357482, 'tutorial': 122570, 'documents': 2823178}
>>> plan = Plan(CifarSettings(), 50_000, 10_000)
>>> plan.steps, plan.num_steps
(900, 9000)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lab.data.pictures import PICTURES
from lab.settings import Settings, choice, number
from lab.stacks.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPooling2D,
)
from lab.stacks.shapes import Report, report

NAME = "cifar10"
SHAPE = PICTURES[NAME].shape
NUM_TEST = 10_000
WANTED = 0.7
"""The test accuracy that the exam asks for."""
HELD_OUT = 0.1
PIECE_WORK = 2e10
"""Multiply-adds of one piece: at most 0.4 seconds on two cores, so that nobody waits for its end."""
MOST_AT_ONCE = 1000
"""So many pictures at most are measured together."""


def documents() -> tuple[Layer, ...]:
    """E8 as it is solved in the documents: 2×2 kernels, 128-128-pool-256-256-pool-256-10."""
    convolutions = [Conv2D(filters, (2, 2), activation="relu") for filters in (128, 128, 256, 256)]
    return (
        *convolutions[:2],
        MaxPooling2D(),
        *convolutions[2:],
        MaxPooling2D(),
        Flatten(),
        Dense(256, "relu"),
        Dense(10, "softmax"),
    )


def tutorial() -> tuple[Layer, ...]:
    """The network of TensorFlow's tutorial on convolutions, which reports over 70 % after 10 epochs."""
    first, *rest = (Conv2D(filters, (3, 3), activation="relu") for filters in (32, 64, 64))
    return (first, MaxPooling2D(), rest[0], MaxPooling2D(), rest[1], Flatten(), Dense(64, "relu"), Dense(10, "softmax"))


def normalised() -> tuple[Layer, ...]:
    """32-64-128, each with batch normalisation and pooling; two dropouts."""
    blocks = [
        (
            Conv2D(filters, (3, 3), padding="same", use_bias=False),
            BatchNormalization(),
            Activation("relu"),
            MaxPooling2D(),
        )
        for filters in (32, 64, 128)
    ]
    return (*sum(blocks, ()), Flatten(), Dropout(0.3), Dense(128, "relu"), Dropout(0.3), Dense(10, "softmax"))


DESIGNS: Mapping[str, Callable[[], tuple[Layer, ...]]] = {
    "normalised": normalised,
    "tutorial": tutorial,
    "documents": documents,
}


@dataclass(frozen=True)
class CifarSettings(Settings):
    """One training by Adam. A tenth of the examples is held out."""

    design: str = choice("normalised", tuple(DESIGNS))
    examples: int = number(50_000, 1000, 50_000, 1000)
    epochs: int = number(10, 1, 50, log=True)
    batch_size: int = number(50, 10, 500, log=True)
    learning_rate: float = number(0.001, 1e-4, 0.1, log=True)
    seed: int = number(0, 0, 2**31 - 1, 1)

    def layers(self) -> tuple[Layer, ...]:
        return DESIGNS[self.design]()

    def report(self) -> Report:
        return report(SHAPE, self.layers())


@dataclass(frozen=True)
class Piece:
    """What is computed at a stretch: of `kind` "train" the steps, of "held out" and "test" the pictures, from `first`
    on to before `last`. Epochs are counted from 0."""

    kind: str
    epoch: int
    first: int
    last: int


@dataclass(frozen=True)
class Plan:
    """All pieces of a training of `settings` on so many pictures. It is a function of these numbers alone."""

    settings: CifarSettings
    num_pictures: int
    num_test: int
    piece_work: float = PIECE_WORK

    @property
    def examples(self) -> int:
        return min(self.settings.examples, self.num_pictures)

    @property
    def num_train(self) -> int:
        return self.examples - int(self.examples * HELD_OUT)

    @property
    def batch_size(self) -> int:
        return min(self.settings.batch_size, self.num_train)

    @property
    def steps(self) -> int:
        """Of an epoch. What is left over for no whole batch waits for the next epoch's order."""
        return self.num_train // self.batch_size

    @property
    def num_steps(self) -> int:
        return self.steps * self.settings.epochs

    @cached_property
    def multiply_adds(self) -> int:
        """For one picture, forward. A step takes about three times as many for each of its pictures."""
        return self.settings.report().multiply_adds

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        found = []
        for epoch in range(self.settings.epochs):
            found += _cut("train", epoch, 0, self.steps, self.piece_work / (3 * self.multiply_adds * self.batch_size))
            found += _cut("held out", epoch, self.num_train, self.examples, self._at_once)
        return (*found, *_cut("test", self.settings.epochs, 0, self.num_test, self._at_once))

    @property
    def _at_once(self) -> float:
        return min(MOST_AT_ONCE, self.piece_work / self.multiply_adds)

    def work(self, piece: Piece) -> int:
        """Its multiply-adds."""
        return (piece.last - piece.first) * self.multiply_adds * (3 * self.batch_size if piece.kind == "train" else 1)

    def work_left(self, done: int) -> int:
        """Multiply-adds of all pieces but the first `done`."""
        return sum(self.work(piece) for piece in self.pieces[done:])

    def seconds(self, step_seconds: float) -> float:
        """About how long all of it takes, where a step takes so long."""
        return step_seconds * self.work_left(0) / (3 * self.multiply_adds * self.batch_size)

    def rows(self, piece: Piece) -> np.ndarray:
        """The pictures of a piece, in their order: (steps, batch) for training, (pictures,) else.

        A function of the seed and the epoch, so that any piece can be computed alone.
        """
        if piece.kind != "train":
            return np.arange(piece.first, piece.last)
        order = np.random.default_rng((self.settings.seed, piece.epoch)).permutation(self.num_train)
        return order[: self.steps * self.batch_size].reshape(self.steps, -1)[piece.first : piece.last]


def _cut(kind: str, epoch: int, first: int, last: int, size: float) -> list[Piece]:
    step = max(1, int(size))
    return [Piece(kind, epoch, begin, min(begin + step, last)) for begin in range(first, last, step)]
