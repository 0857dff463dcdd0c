"""The event files, opened by TensorBoard's own reader."""

import io
import zipfile
from functools import cache

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from lab.lessons.callbacks.decisions import CallbacksSettings
from lab.training import runs, tensorboard
from tests.lab.callback_fits import fitted, in_order

SETTINGS = CallbacksSettings(epochs=5, schedule="step", every=2)
PAIRS = [("train", "loss", "loss"), ("train", "accuracy", "accuracy"), ("train", "learning_rate", "learning_rate")]
PAIRS += [("validation", "loss", "val_loss"), ("validation", "accuracy", "val_accuracy")]


@cache
def trace():
    return runs.train(SETTINGS.training())


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tensorboard")
    packed = tensorboard.archive(SETTINGS.training(), trace())
    zipfile.ZipFile(io.BytesIO(packed)).extractall(folder)
    return folder / "logs"


def read(folder, tag):
    """Steps and values of a tag, by TensorBoard."""
    events = EventAccumulator(str(folder))
    events.Reload()
    found = events.Tensors(tag)
    return [event.step for event in found], [float(tf.make_ndarray(event.tensor_proto)) for event in found]


@pytest.mark.parametrize(("folder", "tag", "metric"), PAIRS)
def test_tensorboard_reads_the_numbers_of_the_trace(logs, folder, tag, metric):
    steps, values = read(logs / folder, f"epoch_{tag}")
    assert steps == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(np.float32(values), trace().metrics[metric].astype("float32"))


def test_validation_is_written_once_more_over_the_steps(logs):
    steps, values = read(logs / "validation", "evaluation_loss_vs_iterations")
    assert steps == [12 * epoch for epoch in range(1, 6)]  # 180 examples in batches of 16
    np.testing.assert_array_equal(np.float32(values), trace().metrics["val_loss"])


def test_folders_and_tags_are_those_that_keras_writes_in_fit(logs, tmp_path):
    fitted(in_order(CallbacksSettings(epochs=5)), keras.callbacks.TensorBoard(tmp_path, write_graph=False))
    for folder in ("train", "validation"):
        tags = []
        for place in (logs, tmp_path):
            events = EventAccumulator(str(place / folder))
            events.Reload()
            tags.append(set(events.Tags()["tensors"]))
        assert tags[0] == tags[1]


def test_tensorboard_takes_them_for_scalars(logs):
    events = EventAccumulator(str(logs / "train"))
    events.Reload()
    assert events.SummaryMetadata("epoch_loss").plugin_data.plugin_name == "scalars"


def test_the_files_do_not_say_on_which_computer_they_were_written():
    names = zipfile.ZipFile(io.BytesIO(tensorboard.archive(SETTINGS.training(), trace()))).namelist()
    assert names == [f"logs/train/{tensorboard.EVENTS}", f"logs/validation/{tensorboard.EVENTS}"]
