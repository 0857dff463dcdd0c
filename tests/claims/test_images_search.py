"""Every figure that the lesson Images says of searches, measured anew; E7 on the real pictures."""

import os
from dataclasses import replace
from functools import cache

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from lab.data.keras_files import FASHION_MNIST
from lab.data.pictures import DIGITS
from lab.lessons.images import search_costs, searches
from lab.lessons.images.choices import BEST, ImagesSettings
from lab.lessons.images.searches import MEASURES, Grid, Outcome
from lab.training import searching
from lab.training.runs import train

WITH_FASHION = pytest.mark.skipif(
    not FASHION_MNIST.is_there, reason="Fashion-MNIST is not on this machine (KERAS_HOME)"
)
E7 = Grid(
    ImagesSettings(data=BEST, **searches.EXAM),
    tuple((name, searches.values(name, searches.AXES[name].values)) for name in ("n1", "n2")),
)
PRINTED = ((0.58, 0.49), (0.53, 0.46), (0.51, 0.44))
SAME = ImagesSettings(data=DIGITS, units="20-30", epochs=10)


@cache
def outcome(settings):
    training = searches.training(settings)
    trace = train(training)
    found = searching.tested(training, trace.state.variables)
    ends = {name: float(values[-1]) for name, values in trace.metrics.items()}
    ends["val_loss_before"] = float(trace.metrics["val_loss"][-2])
    return Outcome({**ends, "test_loss": found.loss, "test_accuracy": found.accuracy}, trace.seconds)


def loss_of(settings):
    return outcome(settings).metrics["test_loss"]


def test_3_values_and_2_are_6_trainings_with_4_of_a_third_24_and_with_3_seeds_72():
    axes = [("units", ("1", "2", "3")), ("epochs", (1, 2)), ("batch_size", (1, 2, 4, 8))]
    assert Grid(SAME, tuple(axes[:2])).num_trainings == 6
    assert Grid(SAME, tuple(axes)).num_trainings == 24
    assert Grid(SAME, tuple(axes), 3).num_trainings == 72


def test_a_picture_that_is_learnt_from_counts_three_times():
    more = replace(SAME, validation_fraction=0.0, epochs=2)
    one = replace(more, epochs=1)
    assert search_costs.pictures(more) - search_costs.pictures(one) == 3 * SAME.num_examples


def test_12_starts_of_one_network_end_with_test_losses_from_0_28_to_0_38_the_middle_0_32_and_91_to_96_percent():
    found = [outcome(replace(SAME, weights_seed=seed)).metrics for seed in range(12)]
    losses, shares = ([each[name] for each in found] for name in ("test_loss", "test_accuracy"))
    assert [min(losses), np.median(losses), max(losses)] == pytest.approx([0.28, 0.32, 0.38], abs=0.02)
    assert [min(shares), max(shares)] == pytest.approx([0.91, 0.96], abs=0.015)


def test_the_largest_of_e7_has_38_times_the_weights_and_201_times_the_multiplications_of_the_smallest():
    small, large = E7.cells[0].runs[0].report(), E7.cells[-1].runs[0].report()
    assert round(large.parameters / small.parameters) == 38
    assert round(large.multiply_adds / small.multiply_adds) == 201


def test_6_and_256_take_fewer_multiplications_than_128_and_16():
    many_in_the_second, many_in_the_first = E7.cells[1].runs[0], E7.cells[4].runs[0]
    assert (many_in_the_second.n1, many_in_the_second.n2, many_in_the_first.n1, many_in_the_first.n2) == (
        6,
        256,
        128,
        16,
    )
    assert many_in_the_second.report().multiply_adds < many_in_the_first.report().multiply_adds


@WITH_FASHION
@pytest.mark.slow
def test_e7_on_6_000_pictures_ends_with_the_test_losses_of_the_table_and_the_largest_pair_wins_by_both_losses():
    assert (E7.base.epochs, E7.base.examples, E7.base.validation_fraction, E7.num_cells) == (3, 6000, 0.2, 6)
    cells = [[outcome(cell.runs[0])] for cell in E7.cells]
    losses = np.array([loss_of(cell.runs[0]) for cell in E7.cells]).reshape(3, 2)
    np.testing.assert_allclose(losses, PRINTED, atol=0.025)
    assert (losses[:, 1] < losses[:, 0]).all()  # more filters in the second
    assert (np.diff(losses, axis=0) < 0.01).all()  # more filters in the first
    assert losses[0, 1] < losses[2, 0]  # 6 and 256 beat 128 and 16
    for name in ("test_loss", "val_loss"):  # another processor rounds differently, and two lie close together
        assert 5 in searches.ranked(cells, MEASURES[name])[:2]
    assert losses[1, 1] - losses[2, 1] < 0.03  # the two best
    # all six are still learning
    assert all(each.metrics["val_loss"] < each.metrics["val_loss_before"] - 0.01 for (each,) in cells)


@WITH_FASHION
@pytest.mark.slow
def test_the_smallest_of_e7_alone_ends_at_0_58_0_61_and_0_63_from_three_starts():
    smallest = [replace(E7.cells[0].runs[0], weights_seed=seed) for seed in range(3)]
    assert [loss_of(settings) for settings in smallest] == pytest.approx([0.58, 0.61, 0.63], abs=0.025)
    assert max(map(loss_of, smallest)) - min(map(loss_of, smallest)) > 0.03
