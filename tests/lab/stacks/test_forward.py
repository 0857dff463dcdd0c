"""What is computed with numpy is what Keras computes, for every dense stack."""

from itertools import product

import numpy as np
import pytest

from lab.lessons.images import seeing
from lab.stacks import forward
from lab.stacks.layers import ACTIVATIONS, Activation, BatchNormalization, Dense, Dropout, Flatten
from lab.training.networks import build, starting_weights

STACKS = [
    (Dense(3, activation, use_bias), *((BatchNormalization(),) if use_bias else ()), Dropout(rate), Dense(2))
    for activation, use_bias, rate in product(ACTIVATIONS, (True, False), (0.0, 0.5))
]


@pytest.mark.parametrize(
    "layers", [*STACKS, (Dropout(0.0), Dropout(1.0), Activation("tanh"), Dense(2, use_bias=False))]
)
def test_outputs_are_keras_s(layers):
    network, x = build((4,), layers), np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    variables = starting_weights(network, 1)
    for variable, value in zip(network.variables, variables, strict=True):
        variable.assign(value)
    expected = np.asarray(network(x, training=False))
    np.testing.assert_allclose(forward.outputs(layers, variables, x), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("rate", [0.0, 0.5])
def test_the_first_kernel_is_found_behind_a_dropout(rate):
    layers = (Flatten(), Dropout(rate), Dense(2))
    found, network = seeing.first_kernel((2, 2, 1), layers), build((2, 2, 1), layers)
    assert network.variables[found.variable].path == network.layers[2].kernel.path
