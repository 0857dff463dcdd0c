"""Single layers in code: arguments in Keras's order, under Keras's names, and what is refused."""

import inspect
import os

import pytest

from lab.problems import Problem
from lab.stacks.layer_code import AS_ACTIVATION, HARMLESS, LEFT_OUT, NEUTRAL, POSITIONS, known
from lab.stacks.layers import (
    LAYERS,
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Reshape,
)
from lab.stacks.stack_code import read

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras


@pytest.mark.parametrize(
    ("code", "layer"),
    [
        ("Conv2D(6, (5, 5), activation='relu')", Conv2D(6, 5, activation="relu")),
        ("Conv2D(6, 5, 2, 'SAME')", Conv2D(6, 5, 2, "same")),
        (
            "Conv2D(8, 3, (1, 1), 'valid', 'channels_last', 2, 2, 'tanh', False)",
            Conv2D(8, 3, 1, "valid", 2, 2, "tanh", False),
        ),
        ("Convolution2D(filters=2**4, kernel_size=[3, 3])", Conv2D(16, 3)),
        ("Conv2D(6, 5, activation=None)", Conv2D(6, 5)),
        ("Conv2D(6, 5, activation=tf.nn.relu)", Conv2D(6, 5, activation="relu")),
        ("Dense(27*27, 'relu', False)", Dense(729, "relu", False)),
        ("Dense(3, kernel_regularizer=l2(0.001))", Dense(3)),
        ("Reshape((-1, 7))", Reshape((-1, 7))),
        ("MaxPool2D(3, strides=2)", MaxPooling2D(3, 2)),
        ("AvgPool2D((2, 2))", AveragePooling2D(2)),
        ("layers.GlobalAvgPool2D()", GlobalAveragePooling2D()),
        ("BatchNormalization(momentum=0.9, center=True)", BatchNormalization()),
        ("Dropout(rate=1/4)", Dropout(0.25)),
        ("ReLU()", Activation("relu")),
        ("Softmax()", Activation("softmax")),
    ],
)
def test_arguments_by_position_and_by_name_in_keras_own_order(code, layer):
    assert read(f"keras.Sequential([{code}])", (28, 28, 1)).stack.layers == (layer,)


def test_the_order_of_the_arguments_is_keras_own():
    assert {*AS_ACTIVATION, *LEFT_OUT, "Input", "InputLayer"} == set(POSITIONS)
    for name, words in (POSITIONS | {name: kind.order for name, kind in LAYERS.items()}).items():
        kind = keras.Input if name == "Input" else getattr(keras.layers, name)
        assert list(inspect.signature(kind).parameters)[: len(words.split())] == words.split()


def test_aliases_are_keras_own():
    aliases = {alias: name for alias, name in known().items() if alias != name}
    assert len(aliases) == 4
    for alias, name in aliases.items():
        assert getattr(keras.layers, alias) is getattr(keras.layers, name)


def test_arguments_that_are_left_out_exist_and_neutral_values_are_keras_defaults():
    known = {}
    for name in LAYERS:
        known |= inspect.signature(getattr(keras.layers, name)).parameters
    known |= inspect.signature(keras.layers.Layer.__init__).parameters
    assert set(HARMLESS) | set(NEUTRAL) <= set(known)
    assert all(known[word].default in values for word, values in NEUTRAL.items())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("Dense()", "line 1: Dense needs units"),
        ("Conv2D(3)", "line 1: Conv2D needs kernel_size"),
        ("Dense(unitz=3, units=3)", "line 1: Dense has no unitz here"),
        ("Dense(3, units=3)", "line 1: Dense has units twice"),
        ("Dense(3, 'relu', True, 'zeros')", "line 1: Dense has more arguments by position"),
        ("Dense(**settings)", "line 1: Dense has more arguments by position, or by * and **"),
        ("Dense(*sizes)", "line 1: *sizes is not read here"),
        ("Dense(-3)", "line 1, Dense: units is -3; it goes from 1 to 65536"),
        ("Dense('3')", "line 1, Dense: units is 3; it has to be a number"),
        ("Dense(n)", "line 1: n is not read here; numbers, texts"),
        ("Dense(3, 'gelu')", "line 1, Dense: activation is gelu; it is one of linear, relu"),
        ("Dense(3, trainable=False)", "line 1: Dense with trainable=False would have other shapes"),
        ("BatchNormalization(scale=False)", "with scale=False would have other"),
        ("Dropout(0.5, (3, 3, 3, 3))", "Dropout with noise_shape=(3, 3, 3, 3) would have other"),
        ("5", "line 1: 5 is not a layer of Keras"),
        ("torch.nn.Dense(5)", "line 1: torch.nn.Dense(5) is not a layer of Keras"),
        ("Dense(3)(x)", "line 1: Dense(3)(x) is not a layer of Keras"),
        ("*more", "line 1: *more is not a layer of Keras"),
        ("Dense(9**9**9)", "line 1: 9 ** 9 ** 9 is not a number up to 1,000,000,000,000"),
        ("Dense(10**12 * 10)", "is not a number up to"),
        ("Dense(1 // 0)", "line 1: 1 // 0 divides by 0"),
        ("Dropout((-1)**0.5)", "is not a number up to"),
        ("Dense('a' * 5)", "calculates with something that is not a number"),
        ("Dense(3 if x else 4)", "line 1: 3 if x else 4 is not read here"),
        ("Dense(__import__('os').getpid())", "is not read here"),
    ],
)
def test_a_layer_that_is_not_read_is_refused_with_its_line(code, words):
    with pytest.raises(Problem) as raised:
        read(f"m = Sequential([Input((4,)), {code}])")
    assert words in str(raised.value)


def test_a_problem_within_a_line_keeps_its_own_template_for_translation():
    with pytest.raises(Problem) as raised:
        read("m = Sequential([Input((4,)), Dense(-3)])")
    assert raised.value.template == "line {line}, {name}: {reason}"
    assert isinstance(raised.value.values["reason"], Problem)
