"""Every figure of what the prose says about what a network sees."""

import numpy as np
import pytest

from lab.data.datasets import Data
from lab.lessons.convolution.convolution import likeness
from lab.lessons.convolution.trained_kernels import SETTINGS, learned
from lab.lessons.images import seeing
from lab.lessons.images.choices import ImagesSettings
from lab.training import seeing as looking
from lab.training.keras_data import load
from tests.claims.claims import claim
from tests.claims.trainings import trained


def convolutional():
    return trained(SETTINGS.training())


def templates(variables):
    """The cosine of each unit's weights with the mean picture of its class less the mean of all: (classes,)."""
    settings = ImagesSettings(network="softmax")
    first = seeing.first_kernel(settings.pictures.shape, settings.stack())
    examples = load(Data(settings.data))
    x = np.asarray(examples.x, float)[..., 0]
    means = [x[examples.y == label].mean(axis=0) - x.mean(axis=0) for label in range(10)]
    pictures = first.pictures(variables[first.variable])
    return [likeness(*pair) for pair in zip(pictures, means, strict=True)]


@pytest.mark.slow
def test_on_average_about_half_of_the_120_units_put_out_0_for_a_picture_and_others_for_another():
    silent = []
    for number in range(20):
        outputs = looking.seen(SETTINGS.training(), convolutional().snapshots[-1:], number)
        dense = next(output for output in outputs if output.shape == (UNITS,))
        silent.append(dense.strength[-1] == 0)
    assert np.mean(silent) == pytest.approx(0.46, abs=0.06)
    assert len({tuple(each) for each in silent}) == 20


# Every figure of the prose


def change():
    """By what share of their length the six kernels have changed, on average."""
    kernels = learned(convolutional().snapshots[0], convolutional().state.variables)
    return np.mean([kernels.change(index) for index in range(SETTINGS.n1)])


TEMPLATES = ImagesSettings(network="softmax", epochs=10)
UNITS = next(layer.units for layer in SETTINGS.stack() if hasattr(layer, "units"))


def alike(moment):
    return np.mean(templates(trained(TEMPLATES.training()).snapshots[moment]))


CLAIMS = {
    "sees": [
        claim("10", TEMPLATES.epochs),
        claim("0.59 0.00", lambda: (alike(-1), alike(0)), within=0.02),
        claim("20 96 %", lambda: (SETTINGS.epochs, change()), within=0.04),
        claim("120", UNITS),
    ],
}


@pytest.mark.slow
def test_claims(claim):
    claim.check()
