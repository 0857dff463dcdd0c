"""Every figure of the lesson Images, measured anew on the real pictures."""

import os
from dataclasses import replace
from functools import cache

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from lab.data.keras_files import FASHION_MNIST, MNIST
from lab.data.pictures import DIGITS, PICTURES
from lab.lessons.images import scores
from lab.lessons.images.choices import BEST, EXAM, EXAM_CONVOLUTION, EXERCISE, ImagesSettings, what_if
from lab.training.keras_data import load
from lab.training.predicting import predicted
from lab.training.runs import train

WITH_FASHION = pytest.mark.skipif(
    not FASHION_MNIST.is_there, reason="Fashion-MNIST is not on this machine (KERAS_HOME)"
)
SHIRT = 6


@cache
def trained(settings):
    return train(settings.training())


def ends(settings):
    return {name: float(values[-1]) for name, values in trained(settings).metrics.items()}


def right(settings):
    return ends(settings)["test_accuracy"]


def f1(settings):
    shares = predicted(settings.training(), trained(settings).state.variables)
    return scores.scores(scores.confusion(load(settings.source()).test.y, shares.argmax(axis=1), 10)).f1


def test_1437_of_1797_digits_of_8_by_8_are_to_learn_from_and_360_to_test():
    examples = load(ImagesSettings().source())
    assert (len(examples), len(examples.test), len(examples) + len(examples.test)) == (1437, 360, 1797)
    assert examples.x.shape[1:] == (8, 8, 1)
    assert (examples.x.min(), examples.x.max()) == (0, 16)


def test_fashion_mnist_has_30_9_and_mnist_11_5_megabytes():
    assert [round(its.size / 1e6, 1) for its in (FASHION_MNIST, MNIST)] == [30.9, 11.5]


@WITH_FASHION
def test_fashion_mnist_has_70_000_pictures_of_28_by_28_from_0_to_255_and_10_000_are_for_testing():
    examples = load(replace(EXAM, data=BEST).source())
    assert (len(examples), len(examples.test)) == (60_000, 10_000)
    assert examples.x.shape[1:] == (28, 28, 1)
    assert (examples.x.min(), examples.x.max()) == (0, PICTURES[BEST].high) == (0, 255)


def test_not_divided_does_no_harm_to_the_digits():
    scaled, raw = what_if("not divided", DIGITS)
    assert right(raw) >= right(scaled)


@WITH_FASHION
@pytest.mark.slow
def test_e1_reaches_86_percent_with_16_640_weights_and_biases_after_10_epochs_on_60_000_pictures():
    settings = replace(EXAM, data=BEST)
    assert (settings.units, settings.epochs, settings.examples, settings.batch_size) == ("20-30", 10, 60_000, 32)
    assert (settings.optimizer, settings.validation_fraction) == ("Adam", 0.2)
    assert settings.report().parameters == 16_640
    assert right(settings) >= 0.80
    assert right(settings) == pytest.approx(0.86, abs=0.01)


@WITH_FASHION
@pytest.mark.slow
def test_shirts_are_hardest_for_e1_with_f1_0_63():
    found = f1(replace(EXAM, data=BEST))
    assert int(found.argmin()) == SHIRT
    assert found[SHIRT] == pytest.approx(0.63, abs=0.02)


@WITH_FASHION
@pytest.mark.slow
def test_e6_reaches_86_percent_from_20_000_pictures():
    settings = replace(EXAM_CONVOLUTION, data=BEST)
    assert (settings.examples, settings.epochs, settings.report().parameters) == (20_000, 10, 34_622)
    assert right(settings) >= 0.85
    assert right(settings) == pytest.approx(0.86, abs=0.01)


@WITH_FASHION
@pytest.mark.slow
def test_twice_the_weights_go_from_84_2_to_84_7_percent():
    base, more = what_if("more neurons", BEST)
    assert (base, base.examples, base.epochs) == (replace(EXERCISE, data=BEST), 10_000, 5)
    assert [each.report().parameters for each in (base, more)] == [407_050, 814_090]
    assert [right(each) for each in (base, more)] == pytest.approx([0.842, 0.847], abs=0.003)


@WITH_FASHION
@pytest.mark.slow
def test_one_more_layer_gains_nothing_84_0_percent():
    base, deeper = what_if("one more layer", BEST)
    assert right(deeper) == pytest.approx(0.840, abs=0.003)
    assert right(deeper) < right(base) + 0.003


@WITH_FASHION
@pytest.mark.slow
def test_with_more_epochs_the_training_loss_falls_from_0_35_to_0_10_and_the_validation_loss_is_lowest_after_8():
    base, longer = what_if("more epochs", BEST)
    assert [ends(each)["loss"] for each in (base, longer)] == pytest.approx([0.35, 0.10], abs=0.01)
    held_out = trained(longer).metrics["val_loss"]
    assert int(held_out.argmin()) + 1 == 8
    assert [held_out.min(), held_out[-1]] == pytest.approx([0.36, 0.44], abs=0.01)
    assert right(longer) == pytest.approx(0.859, abs=0.003)


@WITH_FASHION
@pytest.mark.slow
def test_after_30_epochs_it_is_wrong_in_more_than_one_of_a_hundred_of_which_it_says_99_percent():
    longer = what_if("more epochs", BEST)[1]
    shares = predicted(longer.training(), trained(longer).state.variables)
    sure = shares.max(axis=1) >= 0.99
    wrong = shares.argmax(axis=1) != load(longer.source()).test.y
    assert wrong[sure].mean() > 0.01


@WITH_FASHION
@pytest.mark.slow
def test_not_divided_by_255_it_is_79_0_percent():
    scaled, raw = what_if("not divided", BEST)
    assert [right(each) for each in (scaled, raw)] == pytest.approx([0.842, 0.790], abs=0.005)


@WITH_FASHION
@pytest.mark.slow
def test_rmsprop_goes_up_and_down_to_84_percent_and_sgd_falls_in_every_epoch_to_80():
    sgd, rmsprop = what_if("optimizers", BEST)
    assert (sgd.learning_rate, rmsprop.learning_rate, sgd.weights_seed) == (0.01, 0.01, rmsprop.weights_seed)
    assert (sgd.batch_size, sgd.examples, sgd.epochs, sgd.report().parameters) == (128, 20_000, 10, 244_522)
    assert np.diff(trained(sgd).metrics["val_loss"]).max() < 0
    assert np.sum(np.diff(trained(rmsprop).metrics["val_loss"]) > 0) >= 3
    assert [right(each) for each in (rmsprop, sgd)] == pytest.approx([0.84, 0.80], abs=0.005)


@WITH_FASHION
@pytest.mark.slow
def test_34_622_weights_of_convolutions_do_better_than_407_050_84_6_percent_against_83_7():
    dense, convolution = what_if("convolution", BEST)
    assert [each.report().parameters for each in (dense, convolution)] == [407_050, 34_622]
    assert [right(each) for each in (dense, convolution)] == pytest.approx([0.837, 0.846], abs=0.004)
    assert right(convolution) > right(dense)
