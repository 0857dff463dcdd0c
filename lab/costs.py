"""What a training costs: steps, multiply-adds and about how many seconds of a worker, all before it has begun.

>>> from lab.optimizers import OptimizerSettings
>>> from lab.stacks.layers import Dense
>>> xor = Training(Data("gate"), (Dense(2, "sigmoid"), Dense(1, "sigmoid")), OptimizerSettings("SGD", 0.1), epochs=9)
>>> work(xor).steps, work(xor).multiply_adds
(1, 648)

The rule of the seconds is a sum: so much for every step, every layer in it, every weight that the optimizer touches in
it, every multiply-add, and every number that a layer puts out. Its constants were measured on two cores.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from typing import Any

from lab.data.datasets import DATASETS, Data, num_left
from lab.data.keras_files import KERAS_DATA
from lab.data.sizes import Size
from lab.experiments import Training
from lab.optimizers import OPTIMIZERS
from lab.problems import Problem
from lab.settings import COUNTS
from lab.stacks.shapes import report

LINK_S = 20.0
"""What takes longer than this is not begun by opening a link."""
MOST_S = 1800.0
"""What takes longer than this is not begun at all."""
STEP_S = 0.4
"""What takes longer than this in a single step is not begun: a worker cannot be called away from it. By the rule alone:
where the machine is slow, or busy, what could be trained before still can be."""
WHOLE_S = 0.2
"""Epochs up to this length are never cut: a chunk is a number of whole ones."""
COMPILING_S = 1.5
MOST_AT_ONCE = 1000
"""So many examples at most are measured together."""
FEWEST_EXAMPLES, MOST_BATCH_SIZE = 1000, 1000
"""No fewer examples are proposed, and no larger batches: lessons have no others."""


@dataclass(frozen=True)
class Speed:
    """Seconds of a step, of each of its layers, and of each number that the optimizer reads or writes in it; of a
    multiply-add where they are few, of calling the threads that share many, and of one of many; and of a number that a
    layer puts out, since those go through the memory."""

    step: float
    layer: float
    weight: float
    few: float
    call: float
    many: float
    output: float

    def product(self, multiply_adds: float) -> float:
        """Of one product of matrices."""
        return min(multiply_adds * self.few, self.call + multiply_adds * self.many)


DENSE = Speed(2e-6, 1e-6, 3e-10, 8e-10, 4e-5, 1.3e-11, 2.5e-10)
CONVOLUTIONAL = Speed(1e-3, 1e-4, 3e-10, 1.6e-11, 0.0, 1.6e-11, 5e-10)
"""Measured on two cores: tiny networks, 20-30-10, 1024 four times with batches of 1, 32 and 512, B1, E6, C3 and
CIFAR-10's designs. Where nobody else wants the cores it is right within a factor of two, but for batch normalisation
and dropout in small dense networks, which take up to five times as long. What a worker measures corrects it."""


@dataclass(frozen=True)
class Work:
    """What there is to do. `steps` are those of an epoch; `num_train`, `num_validation` and `num_test` the examples
    that it learns from and is measured on; `products` the multiply-adds of each layer for one example."""

    epochs: int
    steps: int
    batch_size: int
    num_train: int
    num_validation: int
    num_test: int
    tests_last: bool
    products: tuple[int, ...]
    outputs: int
    weights: int
    slots: int
    layers: int
    speed: Speed

    @property
    def multiply_adds(self) -> int:
        """Of the whole training. The way back takes twice as many as the way forward."""
        tested = self.num_test * (1 if self.tests_last else self.epochs)
        examples = self.epochs * (3 * self.num_train + self.num_validation) + tested
        return examples * sum(self.products)

    @property
    def step_s(self) -> float:
        """Of one batch that is learnt from: there and twice as long back, but for the first layer, whose inputs need no
        gradient. The optimizer reads and writes the weights, the gradient and its slots."""
        fixed = self.speed.step + self.layers * self.speed.layer
        touched = self.weights * (3 + 2 * self.slots) * self.speed.weight
        spared = self.speed.product(self.batch_size * self.products[0]) if self.products else 0
        return fixed + touched + 3 * self.examples_s(self.batch_size) - spared

    def examples_s(self, count: int) -> float:
        """Of so many examples together on their way forward."""
        products = sum(self.speed.product(count * each) for each in self.products)
        return products + count * self.outputs * self.speed.output

    @property
    def look_size(self) -> int:
        """So many examples are measured together, at most: a tenth of a second's."""
        return max(1, min(MOST_AT_ONCE, int(0.1 * MOST_AT_ONCE / self.examples_s(MOST_AT_ONCE))))

    def looks(self, count: int) -> int:
        """The batches in which so many examples are measured."""
        return -(-count // self.look_size)

    @property
    def test_s(self) -> float:
        """Of the examples for testing, each time that they are measured."""
        return self.looks(self.num_test) * self.batch_s(self.steps)

    @property
    def epoch_s(self) -> float:
        """Of an epoch, the examples for testing left aside where they wait for the end."""
        held_out = self.looks(self.num_validation) * self.batch_s(self.steps)
        return self.steps * self.step_s + held_out + (0 if self.tests_last else self.test_s)

    @property
    def is_cut(self) -> bool:
        """Whether a chunk may end within an epoch. The settings decide it, never what was measured: the numbers of a
        training do not depend on how busy a machine was."""
        return self.epoch_s + self.test_s * self.tests_last > WHOLE_S

    @property
    def seconds(self) -> float:
        return self.epochs * self.epoch_s + self.test_s * self.tests_last

    def done_s(self, epoch: int, step: int = 0) -> float:
        """Of the first epochs, and of the first batches of the next one, those that are only measured included."""
        within = min(step, self.steps) * self.step_s + max(0, step - self.steps) * self.examples_s(self.look_size)
        return epoch * self.epoch_s + within

    def batch_s(self, step: int) -> float:
        """Of batch number `step` of an epoch, from 0."""
        return self.step_s if step < self.steps else self.examples_s(self.look_size)


def size(data: Data) -> Size:
    """The examples of a data set, counted without loading them. `Problem` for one that there is not."""
    known = DATASETS | KERAS_DATA  # type: ignore[operator]
    if data.name not in known:
        raise Problem("there is no data set {name}; there are {known}", name=data.name, known=", ".join(known))
    return known[data.name].counts.size(**dict(data.options))


@lru_cache(maxsize=4096)
def work(training: Training) -> Work:
    """What a training has to do. `Problem` for a network or a share held out that cannot be."""
    its = size(training.data)
    num_train = num_left(its.examples, training.validation_fraction)
    found = report(its.shape, training.layers)
    if found.problem:
        raise found.problem
    convolutional = any(layer.slides for layer in training.layers)
    return Work(
        epochs=training.epochs,
        steps=-(-num_train // training.batch_size),
        batch_size=min(training.batch_size, num_train),
        num_train=num_train,
        num_validation=its.examples - num_train if training.validation_fraction else 0,
        tests_last=training.tested_last,
        num_test=its.test if training.tested or training.tested_last else 0,
        products=tuple(row.multiply_adds for row in found.rows if row.multiply_adds),
        outputs=sum(prod(size for size in row.output_shape if size) for row in found.rows),
        weights=found.parameters,
        slots=len(OPTIMIZERS[training.optimizer.name].slots),
        layers=len(training.layers),
        speed=CONVOLUTIONAL if convolutional else DENSE,
    )


def seconds(training: Training, pace: float = 1.0) -> float:
    """About how long a worker takes for a training, compiling included.

    `pace`: seconds that were measured ÷ those of the rule, such as a chunk's.
    """
    return COMPILING_S + pace * work(training).seconds


def share(training: Training, epoch: int, step: int = 0) -> float:
    """How much of a training is done after so many epochs and batches of the next one, from 0 to 1, by its work."""
    its = work(training)
    return min(1.0, its.done_s(epoch, step) / its.seconds)


def check(training: Training, pace: float = 1.0) -> None:
    """`Problem` for a training that takes too long, in one of its steps or as a whole; it says what would fit."""
    step_s, all_s = work(training).step_s, seconds(training, pace)
    if step_s > STEP_S:
        text = (
            "one step takes about {seconds:.2g} s here, and nobody else is served meanwhile; the limit is {most} "
            "s. What would fit: {remedy}"
        )
        raise Problem(text, seconds=step_s, most=STEP_S, remedy=_smaller_batch(training, pace))
    if all_s > MOST_S:
        text = "it would take about {minutes:,.0f} minutes here; the limit is {most:.0f}. What would fit: {remedy}"
        raise Problem(text, minutes=all_s / 60, most=MOST_S / 60, remedy=_shorter(training, pace))


def _is_short(training: Training, pace: float) -> bool:
    return seconds(training, pace) <= MOST_S and work(training).step_s <= STEP_S


def _smaller_batch(training: Training, pace: float) -> Problem:
    fits = _most(training.batch_size, lambda size: _is_short(replace(training, batch_size=size), pace))
    return Problem("a batch size of {count:,}", count=fits) if fits else Problem("a smaller network")


def _shorter(training: Training, pace: float) -> Problem:
    """What would make a training fit, each by itself."""

    def is_short(**changes: Any) -> bool:
        return _is_short(replace(training, **changes), pace)

    remedies = []
    if epochs := _most(training.epochs, lambda count: is_short(epochs=count, snapshots=())):
        remedies.append(Problem("{count:,} epochs", count=epochs))
    options = dict(training.data.options)
    if "examples" in options:
        enough = work(training).batch_size

        def with_examples(count: int) -> Data:
            return replace(training.data, options=tuple({**options, "examples": count}.items()))

        examples = _most(int(options["examples"]), lambda count: is_short(data=with_examples(count)), FEWEST_EXAMPLES)
        if examples > enough:
            remedies.append(Problem("{count:,} examples", count=examples))
    most = min(work(training).num_train, MOST_BATCH_SIZE)
    sizes = (mark for mark in COUNTS if training.batch_size < mark <= most)
    if larger := next((size for size in sizes if is_short(batch_size=size)), 0):
        remedies.append(Problem("a batch size of {count:,}", count=larger))
    found = remedies.pop() if remedies else Problem("a smaller network")
    while remedies:
        found = Problem("{one}, or {other}", one=remedies.pop(), other=found)
    return found


def _most(high: int, fits: Callable[[int], bool], low: int = 1) -> int:
    """The largest of `COUNTS` from `low` to below `high` that fits; 0 where none does."""
    return next((mark for mark in reversed(COUNTS) if low <= mark < high and fits(mark)), 0)
