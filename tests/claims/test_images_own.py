"""Every figure about pictures of one's own, measured anew on the real pictures."""

from functools import cache

import numpy as np
import pytest
from sklearn.datasets import load_digits

from lab.data.keras_files import MNIST
from lab.data.own_pictures import fitted
from lab.data.pictures import DIGITS, PICTURES
from lab.data.small_pictures import Picture
from lab.lessons.images.choices import ImagesSettings
from lab.training.keras_data import load
from lab.training.predicting import predict
from tests.claims import trainings
from tests.claims.claims import claim

WITH_MNIST = pytest.mark.skipif(not MNIST.is_there, reason="MNIST is not on this machine (KERAS_HOME)")
FIRST, FAR = 2000, 4


def right(data, x, y):
    settings = ImagesSettings(data=data)
    trace = trainings.trained(settings.training())
    return float(np.mean(predict(settings.training(), trace.state.variables, x).argmax(axis=1) == y))


@cache
def mnist():
    test = load(ImagesSettings(data="mnist").source()).test
    return np.asarray(test.x[:FIRST]), np.asarray(test.y[:FIRST])


def in_form(x, high, name, **how):
    return np.stack([fitted(Picture(picture.astype(float), high), name, **how).pixels for picture in x])


def of_mnist():
    return right("mnist", *mnist())


def moved():
    """The share when every picture is moved by 4 pixels up and to the left, and when it is centred again."""
    x, y = mnist()
    away = np.zeros_like(x)
    away[:, :-FAR, :-FAR] = x[:, FAR:, FAR:]
    whole = np.pad(x, ((0, 0), (0, 2 * FAR), (0, 2 * FAR), (0, 0)))  # the same, with nothing lost at the edge
    again = right("mnist", in_form(whole, 255, "mnist"), y)
    assert again == pytest.approx(of_mnist(), abs=0.002)
    return right("mnist", away, y), again


def of_scikit_learn():
    found = load_digits()
    return right("mnist", in_form(found.images[..., np.newaxis], 16, "mnist"), found.target)


def of_the_small_digits():
    test = load(ImagesSettings(data=DIGITS).source()).test
    return right(DIGITS, test.x, test.y)


@WITH_MNIST
def test_the_network_of_the_8_by_8_digits_tells_about_half_of_mnist_s():
    x, y = mnist()
    assert 0.45 < right(DIGITS, in_form(x, 255, DIGITS), y) < 0.6


def longer_side():
    """Of a digit that fills a sheet's half, once it is brought into the form of MNIST; and the picture's side."""
    sheet = np.zeros((100, 100, 1))
    sheet[10:60, 20:40] = 255
    pixels = fitted(Picture(sheet, 255), "mnist").pixels
    return int((pixels.max(axis=(1, 2)) > 0).sum()), len(pixels)


CLAIMS = {
    "own": [
        claim("20 28", longer_side),
        claim("8×8", PICTURES[DIGITS].shape[:2]),
        claim("20-30", ImagesSettings(data="mnist").units.split("-")),
        claim("10,000", ImagesSettings(data="mnist").examples),
        claim("91 %", of_mnist, WITH_MNIST, within=0.01),
        claim("2,000 4", (FIRST, FAR)),
        claim("5 % 91 %", moved, WITH_MNIST, within=0.005),
        claim("68 %", of_scikit_learn, WITH_MNIST, within=0.015),
        claim("93 %", of_the_small_digits, within=0.01),
        claim("8×8", PICTURES[DIGITS].shape[:2]),
        claim("7", 7),  # the name of a digit
    ],
}


def test_claims(claim):
    claim.check()
