"""The learned kernels are those of the first layer, before and after; how far each came is a length by hand."""

import numpy as np
import pytest

from lab.lessons.convolution import trained_kernels
from lab.lessons.convolution.convolution import TRAINED, TRAINED_SIZE, Sliding, likeness, most_alike
from lab.lessons.convolution.trained_kernels import COUNT, SETTINGS, SIZE
from lab.settings import rule
from lab.training.networks import build, starting_weights


def test_they_are_the_first_layers_and_as_many_and_as_large_as_the_window_thinks():
    network = build(SETTINGS.pictures.shape, SETTINGS.stack())
    start, end = (starting_weights(network, seed) for seed in (0, 1))
    found = trained_kernels.learned(start, end)
    for variable, value in zip(network.variables, end, strict=True):
        variable.assign(value)
    np.testing.assert_allclose(found.kernels, np.asarray(network.layers[0].kernel)[:, :, 0])
    np.testing.assert_allclose(found.biases, np.asarray(network.layers[0].bias))
    assert found.kernels.shape == found.before.shape == (SIZE, SIZE, COUNT)
    assert (SIZE, SIZE) == TRAINED_SIZE
    assert rule(Sliding, "trained").high == COUNT
    assert SETTINGS.kept_epochs()[0] == 0


def test_a_kernel_that_became_its_negative_has_come_twice_its_length():
    ones = np.ones((SIZE, SIZE, COUNT))
    assert trained_kernels.Learned(-ones, ones, np.zeros(COUNT)).change(2) == pytest.approx(2)


def test_the_window_of_a_trained_kernel_is_known_before_it_is_trained():
    settings = Sliding(kernel=TRAINED, trained=2, padding="same")
    assert settings.is_trained
    assert settings.layer().kernel_size == TRAINED_SIZE
    assert not Sliding("max", kernel=TRAINED).is_trained


def test_likeness_is_a_cosine_and_the_most_alike_may_be_a_negative():
    corner = np.array([[1.0, 0, 0], [0, 0, 0], [0, 0, 0]])
    assert likeness(corner, np.ones((3, 3))) == pytest.approx(1 / 3)
    assert most_alike(np.array([[2.0, 4, 2], [0, 0, 0], [-2, -4, -2]])) == ("edges down", pytest.approx(-1))
