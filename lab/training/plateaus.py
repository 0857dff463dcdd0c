"""Keras's `ReduceLROnPlateau` between the epochs of a training that is cut into chunks."""

from types import SimpleNamespace

import keras
import numpy as np

from lab.experiments import Training

Memory = tuple[float, float, float, float]
"""What the callback remembers: the rate, epochs waited, epochs of rest left, the best loss (NaN before the first)."""


def begin(training: Training) -> Memory:
    return training.optimizer.learning_rate, 0.0, 0.0, float("nan")


def steady(training: Training, memory: Memory, val_losses: np.ndarray) -> tuple[int, Memory]:
    """Keras's callback over some epochs that were all trained at the remembered rate, one after another.

    After how many of them it lowered the rate, or all of them if it did not, and what it remembers then.
    """
    callback = keras.callbacks.ReduceLROnPlateau("val_loss", mode="min", **dict(training.schedule.knobs))
    rate, callback.wait, callback.cooldown_counter = memory[0], int(memory[1]), int(memory[2])
    callback.best = None if np.isnan(memory[3]) else memory[3]
    optimizer = keras.optimizers.SGD(rate)
    callback.set_model(SimpleNamespace(optimizer=optimizer))
    before = float(optimizer.learning_rate)
    for count, loss in enumerate(val_losses, start=1):
        callback.on_epoch_end(count - 1, {"val_loss": float(loss)})
        now = float(optimizer.learning_rate)
        if now != before:
            return count, _memory(callback, now)
    return len(val_losses), _memory(callback, before)


def _memory(callback: keras.callbacks.ReduceLROnPlateau, rate: float) -> Memory:
    best = float("nan") if callback.best is None else float(callback.best)
    return rate, float(callback.wait), float(callback.cooldown_counter), best
