"""The real Keras model: the same as the report says, for every preset, without its memory, and errors in words."""

import os

import pytest

from lab.problems import Problem
from lab.stacks.known_stacks import PRESETS
from lab.stacks.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from lab.stacks.shapes import report

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
from lab.training.building import build


@pytest.mark.parametrize("name", list(PRESETS))
def test_keras_builds_what_the_report_says(name):
    stack = PRESETS[name]()
    found, built = report(*stack), build(*stack)
    assert [row.output_shape for row in built.rows] == [row.output_shape for row in found.rows]
    assert [row.trainable for row in built.rows] == [row.trainable for row in found.rows]
    assert [row.non_trainable for row in built.rows] == [row.non_trainable for row in found.rows]
    assert [row.name for row in built.rows] == [row.name for row in found.rows]
    assert (built.failed_at, built.parameters) == (found.failed_at, found.parameters)


def test_a_layer_that_keras_refuses_is_told_in_its_words():
    built = build((5, 5, 1), (Conv2D(1, 1), Conv2D(8, 7), Flatten()))
    assert (len(built.rows), built.failed_at) == (1, 1)
    assert "zero or negative" in built.error
    assert "\n" not in built.error
    assert "\x1b" not in built.error
    assert "expected ndim=4, found ndim=2" in build((784,), (MaxPooling2D(),)).error


def test_a_network_that_would_not_fit_into_memory_is_built_all_the_same():
    """65,536 times 65,536 weights, a few times: 17 GB each."""
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    built = build((65_536,), (Dense(65_536), Dense(65_536), Dense(65_536)))
    assert built.parameters == 3 * 65_537 * 65_536
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_nothing_is_left_behind_that_keras_would_initialize_later():
    import keras

    build((4096,), (Dense(4096),))
    with keras.StatelessScope() as scope:  # its end initializes what the thread has put off
        assert scope is not None
    assert keras.layers.Dense(2)(keras.Input((3,))).shape == (None, 2)


def test_dropouts_seed_is_no_parameter_and_normalization_has_some_that_are_not_trained():
    built = build((3,), (Dropout(0.5), BatchNormalization()))
    assert [(row.trainable, row.non_trainable) for row in built.rows] == [(0, 0), (6, 6)]


def test_what_is_refused_before_keras_sees_it():
    with pytest.raises(Problem, match="too long"):
        build((4,), (Flatten(),) * 10_000)
    with pytest.raises(Problem, match="sizes are whole numbers"):
        build((0,), ())
