"""Every figure that the lesson Images says about summed and mean cross-entropy, measured anew."""

import os
from dataclasses import replace
from functools import cache

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from lab.data.keras_files import MNIST
from lab.lessons.images.sums import BATCH, SumsSettings, order, per_picture

WITH_MNIST = pytest.mark.skipif(not MNIST.is_there, reason="MNIST is not on this machine (KERAS_HOME)")
BASE = SumsSettings(data="mnist")
NAN = replace(BASE, learning_rate=0.03)


@cache
def trained(settings):
    from lab.training.sums import trained

    return trained(settings)


def right(**changed):
    return float(trained(replace(BASE, **changed)).right[-1])


@WITH_MNIST
def test_summed_at_0_001_and_0_01_it_is_91_0_and_91_4_percent_and_at_0_03_9_8():
    found = [right(learning_rate=rate) for rate in (0.001, 0.01, 0.03)]
    assert found == pytest.approx([0.910, 0.914, 0.098], abs=0.0006)


@WITH_MNIST
def test_nan_comes_in_step_3_and_with_ten_other_orders_within_the_first_ten():
    assert trained(NAN).lost.step == 3
    assert np.isnan(trained(NAN).lost.loss)
    for seed in range(1, 11):
        lost = trained(replace(NAN, seed=seed)).lost
        assert lost.step <= 10
        assert lost.gap > 87
        assert lost.probability == 0


@WITH_MNIST
def test_after_nan_the_answer_is_always_0_and_980_of_10_000_test_pictures_are_zeros():
    from lab.data.datasets import Data
    from lab.training.keras_data import load

    assert np.isnan(trained(NAN).kernel).all()
    assert int((load(Data("mnist")).test.y == 0).sum()) == 980
    assert trained(NAN).right[-1] == pytest.approx(0.098, abs=1e-6)


def test_float32_makes_0_of_what_lies_87_below_and_1_2e_38_is_its_smallest_number_in_full():
    smallest = float(np.finfo("float32").tiny)
    assert smallest == pytest.approx(1.2e-38, rel=0.03)
    assert np.exp(-87.0) > smallest > np.exp(-87.5)
    import tensorflow as tf

    assert np.isnan(float(tf.constant(0.0) * tf.math.log(tf.constant(0.0))))
    assert not np.isfinite(float(tf.math.log(tf.constant(0.0))))


@WITH_MNIST
def test_at_0_03_from_logits_it_is_87_5_percent_and_clipped_81_1():
    found = [right(learning_rate=0.03, logarithm=name) for name in ("from logits", "clipped")]
    assert found == pytest.approx([0.875, 0.811], abs=0.005)


@WITH_MNIST
def test_the_mean_at_0_01_is_at_87_0_percent_and_still_on_its_way():
    found = trained(replace(BASE, reduction="mean"))
    assert found.right[-1] == pytest.approx(0.870, abs=0.001)
    loss = per_picture(replace(BASE, reduction="mean"), found.loss)
    assert loss[-100:].mean() < loss[-300:-200].mean()


@WITH_MNIST
def test_summed_for_6000_and_10_000_steps_it_is_92_2_and_91_8_percent():
    found = [right(steps=steps) for steps in ("6000", "10000")]
    assert found == pytest.approx([0.922, 0.918], abs=0.002)


def test_on_the_digits_0_03_does_no_harm_and_0_1_ends_in_nan():
    digits = SumsSettings()
    assert trained(replace(digits, learning_rate=0.03)).lost is None
    assert trained(replace(digits, learning_rate=0.1)).lost is not None


@WITH_MNIST
def test_zeros_as_a_start_give_91_4_percent_and_random_weights_91_3():
    assert [right(start=start) for start in ("zeros", "random")] == pytest.approx([0.914, 0.913], abs=0.0006)


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.03])
def test_summed_at_a_rate_is_the_mean_at_100_times_the_rate(rate):
    settings = SumsSettings(learning_rate=rate, logarithm="from logits")
    one, other = trained(settings), trained(settings.equal())
    assert settings.equal().learning_rate == pytest.approx(100 * rate)
    np.testing.assert_allclose(one.kernel, other.kernel, atol=2e-5)
    np.testing.assert_allclose(per_picture(settings, one.loss), other.loss, rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize(("reduction", "theirs"), [("sum", "sum"), ("mean", "sum_over_batch_size")])
def test_the_steps_are_those_of_keras_s_own_reduction(reduction, theirs):
    import keras

    from lab.data.datasets import Data
    from lab.training.keras_data import load

    settings = SumsSettings(reduction=reduction)
    examples = load(Data("digit_pictures"))
    x = np.asarray(examples.x).reshape(len(examples), -1).astype("float32") * np.float32(examples.scale)
    rows = order(settings, len(examples)).ravel()
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, kernel_initializer="zeros")])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction=theirs)
    model.compile(keras.optimizers.SGD(0.01), loss)
    model.fit(x[rows], np.asarray(examples.y)[rows], batch_size=BATCH, shuffle=False, verbose=0)
    kernel, bias = model.get_weights()
    found = trained(replace(settings, logarithm="from logits"))
    np.testing.assert_allclose(found.kernel, kernel, atol=1e-5)
    np.testing.assert_allclose(found.bias, bias, atol=1e-5)


@WITH_MNIST
def test_terminate_on_nan_ends_a_fit_at_the_first_batch_whose_loss_is_nan_and_keras_s_own_loss_gives_none():
    import keras
    import tensorflow as tf

    from lab.data.datasets import Data
    from lab.training.keras_data import load

    class Count(keras.callbacks.Callback):
        num_batches = 0

        def on_train_batch_end(self, batch, logs=None):
            self.num_batches += 1

    class Documents(keras.losses.Loss):
        def call(self, y_true, y_pred):
            return -tf.reduce_sum(y_true * tf.math.log(y_pred), 1)

    examples, counts = load(Data("mnist")), {}
    rows = order(NAN, len(examples))[:20].ravel()
    x = np.asarray(examples.x[rows]).reshape(len(rows), -1).astype("float32") / 255
    y = np.eye(10, dtype="float32")[np.asarray(examples.y)[rows]]
    for name, loss in (
        ("documents", Documents(reduction="sum")),
        ("keras", keras.losses.CategoricalCrossentropy(reduction="sum")),
    ):
        layer = keras.layers.Dense(10, "softmax", kernel_initializer="zeros")
        model = keras.Sequential([keras.Input((784,)), layer])
        model.compile(keras.optimizers.SGD(0.03), loss)
        count = Count()
        model.fit(x, y, batch_size=100, shuffle=False, verbose=0, callbacks=[count, keras.callbacks.TerminateOnNaN()])
        counts[name] = count.num_batches
    assert counts == {"documents": 3, "keras": 20}
