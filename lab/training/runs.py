"""A training as a pure function of settings and state. This is what workers are asked for; a notebook can ask, too.

>>> trace = train(Training(Data("gate"), (Dense(2, "sigmoid"), Dense(1, "sigmoid")), OptimizerSettings("SGD", 0.1)))
>>> trace.epochs
20
"""

import time
from collections import OrderedDict
from dataclasses import replace

import numpy as np
import tensorflow as tf

from lab.data.datasets import Data, Examples, parts
from lab.experiments import Training, check
from lab.optimizers import OptimizerSettings
from lab.problems import Problem
from lab.schedules import PLATEAU, rates
from lab.stacks.layers import Dense
from lab.stacks.shapes import report
from lab.traces import Chunk, State, Trace, extended, is_over
from lab.training import plateaus
from lab.training.keras_data import load
from lab.training.networks import starting_weights
from lab.training.programs import METRICS, MOST_SNAPSHOT_VALUES, Program, Structure, kept, program

MOST_DATA_SETS = 4
CHUNK_SECONDS = 0.4
STEP_SECONDS = 5e-6
MULTIPLY_ADDS_PER_SECOND = 2e9

_tensors: OrderedDict[tuple, dict[str, tf.Tensor]] = OrderedDict()


def train(training: Training) -> Trace:
    """The whole training, chunk after chunk."""
    trace = begin(training)
    while not is_over(training, trace):
        trace = extended(training, trace, chunk(training, trace.state))
    return trace


def begin(training: Training) -> Trace:
    """The trace of no epoch: the starting weights, and a snapshot of them if one is wanted at epoch 0."""
    began = time.perf_counter()
    check(training, load(training.data))
    its_program = program(structure_of(training))
    if training.snapshots and not its_program.num_snapshots:
        text = "the network has more than {most:,} weights, too many to keep for single epochs; keep none of them"
        raise Problem(text, most=MOST_SNAPSHOT_VALUES)
    variables = starting_weights(its_program.network, training.weights_seed)
    plateau = plateaus.begin(training) if training.schedule.name == PLATEAU else None
    state = State(0, variables, its_program.start_slots, plateau)
    wanted = 0 in training.snapshots
    epochs, weights = ((0,), (variables,)) if wanted else ((), ())
    return Trace(state, {}, epochs, weights, seconds=time.perf_counter() - began)


def first(training: Training) -> Trace:
    """The trace of the first chunk: what a worker is asked for at the start."""
    trace = begin(training)
    return extended(training, trace, chunk(training, trace.state))


def chunk(training: Training, state: State, seconds: float = CHUNK_SECONDS) -> Chunk:
    """As many epochs from a state as should take `seconds`, at least one: `(settings, state) → (state, metrics)`.

    The same wherever it is computed; that it is cut into chunks changes no number. Where the rate depends on how the
    training goes, the epochs are trained at the rate of the first, and again up to where Keras's callback lowers it.
    """
    began, its_program = time.perf_counter(), program(structure_of(training))
    first = state.epoch + 1
    wanted = [epoch for epoch in training.snapshots if epoch >= first][: its_program.num_snapshots]
    last = min(state.epoch + min(epochs_for(training, seconds), its_program.structure.most_epochs), training.epochs)
    if wanted and len(wanted) == its_program.num_snapshots:
        last = min(last, wanted[-1])
    found = called(its_program, training, state, range(first, last + 1), wanted)
    if state.plateau is not None:
        count, memory = plateaus.steady(training, state.plateau, found.metrics["val_loss"])
        if count < last - state.epoch:
            found = called(its_program, training, state, range(first, first + count), wanted)
        found = replace(found, state=replace(found.state, plateau=memory))
    return replace(found, seconds=time.perf_counter() - began)


