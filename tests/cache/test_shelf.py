"""Large states in files: nothing changes but the way, and no file stays."""

import gc
import pickle
from dataclasses import replace

import numpy as np

from cache import shelf, trainings
from lab.stacks.layers import Dense
from lab.training import runs
from tests import samples

LARGE = replace(
    samples.DIGITS, layers=(Dense(1000, "relu"), Dense(600, "relu"), Dense(10, "softmax")), epochs=3, batch_size=256
)


def test_a_small_state_stays_as_it_is(tmp_path):
    trace = runs.begin(samples.DIGITS)
    assert shelf.put(trace, tmp_path) is trace
    assert not list(tmp_path.iterdir())


def test_a_large_state_is_read_from_files_as_it_was(tmp_path):
    trace = runs.begin(LARGE)
    shelved = pickle.loads(pickle.dumps(shelf.put(trace, tmp_path / "new")))
    assert len(pickle.dumps(shelved)) < 10_000
    for read, written in (
        (shelved.state.variables, trace.state.variables),
        (shelved.state.slots[:2], trace.state.slots[:2]),
    ):
        assert len(read) == len(written)
        for one, other in zip(read, written, strict=True):
            np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(shelved.state.variables[-1], trace.state.variables[-1])


def test_files_go_with_the_state_that_was_adopted(tmp_path):
    shelved = shelf.put(runs.begin(LARGE), tmp_path)
    shelf.adopt(shelved.state)
    assert list(tmp_path.iterdir())
    del shelved
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_a_large_network_is_trained_by_workers_as_it_is_here():
    running = trainings.Running(LARGE)
    assert running.wait(120)
    assert running.problem is None
    assert isinstance(running.trace.state.variables, shelf.Shelved)
    here = runs.train(LARGE)
    np.testing.assert_array_equal(running.trace.metrics["loss"], here.metrics["loss"])
    for one, other in zip(running.trace.state.variables, here.state.variables, strict=True):
        np.testing.assert_array_equal(one, other)
    files = len(list(shelf.folder().iterdir()))
    assert files >= len(here.state.variables) + len(here.state.slots)
    del running
    gc.collect()
    assert len(list(shelf.folder().iterdir())) < files
