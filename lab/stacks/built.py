"""What Keras says of a network that it was asked to build or to fit.

Workers send these, so they stand outside `lab.training`: reading one must not import Keras in the web process.
"""

from dataclasses import dataclass

from lab.stacks.shapes import Shape


@dataclass(frozen=True)
class BuiltLayer:
    """What Keras says of a layer: its class, its output's shape without the batch axis, its numbers of parameters."""

    name: str
    output_shape: Shape
    trainable: int
    non_trainable: int


@dataclass(frozen=True)
class Built:
    """The layers that Keras built. Where it refused one: its index from 0, and Keras's own words."""

    rows: tuple[BuiltLayer, ...]
    error: str | None = None
    failed_at: int | None = None

    @property
    def parameters(self) -> int:
        return sum(row.trainable + row.non_trainable for row in self.rows)


@dataclass(frozen=True)
class Broken:
    """What came of `model.fit`: the error's class and its words, or, without an error, the loss of the epoch.

    `output_shape` is the network's, with None for the batch.
    """

    error: str | None
    words: str
    loss: float | None
    output_shape: tuple[int | None, ...]
