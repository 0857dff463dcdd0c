"""Layers as values: their rules, and that names, arguments and defaults are Keras's."""

import inspect
import os
from dataclasses import fields

import pytest

from lab.problems import Problem
from lab.settings import default, rules
from lab.stacks.layers import (
    ACTIVATIONS,
    LAYERS,
    Activation,
    AveragePooling2D,
    Conv2D,
    Dense,
    Dropout,
    MaxPooling2D,
    Reshape,
    UpSampling2D,
    ZeroPadding2D,
    keras_arguments,
)

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras


def signature(name: str) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(getattr(keras.layers, name)).parameters)


def test_there_are_thirteen_layers_and_each_is_keras_class_of_the_same_name():
    assert len(LAYERS) == 13
    for name, kind in LAYERS.items():
        assert kind.__name__ == name
        assert issubclass(getattr(keras.layers, name), keras.layers.Layer)


@pytest.mark.parametrize("name", LAYERS)
def test_arguments_and_defaults_are_keras_own(name):
    """A default may be written differently (1 for (1, 1), None for linear): compared is what Keras makes of it."""
    parameters, layer = signature(name), LAYERS[name]()
    required = [word for word, item in parameters.items() if item.default is item.empty and word != "kwargs"]
    assert tuple(required) == LAYERS[name].required
    assert {item.name for item in fields(layer)} <= set(parameters)
    ours = getattr(keras.layers, name)(**keras_arguments(layer), name="same").get_config()
    given = {word: default(type(layer), word) for word in required}
    assert getattr(keras.layers, name)(**given, name="same").get_config() == ours


@pytest.mark.parametrize("name", LAYERS)
def test_every_field_has_a_rule_which_its_default_obeys(name):
    assert set(rules(LAYERS[name])) == {item.name for item in fields(LAYERS[name])}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_is_keras_own(activation):
    assert keras.activations.get(activation).__name__ == activation
    assert keras_arguments(Activation(activation)) == {"activation": activation}


@pytest.mark.parametrize(
    ("layer", "same"),
    [
        (Conv2D(5, 2), Conv2D(5, (2, 2))),
        (Conv2D(5, [2, 3]), Conv2D(5, (2, 3))),
        (Conv2D(5.0, 2, strides=1), Conv2D(5, (2, 2), (1, 1))),
        (Dense(10.0), Dense(10)),
        (MaxPooling2D(3, 2), MaxPooling2D((3, 3), (2, 2))),
        (ZeroPadding2D(1), ZeroPadding2D(((1, 1), (1, 1)))),
        (ZeroPadding2D([1, 2]), ZeroPadding2D(((1, 1), (2, 2)))),
        (ZeroPadding2D(([0, 1], 2)), ZeroPadding2D(((0, 1), (2, 2)))),
        (Reshape([28, 28, 1]), Reshape((28, 28, 1))),
        (Reshape(-1), Reshape((-1,))),
        (UpSampling2D(3), UpSampling2D((3, 3))),
    ],
)
def test_one_number_stands_for_both_and_lists_for_tuples(layer, same):
    assert layer == same
    assert hash(layer) == hash(same)
    assert repr(layer) == repr(same)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Conv2D(0), "filters is 0; it goes from 1 to 65536"),
        (lambda: Conv2D(2.5), "filters is 2.5; it has to be a whole number"),
        (lambda: Conv2D("five"), "filters is five; it has to be a number"),
        (lambda: Conv2D(float("nan")), "filters is nan; it has to be a whole number"),
        (lambda: Conv2D(float("inf")), "filters is inf; it has to be a whole number"),
        (lambda: Dense(10**400), "it goes from 1 to 65536"),
        (lambda: Conv2D(5, 0), "kernel_size is 0; it is a whole number from 1 to 512, or two of them"),
        (lambda: Conv2D(5, (2, 2, 2)), "kernel_size is (2, 2, 2)"),
        (lambda: Conv2D(5, None), "kernel_size is None"),
        (lambda: Conv2D(5, (2, True)), "kernel_size is (2, True)"),
        (lambda: Conv2D(5, "33"), "kernel_size is 33"),
        (lambda: Conv2D(5, 2, padding="full"), "padding is full; it is one of valid, same"),
        (lambda: Conv2D(5, 2, use_bias=1), "use_bias is 1; it is on or off"),
        (lambda: AveragePooling2D(None), "pool_size is None"),
        (lambda: ZeroPadding2D(-1), "padding is -1; it is ((top, bottom), (left, right)), whole numbers from 0 to 512"),
        (lambda: ZeroPadding2D(((1, 2, 3), (1, 1))), "padding is ((1, 2, 3), (1, 1))"),
        (lambda: ZeroPadding2D("no"), "padding is no"),
        (lambda: Reshape(()), "target_shape is ()"),
        (lambda: Reshape((0, -1)), "target_shape is (0, -1)"),
        (lambda: Reshape((-2,)), "target_shape is (-2,)"),
        (lambda: Reshape((1, 2, 3, 4, 5)), "1 to 4 whole numbers"),
        (lambda: Activation("step"), "activation is step; it is one of linear, relu"),
        (lambda: Dropout(1.5), "rate is 1.5; it goes from 0 to 1"),
    ],
)
def test_a_field_out_of_range_names_rule_value_and_range(make, words):
    with pytest.raises(Problem) as raised:
        make()
    assert words in str(raised.value)
