"""What a search costs: multiplications by the shapes, seconds by a rule that is corrected by what was measured.

>>> exam = ImagesSettings(data="fashion_mnist", network="convolution", examples=6000, epochs=3)
>>> multiplications(exam)  # 3 · (3 · 4800 + 1200) pictures, and 10,000 for testing
15445056000
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from statistics import median

from lab.data.datasets import num_left
from lab.data.pictures import DIGITS
from lab.lessons.images.choices import ImagesSettings
from lab.stacks.layers import Conv2D

NUM_TESTS = {DIGITS: 360}
"""Test pictures of a set, where they are not 10,000."""
COMPILING_S = 1.5


@dataclass(frozen=True)
class Speed:
    """Seconds that a step takes beside its arithmetic; multiplications a second; and outputs of layers a second, since
    a convolution with many maps waits for memory more than for arithmetic."""

    step: float
    multiplications: float
    outputs: float


DENSE, CONVOLUTIONAL = Speed(3e-5, 4e9, 4e9), Speed(1e-3, 6e10, 1e9)
LONG_S = 2.0
"""Seconds from which on an epoch is long."""


def num_tests(settings: ImagesSettings) -> int:
    return NUM_TESTS.get(settings.data, 10_000)


def pictures(settings: ImagesSettings) -> int:
    """How often a picture goes through the network. One that is learnt from counts three times: forward, and twice as
    much backward."""
    train = num_left(settings.num_examples, settings.validation_fraction)
    held_out = settings.num_examples - train if settings.validation_fraction else 0
    return settings.epochs * (3 * train + held_out) + num_tests(settings)


def multiplications(settings: ImagesSettings) -> int:
    """Of a whole training, test pictures at its end included."""
    return pictures(settings) * settings.report().multiply_adds


def seconds(settings: ImagesSettings) -> float:
    """About how long a worker takes for a training, compiling included, on a machine like that of the author:

    compiling + steps · s + multiplications / r + outputs of layers / v.
    """
    found, train = settings.report(), num_left(settings.num_examples, settings.validation_fraction)
    steps = settings.epochs * -(-train // settings.batch_size)
    outputs = pictures(settings) * sum(prod(map(_size, row.output_shape)) for row in found.rows)
    speed = CONVOLUTIONAL if any(isinstance(layer, Conv2D) for layer in settings.stack()) else DENSE
    for_outputs = outputs / speed.outputs
    return COMPILING_S + steps * speed.step + multiplications(settings) / speed.multiplications + for_outputs


def _size(axis: object) -> int:
    return axis if isinstance(axis, int) else 1


def epoch_seconds(settings: ImagesSettings) -> float:
    """About how long a worker is busy with one epoch, and cannot do anything else."""
    return (seconds(settings) - COMPILING_S) / settings.epochs


def is_long(settings: ImagesSettings) -> bool:
    """Whether other visitors would wait for an epoch."""
    return epoch_seconds(settings) > LONG_S


def duration(left: Iterable[tuple[ImagesSettings, float]], workers: int, slower: float = 1.0) -> float:
    """About how many seconds trainings take, each with the share of it that is left; `slower` is the `correction`.

    Long ones leave one worker free for other visitors.
    """
    places = {False: workers, True: max(1, workers - 1)}
    return slower * sum(seconds(settings) * share / places[is_long(settings)] for settings, share in left)


@dataclass(frozen=True)
class Measured:
    """A training that was timed: its network, the seconds of the rule, and those that it took."""

    network: str
    expected: float
    seconds: float


def correction(network: str, measured: Iterable[Measured]) -> float | None:
    """By how much this machine is slower than the rule, the median over trainings of such a network; None for none.

    >>> correction("dense", [Measured("dense", 2.0, 3.0), Measured("dense", 2.0, 4.0), Measured("softmax", 1.0, 9.0)])
    1.75
    """
    ratios = [each.seconds / each.expected for each in measured if each.network == network]
    return median(ratios) if ratios else None
