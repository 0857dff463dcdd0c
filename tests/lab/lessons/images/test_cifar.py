"""CIFAR-10: designs, and the pieces of a training."""

import hashlib
import io
import os
import pickle
import tarfile
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from lab.lessons.images.cifar import DESIGNS, CifarSettings, Plan
from lab.lessons.images.cifar_states import Kept, Progress
from lab.problems import Problem
from lab.stacks.shapes import report

ROOT = Path(__file__).parents[4]
SMALL = Plan(CifarSettings(design="tutorial", epochs=2, batch_size=20), 200, 60, piece_work=1e9)


def pictures(folder, num=200, num_test=60):
    """Arrays as `lab.data.pictures` leaves them: pictures whose colour tells their class, and noise."""
    rng = np.random.default_rng(0)
    folder.mkdir(exist_ok=True)
    for suffix, count in (("", num), ("_test", num_test)):
        y = (np.arange(count) % 10).astype("int32")
        x = rng.integers(0, 100, (count, 32, 32, 3)) + 15 * y[:, None, None, None]
        np.save(folder / f"x{suffix}.npy", x.astype("uint8"))
        np.save(folder / f"y{suffix}.npy", y)
    return folder


def trained(folder):
    """The small training from its beginning to its end, in this process: folder of pictures, progress, last state."""
    from lab.training.cifar import advance

    state = None
    for _ in SMALL.pieces:
        state = advance(SMALL, state, pictures(folder) if state is None else folder)
    return folder, state.progress, state


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("pictures"))


def test_designs_fit_and_end_in_ten_classes():
    for layers in DESIGNS.values():
        found = report((32, 32, 3), layers())
        assert found.problem is None
        assert found.output_shape == (10,)


@pytest.mark.parametrize("work", [1e9, 1e10, 1e12])
def test_pieces_are_every_step_and_every_picture_once(work):
    plan = replace(SMALL, piece_work=work)
    for epoch in range(2):
        steps = [(p.first, p.last) for p in plan.pieces if p.kind == "train" and p.epoch == epoch]
        held = [(p.first, p.last) for p in plan.pieces if p.kind == "held out" and p.epoch == epoch]
        assert np.concatenate([np.arange(*each) for each in steps]).tolist() == list(range(9))
        assert np.concatenate([np.arange(*each) for each in held]).tolist() == list(range(180, 200))
        rows = np.concatenate([plan.rows(p).ravel() for p in plan.pieces if p.kind == "train" and p.epoch == epoch])
        assert sorted(rows) == list(range(180))
    assert sum(map(plan.work, plan.pieces)) == plan.work_left(0) > plan.work_left(1) > plan.work_left(10**6) == 0
    assert plan.seconds(1.0) == pytest.approx(18 + (2 * 20 + 60) / 60)


def test_pieces_are_short_for_every_design():
    for design in DESIGNS:
        plan = Plan(CifarSettings(design=design, epochs=1), 50_000, 10_000)
        assert max(map(plan.work, plan.pieces)) <= max(plan.piece_work, 3 * plan.multiply_adds * plan.batch_size)


def test_it_learns_and_measures_after_every_epoch_and_at_the_end(unbroken):
    _, progress, _ = unbroken
    steps, losses, _ = progress.curve(SMALL, "train")
    assert steps[-1] == SMALL.num_steps == 18
    assert losses[-1] < losses[0]
    assert progress.curve(SMALL, "held out")[0].tolist() == [9, 18]
    assert 0 <= progress.test_accuracy(SMALL) <= 1
    assert Progress(3, progress.measured[:3]).test_accuracy(SMALL) is None


def test_the_steps_are_those_of_keras_fit(unbroken):
    """Keras's own fit over the same batches from the same start."""
    import keras

    from lab.training.networks import build, starting_weights

    folder, _, state = unbroken
    x, y = (np.load(folder / f"{name}.npy") for name in ("x", "y"))
    network = build((32, 32, 3), SMALL.settings.layers())
    for variable, value in zip(network.variables, starting_weights(network, 0), strict=True):
        variable.assign(value)
    network.compile(keras.optimizers.Adam(0.001), "sparse_categorical_crossentropy")
    for epoch in range(2):
        rows = np.concatenate([SMALL.rows(p).ravel() for p in SMALL.pieces if (p.kind, p.epoch) == ("train", epoch)])
        network.fit(x[rows] / np.float32(255), y[rows], batch_size=20, shuffle=False, verbose=0)
    for mine, theirs in zip(state.variables, network.weights, strict=True):
        np.testing.assert_allclose(mine, np.asarray(theirs), atol=2e-4)


def test_a_rate_that_is_too_high_is_told(unbroken, tmp_path):
    from lab.training.cifar import Program, further

    folder, _, _ = unbroken
    its_program = Program(SMALL.settings.layers())
    lost = Kept(
        Progress(), [np.full(v.shape, np.nan, "float32") for v in its_program.variables], its_program.start_slots
    )
    with pytest.raises(Problem, match="the loss is nan in epoch 1"):
        further(SMALL, its_program, lost, folder)


def test_a_step_takes_some_time():
    from lab.training.cifar import step_seconds

    assert 0 < step_seconds(SMALL.settings) < 60


def archive(path, num=20):
    """A tar.gz laid out as CIFAR-10's: five batches and one for testing, pickled dicts with bytes as keys.

    (Python 2 pickled the real ones; from Python 3, protocol 3 keeps bytes as they are, too.)"""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        for name in (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"):
            data = np.zeros((num, 3072), "uint8")
            data[0] = np.arange(3072) % 251
            content = pickle.dumps({b"data": data, b"labels": list(range(10)) * (num // 10)}, protocol=3)
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size, member.mtime = len(content), int(time.time())
            tar.addfile(member, io.BytesIO(content))
    return path


def test_keras_s_loader_reads_an_archive_of_this_layout_from_where_the_files_are_looked_for(tmp_path, monkeypatch):
    """10,000 pictures a batch, as Keras's loader asks; its checksum is the archive's own."""
    from lab.data.keras_files import CIFAR10
    from lab.training.keras_data import cifar10

    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    path = archive(CIFAR10.path, 10_000)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    module = import_module("keras.src.datasets.cifar10")
    whole = module.get_file
    its_own = {"file_hash": sha256, "cache_dir": str(tmp_path)}
    monkeypatch.setattr(module, "get_file", lambda **given: whole(**{**given, **its_own}))
    x, y, x_test, y_test = cifar10(0, 30_000)
    assert x.shape == (30_000, 32, 32, 3)
    assert x_test.shape == (10_000, 32, 32, 3)
    assert (x.dtype, y.dtype) == ("uint8", "int32")
    assert y_test[:3].tolist() == [0, 1, 2]
    np.testing.assert_array_equal(x[0], (np.arange(3072) % 251).reshape(3, 32, 32).transpose(1, 2, 0))
