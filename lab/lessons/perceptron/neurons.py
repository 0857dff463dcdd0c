"""One neuron that learns, example by example: Rosenblatt's threshold rule, and the delta rule of a sigmoid neuron.

Both rules are one line, w ← w + η (y − ŷ) x; they differ in ŷ alone, which is 0 or 1 for the one and between them for
the other. Everything is float64.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lab.data.gates import ORDERS
from lab.problems import Problem
from lab.settings import Settings, choice, number


def threshold(z: float) -> float:
    """1 where z ≥ 0, else 0."""
    return 1.0 if z >= 0 else 0.0


def logistic(z: float) -> float:
    """σ(z) = 1 / (1 + e⁻ᶻ), for z of any size."""
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    small = math.exp(z)
    return small / (1 + small)


RULES: dict[str, Callable[[float], float]] = {"perceptron": threshold, "delta": logistic}
"""A learning rule's name → the activation that makes ŷ of z."""

BIASES: dict[str, float] = {"trained": 0.0, "documents": 1.0, "none": 0.0}
"""How a neuron has its bias → the constant that training adds to it. `trained`: z = x·w + b. `none`: z = x·w.
`documents`: trains with z = x·w + 1 + b, while the table at the end is printed with x·w + b: a slip of the
course documents.
"""

GRID = 2.0**-28
"""Fine enough to move no start that anyone could tell, coarse enough that sums of its multiples are exact up to 2²⁵."""

LARGEST_START = 1000.0
"""The largest weight or bias to start from: divided by the smallest learning rate, 2²⁰, it leaves sums enough room."""


@dataclass(frozen=True)
class NeuronSettings(Settings):
    """How one neuron learns. `start` is (w₁, …, wₙ, b); None draws them from the normal distribution N(0, 1)."""

    rule: str = choice("delta", RULES)
    learning_rate: float = number(0.1, 0.001, 10.0, log=True)
    epochs: int = number(2000, 1, 5000, log=True)
    order: str = choice("documents", ORDERS)
    bias: str = choice("trained", BIASES)
    weights_seed: int = number(0, 0, 2**31 - 1, 1)
    shuffle_seed: int = number(0, 0, 2**31 - 1, 1)
    start: tuple[float, ...] | None = None


@dataclass(frozen=True)
class HandSettings(Settings):
    """A threshold neuron of two inputs whose weights and bias are set by hand."""

    w1: float = number(1.0, -3.0, 3.0, 0.1)
    w2: float = number(1.0, -3.0, 3.0, 0.1)
    bias: float = number(-0.5, -3.0, 3.0, 0.1)


class Cycle(NamedTuple):
    """From epoch `start` on, the weights and the bias come back every `length` epochs, for ever."""

    start: int
    length: int


@dataclass(frozen=True, eq=False)
class NeuronTrace:
    """The story of one training, read-only; row 0 of an array is the start, row e comes after epoch e."""

    settings: NeuronSettings
    inputs: np.ndarray
    """(examples, features)"""
    targets: np.ndarray
    """(examples,), 0 or 1"""
    weights: np.ndarray
    """(epochs + 1, features)"""
    bias: np.ndarray
    """(epochs + 1,), the stored one: where `settings.bias` is "documents", z has 1 more"""
    error_sum: np.ndarray
    """(epochs,): Σ (y − ŷ) over the epoch, each error as it was when its example came, with its sign"""
    outputs: np.ndarray
    """(epochs + 1, examples)"""
    num_mistakes: np.ndarray
    """(epochs + 1,): outputs on the wrong side of 0.5"""
    mean_squared_error: np.ndarray
    """(epochs + 1,)"""
    cross_entropy: np.ndarray | None
    """(epochs + 1,), in nats; None for the perceptron, whose outputs are no probabilities"""
    cycle: Cycle | None
    """None too where none can be told for certain: the delta rule, a shuffled order, inputs that are not whole"""

    @property
    def converged(self) -> int | None:
        """The epoch after which the perceptron makes no mistake and so never changes again, or None."""
        done = np.flatnonzero(self.num_mistakes == 0)
        return int(done[0]) if self.settings.rule == "perceptron" and len(done) else None


