"""A search over settings: a grid of cells, each some trainings; and which of them is the best, by what.

>>> grid = Grid(ImagesSettings(network="convolution"), (("n1", (6, 64, 128)), ("n2", (16, 256))), seeds=2)
>>> len(grid.cells), grid.num_trainings
(6, 12)
>>> [(run.n1, run.n2, run.weights_seed) for run in grid.cells[1].runs]
[(6, 256, 0), (6, 256, 1)]
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from math import inf, isfinite, prod
from typing import Any

import numpy as np

from lab.comparisons import next_seeds
from lab.experiments import Training
from lab.lessons.images.choices import ImagesSettings
from lab.problems import Problem
from lab.settings import rule

MOST_VALUES, MOST_CELLS, MOST_SEEDS = 12, 36, 5
Values = tuple[Any, ...]
Axes = tuple[tuple[str, Values], ...]


@dataclass(frozen=True)
class Axis:
    """A setting to search over: the values to begin with, and the only network that has it, if not all do."""

    values: str
    network: str | None = None


AXES: Mapping[str, Axis] = {
    "n1": Axis("6, 64, 128", "convolution"),
    "n2": Axis("16, 256", "convolution"),
    "units": Axis("16, 64, 256", "dense"),
    "dropout": Axis("0, 0.2, 0.5", "dense"),
    "learning_rate": Axis("0.0001, 0.001, 0.01, 0.1"),
    "batch_size": Axis("16, 64, 256"),
    "optimizer": Axis("SGD, RMSprop, Adam"),
    "epochs": Axis("1, 3, 10"),
    "examples": Axis("1000, 3000, 10000"),
    "scaled": Axis("on, off"),
}
"""Not among them: what is held out, the data and the seeds, since losses on other pictures cannot be compared."""
EXAM: Mapping[str, Any] = {"network": "convolution", "epochs": 3, "examples": 6000}
"""E7 on a tenth of the pictures; its axes are n1 and n2, with the values above."""


def possible(network: str) -> tuple[str, ...]:
    """The axes that a network has, those first that the documents search over.

    >>> possible("softmax")[:2], possible("convolution")[:2], possible("dense")[:2]
    (('learning_rate', 'batch_size'), ('n1', 'n2'), ('units', 'dropout'))
    """
    return tuple(name for name, axis in AXES.items() if axis.network in (None, network))


def values(name: str, text: str) -> Values:
    """The values that are written for an axis, each once; `Problem` for one that breaks the setting's rule.

    >>> values("learning_rate", "0.001, 0.01,0.01"), values("units", "16, 20-30"), values("scaled", "on, off")
    ((0.001, 0.01), ('16', '20-30'), (True, False))
    >>> values("dropout", "0.2, 2")
    Traceback (most recent call last):
        ...
    lab.problems.Problem: dropout is 2.0; it goes from 0 to 0.9
    """
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if not 1 <= len(parts) <= MOST_VALUES:
        problem = "{name} has {count} values; write 1 to {most} of them, separated by commas"
        raise Problem(problem, name=name, count=len(parts), most=MOST_VALUES)
    return tuple(dict.fromkeys(_value(name, part) for part in parts))


def _value(name: str, part: str) -> Any:
    value = rule(ImagesSettings, name).take(name, part)
    ImagesSettings(**{name: value})  # checks hidden layers by the rules of all networks
    return value


@dataclass(frozen=True)
class Cell:
    """One combination of values; `runs` are its settings, one for each seed. `place` is its index on every axis."""

    place: tuple[int, ...]
    values: Values
    runs: tuple[ImagesSettings, ...]


@dataclass(frozen=True)
class Grid:
    """All combinations of the values of two or three settings; everything else is as in `base`."""

    base: ImagesSettings
    axes: Axes
    seeds: int = 1

    def __post_init__(self) -> None:
        names = [name for name, _ in self.axes]
        if not 2 <= len(set(names)) == len(names) <= 3:
            raise Problem("a search takes two or three different settings, not {names}", names=", ".join(names))
        for name in names:
            if name not in possible(self.base.network):
                text = "{name} is not a setting of this network; its settings are {known}"
                raise Problem(text, name=name, known=", ".join(possible(self.base.network)))
        if self.num_cells > MOST_CELLS:
            text = "{counts} makes {cells} cells; the limit is {most}"
            counts = " × ".join(str(len(each)) for _, each in self.axes)
            raise Problem(text, counts=counts, cells=self.num_cells, most=MOST_CELLS)
        if not 1 <= self.seeds <= MOST_SEEDS:
            raise Problem("{seeds} seeds per cell; 1 to {most} are possible", seeds=self.seeds, most=MOST_SEEDS)
        _ = self.cells  # a combination that cannot be is told now

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.axes)

    @property
    def num_cells(self) -> int:
        return prod(len(each) for _, each in self.axes)

    @property
    def num_trainings(self) -> int:
        return self.num_cells * self.seeds

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells, the last axis moving fastest."""
        return tuple(self._cell(place) for place in product(*(range(len(each)) for _, each in self.axes)))

    def _cell(self, place: tuple[int, ...]) -> Cell:
        chosen = tuple(each[index] for (_, each), index in zip(self.axes, place, strict=True))
        settings = replace(self.base, **dict(zip(self.names, chosen, strict=True)))
        seeds = next_seeds(self.base.weights_seed, self.seeds)
        return Cell(place, chosen, tuple(replace(settings, weights_seed=seed) for seed in seeds))

    @property
    def runs(self) -> tuple[ImagesSettings, ...]:
        """All trainings' settings, cell after cell."""
        return tuple(run for cell in self.cells for run in cell.runs)


