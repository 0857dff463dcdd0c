"""Every figure that the lesson Images says about summed and mean cross-entropy, measured anew."""

from dataclasses import replace

import numpy as np
import pytest

from lab.data.keras_files import MNIST
from lab.lessons.images.sums import BATCH, SumsSettings, order, per_picture
from lab.traces import finish
from tests.claims.claims import claim
from tests.claims.documents import PRINTED
from tests.claims.trainings import once

WITH_MNIST = pytest.mark.skipif(not MNIST.is_there, reason="MNIST is not on this machine (KERAS_HOME)")
BASE = SumsSettings(data="mnist")
NAN = replace(BASE, learning_rate=0.03)


def trained(settings):
    from lab.training import sums

    return once(finish, sums.trained, settings)


def right(**changed):
    return float(trained(replace(BASE, **changed)).right[-1])


@pytest.mark.slow
@WITH_MNIST
def test_nan_comes_with_ten_other_orders_within_the_first_ten():
    assert np.isnan(trained(NAN).lost.loss)
    for seed in range(1, 11):
        lost = trained(replace(NAN, seed=seed)).lost
        assert lost.step <= 10
        assert lost.gap > 87
        assert lost.probability == 0


@WITH_MNIST
def test_after_nan_the_answer_is_always_0():
    assert np.isnan(trained(NAN).kernel).all()
    zeros, count = zeros_of_mnist()
    assert trained(NAN).right[-1] == pytest.approx(zeros / count, abs=1e-6)


def test_float32_makes_0_of_what_lies_87_below_and_1_2e_38_is_its_smallest_number_in_full():
    smallest = float(np.finfo("float32").tiny)
    assert smallest == pytest.approx(1.2e-38, rel=0.03)
    assert np.exp(-87.0) > smallest > np.exp(-87.5)
    import tensorflow as tf

    assert np.isnan(float(tf.constant(0.0) * tf.math.log(tf.constant(0.0))))
    assert not np.isfinite(float(tf.math.log(tf.constant(0.0))))


@WITH_MNIST
def test_the_mean_at_0_01_is_still_on_its_way():
    found = trained(replace(BASE, reduction="mean"))
    loss = per_picture(replace(BASE, reduction="mean"), found.loss)
    assert loss[-100:].mean() < loss[-300:-200].mean()


def test_on_the_digits_0_03_does_no_harm_and_0_1_ends_in_nan():
    digits = SumsSettings()
    assert trained(replace(digits, learning_rate=0.03)).lost is None
    assert trained(replace(digits, learning_rate=0.1)).lost is not None


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


# Every figure of the prose


def zeros_of_mnist():
    from lab.data.datasets import Data
    from lab.training.keras_data import load

    y = load(Data("mnist")).test.y
    return int((y == 0).sum()), len(y)


def depth_of_float32():
    """How far below the highest logit a probability still is a number of full precision, and the smallest of these."""
    smallest = float(np.finfo("float32").tiny)
    return smallest, np.floor(-np.log(smallest))


RATES = PRINTED["the rates of softmax regression"]
AFTER = PRINTED["softmax regression after 1000, 6000 and 10,000 steps"]
RIGHT = PRINTED["softmax regression at 0.001, 0.01 and 0.03"]
CLAIMS = {
    "sums": [
        claim("100 100", (BATCH, BATCH)),
        claim("0.01", RATES[1]),
        claim("0.001 0.01 0.03", RATES),
        claim("0.03", NAN.learning_rate),
    ],
    "sums_equal": [
        claim("100 100 100", (BATCH, BATCH, BATCH)),
        claim("100", lambda: SumsSettings().equal().learning_rate / SumsSettings().learning_rate),
    ],
    "sums_lost": [claim(r"$1.2 \cdot 10^{-38}$ 87", depth_of_float32)],
    "sums_measured": [
        claim("1,000", int(BASE.steps)),
        claim("0.001 0.01 0.03", RATES),
        claim(
            "91.0 % 91.4 % 9.8 %",
            lambda: [right(learning_rate=rate) for rate in RATES],
            WITH_MNIST,
            within=0.0006,
        ),
        claim("0.9106 0.91 0.098", RIGHT),
        claim("980 10,000", zeros_of_mnist, WITH_MNIST),
        claim("3", lambda: trained(NAN).lost.step, WITH_MNIST),
        claim(
            "0.03 87.5 %",
            lambda: (NAN.learning_rate, right(learning_rate=0.03, logarithm="from logits")),
            WITH_MNIST,
            within=0.005,
        ),
        claim("0.01", RATES[1]),
        claim("81.1 %", lambda: right(learning_rate=0.03, logarithm="clipped"), WITH_MNIST, within=0.005),
        claim("0.01", BASE.learning_rate),
        claim("87.0 %", lambda: right(reduction="mean"), WITH_MNIST, within=0.001),
        claim("0.01 6,000 10,000", (BASE.learning_rate, 6000, 10_000)),
        claim(
            "92.2 % 91.8 %",
            lambda: [right(steps=steps) for steps in ("6000", "10000")],
            WITH_MNIST,
            within=0.002,
        ),
        claim("0.9233 0.9243", AFTER[1:]),
        claim("0.03 0.1", (0.03, 0.1)),  # what becomes of the digits is above
        claim("91.4 % 91.3 %", lambda: (right(start="zeros"), right(start="random")), WITH_MNIST, within=0.0006),
    ],
}


@pytest.mark.slow
def test_claims(claim):
    claim.check()
