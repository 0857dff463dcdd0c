"""Every figure of the networks of one's own, and of C1's and C3's, measured anew on the real pictures."""

import os
from functools import cache

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

from lab.data.keras_files import MNIST
from lab.lessons.images.choices import LARGE, SOFTMAX, ImagesSettings, what_if
from lab.stacks import trainable
from lab.stacks.shapes import FLOAT32_BYTES
from lab.training.runs import train

WITH_MNIST = pytest.mark.skipif(not MNIST.is_there, reason="MNIST is not on this machine (KERAS_HOME)")


@cache
def right(settings):
    return float(train(settings.training()).metrics["test_accuracy"][-1])


def test_the_limits_are_24_layers_5_000_000_parameters_20_000_000_multiply_adds_and_100_000_numbers_or_8_192():
    assert (trainable.MOST_LAYERS, trainable.MOST_PARAMETERS) == (24, 5_000_000)
    assert (trainable.MOST_MULTIPLY_ADDS, trainable.MOST_VALUES) == (20_000_000, 100_000)
    assert trainable.MOST_VALUES_AT_ONCE == 8192


def test_c3_s_large_network_needs_3_274_634_parameters_13_883_904_multiply_adds_and_52_234_numbers():
    found = ImagesSettings(data="mnist", network="large convolution").report()
    assert (found.parameters, found.multiply_adds) == (3_274_634, 13_883_904)
    assert found.activation_bytes // FLOAT32_BYTES == 52_234


def test_the_large_network_has_417_times_the_weights_and_1_771_times_the_multiplications_and_takes_800_steps():
    small, large = (each.report() for each in what_if("large convolution", "mnist"))
    assert round(large.parameters / small.parameters) == 417
    assert round(large.multiply_adds / small.multiply_adds) == 1771
    num_train = LARGE.examples * (1 - LARGE.validation_fraction)
    assert (LARGE.examples, LARGE.epochs, LARGE.batch_size) == (10_000, 5, 50)
    assert LARGE.epochs * num_train / LARGE.batch_size == 800


@WITH_MNIST
@pytest.mark.slow
def test_the_large_network_has_98_2_percent_and_softmax_regression_90_1_less_than_a_fifth_of_the_mistakes():
    small, large = (right(each) for each in what_if("large convolution", "mnist"))
    assert [large, small] == pytest.approx([0.982, 0.901], abs=0.003)
    assert 1 - large < (1 - small) / 5


@WITH_MNIST
@pytest.mark.slow
def test_c1_has_92_percent_with_7_850_weights_after_9_600_steps_of_20_epochs_of_48_000_pictures():
    settings = ImagesSettings(**{**vars(SOFTMAX), "data": "mnist"})
    num_train = round(settings.examples * (1 - settings.validation_fraction))
    assert (settings.report().parameters, settings.epochs, settings.batch_size, num_train) == (7850, 20, 100, 48_000)
    assert settings.epochs * num_train // settings.batch_size == 9600
    assert (settings.optimizer, settings.learning_rate) == ("SGD", 100 * 0.01)
    assert right(settings) == pytest.approx(0.92, abs=0.005)
