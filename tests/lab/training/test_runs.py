"""The engine against `keras.fit` on the same data from the same weights, and what it promises by itself."""

import time
from dataclasses import replace

import keras
import numpy as np
import pytest

from lab.data.datasets import Data, load, split
from lab.experiments import Training
from lab.optimizers import OPTIMIZERS, OptimizerSettings
from lab.problems import Problem
from lab.stacks.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from lab.traces import extended
from lab.training import inputs, runs
from lab.training.networks import build
from lab.training.programs import Program, program
from tests import samples

XOR = replace(samples.XOR, epochs=30)
DIGITS = replace(samples.DIGITS, epochs=3, shuffle=False)


def fitted(training: Training, layers: list[keras.Layer] | None = None, **compiled) -> dict[str, list[float]]:
    """The history of `keras.fit` with the same starting weights, without shuffling. `compiled` is for `compile`."""
    part, held_out = split(load(training.data), training.validation_fraction, training.data.seed)
    network, scale = build(part.x.shape[1:], training.layers), np.float32(part.scale)
    if layers:
        network = keras.Sequential([keras.Input(part.x.shape[1:]), *layers])
    start = runs.begin(training).state.variables
    for variable, value in zip(network.variables, start, strict=True):
        variable.assign(value)
    settings = training.optimizer
    kind = OPTIMIZERS[settings.name]
    optimizer = getattr(keras.optimizers, kind.keras_class)(
        learning_rate=settings.learning_rate, **dict(settings.knobs), **kind.fixed
    )
    network.compile(optimizer=optimizer, loss=training.loss, metrics=["accuracy"], **compiled)
    validation = (held_out.x * scale, inputs.targets(held_out, training.loss)) if held_out else None
    return network.fit(
        part.x * scale,
        inputs.targets(part, training.loss),
        batch_size=training.batch_size,
        epochs=training.epochs,
        shuffle=False,
        verbose=0,
        validation_data=validation,
    ).history


def same_as_keras(training: Training, layers: list[keras.Layer] | None = None, tolerance: float = 2e-4) -> None:
    trace, history = runs.train(training), fitted(training, layers)
    assert set(history) == set(trace.metrics)
    for name, values in history.items():
        np.testing.assert_allclose(trace.metrics[name], values, rtol=tolerance, atol=1e-5, err_msg=name)


def test_xor_is_trained_as_keras_fit_trains_it():
    same_as_keras(XOR)


@pytest.mark.slow
def test_digits_with_a_last_batch_that_is_smaller_and_validation_are_trained_as_keras_fit_trains_them():
    assert 1437 % DIGITS.batch_size
    same_as_keras(DIGITS)


