"""Keras's own callbacks over a recorded run: they see what they would see in `keras.fit`, and decide, epoch by epoch.

The model that they act upon is a stand-in whose "weights" are the number of the epoch that they come from. So what a
callback keeps, puts back or saves says from which epoch it is.
"""

import os
import tempfile
from collections.abc import Iterable
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import keras
import numpy as np

from lab.lessons.callbacks.decisions import (
    PATIENCES,
    TARGETS,
    Decisions,
    Outcome,
    Record,
    WatchSettings,
    file_pattern,
    logs,
    num_epochs,
    until,
)
from lab.schedules import ScheduleSettings
from lab.training.stopping import StopAtAccuracy


class StandIn:
    """What a callback may ask of a model. After epoch n its weights are the number n."""

    def __init__(self, learning_rate: float | None = None) -> None:
        # An optimizer takes twenty times as long to make as a callback, and most of them look at none.
        self.optimizer: Any = None if learning_rate is None else keras.optimizers.SGD(learning_rate)
        self.metrics = _metrics()
        self.stop_training = False
        self.epoch = 0
        self.saved: list[tuple[int, str]] = []

    def get_weights(self) -> list[np.ndarray]:
        return [np.array(self.epoch)]

    def set_weights(self, weights: list[np.ndarray]) -> None:
        self.epoch = int(weights[0])

    def save(self, filepath: str, overwrite: bool = True) -> None:
        self.saved.append((self.epoch, os.path.basename(filepath)))


@cache
def _metrics() -> list[Any]:
    """The metrics of a model that was compiled with "accuracy": in mode "auto" Keras asks them which way is better."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True)
    model.train_on_batch(np.zeros((1, 1)), np.zeros(1))
    return model.metrics


def play(recorded: Record, model: StandIn, callbacks: Iterable[keras.callbacks.Callback], last: int = 0) -> int:
    """Tell the callbacks the run as `keras.fit` would, until one of them stops it; its last epoch.

    What they do at the end of a training is left to `end`.
    """
    callbacks = list(callbacks)
    for callback in callbacks:
        callback.set_model(model)
        callback.on_train_begin()
    for model.epoch in range(1, (last or num_epochs(recorded)) + 1):
        seen = logs(recorded, model.epoch)
        for callback in callbacks:
            callback.on_epoch_begin(model.epoch - 1)
        for callback in callbacks:
            callback.on_train_batch_end(0, {"loss": seen["loss"]})
        for callback in callbacks:
            callback.on_epoch_end(model.epoch - 1, seen)
        if model.stop_training:
            break
    return model.epoch


def end(callbacks: Iterable[keras.callbacks.Callback]) -> None:
    for callback in callbacks:
        callback.on_train_end()


def decide(recorded: Record, watch: WatchSettings, lowering: ScheduleSettings, learning_rate: float) -> Decisions:
    """What each callback decides, for every patience and every target; `TerminateOnNaN` may end all of them."""
    if not num_epochs(recorded):
        return Decisions((), (), (), (), (), (), None)
    waits, bests = waiting(recorded, watch)
    files, lost = written_files(recorded, watch), not_a_number(recorded)
    run = until(recorded, lost or num_epochs(recorded))
    return Decisions(
        tuple(stopped(run, early(watch, patience), files) for patience in PATIENCES),
        tuple(stopped(run, StopAtAccuracy(target, watch.target_monitor), files) for target in TARGETS),
        waits,
        bests,
        files,
        lowered(recorded, lowering, learning_rate),
        lost,
    )


def early(watch: WatchSettings, patience: int) -> keras.callbacks.EarlyStopping:
    return keras.callbacks.EarlyStopping(
        watch.monitor,
        min_delta=watch.min_delta,
        patience=patience,
        mode=watch.mode,
        restore_best_weights=True,
        start_from_epoch=watch.start_from_epoch,
    )


def stopped(recorded: Record, callback: keras.callbacks.Callback, files: tuple[tuple[int, str], ...]) -> Outcome:
    """The run with one callback that may stop it, beside a `ModelCheckpoint` that has written these files."""
    model = StandIn()
    last = play(recorded, model, [callback])
    end([callback])
    best = callback.best_epoch + 1 if getattr(callback, "best", None) is not None else None
    kept = [epoch for epoch, _ in files if epoch <= last]
    return Outcome(model.stop_training, last, best, model.epoch, kept[-1] if kept else None, len(kept))


def waiting(recorded: Record, watch: WatchSettings) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How long `EarlyStopping` has waited after each epoch, and at which it saw a new best, if it never stops."""
    model, waits, bests = StandIn(), list[int](), list[int]()
    callback = early(watch, num_epochs(recorded) + 1)

    def look(epoch: int, seen: dict[str, float]) -> None:
        waits.append(int(callback.wait))
        if callback.best is not None and callback.best_epoch == epoch:
            bests.append(epoch + 1)

    play(recorded, model, [callback, keras.callbacks.LambdaCallback(on_epoch_end=look)])
    return tuple(waits), tuple(bests)


def written_files(recorded: Record, watch: WatchSettings) -> tuple[tuple[int, str], ...]:
    """The files that `ModelCheckpoint` writes, as (epoch, name), if nobody stops the run."""
    model = StandIn()
    callback = keras.callbacks.ModelCheckpoint(
        file_pattern(watch), watch.monitor, save_best_only=watch.save_best_only, mode=watch.mode
    )
    play(recorded, model, [callback])
    return tuple(model.saved)


def lowered(recorded: Record, lowering: ScheduleSettings, learning_rate: float) -> tuple[tuple[int, float], ...]:
    """When `ReduceLROnPlateau` would lower the rate over this curve, and to what. The curve does not answer to it."""
    model = StandIn(learning_rate)
    found: list[tuple[int, float]] = []
    callback = keras.callbacks.ReduceLROnPlateau("val_loss", mode="min", **dict(lowering.knobs))

    def look(epoch: int, seen: dict[str, float]) -> None:
        now = float(model.optimizer.learning_rate)
        if now != found[-1][1]:
            found.append((epoch + 1, now))

    found.append((0, float(model.optimizer.learning_rate)))
    play(recorded, model, [callback, keras.callbacks.LambdaCallback(on_epoch_end=look)])
    return tuple(found[1:])


def not_a_number(recorded: Record) -> int | None:
    """The epoch in which `TerminateOnNaN` ends the run."""
    model = StandIn()
    with redirect_stdout(StringIO()):
        last = play(recorded, model, [keras.callbacks.TerminateOnNaN()])
    return last if model.stop_training else None


def csv(recorded: Record) -> str:
    """The file that `CSVLogger` writes of the run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.csv")
        callback = keras.callbacks.CSVLogger(path)
        play(recorded, StandIn(), [callback])
        end([callback])
        return path.read_text(encoding="utf-8")
