"""Shapes and counts against Keras on random stacks; receptive fields against brute force; sentences and limits."""

import os
import re
from collections import Counter
from math import ceil, floor, prod
from time import perf_counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab.layers import (
    LAYERS,
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
from lab.shapes import MAX_LAYERS, Row, report
from lab.windows import output_length, same_padding
from tests.lab.stack_strategies import paddings, small, stacks, windows

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import tensorflow as tf

careful = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def keras_rows(input_shape, layers):
    """Layer by layer what Keras builds: shape, counts, weights; and the error where it refuses, or None."""
    rows, tensor = [], keras.Input(input_shape)
    for layer in layers:
        try:
            real = getattr(keras.layers, type(layer).__name__)(**keras_arguments(layer))
            tensor = real(tensor)
        except ValueError as error:
            return rows, error
        weights = {weight.name: tuple(weight.shape) for weight in real.weights}
        counts = [sum(prod(w.shape) for w in some) for some in (real.trainable_weights, real.non_trainable_weights)]
        # Dropout's only variable is the state of its random numbers, which `summary()` does not count either
        seeds = [variable.path for variable in real.non_trainable_variables if "seed" in variable.path]
        rows.append((tuple(tensor.shape[1:]), *counts, weights))
        assert not seeds or type(layer) is Dropout
    return rows, None


def our_rows(found):
    return [
        (row.output_shape, row.trainable, row.non_trainable, {weight.name: weight.shape for weight in row.weights})
        for row in found.rows
    ]


def test_random_stacks_are_what_keras_builds_and_refused_where_keras_refuses():
    seen: Counter[str] = Counter()

    @settings(careful, max_examples=1500)
    @given(stacks)
    def compare(stack):
        input_shape, layers = stack
        found = report(input_shape, layers)
        rows, error = keras_rows(input_shape, layers)
        assert our_rows(found) == rows
        assert (found.problem is None) == (error is None), f"ours: {found.problem}; Keras: {error}"
        assert found.failed_at == (None if error is None else len(rows))
        seen.update(row.name for row in found.rows)
        seen.update(["refused" if error else "built"])

    compare()
    assert seen["built"] >= 400
    assert seen["refused"] >= 200
    assert all(seen[name] >= 20 for name in LAYERS), seen


@settings(careful, max_examples=40)
@given(stacks)
def test_what_is_built_also_runs(stack):
    input_shape, layers = stack
    found = report(input_shape, layers)
    values = tf.zeros((1, *input_shape))
    for layer, row in zip(layers, found.rows, strict=False):
        values = getattr(keras.layers, row.name)(**keras_arguments(layer))(values)
        assert values.shape == (1, *row.output_shape)


@settings(careful, max_examples=300)
@given(stacks)
def test_every_formula_comes_to_the_number_that_it_claims(stack):
    input_shape, layers = stack
    for row in report(input_shape, layers).rows:
        for formula in (*row.shape_formulas, row.parameter_formula, row.multiply_adds_formula):
            if formula:
                calculation, claimed = formula.text.replace("·", "*").replace("−", "-").split(" = ")
                assert eval(calculation, {"floor": floor, "ceil": ceil}) == int(claimed) == formula.value
                assert from_latex(formula.latex) == formula.value
        assert (row.parameter_formula.value if row.parameter_formula else 0) == row.parameters
        axes = {formula.value for formula in row.shape_formulas}
        assert axes <= set(row.output_shape)


def from_latex(latex: str) -> float:
    """The left side of a formula in LaTeX, computed from its own signs."""
    text = latex.split(" = ")[0]
    text = re.sub(r"\\left\\lfloor (.*?) \\right\\rfloor", r"floor(\1)", text)
    text = re.sub(r"\\left\\lceil (.*?) \\right\\rceil", r"ceil(\1)", text)
    text = text.replace(r"\frac{", "((").replace("}{", ")/(").replace("}", "))").replace(r"\cdot", "*")
    return eval(text, {"floor": floor, "ceil": ceil})


def test_formulas_have_no_words_but_floor_and_ceil():
    stack = (Conv2D(8, 3, 2, groups=2), DepthwiseConv2D(2, dilation_rate=2, depth_multiplier=2), BatchNormalization())
    stack += (ZeroPadding2D(), UpSampling2D(), Reshape((-1, 8)), Flatten(), Dense(3))
    rows = report((32, 30, 4), stack).rows
    assert len(rows) == len(stack)
    formulas = [f for row in rows for f in (*row.shape_formulas, row.parameter_formula, row.multiply_adds_formula) if f]
    assert len(formulas) > 15
    assert {word for formula in formulas for word in re.findall("[a-z]+", formula.text)} == {"floor"}


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
    ("numbers", "expected"),
    [((28, 5, 1), (2, 2)), ((28, 5, 2), (1, 2)), ((28, 2, 1), (0, 1)), ((28, 3, 1, 4), (4, 4)), ((9, 1, 3), (0, 0))],
)
def test_same_padding_puts_the_odd_zero_after(numbers, expected):
    assert same_padding(*numbers) == expected


