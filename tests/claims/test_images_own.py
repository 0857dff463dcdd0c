"""Every figure about pictures of one's own, measured anew on the real pictures."""

import os
from functools import cache

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest
from sklearn.datasets import load_digits

from components import prose
from lab.data.keras_files import MNIST
from lab.data.own_pictures import fitted
from lab.data.pictures import DIGITS
from lab.data.small_pictures import Picture
from lab.lessons.images.choices import ImagesSettings
from lab.training.keras_data import load
from lab.training.predicting import told
from lab.training.runs import train

WITH_MNIST = pytest.mark.skipif(not MNIST.is_there, reason="MNIST is not on this machine (KERAS_HOME)")
FIRST = 2000


@cache
def trained(data):
    settings = ImagesSettings(data=data)
    assert (settings.units, settings.examples, settings.epochs) == ("20-30", 10_000, 10)
    return settings, train(settings.training())


def right(data, x, y):
    settings, trace = trained(data)
    return float(np.mean(told(settings.training(), trace.state.variables, x).argmax(axis=1) == y))


@cache
def mnist():
    test = load(ImagesSettings(data="mnist").source()).test
    return np.asarray(test.x[:FIRST]), np.asarray(test.y[:FIRST])


def in_form(x, high, name, **how):
    return np.stack([fitted(Picture(picture.astype(float), high), name, **how).pixels for picture in x])


@WITH_MNIST
def test_91_percent_of_mnist_s_first_2_000_become_5_when_moved_by_4_pixels_and_91_when_centred_again():
    x, y = mnist()
    moved = np.zeros_like(x)
    moved[:, :-4, :-4] = x[:, 4:, 4:]
    whole = np.pad(x, ((0, 0), (0, 8), (0, 8), (0, 0)))  # the same, with nothing lost at the edge
    assert right("mnist", x, y) == pytest.approx(0.91, abs=0.01)
    assert right("mnist", moved, y) == pytest.approx(0.05, abs=0.01)
    assert right("mnist", in_form(whole, 255, "mnist"), y) == pytest.approx(right("mnist", x, y), abs=0.002)


@WITH_MNIST
def test_of_scikit_learn_s_digits_in_the_same_form_it_tells_68_percent():
    found = load_digits()
    share = right("mnist", in_form(found.images[..., np.newaxis], 16, "mnist"), found.target)
    assert share == pytest.approx(0.68, abs=0.015)


@WITH_MNIST
def test_the_network_of_the_8_by_8_digits_tells_93_percent_of_its_own_and_about_half_of_mnist_s():
    test = load(ImagesSettings(data=DIGITS).source()).test
    assert len(test) == 360
    assert right(DIGITS, test.x, test.y) == pytest.approx(0.93, abs=0.01)
    x, y = mnist()
    share = right(DIGITS, in_form(x, 255, DIGITS), y)
    assert 0.45 < share < 0.6


def test_the_figures_stand_in_the_prose_of_both_languages():
    for language in ("en", "ko"):
        body = prose.read("images", language).parts["own"].body
        for figure in ("**91 %**", "**5 %**", "68 %", "93 %", "2,000", "20-30", "28", "20"):
            assert figure in body, (language, figure)
