"""A search: its cells, its values, what it costs, who is the best, and what a worker says of the test pictures."""

from dataclasses import replace

import numpy as np
import pytest

from lab.data.datasets import DATASETS, parts
from lab.data.pictures import DIGITS, PICTURES
from lab.lessons.images import search_costs, searches
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.search_tables import rows, table
from lab.lessons.images.searches import AXES, MEASURES, Grid, Outcome, ranked, verdict
from lab.problems import Problem
from lab.settings import rules
from lab.training import runs
from lab.training.keras_data import load

DENSE = ImagesSettings(epochs=2)
GRID = Grid(DENSE, (("units", ("8", "16")), ("learning_rate", (0.001, 0.01, 0.1))), seeds=2)


def outcome(test_loss, val_loss=np.nan, seconds=1.0):
    return Outcome({"test_loss": test_loss, "val_loss": val_loss, "test_accuracy": 1 - test_loss}, seconds)


def test_a_grid_has_every_combination_once_and_a_run_for_each_seed():
    assert len({cell.values for cell in GRID.cells}) == GRID.num_cells == 6
    assert [cell.place for cell in GRID.cells] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert len(set(GRID.runs)) == GRID.num_trainings == 12
    assert all(
        run == replace(DENSE, units=run.units, learning_rate=run.learning_rate, weights_seed=run.weights_seed)
        for run in GRID.runs
    )


def test_a_training_of_a_search_is_the_laboratory_s_but_for_what_it_keeps():
    its, lab = searches.training(DENSE), DENSE.training()
    assert replace(its, snapshots=lab.snapshots, tested=True, tested_last=False) == lab
    assert (its.snapshots, its.tested, its.tested_last) == ((), False, True)


@pytest.mark.parametrize("name", AXES)
def test_the_values_that_every_axis_begins_with_are_good(name):
    assert name in rules(ImagesSettings)
    found = searches.values(name, AXES[name].values)
    assert 2 <= len(found) <= searches.MOST_VALUES
    network = AXES[name].network or "softmax"
    second = next(other for other in searches.possible(network) if other != name)
    grid = Grid(
        ImagesSettings(network=network), ((name, found), (second, searches.values(second, AXES[second].values)))
    )
    assert all(isinstance(getattr(cell.runs[0], name), type(found[0])) for cell in grid.cells)


@pytest.mark.parametrize(
    ("axes", "seeds", "said"),
    [
        ((("units", ("8",)),), 1, "two or three different settings"),
        ((("units", ("8",)), ("units", ("16",))), 1, "two or three different settings"),
        ((("units", ("8",)), ("n1", (6,))), 1, "n1 is not a setting of this network"),
        ((("units", ("8",)), ("data", (DIGITS,))), 1, "data is not a setting"),
        (
            (("epochs", tuple(range(1, 8))), ("batch_size", tuple(range(1, 7)))),
            1,
            "7 × 6 makes 42 cells; the limit is 36",
        ),
        ((("units", ("8",)), ("epochs", (1, 2))), 6, "6 seeds per cell"),
        ((("units", ("8", "x")), ("epochs", (1, 2))), 1, "such as 16-16"),
    ],
)
def test_a_search_that_cannot_be_is_told(axes, seeds, said):
    with pytest.raises(Problem, match=said):
        Grid(DENSE, axes, seeds)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("learning_rate", "0.1, x", "learning_rate is x"),
        ("learning_rate", "", "0 values"),
        ("learning_rate", ",".join(["0.1"] * 13), "13 values"),
        ("batch_size", "1.5", "batch_size is 1.5"),
        ("batch_size", "nan", "batch_size is nan"),
        ("n1", "inf", "n1 is inf"),
        ("optimizer", "Magic", "optimizer is Magic; it is one of"),
        ("scaled", "perhaps", "scaled is perhaps; it is on or off"),
        ("units", "a-b", "such as 16-16"),
    ],
)
def test_values_that_break_a_rule_are_told_with_the_rule(name, text, said):
    with pytest.raises(Problem, match=said):
        searches.values(name, text)


