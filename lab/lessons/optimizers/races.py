"""A race of all the optimizers down one surface: what is asked, and what comes back.

>>> RaceSettings().start
(-4.0, 3.0)
"""

from dataclasses import dataclass, field

import numpy as np

from lab.expressions import MAX_LENGTH
from lab.lessons.optimizers.surfaces import SURFACES, TOO_HIGH, Surface, read
from lab.optimizers import LEARNING_RATE, OPTIMIZERS, OptimizerSettings
from lab.problems import Problem
from lab.settings import Settings, number, text

MAX_STEPS = 1000
FAR = 100.0
SWEEP_RATES = tuple(float(f"{rate:.4g}") for rate in np.geomspace(1e-4, 10, 41))
"""41 learning rates, eight for each power of ten."""


def suggested(name: str, surface: Surface) -> OptimizerSettings:
    """An optimizer with Keras's knobs and a learning rate that gets somewhere on this surface in 200 steps.

    >>> suggested("Adam", SURFACES["bowl"]).learning_rate, suggested("AdaGrad", SURFACES["bowl"]).learning_rate
    (0.1, 0.5)
    """
    rate = surface.adaptive_rate * OPTIMIZERS[name].adaptive or surface.learning_rate
    return OptimizerSettings(name, min(rate, LEARNING_RATE.high))


def everyone(surface: Surface) -> tuple[OptimizerSettings, ...]:
    """All optimizers with what is suggested for this surface."""
    return tuple(suggested(name, surface) for name in OPTIMIZERS)


@dataclass(frozen=True)
class RaceSettings(Settings):
    """All the optimizers, in the registry's order, from one start, `num_steps` steps each.

    Errors: `Problem` for a formula that cannot be read or has no value at the start.
    """

    formula: str = text(SURFACES["bowl"].formula, MAX_LENGTH)
    x: float = number(-4.0, -FAR, FAR, 0.01, free=True)
    y: float = number(3.0, -FAR, FAR, 0.01, free=True)
    num_steps: int = number(200, 1, MAX_STEPS, 1)
    optimizers: tuple[OptimizerSettings, ...] = field(default_factory=lambda: everyone(SURFACES["bowl"]))

    def __post_init__(self) -> None:
        super().__post_init__()
        if tuple(each.name for each in self.optimizers) != tuple(OPTIMIZERS):
            raise Problem("the race needs settings for {names}, in this order", names=", ".join(OPTIMIZERS))
        height = float(read(self.formula).evaluate({"x": self.x, "y": self.y}))
        if not abs(height) < TOO_HIGH:
            template = "{formula} has no finite value at the start ({x:g}, {y:g}); choose another start"
            raise Problem(template, formula=self.formula, x=self.x, y=self.y)

    @property
    def start(self) -> tuple[float, float]:
        return self.x, self.y


@dataclass(frozen=True, eq=False)
class Path:
    """One optimizer's way, an entry for each step from 0, the start, to num_steps.

    positions, gradients: (num_steps + 1, 2); losses: (num_steps + 1,); slots: by Keras's name, (num_steps + 1, 2), or
    (num_steps + 1,) for one that the weights share, each as it is after that step and before the next. All float32.
    `diverged`: the first step whose position, loss or gradient was not a finite number, or None; from it on the arrays
    hold NaN.
    """

    positions: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    slots: dict[str, np.ndarray]
    diverged: int | None = None


@dataclass(frozen=True, eq=False)
class Paths:
    """The ways of all optimizers, by name, in the registry's order."""

    settings: RaceSettings
    paths: dict[str, Path]


@dataclass(frozen=True, eq=False)
class Sweep:
    """Losses after the last step: `losses` by optimizer, (rates,), NaN where a run diverged."""

    learning_rates: np.ndarray
    losses: dict[str, np.ndarray]
