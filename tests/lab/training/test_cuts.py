"""A training whose epochs are long is cut anywhere, and no bit of it changes."""

import time
from dataclasses import replace

import numpy as np
import pytest

from lab import costs
from lab.data.datasets import Data
from lab.experiments import Training
from lab.lessons.images.choices import ImagesSettings
from lab.optimizers import OPTIMIZERS, OptimizerSettings
from lab.schedules import PLATEAU, ScheduleSettings
from lab.stacks.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from lab.traces import Trace, extended, is_over, share
from lab.training import inputs, programs, runs
from tests import samples
from tests.lab.training.test_runs import same_as_keras

DIGITS = replace(
    samples.DIGITS,
    data=Data("digits", (("examples", 230),)),
    layers=(Dense(16, "relu"), Dense(10, "softmax")),
    epochs=4,
    snapshots=(0, 2, 4),
    tested=True,
)
"""184 examples to learn from, in five batches of 32 and one of 24; 46 held out; 1,567 for testing, in two looks."""
CONVOLUTIONS = replace(
    DIGITS,
    data=Data("digit_pictures", (("examples", 230),)),
    layers=(Conv2D(2, 3, activation="relu"), MaxPooling2D(), Flatten(), Dense(10, "softmax")),
    epochs=3,
)
WHOLE_BATCH = (Dense(16), BatchNormalization(), Activation("relu"), Dropout(0.3), Dense(10, "softmax"))
LOWERED = ScheduleSettings(PLATEAU, (("patience", 1), ("min_delta", 0.1)))
CASES = {
    "dense": DIGITS,
    "tested at the end": replace(DIGITS, tested=False, tested_last=True),
    "convolutions": CONVOLUTIONS,
    "batch normalisation, dropout, penalties": replace(
        DIGITS, layers=WHOLE_BATCH, l1=0.001, l2=0.01, tested=False, epochs=3, schedule=ScheduleSettings("cosine")
    ),
    "a plateau": replace(DIGITS, optimizer=OptimizerSettings("Adam", 0.1), schedule=LOWERED, epochs=6),
}


@pytest.fixture(autouse=True)
def cut(monkeypatch) -> None:
    """Every epoch counts as long."""
    monkeypatch.setattr(costs, "WHOLE_S", 0.0)


def cut_at_random(training: Training, seed: int, monkeypatch) -> Trace:
    """Chunks of one call each, and calls of 1 to 5 batches."""
    rng = np.random.default_rng(seed)
    monkeypatch.setattr(programs.Program, "fitting", lambda *arguments: int(rng.integers(1, 6)))
    chunk = runs.chunk(training, None, 0.0)
    trace = extended(training, None, chunk)
    while not is_over(training, trace):
        before = share(training, trace)
        trace = extended(training, trace, runs.chunk(training, trace.state, 0.0))
        assert before < share(training, trace) <= 1
    return trace


def assert_same(one: Trace, other: Trace) -> None:
    assert one.snapshot_epochs == other.snapshot_epochs
    assert list(one.metrics) == list(other.metrics)
    for name, values in one.metrics.items():
        np.testing.assert_array_equal(values, other.metrics[name], err_msg=name)
    arrays, others = ((*each.state.variables, *each.state.slots, *sum(each.snapshots, ())) for each in (one, other))
    for array, its in zip(arrays, others, strict=True):
        np.testing.assert_array_equal(array, its)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_cutting_a_training_anywhere_changes_no_bit(name, monkeypatch):
    training = CASES[name]
    whole = runs.train(training)
    assert costs.work(training).is_cut
    assert whole.epochs == training.epochs
    for seed in range(3):
        assert_same(cut_at_random(training, seed, monkeypatch), whole)


@pytest.mark.slow
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_goes_on_within_an_epoch(name, monkeypatch):
    training = replace(DIGITS, optimizer=OptimizerSettings(name, 0.01), epochs=2, snapshots=(), tested=False)
    assert_same(cut_at_random(training, 0, monkeypatch), runs.train(training))


@pytest.mark.parametrize("training", [DIGITS, CONVOLUTIONS], ids=["dense", "convolutions"])
def test_a_training_that_is_cut_is_keras_s(training):
    same_as_keras(replace(training, shuffle=False, tested=False, snapshots=()), tolerance=2e-3)


def test_the_examples_for_testing_wait_for_the_last_epoch():
    every, last = runs.train(DIGITS), runs.train(CASES["tested at the end"])
    assert np.isnan(last.metrics["test_loss"][:-1]).all()
    for name in every.metrics:
        assert every.metrics[name][-1] == last.metrics[name][-1]


def test_a_loss_that_is_no_number_ends_the_training_at_its_step(monkeypatch):
    training = replace(DIGITS, layers=(Dense(8), Dense(10)), loss="mse", optimizer=OptimizerSettings("SGD", 10.0))
    trace = runs.train(replace(training, epochs=50, snapshots=(0, 50)))
    assert is_over(training, trace)
    assert 0 < trace.state.step <= costs.work(training).steps
    assert f"diverged in step {trace.state.step} of epoch {trace.epochs}" in str(trace.stopped)
    assert not np.isfinite(trace.metrics["loss"][-1])
    assert np.isfinite(trace.metrics["loss"][:-1]).all()
    assert np.isnan(trace.metrics["val_loss"][-1])
    assert trace.snapshot_epochs == (0,)
    assert_same(cut_at_random(replace(training, epochs=50, snapshots=(0, 50)), 1, monkeypatch), trace)


def test_a_chunk_of_no_epoch_leaves_the_trace_as_it_was(monkeypatch):
    monkeypatch.setattr(programs.Program, "fitting", lambda *arguments: 2)
    first = runs.chunk(DIGITS, None, 0.0)
    assert (first.state.epoch, first.state.step) == (0, 2)
    assert all(len(values) == 0 for values in first.metrics.values())
    trace = extended(DIGITS, None, first)
    assert trace.epochs == 0
    assert trace.snapshot_epochs == (0,)
    assert not is_over(DIGITS, trace)
    assert 0 < share(DIGITS, trace) < 0.25


DEAR = {
    "a batch of 1": ImagesSettings(units="1024-1024-1024-1024", batch_size=1, epochs=1),
    "many filters": ImagesSettings(network="convolution", n1=256, n2=256, batch_size=64, epochs=1),
    "batches of 1024": ImagesSettings(units="1024-1024-1024-1024", batch_size=1024, epochs=1),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DEAR)
def test_no_chunk_of_the_dearest_trainings_keeps_a_worker_long(name):
    """Half a second on a quiet machine; here, where others compute at the same time, four times that."""
    training = DEAR[name].training()
    state, took = None, []
    for _ in range(12):
        began = time.perf_counter()
        state = runs.chunk(training, state).state
        took.append(time.perf_counter() - began)
    assert np.median(took[4:]) < 2.0, took


def test_what_is_short_says_nothing_of_the_pace_however_long_it_was_held_up():
    """Of XOR, whose calls take milliseconds, only those that a busy machine held up would count."""
    its_program = programs.Program(inputs.structure_of(samples.XOR))
    its_program.measure("steps", 1.0, 0.001)  # the first one compiles
    its_program.measure("steps", 1.0, 0.001)
    assert its_program.paces == {}
    its_program.measure("steps", 0.3, 0.1)
    assert its_program.paces == pytest.approx({"steps": 3})