@pytest.mark.slow
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_trains_digits_as_keras_fit_does(name):
    same_as_keras(replace(DIGITS, epochs=2, optimizer=OptimizerSettings(name, 0.001)), tolerance=2e-3)


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["mse", "categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_every_loss_on_ten_classes_is_keras_s(loss):
    trace, history = runs.train(replace(DIGITS, loss=loss)), fitted(replace(DIGITS, loss=loss))
    np.testing.assert_allclose(trace.metrics["loss"], history["loss"], rtol=2e-4)
    np.testing.assert_allclose(trace.metrics["accuracy"], history["accuracy"], atol=2e-3)


@pytest.mark.slow
def test_binary_crossentropy_is_keras_s():
    same_as_keras(replace(XOR, loss="binary_crossentropy"))


@pytest.mark.slow
def test_l1_and_l2_are_keras_s_regularizers():
    regularizer = {"kernel_regularizer": keras.regularizers.L1L2(0.001, 0.01)}
    layers = [
        keras.layers.Dense(32, "relu", **regularizer),
        keras.layers.Dense(16, "relu", **regularizer),
        keras.layers.Dense(10, "softmax", **regularizer),
    ]
    training = replace(DIGITS, l1=0.001, l2=0.01)
    trace, history = runs.train(training), fitted(training, layers)
    for name, values in history.items():
        np.testing.assert_allclose(trace.metrics[name], values, rtol=5e-4, atol=1e-5, err_msg=name)


def test_the_penalty_is_the_part_of_the_loss_that_is_due_to_the_weights():
    trace = runs.train(replace(DIGITS, l1=0.001, l2=0.01, snapshots=(3,)))
    kernels = [array.astype(float) for array in trace.snapshots[0] if array.ndim == 2]
    by_hand = sum(0.001 * np.abs(kernel).sum() + 0.01 * np.square(kernel).sum() for kernel in kernels)
    assert trace.metrics["val_penalty"][-1] == pytest.approx(by_hand, rel=1e-5)
    assert 0 < trace.metrics["penalty"][-1] < trace.metrics["loss"][-1]
    assert "penalty" not in runs.train(DIGITS).metrics


@pytest.mark.slow
def test_examples_for_testing_are_measured_as_keras_evaluates_them():
    training = replace(DIGITS, data=Data("digits", (("examples", 400),)), tested=True, l2=0.01)
    trace = runs.train(training)
    network = build((64,), training.layers)
    for variable, value in zip(network.variables, trace.state.variables, strict=True):
        variable.assign(value)
    network.compile(loss=training.loss, metrics=["accuracy"])
    test = load(training.data).test
    loss, accuracy = network.evaluate(test.x, test.y, verbose=0)
    assert trace.metrics["test_loss"][-1] - trace.metrics["val_penalty"][-1] == pytest.approx(loss, rel=1e-4)
    assert trace.metrics["test_accuracy"][-1] == pytest.approx(accuracy, abs=1e-6)
    assert "test_loss" not in runs.train(replace(training, tested=False)).metrics


@pytest.mark.slow
def test_batch_normalisation_is_keras_s():
    same_as_keras(replace(DIGITS, layers=(Dense(16), BatchNormalization(), Dense(10, "softmax"))), tolerance=2e-3)


@pytest.mark.slow
def test_dropout_drops_while_training_only_and_the_same_at_the_same_seed():
    training = replace(DIGITS, layers=(Dense(32, "relu"), Dropout(0.5), Dense(10, "softmax")))
    first, again = runs.train(training), runs.train(training)
    other = runs.train(replace(training, weights_seed=1))
    np.testing.assert_array_equal(first.metrics["loss"], again.metrics["loss"])
    assert not np.array_equal(first.metrics["loss"], other.metrics["loss"])
    assert first.metrics["val_loss"][-1] < first.metrics["loss"][-1]


@pytest.mark.slow
def test_dropout_drops_the_units_that_keras_drops():
    layers = [keras.layers.Dense(32, "relu"), keras.layers.Dropout(0.5, seed=1), keras.layers.Dense(10, "softmax")]
    training = replace(DIGITS, layers=(Dense(32, "relu"), Dropout(0.5), Dense(10, "softmax")))
    trace, history = runs.train(training), fitted(training, layers, jit_compile=True)
    np.testing.assert_allclose(trace.metrics["loss"], history["loss"], rtol=2e-4)


def test_a_convolutional_network_is_trained_as_keras_fit_trains_it():
    layers = (Conv2D(3, 5, activation="relu"), MaxPooling2D(), Flatten(), Dense(10, "softmax"))
    data = Data("made_up_images", (("examples", 150),))
    same_as_keras(replace(DIGITS, data=data, layers=layers, validation_fraction=0.0), tolerance=2e-3)


def test_the_same_settings_give_the_same_trace_to_the_bit():
    training = replace(DIGITS, shuffle=True, snapshots=(0, 1, 3))
    first, again = runs.train(training), runs.train(training)
    for name in first.metrics:
        np.testing.assert_array_equal(first.metrics[name], again.metrics[name])
    for one, other in zip(first.snapshots[-1], again.snapshots[-1], strict=True):
        np.testing.assert_array_equal(one, other)


def test_that_a_training_is_cut_into_chunks_changes_no_bit(monkeypatch):
    training = replace(DIGITS, shuffle=True, epochs=5, snapshots=(0, 2, 5))
    whole = runs.train(training)
    monkeypatch.setattr(Program, "fitting", lambda *arguments: 1)
    pieces = runs.train(training)
    assert whole.snapshot_epochs == pieces.snapshot_epochs == (0, 2, 5)
    for name in whole.metrics:
        np.testing.assert_array_equal(whole.metrics[name], pieces.metrics[name])
    for one, other in zip(
        whole.state.variables + whole.state.slots, pieces.state.variables + pieces.state.slots, strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_a_snapshot_is_the_end_of_a_shorter_training():
    long, short = runs.train(replace(XOR, snapshots=(7, 30))), runs.train(replace(XOR, epochs=7))
    for one, other in zip(long.snapshots[0], short.state.variables, strict=True):
        np.testing.assert_array_equal(one, other)


def test_more_snapshots_than_a_chunk_can_keep_are_all_there():
    trace = runs.train(replace(XOR, epochs=150, snapshots=tuple(range(151))))
    assert trace.snapshot_epochs == tuple(range(151))
    assert trace.weights(0).shape == (151, 2, 2)


def test_moving_a_number_does_not_compile_again():
    base = replace(DIGITS, l2=0.01, optimizer=OptimizerSettings("momentum", 0.01), validation_fraction=0.0)
    runs.train(base)
    moved = [
        replace(base, optimizer=OptimizerSettings("momentum", 0.1, (("momentum", 0.5),))),
        replace(base, l1=0.1, l2=0.0),
        replace(base, weights_seed=5, shuffle_seed=6, shuffle=True),
        replace(base, epochs=7),
    ]
    losses = {float(runs.train(training).metrics["loss"][-1]) for training in moved}
    assert len(losses) == len(moved)
    assert program(inputs.structure_of(base)).run.experimental_get_tracing_count() == 1


def test_another_number_of_epochs_does_not_compile_again():
    """XLA compiles a loop again for every bound that it takes for a constant, and traces nothing anew."""
    training = replace(DIGITS, layers=(Dense(29, "relu"), Dense(10, "softmax")))
    began = time.perf_counter()
    runs.train(training)
    compiled = time.perf_counter() - began
    began = time.perf_counter()
    runs.train(replace(training, epochs=2))
    assert time.perf_counter() - began < compiled / 4


def test_seeds_of_weights_and_of_the_order_are_apart():
    base = replace(DIGITS, shuffle=True, snapshots=(0,))
    first, order, weights = (
        runs.train(replace(base, **seed)) for seed in ({}, {"shuffle_seed": 1}, {"weights_seed": 1})
    )
    np.testing.assert_array_equal(first.snapshots[0][0], order.snapshots[0][0])
    assert not np.array_equal(first.snapshots[0][0], weights.snapshots[0][0])
    assert not np.array_equal(first.metrics["loss"], order.metrics["loss"])


def test_a_diverging_training_ends_early_and_says_when_and_why():
    layers = (Dense(8), Dense(10))
    training = replace(
        DIGITS, layers=layers, loss="mse", optimizer=OptimizerSettings("SGD", 10.0), epochs=50, snapshots=(0, 50)
    )
    trace = runs.train(training)
    assert trace.epochs < 50
    assert np.isfinite(trace.metrics["loss"][:-1]).all()
    assert not np.isfinite(trace.metrics["loss"][-1])
    assert trace.snapshot_epochs == (0,)
    assert f"diverged in epoch {trace.epochs}" in str(trace.stopped)
    assert "learning rate below 10" in str(trace.stopped)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"layers": (Dense(3, "sigmoid"),)}, "the last layer gives"),
        ({"data": Data("nothing")}, "there is no data set"),
        ({"data": Data("gate", (("outputs", "012"),))}, "four digits"),
        ({"validation_fraction": 0.9, "data": Data("gate")}, "leaves none"),
        ({"layers": (Conv2D(3), Dense(1))}, "Conv2D"),
    ],
)
def test_what_cannot_be_trained_is_told(change, told):
    with pytest.raises(Problem, match=told):
        runs.train(replace(XOR, **change))


