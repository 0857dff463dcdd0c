"""What a visitor of the Over-fitting lesson chooses, the runs that it lays side by side, and what helps.

>>> OverfittingSettings(layers="7-7").training().layers
(Dense(units=7, activation='relu', use_bias=True), Dense(units=7, activation='relu', use_bias=True), \
Dense(units=1, activation='sigmoid', use_bias=True))
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from lab.data.datasets import IN_THE_PLANE, Data, load, num_left, parts
from lab.data.keras_files import IMDB
from lab.experiments import Training, evenly
from lab.optimizers import OPTIMIZERS, OptimizerSettings
from lab.problems import Problem
from lab.settings import Settings, choice, flag, number, text
from lab.stacks.layers import Activation, BatchNormalization, Dense, Dropout, Layer
from lab.stacks.shapes import report
from lab.traces import Trace

REVIEWS = "imdb"
COLUMNS: Mapping[str, int] = {
    **dict.fromkeys(IN_THE_PLANE, 2),
    "breast_cancer": 30,
    "digits": 64,
    REVIEWS: 10_000,
}
"""The data sets of this lesson, and how many numbers one example has."""
MOST_LAYERS, MOST_UNITS = 4, 1024
FRAMES = 32
MOST_KEPT = 2**21
"""So many weights are kept of a training, all its snapshots taken together."""


@dataclass(frozen=True)
class OverfittingSettings(Settings):
    """One training of the lesson: data, network, what is done against over-fitting, and how it is trained."""

    data: str = choice("moons", COLUMNS)
    examples: int = number(100, 1, 5000, log=True)
    layers: str = text("16-16", 40)
    l1: float = number(0.0, 0.0, 0.1, log=True)
    l2: float = number(0.0, 0.0, 0.1, log=True)
    dropout: float = number(0.0, 0.0, 0.9, 0.05)
    epochs: int = number(300, 1, 2000, log=True)
    noise: float = number(0.3, 0.0, 1.0, 0.05)
    batch_normalisation: bool = flag(False)
    activation: str = choice("relu", ("relu", "tanh", "sigmoid"))
    optimizer: str = choice("Adam", OPTIMIZERS)
    learning_rate: float = number(0.01, 1e-4, 10.0, log=True)
    batch_size: int = number(32, 1, 1024, log=True)
    validation_fraction: float = number(0.3, 0.0, 0.9, 0.05)
    data_seed: int = number(0, 0, 2**31 - 1, 1)
    weights_seed: int = number(0, 0, 2**31 - 1, 1)

    def __post_init__(self) -> None:
        super().__post_init__()
        units(self.layers)

    @property
    def is_in_the_plane(self) -> bool:
        return self.data in IN_THE_PLANE

    def source(self) -> Data:
        """The data by name; noise is an option of those in the plane only."""
        noise = (("noise", self.noise),) if self.is_in_the_plane else ()
        return Data(self.data, (("examples", self.examples), *noise), self.data_seed)

    def stack(self) -> tuple[Layer, ...]:
        """The layers: Dense, batch normalisation between it and its activation, dropout after each hidden one."""
        hidden: list[Layer] = []
        for count in units(self.layers):
            if self.batch_normalisation:
                hidden += [Dense(count), BatchNormalization(), Activation(self.activation)]
            else:
                hidden += [Dense(count, self.activation)]
            hidden += [Dropout(self.dropout)] if self.dropout else []
        return (*hidden, Dense(10, "softmax") if self.data == "digits" else Dense(1, "sigmoid"))

    def parameters(self) -> int:
        return report((COLUMNS[self.data],), self.stack()).parameters

    def training(self) -> Training:
        """The training that these settings mean; the seed of the weights orders the examples, too."""
        frames = min(FRAMES, MOST_KEPT // self.parameters())
        many = self.data == "digits"
        return Training(
            data=self.source(),
            layers=self.stack(),
            optimizer=OptimizerSettings(self.optimizer, self.learning_rate),
            loss="sparse_categorical_crossentropy" if many else "binary_crossentropy",
            batch_size=self.batch_size,
            epochs=self.epochs,
            validation_fraction=self.validation_fraction,
            l1=self.l1,
            l2=self.l2,
            weights_seed=self.weights_seed,
            shuffle_seed=self.weights_seed,
            snapshots=evenly(self.epochs, frames) if frames else (),
            tested=True,
        )


def units(layers: str) -> tuple[int, ...]:
    """The units of the hidden layers, written with hyphens between.

    >>> units("16-16"), units(" 1024 ")
    ((16, 16), (1024,))
    """
    words = re.split(r"\s*[-–,\s]\s*", layers.strip())
    counts = [int(word) if word.isascii() and word.isdigit() else 0 for word in words]
    if not (1 <= len(counts) <= MOST_LAYERS and all(1 <= count <= MOST_UNITS for count in counts)):
        text = (
            "“{layers}” are no hidden layers; write the units of each with hyphens between, such as 16-16: "
            "at most {most} layers of 1 to {widest} units"
        )
        raise Problem(text, layers=layers, most=MOST_LAYERS, widest=MOST_UNITS)
    return tuple(counts)


def check(settings: OverfittingSettings) -> None:
    """Whether there is anything to train with; `Problem` says what is missing and what would do."""
    if settings.data == REVIEWS:
        IMDB.check()
        num_left(settings.examples, settings.validation_fraction)
        return
    source = settings.source()
    train, _, _ = parts(load(source), settings.validation_fraction, source.seed)
    found = np.unique(train.y)
    if len(found) < 2:
        text = (
            "all {count} examples for training are of class {label}, so there is nothing to tell apart; "
            "take more examples, or another seed of the data"
        )
        raise Problem(text, count=len(train), label=int(found[0]))


def possible(settings: OverfittingSettings) -> OverfittingSettings:
    """The settings, with breast cancer in the place of reviews that are not on this machine."""
    if settings.data == REVIEWS and not IMDB.is_there:
        return replace(settings, data="breast_cancer", examples=min(settings.examples, 200))
    return settings


def losses(trace: Trace, *, penalised: bool = False) -> dict[str, np.ndarray]:
    """The trace's metrics; the losses without what L1 and L2 add to them, unless they are to stay `penalised`."""
    metrics = dict(trace.metrics)
    if not penalised and "penalty" in metrics:
        shares = {"loss": "penalty", "val_loss": "val_penalty", "test_loss": "val_penalty"}
        metrics |= {name: metrics[name] - metrics[share] for name, share in shares.items() if name in metrics}
    return metrics


