"""One training, said as a value: data, network, loss, optimizer, length and seeds. Equal values give equal traces."""

from dataclasses import dataclass, field

from lab.datasets import Data, load, split
from lab.layers import Layer
from lab.optimizers import OptimizerSettings
from lab.problems import Problem
from lab.settings import Settings, choice, flag, number
from lab.shapes import report

LOSSES = ("mse", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")
MAX_SNAPSHOTS = 200


@dataclass(frozen=True)
class Training(Settings):
    """Everything that decides a training. `snapshots` are the epochs whose weights are kept; 0 is before the first."""

    data: Data
    layers: tuple[Layer, ...]
    optimizer: OptimizerSettings
    loss: str = choice("mse", LOSSES)
    batch_size: int = number(32, 1, 100_000, 1)
    epochs: int = number(20, 1, 100_000, 1)
    validation_fraction: float = number(0.0, 0.0, 0.9, 0.05)
    l1: float = number(0.0, 0.0, 1.0, log=True)
    l2: float = number(0.0, 0.0, 1.0, log=True)
    shuffle: bool = flag(True)
    weights_seed: int = number(0, 0, 2**31 - 1, 1)
    shuffle_seed: int = number(0, 0, 2**31 - 1, 1)
    snapshots: tuple[int, ...] = field(default=())

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.snapshots) > MAX_SNAPSHOTS:
            text = "{count} epochs are to be kept; {most} are the most"
            raise Problem(text, count=len(self.snapshots), most=MAX_SNAPSHOTS)


def check(training: Training) -> None:
    """Whether data and network go together; `Problem` says what does not and what would."""
    examples = load(training.data)
    split(examples, training.validation_fraction, training.data.seed)
    found = report(examples.x.shape[1:], training.layers)
    if found.problem:
        raise found.problem
    outputs = found.rows[-1].output_shape if found.rows else examples.x.shape[1:]
    wanted = (
        1 if training.loss in ("mse", "binary_crossentropy") and examples.num_classes == 2 else examples.num_classes
    )
    if outputs != (wanted,):
        text = "the last layer gives {outputs}, but {classes} classes with the loss {loss} need {wanted}"
        raise Problem(text, outputs=outputs, classes=examples.num_classes, loss=training.loss, wanted=(wanted,))


def evenly(epochs: int, most: int) -> tuple[int, ...]:
    """At most `most` + 1 epochs from 0 to the last, with equal steps; only the last step may be shorter.

    >>> evenly(10, 5), evenly(7, 3)
    ((0, 2, 4, 6, 8, 10), (0, 3, 6, 7))
    """
    step = -(-epochs // most)
    return (*range(0, epochs, step), epochs)