def test_the_gradient_of_a_step_is_that_of_a_tape():
    """One SGD step with learning rate 1 moves every weight by minus its gradient."""
    import tensorflow as tf

    training = replace(XOR, batch_size=4, epochs=1, optimizer=OptimizerSettings("SGD", 1.0))
    start, trace = runs.begin(training), runs.train(training)
    network = build((2,), training.layers)
    for variable, value in zip(network.variables, start.state.variables, strict=True):
        variable.assign(value)
    examples = load(training.data)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(network(examples.x) - examples.y[:, None].astype("float32")))
    gradients = tape.gradient(loss, network.trainable_variables)
    for before, after, gradient in zip(start.state.variables, trace.state.variables, gradients, strict=True):
        np.testing.assert_allclose(before - after, gradient, atol=1e-6)


def test_weights_of_single_epochs_of_a_huge_network_are_refused():
    layers = (Dense(4200, "relu"), Dense(1000, "relu"), Dense(10, "softmax"))
    with pytest.raises(Problem, match="more than 4,194,304 weights"):
        runs.begin(replace(DIGITS, layers=layers, snapshots=(0, 3)))


def test_the_seconds_of_a_training_are_those_of_its_chunks():
    training = Training(Data("gate"), (Dense(1, "sigmoid"),), OptimizerSettings("SGD", 0.1), epochs=4)
    trace = runs.begin(training)
    chunk = runs.chunk(training, trace.state)
    assert 0 < trace.seconds < 60
    assert 0 < chunk.seconds < 60
    assert extended(training, trace, chunk).seconds == trace.seconds + chunk.seconds


def test_a_dropout_that_drops_nothing_can_be_trained():
    layers = (Dropout(0.0), *DIGITS.layers)
    trace = runs.train(replace(DIGITS, layers=layers))
    assert trace.metrics["loss"][-1] < trace.metrics["loss"][0]
