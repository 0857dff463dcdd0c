"""What a visitor of the Callbacks lesson chooses, and what Keras's callbacks decide over a recorded run, as values.

Epochs are counted from 1 here, as the curves count them; Keras's callbacks count from 0.

>>> CallbacksSettings(schedule="step", every=3).training().schedule
ScheduleSettings(name='step', knobs=(('every', 3), ('factor', 0.5)))
"""

from dataclasses import dataclass, make_dataclass, replace
from typing import Any

import numpy as np

from lab.data.datasets import Data
from lab.experiments import Training
from lab.optimizers import LEARNING_RATE, OptimizerSettings
from lab.schedules import PLATEAU, SCHEDULES, ScheduleSettings
from lab.settings import Settings, choice, flag, holding, number
from lab.stacks.layers import Dense
from lab.traces import Trace

UNITS = (32, 16)
BATCH_SIZE = 16
VALIDATION_FRACTION = 0.4
ACTIVATIONS = ("relu", "leaky_relu", "tanh")
"""With ReLU no rate makes the loss NaN: its units die before. With Leaky ReLU none dies, and the weights grow on."""
OPTIMIZERS = ("SGD", "momentum", "Adam")
MONITORS = ("val_loss", "val_accuracy", "loss", "accuracy")
EARLY, TARGET = STOPPERS = ("EarlyStopping", "StopAtAccuracy")
PATIENCES = tuple(range(21))
TARGETS = tuple(round(0.5 + step / 100, 2) for step in range(51))

Record = tuple[tuple[str, tuple[float, ...]], ...]
"""The metrics of a run as plain numbers, by name: what `keras.fit` tells its callbacks after every epoch, and tests."""


def field(schedule: str, knob: str) -> str:
    """The settings' field for a schedule's knob; the plateau's are called otherwise where another schedule has one."""
    return f"lower_{knob}" if schedule == PLATEAU and knob in ("factor", "patience", "min_delta") else knob


KNOBS = {field(name, knob): its for name, schedule in SCHEDULES.items() for knob, its in schedule.knobs.items()}
Knobs: Any = make_dataclass(
    "Knobs",
    [(name, type(its.default), holding(its.default, its.rule)) for name, its in KNOBS.items()],
    bases=(Settings,),
    frozen=True,
)
"""A field for every knob of a schedule; schedules that call one alike share it."""


@dataclass(frozen=True)
class CallbacksSettings(Knobs):
    """A network 64-32-16-10 on a few digits, of which two fifths are held out: it over-fits long before it ends."""

    examples: int = number(300, 100, 1000, 100)
    activation: str = choice("relu", ACTIVATIONS)
    optimizer: str = choice("momentum", OPTIMIZERS)
    learning_rate: float = number(0.05, LEARNING_RATE.low, LEARNING_RATE.high, log=True)
    epochs: int = number(60, 5, 100, 5)
    data_seed: int = number(1, 0, 2**31 - 1, 1)
    weights_seed: int = number(2, 0, 2**31 - 1, 1)
    shuffle_seed: int = number(0, 0, 2**31 - 1, 1)
    schedule: str = choice("constant", SCHEDULES)

    def scheduled(self) -> ScheduleSettings:
        """The schedule with those of the knobs that are its own."""
        knobs = SCHEDULES[self.schedule].knobs
        return ScheduleSettings(
            self.schedule, tuple((knob, getattr(self, field(self.schedule, knob))) for knob in knobs)
        )

    def training(self) -> Training:
        return Training(
            data=Data("digits", (("examples", self.examples),), self.data_seed),
            layers=(*(Dense(units, self.activation) for units in UNITS), Dense(10, "softmax")),
            optimizer=OptimizerSettings(self.optimizer, self.learning_rate),
            loss="sparse_categorical_crossentropy",
            batch_size=BATCH_SIZE,
            epochs=self.epochs,
            validation_fraction=VALIDATION_FRACTION,
            weights_seed=self.weights_seed,
            shuffle_seed=self.shuffle_seed,
            schedule=self.scheduled(),
            tested=True,
        )

    def constant(self) -> "CallbacksSettings":
        """The same run at the same rate all the time."""
        return replace(self, schedule="constant")

    def lowering(self) -> ScheduleSettings:
        """What `ReduceLROnPlateau` is set to, whether or not this run is trained with it."""
        return replace(self, schedule=PLATEAU).scheduled()


