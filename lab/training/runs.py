"""A training as a pure function of settings and state. This is what workers are asked for; a notebook can ask, too.

>>> trace = train(Training(Data("gate"), (Dense(2, "sigmoid"), Dense(1, "sigmoid")), OptimizerSettings("SGD", 0.1)))
>>> trace.epochs
20
"""

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import tensorflow as tf

from lab import costs
from lab.data.datasets import Data
from lab.experiments import Training, check
from lab.optimizers import OptimizerSettings
from lab.problems import Problem
from lab.schedules import PLATEAU
from lab.stacks.layers import Dense
from lab.traces import Chunk, State, Trace, extended, is_over
from lab.training import plateaus
from lab.training.inputs import (
    keep_places,
    knobs_of,
    order_of,
    order_rows,
    rate_rows,
    rates_of,
    structure_of,
    tensors,
)
from lab.training.keras_data import load
from lab.training.networks import starting_weights
from lab.training.programs import MOST_SNAPSHOT_VALUES, Program, program
from lab.training.structures import METRICS, SUMS, Structure

CHUNK_SECONDS = 0.4
CALLS = 4
"""So many calls of the compiled function a chunk within an epoch is made of: each is measured, and the next one is as
long as the machine turns out to allow."""
UNTIL_LOST = np.array([not name.startswith(("val", "test")) for name in METRICS])
"""What is known of an epoch whose loss is no number any more."""


def train(training: Training) -> Trace:
    """The whole training, chunk after chunk."""
    trace = first(training)
    while not is_over(training, trace):
        trace = extended(training, trace, chunk(training, trace.state))
    return trace


def begin(training: Training) -> Trace:
    """The trace of no epoch: the starting weights, and a snapshot of them if one is wanted at epoch 0."""
    began = time.perf_counter()
    costs.check(training)
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
    return extended(training, None, chunk(training, None))


def chunk(training: Training, state: State | None, seconds: float = CHUNK_SECONDS) -> Chunk:
    """As much as should take `seconds`, from a state or from the start: `(settings, state) → (state, metrics)`.

    The same wherever it is computed; that it is cut into chunks changes no number. It is a number of whole epochs, at
    least one, where they are short; where they are long, a number of batches, at least one. `lab.costs` says which.
    """
    began, start = time.perf_counter(), None
    if state is None:
        start = begin(training)
        state, seconds = start.state, seconds - (time.perf_counter() - began)
    its_program = program(structure_of(training))
    found = (batches if its_program.structure.is_cut else whole_epochs)(its_program, training, state, seconds)
    if start:
        epochs, snapshots = start.snapshot_epochs + found.snapshot_epochs, start.snapshots + found.snapshots
        found = replace(found, snapshot_epochs=epochs, snapshots=snapshots)
    return replace(found, seconds=time.perf_counter() - began, pace=its_program.paces.get("steps"))


def whole_epochs(its_program: Program, training: Training, state: State, seconds: float) -> Chunk:
    """So many whole epochs as should take `seconds`, at least one.

    Where the rate depends on how the training goes, the epochs are trained at the rate of the first, and again up to
    where Keras's callback lowers it.
    """
    its_costs, first = costs.work(training), state.epoch + 1
    wanted = [epoch for epoch in training.snapshots if epoch >= first][: its_program.num_snapshots]
    twice = 1 if state.plateau is None else 2
    fitting = its_program.fitting("steps", seconds / twice, its_costs.epoch_s)
    last = min(state.epoch + min(fitting, its_program.structure.most_epochs), training.epochs)
    if wanted and len(wanted) == its_program.num_snapshots:
        last = min(last, wanted[-1])
    found = called(its_program, training, state, range(first, last + 1), wanted)
    if state.plateau is not None:
        count, memory = plateaus.steady(training, state.plateau, found.metrics["val_loss"])
        if count < last - state.epoch:
            found = called(its_program, training, state, range(first, first + count), wanted)
        found = replace(found, state=replace(found.state, plateau=memory))
    return found


def called(its_program: Program, training: Training, state: State, epochs: range, wanted: list[int]) -> Chunk:
    """What the compiled function gives for these epochs; of the epochs `wanted`, weights are kept."""
    learning_rates = rate_rows(its_program, training, state, epochs)
    began = time.perf_counter()
    after, record, snapshots = its_program.run(
        [tf.constant(array) for array in (*state.variables, *state.slots)],
        tensors(training),
        tf.constant(order_rows(its_program, training, epochs)),
        tf.constant(len(epochs)),
        tf.constant(training.epochs - epochs.start),
        tf.constant(keep_places(its_program, epochs, wanted)),
        knobs_of(training, learning_rates),
    )
    arrays, kept_arrays = tuple(item.numpy() for item in after), [item.numpy() for item in snapshots]
    its_program.measure("steps", time.perf_counter() - began, len(epochs) * costs.work(training).epoch_s)
    return chunk_of(its_program, training, epochs, wanted, learning_rates, (arrays, record.numpy(), kept_arrays))


