"""Pictures are read once by Keras's own loaders, and their arrays are seen whole or not at all."""

import keras
import numpy as np
import pytest

from cache import picture_files, worker
from lab.data import pictures
from lab.data.datasets import Data
from lab.data.keras_files import FASHION_MNIST, MNIST
from lab.data.pictures import PICTURES
from lab.problems import Problem, Trouble
from lab.training import keras_data

WITH_FASHION = pytest.mark.skipif(
    not FASHION_MNIST.is_there, reason="Fashion-MNIST is not on this machine (KERAS_HOME)"
)
WITH_MNIST = pytest.mark.skipif(not MNIST.is_there, reason="MNIST is not on this machine (KERAS_HOME)")
ARRAYS = (np.ones((60_000, 28, 28, 1), "uint8"), np.ones(60_000, "int32"))
ARRAYS += tuple(array[:6] for array in ARRAYS)


@pytest.mark.parametrize(
    ("name", "loader"),
    [
        pytest.param("fashion_mnist", "fashion_mnist", marks=WITH_FASHION),
        pytest.param("mnist", "mnist", marks=WITH_MNIST),
    ],
)
def test_the_arrays_are_those_of_keras_s_loader_and_are_mapped(copies, name, loader):
    picture_files.prepare(name)
    examples = keras_data.load(Data(name, (("examples", 1000),)))
    (x, y), (x_test, y_test) = getattr(keras.datasets, loader).load_data()
    np.testing.assert_array_equal(examples.x[..., 0], x[:1000])
    np.testing.assert_array_equal(examples.y, y[:1000])
    np.testing.assert_array_equal(examples.test.x[..., 0], x_test)
    np.testing.assert_array_equal(examples.test.y, y_test)
    assert isinstance(examples.x, np.memmap)
    assert examples.x.dtype == "uint8"
    assert examples.x.shape[1:] == PICTURES[name].shape
    assert examples.scale == examples.test.scale == 1 / 255


@WITH_MNIST
def test_they_are_read_once(copies, monkeypatch):
    worker.named("cache.picture_files:prepare", "mnist")
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: pytest.fail("read again"))
    worker.named("cache.picture_files:prepare", "mnist")
    assert len(keras_data.load(Data("mnist", (("examples", 10),)))) == 10


def test_arrays_are_seen_whole_or_not_at_all(copies):
    assert not pictures.is_copied("mnist")
    with pytest.raises(ValueError, match="zip"):
        picture_files.copy("mnist", ARRAYS[:3])
    assert not pictures.is_copied("mnist")
    assert list(copies.iterdir()) == []
    picture_files.copy("mnist", ARRAYS)
    picture_files.copy("mnist", ARRAYS)
    assert pictures.is_copied("mnist")
    assert [path.name for path in copies.iterdir()] == [pictures.place("mnist").name]
    assert len(pictures.open_examples(Data("mnist")).test.y) == 6


def cut(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)


@pytest.mark.parametrize(
    ("array", "breaking"),
    [
        ("x", cut),
        ("y", cut),
        ("y_test", lambda path: path.write_bytes(b"")),
        ("x_test", lambda path: path.write_bytes(b"not an array")),
        ("x_test", lambda path: path.unlink()),
        ("x_test", lambda path: np.save(path, ARRAYS[2][:, :7])),
        ("y_test", lambda path: np.save(path, ARRAYS[3].astype(float))),
        ("y", lambda path: np.save(path, ARRAYS[3])),
    ],
)
def test_broken_arrays_are_made_anew(copies, array, breaking):
    picture_files.copy("mnist", ARRAYS)
    breaking(pictures.place("mnist") / f"{array}.npy")
    assert not pictures.is_copied("mnist")
    picture_files.copy("mnist", ARRAYS)
    assert pictures.is_copied("mnist")
    assert [path.name for path in copies.iterdir()] == [pictures.place("mnist").name]


def test_a_full_disk_is_told_and_leaves_nothing_behind(copies, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(picture_files.os, "fsync", full)
    with pytest.raises(Trouble, match="no space is left on the disk"):
        picture_files.copy("mnist", ARRAYS)
    assert list(copies.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(copies):
    copies.write_text("in the way")
    with pytest.raises(Problem, match="cannot be written to"):
        picture_files.copy("mnist", ARRAYS)
