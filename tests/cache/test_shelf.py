"""Large states in files: nothing changes but the way, and no file stays."""

import gc
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cache import shelf, trainings, visitors
from cache.memory import Memory
from lab.problems import Trouble
from lab.stacks.layers import Dense
from lab.training import runs
from tests import samples

LARGE = replace(
    samples.DIGITS, layers=(Dense(1000, "relu"), Dense(600, "relu"), Dense(10, "softmax")), epochs=3, batch_size=256
)


def test_a_small_state_stays_as_it_is(tmp_path):
    state = runs.begin(samples.DIGITS).state
    assert shelf.put(state, tmp_path) is state
    assert not list(tmp_path.iterdir())


def test_a_large_state_is_read_from_files_as_it_was(tmp_path):
    state = runs.begin(LARGE).state
    shelved = pickle.loads(pickle.dumps(shelf.put(state, tmp_path / "new")))
    assert len(pickle.dumps(shelved)) < 10_000
    for read, written in (
        (shelved.variables, state.variables),
        (shelved.slots[:2], state.slots[:2]),
    ):
        assert len(read) == len(written)
        for one, other in zip(read, written, strict=True):
            np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(shelved.variables[-1], state.variables[-1])


@pytest.mark.slow
def test_files_go_with_the_state_that_was_adopted(tmp_path):
    shelved = shelf.put(runs.begin(LARGE).state, tmp_path)
    shelf.adopt(shelved)
    assert list(tmp_path.iterdir())
    del shelved
    gc.collect()
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_large_network_is_trained_by_workers_as_it_is_here(monkeypatch):
    monkeypatch.setattr(visitors, "memory", Memory(0))
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
    visitors.memory._latest.clear()
    del running
    gc.collect()
    assert len(list(shelf.folder().iterdir())) < files


def test_a_file_is_seen_whole_or_not_at_all(tmp_path):
    def fail(file):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(Trouble, match="cannot be written to: no space is left on the disk"):
        shelf.write(tmp_path / "new", fail)
    assert not list(tmp_path.iterdir())
    shelf.write(tmp_path / "new", lambda file: file.write(b"whole"))
    with pytest.raises(Trouble):
        shelf.write(tmp_path / "new", fail)
    assert (tmp_path / "new").read_bytes() == b"whole"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_is_told_and_another_try_begins_anew(monkeypatch):
    """By a folder that cannot be written to, in the place of a full disk."""
    monkeypatch.setattr(visitors, "memory", Memory(0))
    with monkeypatch.context() as context:
        context.setattr(shelf, "folder", lambda: Path("/proc/nowhere"))
        running = trainings.Running(replace(LARGE, weights_seed=5, epochs=1))
        assert running.wait(120)
    assert isinstance(running.problem, Trouble)
    assert "cannot be written to" in str(running.problem)
    running.try_again()
    running.go_on()
    assert running.wait(120)
    assert running.problem is None
    assert running.trace.epochs == 1
