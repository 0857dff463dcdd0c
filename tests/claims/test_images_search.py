"""Every figure that the lesson Images says of searches, measured anew; E7 on the real pictures."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from lab.data.keras_files import FASHION_MNIST
from lab.data.pictures import DIGITS
from lab.lessons.images import search_costs, searches
from lab.lessons.images.choices import BEST, ImagesSettings
from lab.lessons.images.searches import MEASURES, Grid, Outcome
from tests.claims.claims import claim
from tests.claims.trainings import trained

WITH_FASHION = pytest.mark.skipif(
    not FASHION_MNIST.is_there, reason="Fashion-MNIST is not on this machine (KERAS_HOME)"
)
E7 = Grid(
    ImagesSettings(data=BEST, **searches.EXAM),
    tuple((name, searches.values(name, searches.AXES[name].values)) for name in ("n1", "n2")),
)
SAME = ImagesSettings(data=DIGITS, units="20-30", epochs=10)


@cache
def outcome(settings):
    training = searches.training(settings)
    trace = trained(training)
    ends = {name: float(values[-1]) for name, values in trace.metrics.items()}
    ends["val_loss_before"] = float(trace.metrics["val_loss"][-2])
    return Outcome(ends, trace.seconds)


def loss_of(settings):
    return outcome(settings).metrics["test_loss"]


def test_a_picture_that_is_learnt_from_counts_three_times():
    more = replace(SAME, validation_fraction=0.0, epochs=2)
    one = replace(more, epochs=1)
    assert search_costs.pictures(more) - search_costs.pictures(one) == 3 * SAME.num_examples


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
def test_in_e7_the_largest_pair_wins_by_both_losses_and_all_six_are_still_learning():
    cells = [[outcome(cell.runs[0])] for cell in E7.cells]
    losses = np.array([loss_of(cell.runs[0]) for cell in E7.cells]).reshape(3, 2)
    assert (losses[:, 1] < losses[:, 0]).all()  # more filters in the second
    assert (np.diff(losses, axis=0) < 0.01).all()  # more filters in the first
    assert losses[0, 1] < losses[2, 0]  # 6 and 256 beat 128 and 16
    for name in ("test_loss", "val_loss"):  # another processor rounds differently, and two lie close together
        assert 5 in searches.ranked(cells, MEASURES[name])[:2]
    # all six are still learning
    assert all(each.metrics["val_loss"] < each.metrics["val_loss_before"] - 0.01 for (each,) in cells)


# Every figure of the prose

STARTS = [replace(SAME, weights_seed=seed) for seed in range(12)]
SLOW = (WITH_FASHION, pytest.mark.slow)
(_, N1), (_, N2) = E7.axes


def num_trainings(num_axes, seeds=1):
    axes = (("units", ("1", "2", "3")), ("epochs", (1, 2)), ("batch_size", (1, 2, 4, 8)))
    return Grid(SAME, axes[:num_axes], seeds).num_trainings


def of_starts(name):
    found = [outcome(settings).metrics[name] for settings in STARTS]
    return min(found), max(found), float(np.median(found))


def of_cell(n1, n2, column=None):
    settings = next(cell.runs[0] for cell in E7.cells if (cell.runs[0].n1, cell.runs[0].n2) == (n1, n2))
    return getattr(settings.report(), column) if column else loss_of(settings)


def times(column):
    """How many times as much of something the largest pair has."""
    return of_cell(128, 256, column) / of_cell(6, 16, column)


def apart():
    """What the two best losses of the table differ by less than, in hundredths."""
    first, second, *_ = sorted(loss_of(cell.runs[0]) for cell in E7.cells)
    assert 0.005 < second - first < 0.03
    return 0.03


def from_three_starts():
    found = [loss_of(replace(E7.cells[0].runs[0], weights_seed=seed)) for seed in range(3)]
    assert max(found) - min(found) > 0.03
    return found


CLAIMS = {
    "search_try": [claim("3", 3)],  # seeds to be tried
    "search_cost": [
        claim("3 2 6", lambda: (3, 2, num_trainings(2))),
        claim("24 72", lambda: (num_trainings(3), num_trainings(3, seeds=3))),
        claim("0.001 0.01 0.1", searches.values("learning_rate", searches.AXES["learning_rate"].values)[1:]),
    ],
    "search_luck": [
        claim("20-30", SAME.units.split("-")),
        claim("10 12", (SAME.epochs, len(STARTS))),
        claim("0.28 0.38 0.32", lambda: of_starts("test_loss"), within=0.02),
        claim("91 % 96 %", lambda: of_starts("test_accuracy")[:2], within=0.015),
        claim("12", len(STARTS)),
    ],
    "search_exam": [
        claim("3 6,000 a fifth", (E7.base.epochs, E7.base.examples, E7.base.validation_fraction)),
        claim("16 256", N2),
        *(
            row
            for n1, losses in zip(N1, ("0.58 0.49", "0.53 0.46", "0.51 0.44"), strict=True)
            for row in (
                claim(str(n1), n1),
                claim(losses, lambda n1=n1: [of_cell(n1, n2) for n2 in N2], *SLOW, within=0.025),
            )
        ),
        claim("38 201", lambda: (times("parameters"), times("multiply_adds"))),
        claim("6 256 128 16", (N1[0], N2[1], N1[2], N2[0])),
        claim("0.03", apart, *SLOW),
        claim("0.58 0.61 0.63", from_three_starts, *SLOW, within=0.025),
        claim("3", E7.base.epochs),
    ],
}


@pytest.mark.slow
def test_claims(claim):
    claim.check()