def chunk_of(
    its_program: Program,
    training: Training,
    epochs: range,
    wanted: list[int],
    learning_rates: np.ndarray,
    found: tuple[Sequence[np.ndarray], np.ndarray, Sequence[np.ndarray]],
) -> Chunk:
    """The chunk of a call that gave `found`: variables and slots at the end, a record of metrics, and kept weights."""
    (arrays, record, kept_arrays), num_variables = found, len(its_program.variables)
    taken = [epoch for epoch in wanted if epoch in epochs]
    rows, its_rates = record[: len(epochs)], learning_rates[: len(epochs)]
    return Chunk(
        State(epochs[-1], tuple(arrays[:num_variables]), tuple(arrays[num_variables:])),
        metrics_of(training, its_program.structure, rows, its_rates, epochs),
        tuple(taken),
        tuple(tuple(array[place] for array in kept_arrays) for place in range(len(taken))),
    )


def batches(its_program: Program, training: Training, state: State, seconds: float) -> Chunk:
    """So many batches as should take `seconds`, at least one; epochs may begin and end among them."""
    deadline, structure = time.perf_counter() + seconds, its_program.structure
    its_program.put(state)
    rows, used, snapshots = [], [], {}
    while True:
        left = min(deadline - time.perf_counter(), seconds / CALLS)
        rate = rates_of(training, state, range(state.epoch + 1, state.epoch + 2))[0]
        state, row = some_batches(its_program, training, state, rate, left)
        if row is not None:
            rows.append(row)
            used.append(rate)
            if state.epoch in training.snapshots and not state.step:
                snapshots[state.epoch] = its_program.arrays()[0]
        is_lost = row is not None and state.step > 0
        if is_lost or state.epoch >= training.epochs or time.perf_counter() >= deadline:
            break
    variables, slots = its_program.arrays()
    epochs = range(state.epoch + 1 - len(rows), state.epoch + 1)
    return Chunk(
        replace(state, variables=variables, slots=slots),
        metrics_of(training, structure, np.reshape(rows, (-1, len(METRICS))), np.array(used, "float32"), epochs),
        tuple(snapshots),
        tuple(snapshots.values()),
    )


def some_batches(
    its_program: Program, training: Training, state: State, rate: np.float32, seconds: float
) -> tuple[State, np.ndarray | None]:
    """One call: batches of one kind and one epoch. The state without new arrays, which stay in the program, and the
    epoch's metrics if it has ended, by its last batch or because its loss is no number; then `step` says where."""
    structure, its_costs = its_program.structure, costs.work(training)
    last = structure.batches
    if training.tested_last and state.epoch + 1 < training.epochs:
        last -= structure.looks("test")
    kind = "steps" if state.step < structure.steps else "looks"
    count = its_program.fitting(kind, seconds, its_costs.batch_s(state.step))
    until = min(state.step + count, structure.steps if kind == "steps" else last)
    began = time.perf_counter()
    done, sums, means = its_program.run(
        tensors(training),
        order_of(training.shuffle, training.shuffle_seed, structure.num_train, state.epoch + 1),
        tf.constant(state.step),
        tf.constant(until),
        tf.constant(state.totals or (0.0,) * SUMS, tf.float32),
        knobs_of(training, rate),
    )
    totals, step = tuple(sums.numpy().tolist()), int(done)
    its_program.measure(kind, time.perf_counter() - began, (step - state.step) * its_costs.batch_s(state.step))
    if not np.isfinite(totals[0]):
        return replace(state, step=step, totals=totals), np.where(UNTIL_LOST, means.numpy(), np.nan)
    if step < last:
        return replace(state, step=step, totals=totals), None
    row, plateau = means.numpy(), state.plateau
    if plateau is not None:
        _, plateau = plateaus.steady(training, plateau, row[METRICS.index("val_loss")][None])
    return replace(state, epoch=state.epoch + 1, step=0, totals=(), plateau=plateau), row


def metrics_of(
    training: Training, structure: Structure, record: np.ndarray, learning_rates: np.ndarray, epochs: range
) -> dict[str, np.ndarray]:
    """The metrics of these epochs by name, of a record (epochs, metrics); those of no test are NaN."""
    found = dict(zip(METRICS, record.astype("float32").T, strict=True))
    if training.tested_last:
        untested = np.array(epochs) != training.epochs
        found |= {name: np.where(untested, np.float32("nan"), found[name]) for name in ("test_loss", "test_accuracy")}
    found = {name: found[name] for name in structure.metrics}
    return found if training.schedule.name == "constant" else found | {"learning_rate": learning_rates}


def rehearse() -> None:
    """Train something tiny, so that what TensorFlow does only once is done before a visitor asks."""
    layers = (Dense(2, "sigmoid"), Dense(1, "sigmoid"))
    train(Training(Data("gate"), layers, OptimizerSettings("SGD", 0.1), batch_size=1, epochs=1, shuffle=False))