def called(its_program: Program, training: Training, state: State, epochs: range, wanted: list[int]) -> Chunk:
    """What the compiled function gives for these epochs; of the epochs `wanted`, weights are kept."""
    structure = its_program.structure
    order = np.zeros((structure.most_epochs, structure.num_train), "int32")
    keep = np.full(structure.most_epochs, its_program.num_snapshots, "int32")
    order[: len(epochs)] = orders(training, structure.num_train, epochs)
    taken = [epoch for epoch in wanted if epoch in epochs]
    for place, epoch in enumerate(taken):
        keep[epoch - epochs.start] = place
    learning_rates = rates_of(training, state, epochs)
    its_rates = np.zeros(structure.most_epochs, "float32")
    its_rates[: len(epochs)] = learning_rates
    knobs = {"learning_rate": its_rates, **dict(training.optimizer.knobs)}
    if structure.penalised:
        knobs |= {"l1": training.l1, "l2": training.l2}
    after, record, snapshots = its_program.run(
        [tf.constant(array) for array in (*state.variables, *state.slots)],
        tensors(training),
        tf.constant(order),
        tf.constant(len(epochs)),
        tf.constant(keep),
        {name: tf.constant(value, tf.float32) for name, value in knobs.items()},
    )
    arrays, num_variables = tuple(item.numpy() for item in after), len(its_program.variables)
    metrics = dict(zip(METRICS, record.numpy()[: len(epochs)].T, strict=True))
    metrics = {name: metrics[name] for name in its_program.structure.metrics}
    if training.schedule.name != "constant":
        metrics["learning_rate"] = learning_rates
    kept_arrays = [item.numpy() for item in snapshots]
    return Chunk(
        State(epochs[-1], arrays[:num_variables], arrays[num_variables:]),
        metrics,
        tuple(taken),
        tuple(tuple(array[place] for array in kept_arrays) for place in range(len(taken))),
    )


def rates_of(training: Training, state: State, epochs: range) -> np.ndarray:
    """The learning rate of each of these epochs, (epochs,), float32 as Keras keeps it."""
    if state.plateau is not None:
        return np.full(len(epochs), state.plateau[0], "float32")
    base = training.optimizer.learning_rate
    if training.schedule.name == "constant":
        return np.full(len(epochs), base, "float32")
    span = range(epochs.start - 1, epochs.stop - 1)
    return np.array(rates(training.schedule, base, training.epochs, span), "float32")


def rehearse() -> None:
    """Train something tiny, so that what TensorFlow does only once is done before a visitor asks."""
    layers = (Dense(2, "sigmoid"), Dense(1, "sigmoid"))
    train(Training(Data("gate"), layers, OptimizerSettings("SGD", 0.1), batch_size=1, epochs=1, shuffle=False))


def orders(training: Training, num: int, epochs: range) -> np.ndarray:
    """The order of the examples in each epoch, (epochs, num).

    A function of the seed and the epoch, so that any chunk can be computed alone.
    """
    if not training.shuffle:
        return np.broadcast_to(np.arange(num, dtype="int32"), (len(epochs), num))
    seeded = (np.random.default_rng((training.shuffle_seed, epoch)) for epoch in epochs)
    return np.stack([rng.permutation(num).astype("int32") for rng in seeded])


def structure_of(training: Training) -> Structure:
    """What decides the compiled program of a training."""
    data = tensors(training)
    return Structure(
        tuple(data["x"].shape[1:]),
        training.layers,
        training.loss,
        training.optimizer.name,
        training.batch_size,
        len(data["x"]),
        len(data["x_val"]),
        len(data["x_test"]),
        training.l1 > 0 or training.l2 > 0,
    )


def tensors(training: Training) -> dict[str, tf.Tensor]:
    """The data as tensors x, y, x_val, y_val, x_test, y_test and their scale, kept in this process."""
    key = (training.data, training.validation_fraction, training.loss, training.tested)
    return kept(_tensors, key, lambda: _make_tensors(*key), MOST_DATA_SETS)


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


def epochs_for(training: Training, seconds: float) -> int:
    """About how many epochs fit into a time, from the multiply-adds: forward, and twice that backward."""
    structure = structure_of(training)
    multiply_adds = report(structure.input_shape, training.layers).multiply_adds
    steps = -(-structure.num_train // training.batch_size)
    work = structure.num_train * 3 + structure.num_validation + structure.num_test
    one = steps * STEP_SECONDS * len(training.layers) + work * multiply_adds / MULTIPLY_ADDS_PER_SECOND
    return max(1, int(seconds / one))
