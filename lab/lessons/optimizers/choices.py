"""What a visitor of the Optimizers lesson chooses: a surface, who races, and the same race on a real network.

>>> SurfaceSettings("bowl").surface_shown().formula
'x**2 + y**2'
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lab.data.datasets import Data
from lab.experiments import Training
from lab.expressions import MAX_LENGTH
from lab.lessons.optimizers.races import RaceSettings
from lab.lessons.optimizers.surfaces import SURFACES, Surface
from lab.optimizers import OPTIMIZERS, OptimizerSettings
from lab.settings import Choice, Settings, choice, number, text
from lab.stacks.layers import Dense

OWN = "own"
NOBODY = "none"
BATCH_SIZE = 32
VALIDATION_FRACTION = 0.2
UNITS = (32, 16)
START_SHARE = (-0.8, 0.6)
"""Where paths start on one's own surface, as a share of how far the picture reaches."""


@dataclass(frozen=True)
class Several(Choice):
    """Any of a few names, written as one text with commas between them.

    >>> Several(("SGD", "Adam")).names("Adam,SGD")
    ('SGD', 'Adam')
    """

    def check(self, name: str, value: object) -> None:
        for part in str(value).split(","):
            if value != NOBODY:
                super().check(name, part)

    def names(self, value: str) -> tuple[str, ...]:
        """The names in the text, in their own order."""
        return tuple(option for option in self.options if option in value.split(","))

    def text(self, names: Sequence[str]) -> str:
        return ",".join(option for option in self.options if option in names) or NOBODY


RACERS = Several(OPTIMIZERS)
FIRST_RACERS = "SGD,momentum,RMSprop,Adam"


@dataclass(frozen=True)
class SurfaceSettings(Settings):
    """The surface, by name or as one's own formula over -reach … reach, and how many steps are taken on it."""

    surface: str = choice("ravine", SURFACES, (OWN,))
    formula: str = text("x**4/4 - 2*x**2 + y**2 + x", MAX_LENGTH)
    reach: float = number(3.0, 0.5, 50.0, log=True)
    num_steps: int = number(200, 10, 1000, log=True)

    def surface_shown(self) -> Surface:
        if self.surface != OWN:
            return SURFACES[self.surface]
        x, y = (share * self.reach for share in START_SHARE)
        reach = (-self.reach, self.reach)
        return Surface(self.formula, reach, reach, (round(x, 4), round(y, 4)))


def race(
    surface: Surface, start: tuple[float, float], num_steps: int, racers: Sequence[OptimizerSettings]
) -> RaceSettings:
    """The race that these choices mean; `Problem` where the surface has no value at the start."""
    return RaceSettings(surface.formula, *start, num_steps, tuple(racers))


@dataclass(frozen=True)
class DigitsSettings(Settings):
    """The race on handwritten digits: 64-32-16-10 with ReLU and softmax, batches of 32, a fifth held out."""

    num_seeds: int = number(3, 1, 5, 1)
    epochs: int = number(20, 5, 50, 5)
    racers: tuple[OptimizerSettings, ...] = ()

    def trainings(self) -> dict[str, tuple[Training, ...]]:
        """For each optimizer its trainings: seed 0, 1, … decides the starting weights and the order of the examples."""
        layers = (*(Dense(units, "relu") for units in UNITS), Dense(10, "softmax"))
        return {
            racer.name: tuple(
                Training(
                    data=Data("digits"),
                    layers=layers,
                    optimizer=racer,
                    loss="sparse_categorical_crossentropy",
                    batch_size=BATCH_SIZE,
                    epochs=self.epochs,
                    validation_fraction=VALIDATION_FRACTION,
                    weights_seed=seed,
                    shuffle_seed=seed,
                )
                for seed in range(self.num_seeds)
            )
            for racer in self.racers
        }
