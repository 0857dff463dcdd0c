"""Receptive fields against brute force, against gradients, and by hand."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    Pooling2D,
    Reshape,
    UpSampling2D,
    ZeroPadding2D,
    keras_arguments,
)
from lab.stacks.shapes import report
from lab.stacks.windows import Window
from tests.lab.stack_strategies import careful, paddings, small, windows

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import tensorflow as tf


def seen_along(axis: int, length: int, layers) -> np.ndarray:
    """Which of `length` pixels (columns) each output value (rows) sees along one axis, layer by layer."""
    sees = np.eye(length, dtype=bool)
    for layer in layers:
        size = sees.shape[0]
        if isinstance(layer, ZeroPadding2D):
            sees = np.pad(sees, (layer.padding[axis], (0, 0)))
            continue
        if isinstance(layer, UpSampling2D):
            sees = np.repeat(sees, layer.size[axis], axis=0)
            continue
        kernel, stride, dilation = window_of(layer, axis)
        before, after = Window(kernel, stride, dilation).same_padding(size) if layer.padding == "same" else (0, 0)
        padded = np.pad(sees, ((before, after), (0, 0)))
        places = range(0, padded.shape[0] - dilation * (kernel - 1), stride)
        sees = np.array(
            [padded[place : place + dilation * (kernel - 1) + 1 : dilation].any(axis=0) for place in places]
        )
    return sees


def window_of(layer, axis):
    if isinstance(layer, Pooling2D):
        return layer.pool_size[axis], (layer.strides or layer.pool_size)[axis], 1
    return layer.kernel_size[axis], layer.strides[axis], layer.dilation_rate[axis]


moving = st.one_of(
    st.builds(lambda kernel, stride, padding: Conv2D(1, kernel, stride, padding), windows, small, paddings),
    st.builds(lambda kernel, rate: Conv2D(1, kernel, dilation_rate=rate), windows, st.integers(1, 3)),
    st.builds(lambda kernel, padding: DepthwiseConv2D(kernel, 2, padding), windows, paddings),
    st.builds(lambda size, padding: AveragePooling2D(size, None, padding), windows, paddings),
    st.builds(ZeroPadding2D, st.integers(0, 3)),
    st.builds(UpSampling2D, st.tuples(st.integers(1, 3), st.integers(1, 3))),
)
LONG = 600
"""Pixels: so many that some outputs see no edge."""


@pytest.mark.slow
@settings(careful, max_examples=150)
@given(st.lists(moving, min_size=1, max_size=4))
def test_the_receptive_field_is_the_longest_stretch_that_brute_force_finds(layers):
    row = report((LONG, LONG, 1), layers).rows[-1]
    for axis in (0, 1):
        sees = seen_along(axis, LONG, layers)
        inner = [np.flatnonzero(pixels) for pixels in sees if pixels.any() and not pixels[0] and not pixels[-1]]
        assert inner
        assert max(pixels[-1] - pixels[0] + 1 for pixels in inner) == row.receptive_field[axis]


@settings(careful, max_examples=25)
@given(st.lists(moving.filter(lambda layer: not isinstance(layer, UpSampling2D)), min_size=1, max_size=3))
def test_the_receptive_field_is_where_the_gradient_of_one_output_is_not_0(layers):
    size = 61
    found = report((size, size, 1), layers)
    values = picture = tf.ones((1, size, size, 1))
    with tf.GradientTape() as tape:
        tape.watch(picture)
        for layer in layers:
            real = getattr(keras.layers, type(layer).__name__)(**keras_arguments(layer))
            real.build(values.shape)
            real.set_weights([np.ones_like(weight) for weight in real.get_weights()])
            values = real(values)
        middle = values[0, values.shape[1] // 2, values.shape[2] // 2, 0]
    rows, columns = np.nonzero(tape.gradient(middle, picture).numpy()[0, :, :, 0])
    field = (np.ptp(rows) + 1, np.ptp(columns) + 1)
    assert all(seen <= claimed for seen, claimed in zip(field, found.rows[-1].receptive_field, strict=True))
    # an output in the middle may still see the edge of so small a picture, where its field is cut off
    if min(rows.min(), columns.min()) > 0 and max(rows.max(), columns.max()) < size - 1:
        assert field == found.rows[-1].receptive_field


def fields_of(input_shape, *layers):
    return [row.receptive_field for row in report(input_shape, layers).rows]


def test_the_receptive_field_by_hand():
    assert fields_of((28, 28, 1), Conv2D(6, 5), MaxPooling2D(), Conv2D(16, 5), MaxPooling2D()) == [
        (5, 5),
        (6, 6),
        (14, 14),
        (16, 16),
    ]
    assert report((28, 28, 1), (Conv2D(6, 5), MaxPooling2D())).rows[-1].jump == (2, 2)


def test_a_flattened_value_sees_what_it_saw_and_dense_sees_everything():
    stack = (Conv2D(6, 5), Flatten(), BatchNormalization(), Dense(3), Dropout(0.5))
    assert fields_of((28, 20, 1), *stack) == [(5, 5), (5, 5), (5, 5), (28, 20), (28, 20)]
    assert [row.jump for row in report((28, 20, 1), stack).rows] == [(1, 1), None, None, None, None]


def test_dense_and_softmax_on_a_picture_mix_channels_only():
    assert fields_of((9, 9, 2), Conv2D(4, 3), Dense(5), Activation("softmax"), Conv2D(1, 3))[1:] == [
        (3, 3),
        (3, 3),
        (5, 5),
    ]


def test_a_flat_input_becomes_a_picture_by_reshape_unless_something_has_mixed_it():
    assert fields_of((784,), BatchNormalization(), Reshape((28, 28, 1)), Conv2D(1, 3)) == [None, (1, 1), (3, 3)]
    assert fields_of((784,), Dense(784), Reshape((28, 28, 1)), Conv2D(1, 3)) == [None, None, None]
    assert fields_of((28, 28), Reshape((28, 28, 1)), Conv2D(1, 3)) == [(1, 1), (3, 3)]
    assert fields_of((28, 28), Dense(5), Flatten(), Dense(2)) == [None, None, (28, 28)]


def test_after_places_are_lost_there_is_no_field_until_everything_is_seen():
    lost = fields_of(
        (4, 4, 4), Conv2D(4, 3, padding="same"), Reshape((8, 2, 4)), Conv2D(1, 2), GlobalAveragePooling2D()
    )
    assert lost == [(3, 3), (3, 3), None, (4, 4)]
