"""Runs beside each other: in which settings they differ, and what is luck about them.

>>> from lab.lessons.perceptron.hidden import HiddenSettings
>>> runs = [HiddenSettings(), HiddenSettings(units=3), HiddenSettings(units=3, learning_rate=0.5)]
>>> differences(runs)
{'units': (2, 3, 3), 'learning_rate': (0.1, 0.1, 0.5)}
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lab.experiments import Training
from lab.settings import Settings, rules

MANY_SEEDS = 10
MAX_SEED = 2**31 - 1


def differences(runs: Sequence[Settings]) -> dict[str, tuple[Any, ...]]:
    """The fields in which runs of one kind differ, each with its value in every run."""
    values = {name: tuple(getattr(run, name) for run in runs) for name in (rules(type(runs[0])) if runs else ())}
    return {name: each for name, each in values.items() if len(set(each)) > 1}


def next_seeds(seed: int, count: int) -> tuple[int, ...]:
    """A seed and those that come after it; after the largest comes 0.

    >>> next_seeds(2**31 - 2, 4)
    (2147483646, 2147483647, 0, 1)
    """
    return tuple((seed + index) % (MAX_SEED + 1) for index in range(count))


def with_many_seeds(training: Training, count: int = MANY_SEEDS) -> tuple[Training, ...]:
    """The training and others like it: the next seeds decide starting weights and the order of the examples.

    The data stay the same. Weights are kept of none of them.
    """
    seeds = zip(next_seeds(training.weights_seed, count), next_seeds(training.shuffle_seed, count), strict=True)
    return tuple(
        replace(training, snapshots=(), weights_seed=weights, shuffle_seed=shuffle) for weights, shuffle in seeds
    )


@dataclass(frozen=True, eq=False)
class Band:
    """A metric over epochs 1, 2, … of several runs: the lowest, the middle and the highest. Each of shape (epochs,),
    NaN at an epoch at which no run has a finite value."""

    low: np.ndarray
    middle: np.ndarray
    high: np.ndarray


def band(curves: Sequence[np.ndarray]) -> Band:
    """Of curves, (epochs,) each, over as many epochs as any has; one that has ended before is left out from there on.

    A value that is not finite counts as nothing, too: a run that diverged ends where it did. The middle is the median.
    """
    values = np.full((max(len(curves), 1), max((len(curve) for curve in curves), default=0)), np.nan)
    for row, curve in zip(values, curves, strict=False):
        row[: len(curve)] = curve
    values[~np.isfinite(values)] = np.nan
    there = np.flatnonzero(~np.isnan(values).all(axis=0))
    found = np.full((3, there[-1] + 1 if there.size else 0), np.nan)
    found[:, there] = [summary(values[:, there], axis=0) for summary in (np.nanmin, np.nanmedian, np.nanmax)]
    return Band(*found)
