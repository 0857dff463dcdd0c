"""`model.fit` with real callbacks, from the lesson's starting weights and in its order of the examples."""

from dataclasses import replace
from functools import cache

import keras
import numpy as np

from lab.data.datasets import load, parts
from lab.experiments import Training
from lab.lessons.callbacks.decisions import CallbacksSettings, Record
from lab.training.networks import build, starting_weights
from lab.training.optimizers import make

HELD = CallbacksSettings()
"""The run of the lesson as it opens."""


def in_order(settings: CallbacksSettings = HELD) -> Training:
    """The lesson's training with the examples in the same order in every epoch, as `model.fit` can repeat it."""
    return replace(settings.training(), shuffle=False)


@cache
def _compiled(training: Training) -> tuple[keras.Sequential, list[np.ndarray]]:
    """A model, compiled once, and what all its variables start with."""
    train, *_ = parts(load(training.data), training.validation_fraction, training.data.seed)
    model = build(train.x.shape[1:], training.layers)
    weights = starting_weights(model, training.weights_seed)
    settings = training.optimizer
    optimizer = make(settings.name, learning_rate=settings.learning_rate, **dict(settings.knobs))
    model.compile(optimizer, training.loss, metrics=["accuracy"], jit_compile=True)
    optimizer.build(model.trainable_variables)
    return model, [*weights, *(np.asarray(variable) for variable in optimizer.variables)]


def fitted(training: Training, *callbacks: keras.callbacks.Callback) -> tuple[keras.Sequential, Record]:
    """The model after `keras.fit` with these callbacks, and its history."""
    model, start = _compiled(replace(training, epochs=1))
    layers = [variable for layer in model.layers for variable in layer.variables]
    for variable, value in zip([*layers, *model.optimizer.variables], start, strict=True):
        variable.assign(value)
    train, held_out, _ = parts(load(training.data), training.validation_fraction, training.data.seed)
    history = model.fit(
        train.x,
        train.y,
        batch_size=training.batch_size,
        epochs=training.epochs,
        shuffle=False,
        verbose=0,
        validation_data=(held_out.x, held_out.y),
        validation_batch_size=len(held_out.x),
        callbacks=list(callbacks),
    ).history
    return model, tuple((name, tuple(values)) for name, values in history.items())


class Keeper(keras.callbacks.Callback):
    """Keeps the weights of every epoch, so that it can be told from which epoch some weights are."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[list[np.ndarray]] = []

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        self.kept.append(self.model.get_weights())

    def epoch_of(self, weights: list[np.ndarray]) -> int:
        """The epoch, counted from 1, after which the weights were these."""
        same = [all(np.array_equal(a, b) for a, b in zip(each, weights, strict=True)) for each in self.kept]
        assert sum(same) == 1
        return same.index(True) + 1
