"""Shapes and counts against Keras on random stacks; sentences, limits and totals."""

import os
from collections import Counter
from math import prod
from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.settings import Choice, Flag, Number, rules
from lab.stacks import stack_code, stack_text
from lab.stacks.known_stacks import Stack
from lab.stacks.layers import (
    LAYERS,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
    Reshape,
    UpSampling2D,
    keras_arguments,
)
from lab.stacks.shapes import MAX_LAYERS, report
from lab.stacks.sizes import Margins, Pair, Sizes
from tests.lab.stack_strategies import careful, stacks

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import tensorflow as tf


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


@pytest.mark.parametrize("examples", [250, pytest.param(1500, marks=pytest.mark.slow)])
def test_random_stacks_are_what_keras_builds_and_refused_where_keras_refuses(examples):
    seen: Counter[str] = Counter()

    @settings(careful, max_examples=examples)
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
    assert seen["built"] >= examples / 4
    assert seen["refused"] >= examples / 8
    assert all(seen[name] >= examples / 75 for name in LAYERS), seen


def legal(its_rule, rng):
    """A value that a rule allows, mostly a small one."""
    low, high = getattr(its_rule, "low", 0), min(4, getattr(its_rule, "high", 4))
    match its_rule:
        case Number():
            return rng.randint(int(low), int(high)) if its_rule.whole else rng.choice([low, (low + high) / 4, high])
        case Choice():
            return rng.choice(its_rule.options)
        case Flag():
            return rng.random() < 0.5
        case Pair():
            both = rng.randint(low, high), rng.randint(low, high)
            return rng.choice([both[0], both, None] if its_rule.optional else [both[0], both])
        case Margins():
            return tuple((rng.randint(0, high), rng.randint(0, high)) for _ in range(2))
        case Sizes():
            return tuple(rng.choice([-1, 1, 2, 3, 4, 6]) for _ in range(rng.randint(1, its_rule.longest)))
    raise AssertionError(f"no value for {its_rule}; say here what it allows")


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_with_any_legal_arguments_is_what_keras_makes_of_it(name):
    """The arguments come from the fields' rules, so that a new kind, or a new argument, is tried by itself."""
    rng, refused, kind, examples = Random(name), 0, LAYERS[name], 40
    for _ in range(examples):
        layer = kind(**{field: legal(its, rng) for field, its in rules(kind).items() if rng.random() < 0.5})
        shape = tuple(rng.randint(1, 9) for _ in range(rng.choice([1, 2, 3, 3, 3, 3])))
        found = report(shape, (layer,))
        rows, error = keras_rows(shape, (layer,))
        assert (found.problem is None) == (error is None), f"{layer} on {shape}: {found.problem}; Keras: {error}"
        assert our_rows(found) == rows, f"{layer} on {shape}"
        assert stack_code.read(stack_code.write(Stack(shape, (layer,)))).stack.layers == (layer,)
        assert stack_text.read(stack_text.write(Stack(shape, (layer,)))).layers == (layer,)
        refused += error is not None
    assert refused < 0.9 * examples


@settings(careful, max_examples=40)
@given(stacks)
def test_what_is_built_also_runs(stack):
    input_shape, layers = stack
    found = report(input_shape, layers)
    values = tf.zeros((1, *input_shape))
    for layer, row in zip(layers, found.rows, strict=False):
        values = getattr(keras.layers, row.name)(**keras_arguments(layer))(values)
        assert values.shape == (1, *row.output_shape)


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
            "the limit is 1,000,000,000",
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
    assert str(found.problem) == "a stack of 10000 layers is too long to be shown; the limit is 100"
    assert (len(found.rows), found.failed_at) == (MAX_LAYERS, MAX_LAYERS)


def test_a_hundred_upsamplings_end_at_the_limit_and_not_in_the_memory():
    found = report((1, 1, 1), (UpSampling2D(2),) * 100)
    assert found.problem is not None
    assert found.rows[-1].output_shape == (16384, 16384, 1)
    assert found.rows[-1].receptive_field is None


def test_the_same_stack_gives_the_same_report_with_totals():
    stack = (Conv2D(4, 3), BatchNormalization(), Flatten(), Dense(2))
    found = report([6, 6, 1], stack)
    assert found == report((6, 6, 1), stack)
    assert (found.trainable, found.non_trainable, found.parameters) == (40 + 8 + 130, 8, 186)
    assert found.multiply_adds == 16 * 9 * 4 + 64 + 64 * 2
    assert found.activation_bytes == 4 * (64 + 64 + 64 + 2)
    assert found.output_shape == (2,)
    assert report((5,), ()).output_shape == (5,)