def step(
    weights: Sequence[float],
    bias: float,
    x: Sequence[float],
    y: float,
    learning_rate: float,
    activation: Callable[[float], float],
) -> tuple[list[float], float, float]:
    """One example's lesson: ŷ = activation(x·w + b), then w ← w + η (y − ŷ) x and b ← b + η (y − ŷ).

    Returns the new weights, the new bias and the error y − ŷ. For the sigmoid neuron this is a step of gradient
    descent on the cross-entropy, whose derivative by z is ŷ − y; there is no factor σ′(z), as there would be for the
    squared error.

    Here z = 1·1 + 0·2 − 0.5 = 0.5 says 1 where 0 is right, so the error is −1 and the input's weight goes down by 0.25:

    >>> step([1.0, 2.0], -0.5, [1.0, 0.0], 0.0, 0.25, threshold)
    ([0.75, 2.0], -0.75, -1.0)

    Source: Rosenblatt (1958); Widrow and Hoff (1960), here with a sigmoid.
    """
    error = y - activation(sum(map(mul, weights, x)) + bias)
    change = learning_rate * error
    return [weight + change * value for weight, value in zip(weights, x, strict=True)], bias + change, error


def learn(inputs: ArrayLike, targets: ArrayLike, settings: NeuronSettings) -> NeuronTrace:
    """Train one neuron on examples (examples, features) with targets 0 or 1, one example after the other.

    The threshold rule's path is the same whatever the unit of the weights, so it is walked in units of η, starting on
    a grid of 2⁻²⁸ (which moves the start by less than η · 2⁻²⁸). Then every step adds whole numbers and no sum of
    floats is rounded: a tie z = 0 is a tie, and weights that come back are the same to the bit, so that a cycle is
    seen for certain.

    Raises `Problem` if examples, targets and start do not fit each other.

    With η = 1, the first epoch's only errors are at (1, 1) and at (0, 0), which undo each other in the bias:

    >>> from lab.data.gates import GATES, INPUTS
    >>> trace = learn(INPUTS, GATES["OR"], NeuronSettings("perceptron", 1.0, 3, start=(-1.0, 0.0, 0.0)))
    >>> trace.weights.tolist(), trace.bias.tolist(), trace.converged
    ([[-1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 1.0]], [0.0, 0.0, -1.0, -1.0], 3)
    """
    x, y = _examples(inputs, targets)
    is_perceptron = settings.rule == "perceptron"
    unit = weight_unit(settings)
    state = in_units(_start(x.shape[1], settings), settings)
    states, error_sum = _walk(x, y, state, settings)

    z = states[:, :-1] @ x.T + states[:, -1:]
    outputs = np.vectorize(RULES[settings.rule], otypes=[float])(z)
    num_mistakes = np.sum((outputs >= 0.5) != (y == 1), axis=1)
    can_repeat = is_perceptron and settings.order != "shuffled" and bool(np.all(x == np.round(x)))
    return NeuronTrace(
        settings=settings,
        inputs=_fixed(x),
        targets=_fixed(y),
        weights=_fixed(states[:, :-1] * unit),
        bias=_fixed(states[:, -1] * unit - BIASES[settings.bias]),
        error_sum=_fixed(error_sum),
        outputs=_fixed(outputs),
        num_mistakes=_fixed(num_mistakes),
        mean_squared_error=_fixed(np.mean((outputs - y) ** 2, axis=1)),
        cross_entropy=None if is_perceptron else _fixed(np.mean(np.logaddexp(0, z) - y * z, axis=1)),
        cycle=_cycle(states) if can_repeat and num_mistakes.all() else None,
    )


def weight_unit(settings: NeuronSettings) -> float:
    """What the walk counts weights in: the learning rate for the threshold rule, else 1."""
    return settings.learning_rate if settings.rule == "perceptron" else 1.0


