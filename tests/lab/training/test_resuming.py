"""A training broken off and gone on with from Keras's own files: the same to the bit with the slots, not without."""

from dataclasses import replace
from functools import cache

import keras
import numpy as np
import pytest

from lab.lessons.callbacks.decisions import OPTIMIZERS, CallbacksSettings, apart, num_epochs
from lab.problems import Problem
from lab.training import inputs, resuming, runs

SHORT = CallbacksSettings(epochs=15)
RATES = {"SGD": 0.05, "momentum": 0.05, "Adam": 0.01}


@cache
def resumed(optimizer: str, epoch: int):
    return resuming.resumed(replace(SHORT, optimizer=optimizer, learning_rate=RATES[optimizer]).training(), epoch)


@pytest.mark.parametrize(
    ("optimizer", "epoch"), [("SGD", 7), ("momentum", 1), ("momentum", 7), ("momentum", 14), ("Adam", 7)]
)
def test_resuming_from_the_whole_model_is_the_same_to_the_bit(optimizer, epoch):
    found = resumed(optimizer, epoch)
    assert found.resumed == found.whole
    assert found.most_resumed == 0
    assert apart(found.whole, found.resumed, "val_loss").max() == 0
    assert num_epochs(found.whole) == 15


def test_the_run_without_a_break_is_the_run_that_the_lesson_trains():
    """Trained in pieces of ten epochs and of one, and in one go: the same numbers."""
    found, trace = resumed("momentum", 7), runs.train(SHORT.training())
    for name, values in found.whole:
        np.testing.assert_array_equal(np.float32(values), trace.metrics[name], err_msg=name)


@pytest.mark.parametrize("optimizer", ["momentum", "Adam"])
def test_without_the_slots_the_curve_leaves_the_other_after_the_break(optimizer):
    found = resumed(optimizer, 7)
    gap = apart(found.whole, found.without_slots, "loss")
    assert (gap[:7] == 0).all()
    assert (gap[7:] > 0).all()
    assert found.most_without_slots > 0


def test_plain_sgd_remembers_nothing_that_could_be_lost():
    found = resumed("SGD", 7)
    assert found.without_slots == found.whole
    assert found.num_slots == 1


def test_the_numbers_that_are_remembered_are_counted():
    assert resumed("momentum", 7).num_weights == 64 * 32 + 32 + 32 * 16 + 16 + 16 * 10 + 10 == 2778
    assert resumed("momentum", 7).num_slots == 2778 + 1
    assert resumed("Adam", 7).num_slots == 2 * 2778 + 1
    assert resumed("Adam", 7).bytes_model > resumed("momentum", 7).bytes_model > resumed("SGD", 7).bytes_model


def test_keras_reads_the_slots_of_a_weights_file_into_a_model_that_is_compiled_before(tmp_path):
    """The trap that the lesson tells of: the same file, loaded before `compile` and after it."""
    training = SHORT.training()
    state, _ = resuming.advanced(training, runs.begin(training).state, 3)
    path = tmp_path / "model.weights.h5"
    resuming.real(training, state).save_weights(path)
    late = resuming.from_weights(training, path, 3)
    network = resuming.build((64,), training.layers)
    early = resuming.compiled(training, network)
    early.load_weights(path)
    for got, wanted in zip(resuming.state_of(early, 3).slots, state.slots, strict=True):
        np.testing.assert_array_equal(got, wanted)
    assert any((got != wanted).any() for got, wanted in zip(late.slots, state.slots, strict=True))


def test_a_real_keras_model_goes_on_by_itself_from_the_file(tmp_path):
    """`fit` on the loaded model takes the same next step as the engine does, up to rounding."""
    training = replace(SHORT.training(), shuffle=False)
    state, _ = resuming.advanced(training, runs.begin(training).state, 2)
    path = tmp_path / "model.keras"
    resuming.real(training, state).save(path)
    model = keras.saving.load_model(path)
    data = inputs.tensors(training)
    history = model.fit(
        data["x"], data["y"], batch_size=16, epochs=3, initial_epoch=2, shuffle=False, verbose=0
    ).history
    _, metrics = resuming.advanced(training, state, 3)
    np.testing.assert_allclose(history["loss"], metrics[0]["loss"], rtol=1e-3)


@pytest.mark.parametrize("epoch", [0, 15, 99])
def test_a_break_that_is_none_is_told(epoch):
    with pytest.raises(Problem, match="is not within 15 epochs"):
        resuming.resumed(SHORT.training(), epoch)


def test_every_optimizer_of_the_lesson_was_tried():
    assert set(RATES) == set(OPTIMIZERS)