@dataclass(frozen=True)
class WatchSettings(Settings):
    """What the callbacks that only watch are given; names and defaults are Keras's, but for patience and target."""

    stopper: str = choice(EARLY, STOPPERS)
    monitor: str = choice("val_loss", MONITORS)
    mode: str = choice("auto", ("auto", "min", "max"))
    patience: int = number(3, PATIENCES[0], PATIENCES[-1], 1, unit="epochs")
    min_delta: float = number(0.0, 0.0, 0.2, 0.005)
    start_from_epoch: int = number(0, 0, 50, 1, unit="epochs")
    restore_best_weights: bool = flag(False)
    save_best_only: bool = flag(True)
    target: float = number(0.95, TARGETS[0], TARGETS[-1], 0.01)
    target_monitor: str = choice("accuracy", ("accuracy", "val_accuracy"))

    @property
    def stops_early(self) -> bool:
        """Whether EarlyStopping may end the run, and not StopAtAccuracy."""
        return self.stopper == EARLY

    @property
    def limit(self) -> str:
        """The setting that says when the run ends: how long the callback waits, or what it waits for."""
        return "patience" if self.stops_early else "target"

    @property
    def metric(self) -> str:
        """The metric that decides about the end."""
        return self.monitor if self.stops_early else self.target_monitor

    def question(self) -> "WatchSettings":
        """What is to be asked of a worker: the answer holds for every patience, every target, restored or not."""
        same = WatchSettings()
        return replace(
            self,
            stopper=same.stopper,
            patience=same.patience,
            target=same.target,
            restore_best_weights=same.restore_best_weights,
        )


@dataclass(frozen=True)
class Outcome:
    """How a run with a callback that may stop it ends.

    `last`: its last epoch. `best`: the epoch that the callback thinks best, if it has an opinion. `restored`: the epoch
    whose weights are held in the end where the best are restored; without that they are those of `last`. `on_disk`: the
    epoch whose weights the last written file has, if there is one. `files`: how many were written.
    """

    stopped: bool
    last: int
    best: int | None
    restored: int
    on_disk: int | None
    files: int


@dataclass(frozen=True)
class Decisions:
    """What Keras's callbacks decide over a recorded run.

    `early`: for each of `PATIENCES`; `target`: for each of `TARGETS`. The rest is what happens as long as nobody stops:
    `waits[i]` epochs without improvement after epoch i + 1; epochs with a new best value; files written, as (epoch,
    name); rates lowered, as (epoch, new rate). `not_a_number`: the epoch at which `TerminateOnNaN` ends the run.
    """

    early: tuple[Outcome, ...]
    target: tuple[Outcome, ...]
    waits: tuple[int, ...]
    bests: tuple[int, ...]
    files: tuple[tuple[int, str], ...]
    lowered: tuple[tuple[int, float], ...]
    not_a_number: int | None

    def outcomes(self, watch: WatchSettings) -> tuple[Outcome, ...]:
        """How the run ends for every value of the limit."""
        return self.early if watch.stops_early else self.target

    def outcome(self, watch: WatchSettings) -> Outcome:
        """How the run ends with these settings."""
        limits = PATIENCES if watch.stops_early else TARGETS
        return self.outcomes(watch)[int(np.abs(np.array(limits) - getattr(watch, watch.limit)).argmin())]


UNDECIDED = Decisions((), (), (), (), (), (), None)
"""Of a run that still grows: nothing."""


def record(trace: Trace) -> Record:
    """The trace's metrics as plain numbers, exactly."""
    return tuple((name, tuple(values.tolist())) for name, values in trace.metrics.items())


def logs(recorded: Record, epoch: int) -> dict[str, float]:
    """What `keras.fit` hands to its callbacks after an epoch, counted from 1; it knows nothing of examples for testing.

    >>> logs((("loss", (0.5, 0.4)), ("test_loss", (0.6, 0.5))), 2)
    {'loss': 0.4}
    """
    return {name: values[epoch - 1] for name, values in recorded if not name.startswith("test_")}


def scores(recorded: Record, epoch: int) -> dict[str, float]:
    """All metrics after an epoch, counted from 1."""
    return {name: values[epoch - 1] for name, values in recorded}


def num_epochs(recorded: Record) -> int:
    return len(recorded[0][1]) if recorded else 0


def until(recorded: Record, last: int) -> Record:
    """The record of the first epochs only."""
    return tuple((name, values[:last]) for name, values in recorded)


def file_pattern(watch: WatchSettings) -> str:
    """Where `ModelCheckpoint` writes: one file again and again, or a file an epoch."""
    return "best.keras" if watch.save_best_only else "epoch-{epoch:02d}.keras"


@dataclass(frozen=True)
class Resumed:
    """A run that was broken off after `epoch` and gone on with, beside the one that was not.

    `whole`, `resumed` and `without_slots` are the metrics of all epochs: never broken off, gone on from a file with the
    whole model, and from a file with the weights alone. `most_*` is the largest difference between any two weights in
    the end; `bytes_*` is the size of the file.
    """

    epoch: int
    whole: Record
    resumed: Record
    without_slots: Record
    most_resumed: float
    most_without_slots: float
    bytes_model: int
    bytes_weights: int
    num_weights: int
    num_slots: int


def apart(one: Record, other: Record, name: str) -> np.ndarray:
    """How far a metric of two runs is apart after each epoch, (epochs,); exactly 0 where the numbers are the same."""
    return np.abs(np.array(dict(one)[name]) - np.array(dict(other)[name]))
