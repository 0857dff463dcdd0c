"""One training, said as a value: data, network, loss, optimizer, length and seeds. Equal values give equal traces."""

from dataclasses import dataclass, field

from lab.data.datasets import Data, Examples, split
from lab.optimizers import OptimizerSettings
from lab.problems import Problem
from lab.schedules import PLATEAU, ScheduleSettings
from lab.settings import Settings, choice, flag, number
from lab.stacks.layers import Layer
from lab.stacks.shapes import report

LOSSES = ("mse", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")
MAX_SNAPSHOTS = 200


@dataclass(frozen=True)
class Training(Settings):
    """Everything that decides a training.

    `snapshots` are the epochs whose weights are kept; 0 is before the first. With `tested` the examples for testing are
    measured after every epoch, too, with `tested_last` only after the last one.
    """

    data: Data
    layers: tuple[Layer, ...]
    optimizer: OptimizerSettings
    loss: str = choice("mse", LOSSES)
    batch_size: int = number(32, 1, 100_000, 1)
    epochs: int = number(20, 1, 100_000, 1)
    validation_fraction: float = number(0.0, 0.0, 0.9, 0.05, free=True)
    l1: float = number(0.0, 0.0, 1.0, log=True)
    l2: float = number(0.0, 0.0, 1.0, log=True)
    shuffle: bool = flag(True)
    weights_seed: int = number(0, 0, 2**31 - 1, 1)
    shuffle_seed: int = number(0, 0, 2**31 - 1, 1)
    snapshots: tuple[int, ...] = field(default=())
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)
    tested: bool = flag(False)
    tested_last: bool = flag(False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.snapshots) > MAX_SNAPSHOTS:
            text = "the weights of {count} epochs would be kept; the limit is {most}"
            raise Problem(text, count=len(self.snapshots), most=MAX_SNAPSHOTS)
        if self.schedule.name == PLATEAU and not self.validation_fraction:
            raise Problem("the schedule {name} looks at the validation loss; hold examples out for it", name=PLATEAU)


def check(training: Training, examples: Examples) -> None:
    """Whether the data, once loaded, and the network go together; `Problem` says what does not and what would."""
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
    """At most `most` + 1 epochs from 0 to the last, with equal steps.

    Rather a few less than that, so that the steps come out even; only where that would halve their number, the last
    step is shorter.

    >>> evenly(10, 5), evenly(20, 6), evenly(7, 3)
    ((0, 2, 4, 6, 8, 10), (0, 4, 8, 12, 16, 20), (0, 3, 6, 7))
    """
    least = -(-epochs // most)
    step = next((step for step in range(least, 2 * least) if epochs % step == 0), least)
    return (*range(0, epochs, step), epochs)
