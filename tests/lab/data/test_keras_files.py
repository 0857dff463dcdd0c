"""Keras's files: what is missing or damaged is told, and nothing is deleted."""

from dataclasses import replace

import numpy as np
import pytest

from lab.data import keras_files
from lab.data.datasets import Data
from lab.data.keras_files import IMDB
from lab.problems import Problem
from lab.training import keras_data, runs
from tests import samples

WITH_IMDB = pytest.mark.skipif(not IMDB.is_there, reason="Keras's imdb.npz is not on this machine (KERAS_HOME)")
REVIEWS = Data("imdb", (("examples", 100), ("words", 500)))


def test_keras_keeps_its_files_where_keras_home_says(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert IMDB.path == tmp_path / "datasets" / "imdb.npz"
    monkeypatch.delenv("KERAS_HOME")
    assert keras_files.home().name == ".keras"


def test_a_missing_file_is_told_with_the_place_and_the_command(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    keras_data.load.cache_clear()
    with pytest.raises(Problem, match=r"keras\.datasets\.imdb\.load_data\(\)") as told:
        runs.train(replace(samples.XOR, data=REVIEWS))
    assert str(tmp_path) in str(told.value)


@pytest.mark.parametrize("content", [b"", b"PK not a zip", bytes(1000)])
def test_a_damaged_file_is_told_and_stays(monkeypatch, tmp_path, content):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    keras_data.load.cache_clear()
    file = tmp_path / "datasets" / "imdb.npz"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(Problem, match=f"is damaged or truncated: it has {len(content):,} bytes"):
        keras_data.load(REVIEWS)
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_written_to_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    IMDB.path.write_bytes(b"1")
    monkeypatch.setattr(keras_files.os, "access", lambda path, mode: False)
    with pytest.raises(Problem, match="cannot be written to"):
        IMDB.check()


@pytest.mark.slow
@WITH_IMDB
def test_reviews_are_multi_hot_vectors_of_their_words():
    import keras

    keras_data.load.cache_clear()
    examples = keras_data.load(REVIEWS)
    assert examples.x.shape == (100, 500)
    assert len(examples.test) == 100
    (reviews, labels), _ = keras.datasets.imdb.load_data(num_words=500)
    np.testing.assert_array_equal(examples.y, labels[:100])
    for row in (0, 99):
        assert set(np.flatnonzero(examples.x[row])) == set(reviews[row])


@WITH_IMDB
def test_the_file_that_was_published_passes():
    IMDB.check()
    assert IMDB.path.stat().st_size == IMDB.size
