"""What a network sees: the first kernel is found where Keras has it; every layer's output is Keras's own."""

from dataclasses import replace

import keras
import numpy as np
import pytest
from hypothesis import given

from lab.lessons.images import seeing
from lab.lessons.images.choices import ImagesSettings
from lab.stacks.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Reshape,
    UpSampling2D,
    ZeroPadding2D,
)
from lab.training import exporting, runs
from lab.training import seeing as looking
from lab.training.networks import build, starting_weights
from tests.lab.stack_strategies import careful, stacks

PICTURE = np.random.default_rng(0).random((1, 8, 8, 1), "float32")
MANY = (
    Dropout(0.5),
    BatchNormalization(),
    AveragePooling2D(),
    ZeroPadding2D(),
    DepthwiseConv2D(3, depth_multiplier=3),
    Activation("tanh"),
    UpSampling2D(),
    Conv2D(5, 3, activation="relu"),
    MaxPooling2D(),
    GlobalAveragePooling2D(),
    Dropout(0.9),
    Dense(4, "relu"),
    Dense(10, "softmax"),
)
CASES = [
    (Flatten(), Dense(7, "relu"), Dense(10, "softmax")),
    (Conv2D(6, (3, 2)), Flatten(), Dense(10)),
    MANY,
    (Dropout(0.1), BatchNormalization(), Flatten(), Dense(10)),
    (Dense(3), Flatten(), Dense(10)),
    (MaxPooling2D(), Flatten(), Activation("relu"), Dense(10)),
    (Reshape((8, 8)), Flatten(), Dense(10)),
    (GlobalAveragePooling2D(), Dense(10)),
]


@pytest.mark.parametrize("layers", CASES)
def test_the_first_kernel_is_the_one_that_keras_has(layers):
    network, found = build((8, 8, 1), layers), seeing.first_kernel((8, 8, 1), layers)
    layer = next(layer for layer in network.layers if getattr(layer, "kernel", None) is not None)
    assert network.layers.index(layer) == found.layer
    kernel = network.variables[found.variable]
    assert kernel.path == layer.kernel.path
    assert found.pictures(np.asarray(kernel)).shape[0] == found.count <= seeing.MOST_KERNELS
    assert np.prod(found.shape) * found.count == np.prod(kernel.shape)


@careful
@given(stacks)
def test_wherever_there_is_a_kernel_it_is_found(stack):
    found = seeing.first_kernel(*stack)
    rows = seeing.report(*stack).rows
    assert (found is None) == all(not row.weights or row.weights[0].name != "kernel" for row in rows)


def test_without_weights_there_is_no_kernel():
    assert seeing.first_kernel((8, 8, 1), (MaxPooling2D(), BatchNormalization(), Flatten())) is None


def test_a_unit_is_seen_as_the_picture_that_came_in():
    kernel = np.arange(2 * 3 * 4.0).reshape(6, 4)
    found = seeing.first_kernel((2, 3, 1), (Flatten(), Dense(4)))
    np.testing.assert_array_equal(found.pictures(kernel)[1], [[1, 5, 9], [13, 17, 21]])


def test_the_slices_of_colours_stand_under_each_other():
    kernel = np.random.default_rng(0).random((2, 2, 3, 5))
    found = seeing.first_kernel((8, 8, 3), (Conv2D(5, 2),))
    pictures = found.pictures(kernel)
    assert pictures.shape == (5, 6, 2)
    np.testing.assert_array_equal(pictures[4, 2:4], kernel[:, :, 1, 4])


def test_a_kernel_that_doubled_has_moved_by_its_whole_length():
    found = seeing.first_kernel((2, 2, 1), (Conv2D(2, 2),))
    before = np.ones((2, 2, 1, 2))
    after = before * np.array([1, 2])
    np.testing.assert_allclose(seeing.moved(found, before, after), [0, 1])


@pytest.mark.parametrize("layers", CASES)
def test_every_layers_output_is_that_of_keras_layer_after_layer(layers):
    network = build((8, 8, 1), layers)
    moments = [starting_weights(network, seed) for seed in (1, 2)]
    found = looking.outputs(layers, moments, PICTURE)
    for moment, variables in enumerate(moments):
        for variable, value in zip(network.variables, variables, strict=True):
            variable.assign(value)
        values = PICTURE
        for layer, its in zip(network.layers, found, strict=True):
            values = np.asarray(layer(values, training=False))
            np.testing.assert_allclose(its[moment], values[0], rtol=1e-5, atol=1e-6)


def test_dropout_is_inactive_and_a_dense_layer_is_a_product_done_by_hand():
    layers = (Flatten(), Dropout(0.9), Dense(2, "relu"))
    picture = np.array([[[[1.0], [2.0]]]], "float32")
    kernel, bias = np.array([[1.0, -1.0], [3.0, -1.0]], "float32"), np.array([0.5, 0.5], "float32")
    variables = (np.array([1, 0], "uint32"), kernel, bias)
    flat, dropped, dense = looking.outputs(layers, [variables], picture)
    np.testing.assert_array_equal(flat, dropped)
    np.testing.assert_allclose(dense, [[1 + 6 + 0.5, 0]])


def test_of_a_real_training_the_last_layer_gives_what_the_network_predicts():
    training = ImagesSettings(epochs=2, units="8").training()
    trace = runs.train(training)
    assert trace.snapshot_epochs == (0, 1, 2)
    hidden, last = looking.seen(training, trace.snapshots, 5)
    assert (hidden.name, hidden.shape, last.values.shape) == ("Dense", (8,), (3, 10))
    network = build((8, 8, 1), training.layers)
    for variable, value in zip(network.variables, trace.state.variables, strict=True):
        variable.assign(value)
    test = looking.load(training.data).test
    expected = keras.ops.convert_to_numpy(network(test.x[5:6].astype("float32") / 16))
    np.testing.assert_allclose(last.values[-1], expected[0], rtol=1e-5)


def test_large_outputs_are_shown_in_part_and_the_strength_is_that_of_all():
    values = np.zeros((2, 100, 60, 40), "float32")
    values[1, :, :, 39] = 3
    found = seeing.output("Conv2D", values, 24)
    assert found.values.shape == (2, 50, 30, 24)
    assert (found.step, found.count, found.num_shown) == (2, 40, 24)
    assert found.strength[1].argmax() == 39
    assert found.strength[1, 39] == 3


def test_what_is_sent_stays_small():
    shapes = [(28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (1024,)]
    most = seeing.most_maps(shapes, 11)
    assert most == 24
    assert seeing.most_maps([(28, 28, 512)] * 40, 11) < 8


@pytest.mark.slow
@pytest.mark.parametrize("network", ["dense", "convolution"])
def test_keeping_weights_changes_no_number_and_no_line_of_the_code_to_take_home(network):
    training = ImagesSettings(epochs=3, network=network, units="8").training()
    without = replace(training, snapshots=())
    assert training.snapshots == (0, 1, 2, 3)
    first, second = runs.train(training), runs.train(without)
    for name, values in first.metrics.items():
        np.testing.assert_array_equal(values, second.metrics[name])
    for one, other in zip(first.state.variables, second.state.variables, strict=True):
        np.testing.assert_array_equal(one, other)
    assert exporting.script(training) == exporting.script(without)
