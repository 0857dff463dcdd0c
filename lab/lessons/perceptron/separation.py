"""Perceptron against logistic regression, on two clouds of points that may overlap.

The clouds are normal distributions of equal spread s, their centres d apart, so the truth is known: a point x is of
class 1 with probability σ(d (u·x) / s²), u being the direction from one centre to the other.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lab.activations import sigmoid
from lab.data.gates import ORDERS
from lab.lessons.perceptron.neurons import NeuronSettings, NeuronTrace, learn
from lab.problems import Problem
from lab.settings import Settings, choice, number

DIRECTION = np.array([1.0, 1.0]) / math.sqrt(2)
"""u, from the centre of class 0 to that of class 1; the centres lie evenly on both sides of the origin."""


@dataclass(frozen=True)
class SeparationSettings(Settings):
    """Two clouds, and how both neurons go through them: the same start, the same examples in the same order."""

    num_examples: int = number(100, 4, 400, 2)
    distance: float = number(2.0, 0.0, 10.0, 0.5)
    spread: float = number(1.0, 0.1, 3.0, 0.1)
    learning_rate: float = number(0.05, 0.001, 1.0, log=True)
    epochs: int = number(100, 1, 200, log=True)
    order: str = choice("shuffled", tuple(ORDERS))
    data_seed: int = number(0, 0, 2**31 - 1, 1)
    weights_seed: int = number(0, 0, 2**31 - 1, 1)
    shuffle_seed: int = number(0, 0, 2**31 - 1, 1)


class Separation(NamedTuple):
    """The traces of both; `logistic.outputs` are probabilities, `perceptron.outputs` are 0 or 1."""

    perceptron: NeuronTrace
    logistic: NeuronTrace


class Bin(NamedTuple):
    """Examples with a predicted probability from `low` to `high`: how many, the mean prediction, the share of class
    1."""

    low: float
    high: float
    num_examples: int
    predicted: float
    observed: float


def clouds(num_examples: int, distance: float, spread: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points (examples, 2) and their classes (examples,), 0 and 1 in turn, half of each.

    `distance` between the two centres and `spread`, the standard deviation along each axis, are in units of the axes.

    >>> x, y = clouds(4, distance=2.0, spread=0.0, seed=0)
    >>> x.round(2).tolist(), y.tolist()
    ([[-0.71, -0.71], [0.71, 0.71], [-0.71, -0.71], [0.71, 0.71]], [0, 1, 0, 1])
    """
    if num_examples < 2 or num_examples % 2:
        text = "{num_examples} examples cannot be halved; an even number of 2 or more can"
        raise Problem(text, num_examples=num_examples)
    y = np.arange(num_examples) % 2
    centres = np.outer((y - 0.5) * distance, DIRECTION)
    return centres + spread * np.random.default_rng(seed).normal(size=(num_examples, 2)), y


def true_probability(x: np.ndarray, distance: float, spread: float) -> np.ndarray:
    """P(class 1 | x) = σ(d (u·x) / s²) for points (…, 2), by Bayes' rule from the two normal distributions."""
    return sigmoid(distance * (np.asarray(x) @ DIRECTION) / spread**2)


def separate(settings: SeparationSettings) -> Separation:
    """Train a perceptron and a sigmoid neuron side by side; the traces have (epochs + 1) rows."""
    x, y = clouds(settings.num_examples, settings.distance, settings.spread, settings.data_seed)
    perceptron, logistic = (
        learn(
            x,
            y,
            NeuronSettings(
                rule,
                settings.learning_rate,
                settings.epochs,
                settings.order,
                weights_seed=settings.weights_seed,
                shuffle_seed=settings.shuffle_seed,
            ),
        )
        for rule in ("perceptron", "delta")
    )
    return Separation(perceptron, logistic)


def turns(trace: NeuronTrace) -> np.ndarray:
    """By how many degrees the boundary turned in each epoch, (epochs,), from 0 to 180; NaN where the weights were 0.

    >>> trace = learn([[0, 1]], [1], NeuronSettings("perceptron", 1.0, 1, start=(1.0, 0.0, -5.0)))
    >>> turns(trace).round(6)  # from (1, 0) to (1, 1)
    array([45.])
    """
    angles = np.arctan2(trace.weights[:, 1], trace.weights[:, 0])
    angles[~trace.weights.any(axis=1)] = np.nan
    turned = np.abs(np.diff(angles))
    return np.degrees(np.minimum(turned, 2 * np.pi - turned))


def calibration(probabilities: np.ndarray, targets: np.ndarray, num_bins: int = 5) -> list[Bin]:
    """Whether some 70 % of the examples called 70 % are of class 1: bins of equal width, without empty ones.

    >>> for part in calibration(np.array([0.1, 0.3, 0.9]), np.array([0, 1, 1]), num_bins=2):
    ...     print(part)
    Bin(low=0.0, high=0.5, num_examples=2, predicted=0.2, observed=0.5)
    Bin(low=0.5, high=1.0, num_examples=1, predicted=0.9, observed=1.0)
    """
    places = np.minimum((np.asarray(probabilities) * num_bins).astype(int), num_bins - 1)
    bins = []
    for place in np.unique(places).tolist():
        inside = places == place
        predicted, observed = float(np.mean(probabilities[inside])), float(np.mean(targets[inside]))
        bins.append(Bin(place / num_bins, (place + 1) / num_bins, int(inside.sum()), predicted, observed))
    return bins
