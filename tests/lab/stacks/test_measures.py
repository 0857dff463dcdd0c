"""Single layers: their formulas by hand, and what is noted about them."""

from math import prod

import pytest

from lab.stacks.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    MaxPooling2D,
    Reshape,
)
from lab.stacks.shapes import Row, report


def one(input_shape, layer) -> Row:
    (row,) = report(input_shape, (layer,)).rows
    return row


@pytest.mark.parametrize(
    ("input_shape", "layer", "shape", "parameters", "multiply_adds"),
    [
        ((128, 128, 3), Conv2D(5, 2), "floor((128 − 2) / 1) + 1 = 127", "(2 · 2 · 3 + 1) · 5 = 65", 127 * 127 * 5 * 12),
        (
            (8, 8, 4),
            Conv2D(6, 3, groups=2),
            "floor((8 − 3) / 1) + 1 = 6",
            "(3 · 3 · (4 / 2) + 1) · 6 = 114",
            36 * 18 * 6,
        ),
        ((28, 28, 1), Conv2D(4, 3, 2, "same"), "ceil(28 / 2) = 14", "(3 · 3 · 1 + 1) · 4 = 40", 14 * 14 * 9 * 4),
        ((9, 9, 2), DepthwiseConv2D(3), "floor((9 − 3) / 1) + 1 = 7", "(3 · 3 + 1) · 2 = 20", 49 * 9 * 2),
        ((9, 9, 1), Conv2D(1, 3, dilation_rate=2), "floor((9 − (2 · (3 − 1) + 1)) / 1) + 1 = 5", None, 25 * 9),
        ((10,), Dense(50), None, "(10 + 1) · 50 = 550", 500),
        ((28, 28), Dense(300), None, "(28 + 1) · 300 = 8700", 28 * 28 * 300),
        ((784,), Dense(729, use_bias=False), None, "784 · 729 = 571536", 571536),
        ((4, 4, 3), MaxPooling2D(), "floor((4 − 2) / 2) + 1 = 2", None, 0),
        ((24, 24, 16), Flatten(), "24 · 24 · 16 = 9216", None, 0),
        ((784,), Reshape((28, -1, 1)), "784 / (28 · 1) = 28", None, 0),
        ((5, 5, 64), BatchNormalization(), None, "2 · 64 + 2 · 64 = 256", 1600),
    ],
)
def test_a_layer_by_hand(input_shape, layer, shape, parameters, multiply_adds):
    row = one(input_shape, layer)
    if shape:
        assert [formula.text for formula in row.shape_formulas] == [shape]
    if parameters:
        assert row.parameter_formula.text == parameters
    assert row.multiply_adds == multiply_adds
    assert row.activation_bytes == 4 * prod(row.output_shape)


def test_height_and_width_have_a_formula_each_where_they_differ():
    row = one((10, 20, 1), Conv2D(1, (3, 5)))
    assert [formula.value for formula in row.shape_formulas] == [8, 16]


@pytest.mark.parametrize(
    ("input_shape", "layer", "note"),
    [
        ((28, 28), Dense(300), "the same 28×300 weights at each of 28 places"),
        ((7, 7, 64), Dense(10), "the same 64×10 weights at each of 49 places"),
        ((10,), Dense(1, "softmax"), "softmax over an axis of size 1"),
        ((10, 10, 1), Activation("softmax"), "softmax over an axis of size 1"),
        ((9, 8, 1), MaxPooling2D(), "1 rows at the bottom and 0 columns at the right are in no window"),
        ((10,), Flatten(), "flat already"),
        ((10,), Dropout(1), "sets every value to 0"),
    ],
)
def test_what_is_allowed_but_seldom_wanted_is_noted(input_shape, layer, note):
    assert [note in str(item) for item in one(input_shape, layer).notes] == [True]


def test_an_ordinary_stack_has_no_notes():
    rows = report((28, 28, 1), (Conv2D(6, 5), MaxPooling2D(), Flatten(), Dense(10, "softmax"))).rows
    assert [row.notes for row in rows] == [()] * 4
