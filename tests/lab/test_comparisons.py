"""Runs beside each other: what differs, and the band of several seeds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.comparisons import MANY_SEEDS, MAX_SEED, band, differences, with_many_seeds
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.settings import rule
from tests import samples


def test_only_what_differs_is_named():
    assert differences([]) == {}
    assert differences([HiddenSettings()]) == {}
    assert differences([HiddenSettings(loss="mse"), HiddenSettings(loss="binary_crossentropy", units=2)]) == {
        "loss": ("mse", "binary_crossentropy")
    }


def test_many_seeds_change_weights_and_order_and_nothing_else():
    several = with_many_seeds(replace(samples.DIGITS, weights_seed=5, snapshots=(0, 1)))
    assert len(several) == MANY_SEEDS == 10
    assert [each.weights_seed for each in several] == list(range(5, 15))
    assert len({each.shuffle_seed for each in several}) == 10
    assert {replace(each, weights_seed=0, shuffle_seed=0) for each in several} == {
        replace(samples.DIGITS, weights_seed=0, shuffle_seed=0, snapshots=())
    }


def test_a_band_is_lowest_median_and_highest_over_whoever_is_left():
    found = band([np.array([1.0, 2, 3]), np.array([3.0, 4]), np.array([5.0, np.inf])])
    np.testing.assert_array_equal(found.low, [1, 2, 3])
    np.testing.assert_array_equal(found.middle, [3, 3, 3])
    np.testing.assert_array_equal(found.high, [5, 4, 3])


def test_an_epoch_at_which_no_run_has_a_finite_value_keeps_its_place():
    np.testing.assert_array_equal(band([np.array([1.0, np.inf, 3.0])]).middle, [1, np.nan, 3])


@pytest.mark.parametrize("curves", [[], [np.array([])], [np.array([np.nan])]])
def test_a_band_of_nothing_has_no_epochs(curves):
    found = band(curves)
    assert len(found.low) == len(found.middle) == len(found.high) == 0


@given(st.lists(st.lists(st.floats(-10, 10), min_size=3, max_size=3), min_size=1, max_size=6))
def test_the_middle_lies_between_the_ends(curves):
    found = band([np.array(curve) for curve in curves])
    assert (found.low <= found.middle).all()
    assert (found.middle <= found.high).all()


def test_after_the_largest_seed_comes_the_first_and_every_run_of_many_seeds_keeps_the_rules():
    training = replace(samples.DIGITS, weights_seed=MAX_SEED, shuffle_seed=MAX_SEED - 1)
    runs = with_many_seeds(training)
    assert [run.weights_seed for run in runs] == [MAX_SEED, *range(MANY_SEEDS - 1)]
    assert [run.shuffle_seed for run in runs] == [MAX_SEED - 1, MAX_SEED, *range(MANY_SEEDS - 2)]
    assert rule(type(training), "weights_seed").high == MAX_SEED