def in_units(state: np.ndarray, settings: NeuronSettings) -> np.ndarray:
    """Weights and stored bias (…, features + 1) → the numbers the walk adds to, the bias with its constant."""
    constant = np.append(np.zeros(state.shape[-1] - 1), BIASES[settings.bias])
    units = (state + constant) / weight_unit(settings)
    return np.round(units / GRID) * GRID if settings.rule == "perceptron" else units


def single_example(
    x: Sequence[float],
    y: int,
    weights: Sequence[float],
    bias: float = 0.0,
    learning_rate: float = 0.1,
    steps: int = 1000,
    with_bias: bool = True,
) -> NeuronTrace:
    """A sigmoid neuron that is shown one and the same example `steps` times; an epoch of the trace is a step.

    The course documents print at step k the output and the error before its update, which are rows k − 1 of
    `outputs` and of `error_sum`.

    >>> single_example([1.0], 0, [0.0], steps=1, with_bias=False).weights.tolist()
    [[0.0], [-0.05]]
    """
    handling = "trained" if with_bias else "none"
    start = (*map(float, weights), float(bias) if with_bias else 0.0)
    return learn([x], [y], NeuronSettings("delta", learning_rate, steps, bias=handling, start=start))


def _examples(inputs: ArrayLike, targets: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.array(inputs, float), np.array(targets, float)
    if x.ndim != 2 or y.shape != (len(x),) or not x.size:
        text = "inputs of shape {x} and targets of shape {y} do not fit; (examples, features) and (examples,) do"
        raise Problem(text, x=x.shape, y=y.shape)
    if not np.isfinite(x).all() or not np.isin(y, (0, 1)).all():
        raise Problem("inputs have to be finite numbers and targets 0 or 1; these are {x} and {y}", x=inputs, y=targets)
    return x, y


def _start(num_features: int, settings: NeuronSettings) -> np.ndarray:
    if settings.start is None:
        start = np.random.default_rng(settings.weights_seed).normal(size=num_features + 1)
    else:
        start = np.array(settings.start, float)
    if start.shape != (num_features + 1,):
        text = "start has {given} numbers; {features} weights and a bias are {needed}"
        raise Problem(text, given=len(settings.start or ()), features=num_features, needed=num_features + 1)
    if not np.all(np.abs(start) <= LARGEST_START):
        text = "start is {start}; its numbers go from -{most:g} to {most:g}"
        raise Problem(text, start=settings.start, most=LARGEST_START)
    if settings.bias == "none":
        start[-1] = 0.0
    return start


def _walk(x: np.ndarray, y: np.ndarray, state: np.ndarray, settings: NeuronSettings) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias after each epoch (epochs + 1, features + 1), and the sum of its errors (epochs,)."""
    activation, has_bias = RULES[settings.rule], settings.bias != "none"
    rate = settings.learning_rate / weight_unit(settings)
    rows = list(zip(x.tolist(), y.tolist(), strict=True))
    *weights, bias = state.tolist()
    states, error_sums = [[*weights, bias]], []
    for order in ORDERS[settings.order](len(rows), settings.epochs, settings.shuffle_seed).tolist():
        error_sum = 0.0
        for index in order:
            example, target = rows[index]
            weights, new_bias, error = step(weights, bias, example, target, rate, activation)
            bias = new_bias if has_bias else bias
            error_sum += error
        states.append([*weights, bias])
        error_sums.append(error_sum)
    return np.array(states), np.array(error_sums)


def _cycle(states: np.ndarray) -> Cycle | None:
    """The first state that comes back. The order is the same in every epoch, so what followed it follows again."""
    seen: dict[tuple[float, ...], int] = {}
    for epoch, state in enumerate(map(tuple, states.tolist())):
        if state in seen:
            return Cycle(seen[state], epoch - seen[state])
        seen[state] = epoch
    return None


def _fixed(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