def test_whole_numbers_stay_whole_and_doubles_count_once():
    assert searches.values("batch_size", "16; 64.0, 16") == (16, 64)
    assert all(isinstance(value, int) for value in searches.values("batch_size", "16, 64.0"))


def test_the_middle_counts_a_seed_that_failed_as_the_worst():
    failed = Outcome({"loss": np.nan}, 1.0, Problem("it diverged"))
    loss, accuracy = MEASURES["test_loss"], MEASURES["test_accuracy"]
    assert loss.middle([outcome(0.1), outcome(0.3), outcome(0.2)]) == 0.2
    assert loss.middle([outcome(0.1), outcome(0.3)]) == pytest.approx(0.2)
    assert loss.middle([outcome(0.1), failed, outcome(0.3)]) == 0.3
    assert loss.middle([failed, failed]) == np.inf
    assert loss.middle([outcome(0.1), failed]) == np.inf
    assert accuracy.middle([failed]) == -np.inf
    assert np.isnan(loss.middle([]))


def test_the_best_by_test_and_by_validation_and_what_it_costs():
    cells = [[outcome(0.5, 0.4)], None, [outcome(0.3, 0.35)], [outcome(0.32, 0.3)], [Outcome(failed=Problem("no"))]]
    assert ranked(cells, MEASURES["test_loss"]) == [2, 3, 0]
    assert ranked(cells, MEASURES["test_accuracy"]) == [2, 3, 0]
    assert ranked(cells, MEASURES["val_loss"]) == [3, 2, 0]
    found = verdict(cells)
    assert (found.by_test, found.by_validation) == (2, 3)
    assert found.test_losses == (0.3, 0.32)
    assert verdict([None, None]) is None
    assert verdict([[outcome(0.5)]]).by_validation is None
    assert verdict([[outcome(0.5)]]).test_losses == (0.5, 0.5)


@pytest.mark.parametrize("fraction", [0.0, 0.2, 0.35])
def test_pictures_are_counted_as_the_engine_takes_them(fraction):
    settings = replace(DENSE, validation_fraction=fraction, epochs=7)
    train, held_out, test = parts(load(settings.source()), fraction, 0)
    expected = 7 * (3 * len(train) + (len(held_out) if held_out else 0)) + len(test)
    assert search_costs.pictures(settings) == expected
    assert search_costs.multiplications(settings) == expected * settings.report().multiply_adds


def test_sets_have_as_many_test_pictures_as_their_records_say():
    counts = {name: its.source.counts if its.source else DATASETS[name].counts for name, its in PICTURES.items()}
    assert {name: its.num_test for name, its in PICTURES.items()} == {name: c.size().test for name, c in counts.items()}
    assert {name: its.most for name, its in PICTURES.items()} == {name: c.size().examples for name, c in counts.items()}


@pytest.mark.slow
def test_the_search_s_training_ends_where_the_laboratory_s_does():
    one, other = (runs.train(training) for training in (searches.training(DENSE), DENSE.training()))
    np.testing.assert_allclose(one.metrics["val_loss"], other.metrics["val_loss"], rtol=1e-4)
    for name in ("test_loss", "test_accuracy"):
        assert np.isnan(one.metrics[name][:-1]).all()
        assert one.metrics[name][-1] == pytest.approx(other.metrics[name][-1], rel=1e-4)


def test_what_is_taken_home_has_a_row_for_each_training_that_is_done():
    outcomes = [outcome(0.5), Outcome({"loss": np.nan}, 2.0, Problem("no")), *[None] * 10]
    found = rows(GRID, outcomes)
    assert [(row.seed, row.failed) for row in found] == [(0, False), (1, True)]
    assert len({row.name for row in found}) == 2
    lines = table(found).splitlines()
    assert lines[0].startswith("units,learning_rate,seed,")
    assert lines[0].endswith(",seconds,failed")
    assert len(lines) == 3
    assert table(()).strip() == "seconds,failed"