OVERFITTED = OverfittingSettings()
"""The run that the remedies are tried on: a hundred points of the two moons, and 337 weights and biases."""
BEST_EPOCH = 50
"""About where its validation loss is lowest."""

Moved = Callable[[OverfittingSettings, int], OverfittingSettings]


def fewer_units(settings: OverfittingSettings, best_epoch: int) -> OverfittingSettings:
    """A quarter of the units in every hidden layer."""
    return replace(settings, layers="-".join(str(max(1, count // 4)) for count in units(settings.layers)))


def more_units(settings: OverfittingSettings, best_epoch: int) -> OverfittingSettings:
    """Eight times the units in every hidden layer."""
    return replace(settings, layers="-".join(str(min(MOST_UNITS, 8 * count)) for count in units(settings.layers)))


def fewer_layers(settings: OverfittingSettings, best_epoch: int) -> OverfittingSettings:
    """One hidden layer, the first."""
    return replace(settings, layers=str(units(settings.layers)[0]))


@dataclass(frozen=True)
class Remedy:
    """What may be moved against over-fitting: `move` gives other settings, given the best epoch; whether it helps."""

    move: Moved
    helps: bool = True


REMEDIES: Mapping[str, Remedy] = {
    "fewer units": Remedy(fewer_units),
    "fewer layers": Remedy(fewer_layers),
    "L2": Remedy(lambda settings, best_epoch: replace(settings, l2=0.01)),
    "L1": Remedy(lambda settings, best_epoch: replace(settings, l1=0.003)),
    "dropout": Remedy(lambda settings, best_epoch: replace(settings, dropout=0.5)),
    "batch normalisation": Remedy(lambda settings, best_epoch: replace(settings, batch_normalisation=True)),
    "more data": Remedy(lambda settings, best_epoch: replace(settings, examples=min(5000, 10 * settings.examples))),
    "stop earlier": Remedy(lambda settings, best_epoch: replace(settings, epochs=max(1, best_epoch))),
    "more units": Remedy(more_units, helps=False),
    "more epochs": Remedy(lambda settings, _: replace(settings, epochs=min(2000, 2 * settings.epochs)), helps=False),
}
"""H8: which way to move each against over-fitting; the last two are moved the wrong way."""

SIZES = replace(OVERFITTED, data="breast_cancer", examples=200, optimizer="RMSprop", learning_rate=0.001, epochs=60)
WIDE = replace(OVERFITTED, examples=200, validation_fraction=0.5, layers="64-64")
STEADY = replace(OVERFITTED, data="spiral", examples=1000, noise=0.1, layers="8-8", learning_rate=0.003)
IMAGES = replace(OVERFITTED, data="digits", examples=500, layers="20-30", learning_rate=0.001, validation_fraction=0.2)
FILMS = replace(
    OVERFITTED,
    data=REVIEWS,
    examples=2000,
    validation_fraction=0.5,
    optimizer="RMSprop",
    learning_rate=0.001,
    batch_size=64,
    epochs=20,
)
"""B1 with 1,000 reviews to learn from and 1,000 held out; batches of 64, so that an epoch still has 16 steps."""

COMPARISONS: Mapping[str, tuple[OverfittingSettings, ...]] = {
    "sizes": tuple(replace(SIZES, layers=layers) for layers in ("7-7", "16-16", "1024-1024")),
    "penalties": (
        OVERFITTED,
        replace(OVERFITTED, l1=0.003),
        replace(OVERFITTED, l2=0.01),
        replace(OVERFITTED, l1=0.001, l2=0.005),
    ),
    "dropout": (WIDE, replace(WIDE, dropout=0.5)),
    "epochs": tuple(replace(IMAGES, epochs=epochs) for epochs in (10, 50, 200)),
    "in vain": (STEADY, replace(STEADY, dropout=0.5)),
    "review sizes": tuple(replace(FILMS, layers=layers) for layers in ("7-7", "16-16", "1024-1024")),
    "review penalties": (
        FILMS,
        replace(FILMS, l1=0.001),
        replace(FILMS, l2=0.001),
        replace(FILMS, l1=0.0001, l2=0.0001),
    ),
    "review dropout": (FILMS, replace(FILMS, dropout=0.5)),
}
"""Runs that one click lays side by side, by what is compared; the last three are the documents' B1, B5 and B6."""