def training(settings: ImagesSettings) -> Training:
    """A cell's training: the laboratory's, but no weights are kept, and the test pictures wait until its end."""
    return replace(settings.training(), snapshots=(), tested=False, tested_last=True)


@dataclass(frozen=True)
class Outcome:
    """What came of one training: its metrics after the last epoch, on the test pictures, too; the seconds that a worker
    took; and why it failed, if it did."""

    metrics: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    failed: Problem | None = None


@dataclass(frozen=True)
class Measure:
    """Something to rank cells by: a metric's name, and whether less of it is better."""

    metric: str
    less_is_better: bool = True

    def of(self, outcome: Outcome) -> float:
        """Its value for one training: the worst that there is for one that failed, NaN where it was not measured."""
        if self.metric == "seconds":
            return outcome.seconds
        found = outcome.metrics.get(self.metric, np.nan)
        return (inf if self.less_is_better else -inf) if outcome.failed else found

    def middle(self, outcomes: Sequence[Outcome]) -> float:
        """The median over a cell's seeds. One that failed counts as the worst, so that failing is never luck."""
        found = np.sort([self.of(outcome) for outcome in outcomes] or [np.nan])
        low, high = found[(len(found) - 1) // 2], found[len(found) // 2]
        return float(low if low == high else (low + high) / 2)


MEASURES: Mapping[str, Measure] = {
    "test_loss": Measure("test_loss"),
    "test_accuracy": Measure("test_accuracy", less_is_better=False),
    "val_loss": Measure("val_loss"),
    "seconds": Measure("seconds"),
}


def ranked(cells: Sequence[Sequence[Outcome] | None], measure: Measure) -> list[int]:
    """The indices of the cells that are done and did not fail, the best one first.

    `cells`: of each cell what came of its seeds, or None where not all of them are done.
    """
    found = {index: measure.middle(outcomes) for index, outcomes in enumerate(cells) if outcomes}
    good = [index for index, value in found.items() if isfinite(value)]
    return sorted(good, key=lambda index: found[index], reverse=not measure.less_is_better)


@dataclass(frozen=True)
class Verdict:
    """The best cell by test loss, the one that the validation loss would have chosen, and the test loss of both."""

    by_test: int
    by_validation: int | None
    test_losses: tuple[float, float]


def verdict(cells: Sequence[Sequence[Outcome] | None]) -> Verdict | None:
    """Who wins by the test pictures, and who by those held out; None as long as no cell is done."""
    by_test, by_validation = (ranked(cells, MEASURES[name]) for name in ("test_loss", "val_loss"))
    if not by_test:
        return None
    chosen = by_validation[0] if by_validation else None
    losses = [
        MEASURES["test_loss"].middle(cells[i] or ()) for i in (by_test[0], by_test[0] if chosen is None else chosen)
    ]
    return Verdict(by_test[0], chosen, (losses[0], losses[1]))
