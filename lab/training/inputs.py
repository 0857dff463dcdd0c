"""What a compiled program is given of a training: its structure, data, orders, rates and other numbers."""

from collections import OrderedDict
from functools import lru_cache

import numpy as np
import tensorflow as tf

from lab import costs
from lab.data.datasets import Data, Examples, parts
from lab.experiments import Training
from lab.schedules import rates
from lab.traces import State
from lab.training.keras_data import load
from lab.training.programs import Program
from lab.training.stores import fetch
from lab.training.structures import Structure

MOST_DATA_SETS = 4

_tensors: OrderedDict[tuple, dict[str, tf.Tensor]] = OrderedDict()


def structure_of(training: Training) -> Structure:
    """What decides the compiled program of a training."""
    data, its_costs = tensors(training), costs.work(training)
    return Structure(
        tuple(data["x"].shape[1:]),
        training.layers,
        training.loss,
        training.optimizer.kind,
        training.batch_size,
        len(data["x"]),
        len(data["x_val"]),
        len(data["x_test"]),
        training.l1 > 0 or training.l2 > 0,
        training.tested_last,
        its_costs.look_size,
        its_costs.is_cut,
    )


def tensors(training: Training) -> dict[str, tf.Tensor]:
    """The data as tensors x, y, x_val, y_val, x_test, y_test and their scale, kept in this process."""
    key = (training.data, training.validation_fraction, training.loss, training.tested or training.tested_last)
    return fetch(_tensors, key, lambda: _make_tensors(*key), MOST_DATA_SETS)


def _make_tensors(data: Data, fraction: float, loss: str, tested: bool) -> dict[str, tf.Tensor]:
    train, held_out, test = parts(load(data), fraction, data.seed)
    nothing = train.take(np.arange(0))
    named = {"": train, "_val": held_out or nothing, "_test": (test if tested else None) or nothing}
    made: dict[str, tf.Tensor] = {"scale": tf.constant(train.scale, tf.float32)}
    for name, part in named.items():
        made |= {f"x{name}": tf.constant(part.x), f"y{name}": tf.constant(targets(part, loss))}
    return made


def targets(examples: Examples, loss: str) -> np.ndarray:
    """Labels as the loss wants them: (n, 1) numbers, (n, classes) one-hot, or (n,) whole numbers."""
    if loss == "sparse_categorical_crossentropy":
        return examples.y
    if loss == "categorical_crossentropy" or examples.num_classes > 2:
        return np.eye(examples.num_classes, dtype="float32")[examples.y]
    return examples.y[:, np.newaxis].astype("float32")


def knobs_of(training: Training, learning_rates: np.ndarray | np.float32) -> dict[str, tf.Tensor]:
    """The optimizer's and the penalties' numbers as tensors, the learning rate of an epoch or of several."""
    numbers: dict[str, np.ndarray | np.float32 | float] = {"learning_rate": learning_rates}
    if training.l1 > 0 or training.l2 > 0:
        numbers |= {"l1": training.l1, "l2": training.l2}
    knobs = {name: tf.constant(value, tf.float64) for name, value in training.optimizer.knobs}
    return knobs | {name: tf.constant(value, tf.float32) for name, value in numbers.items()}


def rates_of(training: Training, state: State, epochs: range) -> np.ndarray:
    """The learning rate of each of these epochs, (epochs,), float32 as Keras keeps it."""
    if state.plateau is not None:
        return np.full(len(epochs), state.plateau[0], "float32")
    base = training.optimizer.learning_rate
    if training.schedule.name == "constant":
        return np.full(len(epochs), base, "float32")
    span = range(epochs.start - 1, epochs.stop - 1)
    return np.array(rates(training.schedule, base, training.epochs, span), "float32")


def order_rows(its_program: Program, training: Training, epochs: range) -> np.ndarray:
    """The order of the examples in each of these epochs, with rows for as many epochs as a call takes."""
    found = np.zeros((its_program.structure.most_epochs, its_program.structure.num_train), "int32")
    found[: len(epochs)] = orders(training, its_program.structure.num_train, epochs)
    return found


def rate_rows(its_program: Program, training: Training, state: State, epochs: range) -> np.ndarray:
    """The learning rate of each of these epochs, likewise."""
    found = np.zeros(its_program.structure.most_epochs, "float32")
    found[: len(epochs)] = rates_of(training, state, epochs)
    return found


def keep_places(its_program: Program, epochs: range, wanted: list[int]) -> np.ndarray:
    """Where the weights after each of these epochs are kept; others in the last place, for none."""
    found = np.full(its_program.structure.most_epochs, its_program.num_snapshots, "int32")
    for place, epoch in enumerate(epoch for epoch in wanted if epoch in epochs):
        found[epoch - epochs.start] = place
    return found


def orders(training: Training, num: int, epochs: range) -> np.ndarray:
    """The order of the examples in each epoch, (epochs, num)."""
    if not training.shuffle:
        return np.broadcast_to(np.arange(num, dtype="int32"), (len(epochs), num))
    return np.stack([order(True, training.shuffle_seed, num, epoch) for epoch in epochs])


def order(shuffle: bool, seed: int, num: int, epoch: int) -> np.ndarray:
    """The order in one epoch, (num,): a function of the seed and the epoch, so that any chunk can be computed alone."""
    rows = np.random.default_rng((seed, epoch)).permutation(num) if shuffle else np.arange(num)
    return rows.astype("int32")


@lru_cache(maxsize=2)
def order_of(shuffle: bool, seed: int, num: int, epoch: int) -> tf.Tensor:
    """The order of the examples in one epoch, (num,)."""
    return tf.constant(order(shuffle, seed, num, epoch))