@settings(careful, max_examples=100)
@given(st.integers(1, 40), st.integers(1, 6), st.integers(1, 4), st.integers(1, 3))
def test_same_padding_is_what_makes_the_valid_length_the_same_length(length, kernel, stride, dilation):
    padded = length + sum(same_padding(length, kernel, stride, dilation))
    assert output_length(padded, kernel, stride, "valid", dilation) == output_length(length, kernel, stride, "same")


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
        before, after = same_padding(size, kernel, stride, dilation) if layer.padding == "same" else (0, 0)
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


@pytest.mark.parametrize(
    ("input_shape", "layer", "sentence"),
    [
        (
            (5, 5, 1),
            Conv2D(8, 7),
            'kernel 7×7 does not fit an input of 5×5 with padding "valid"; use "same" or a kernel of at most 5×5',
        ),
        (
            (8, 8, 1),
            Conv2D(8, 3, dilation_rate=4),
            "kernel 3×3 with dilation 4×4 reaches over 9×9 and does not fit an input of 8×8 with padding "
            '"valid"; use "same", less dilation, or a kernel of at most 2×2',
        ),
        (
            (2, 4, 1),
            MaxPooling2D(3),
            'a pool of 3×3 does not fit an input of 2×4 with padding "valid"; use "same" or at most 2×4',
        ),
        ((8, 8, 4), Conv2D(6, 3, groups=3), "3 groups do not divide 4 input channels; with 6 filters, 1, 2 would do"),
        ((8, 8, 4), Conv2D(5, 3, groups=2), "2 groups do not divide 5 filters; use 6 filters, or groups of 1"),
        (
            (8, 8, 4),
            Conv2D(5, 3, strides=2, dilation_rate=2),
            "strides 2×2 and dilation_rate 2×2 cannot both be above 1 in Conv2D; set one of them to 1",
        ),
        (
            (784,),
            Conv2D(5),
            "Conv2D takes 3 axes (height, width, channels), not (784,); put Reshape((28, 28, 1)) before it, "
            "or move it to where there still is a picture",
        ),
        (
            (28, 28),
            MaxPooling2D(),
            "MaxPooling2D takes 3 axes (height, width, channels), not (28, 28); put Reshape((28, 28, 1)) before it",
        ),
        (
            (784,),
            Reshape((28, 27, 1)),
            "target_shape (28, 27, 1) takes 756 values, and (784,) has 784; (28, 28, 1) would fit",
        ),
        (
            (784,),
            Reshape((-1, 10)),
            "the 784 values of (784,) cannot be divided by the 10 of target_shape (-1, 10); (1, 784) would fit",
        ),
        (
            (784,),
            Reshape((-1, -1, 4)),
            "target_shape (-1, -1, 4) has 2 times -1, and only one size can be left to calculate; (1, 196, "
            "4) would fit",
        ),
        (
            (60000, 16, 16),
            UpSampling2D(10),
            "UpSampling2D would put out (600000, 160, 16), 1,536,000,000 values for one example; "
            "1,000,000,000 are the most",
        ),
    ],
)
def test_what_cannot_be_says_why_and_what_would(input_shape, layer, sentence):
    found = report(input_shape, (Dropout(0.1), layer, Flatten()))
    assert str(found.problem) == sentence
    assert found.failed_at == 1
    assert len(found.rows) == 1


@settings(careful, max_examples=200)
@given(st.integers(1, 500), st.lists(st.sampled_from([-1, 1, 2, 3, 5, 7, 30]), min_size=1, max_size=4))
def test_the_reshape_that_is_suggested_does_fit(size, target):
    problem = report((size,), (Reshape(target),)).problem
    if problem:
        assert report((size,), (Reshape(problem.values["better"]),)).problem is None


@pytest.mark.parametrize(
    "shape", [(), (1, 2, 3, 4), (0,), (28, -1), (2.5,), (True,), (70_000,), "28", None, (50_000, 50_000)]
)
def test_an_input_that_cannot_be_is_refused(shape):
    found = report(shape, (Flatten(),))
    assert found.problem is not None
    assert (found.rows, found.failed_at) == ((), -1)


def test_ten_thousand_layers_are_answered_at_once():
    start = perf_counter()
    found = report((64, 64, 3), (Conv2D(4, 3, padding="same"),) * 10_000)
    assert perf_counter() - start < 2
    assert str(found.problem) == "a stack of 10000 layers is too long to be shown; 100 are the most"
    assert (len(found.rows), found.failed_at) == (MAX_LAYERS, MAX_LAYERS)


def test_a_hundred_upsamplings_end_at_the_limit_and_not_in_the_memory():
    found = report((1, 1, 1), (UpSampling2D(2),) * 100)
    assert found.problem is not None
    assert found.rows[-1].output_shape == (16384, 16384, 1)
    assert found.rows[-1].receptive_field is None


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


def test_the_same_stack_gives_the_same_report_with_totals():
    stack = (Conv2D(4, 3), BatchNormalization(), Flatten(), Dense(2))
    found = report([6, 6, 1], stack)
    assert found == report((6, 6, 1), stack)
    assert (found.trainable, found.non_trainable, found.parameters) == (40 + 8 + 130, 8, 186)
    assert found.multiply_adds == 16 * 9 * 4 + 64 + 64 * 2
    assert found.activation_bytes == 4 * (64 + 64 + 64 + 2)
    assert found.output_shape == (2,)
    assert report((5,), ()).output_shape == (5,)
