"""Data sets: the same seed gives the same examples, test parts are apart from them, and columns are standardised."""

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from lab.data.datasets import DATASETS, IN_THE_PLANE, TESTED, Data, load, parts, split
from lab.problems import Problem


@pytest.mark.parametrize("name", DATASETS)
def test_the_same_seed_gives_the_same_examples_of_the_promised_types(name):
    options = (("examples", 50),) if name.startswith("made_up") else ()
    first, again = (DATASETS[name].make(3, **dict(options)) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert first[0].dtype in ("float32", "uint8")
    assert first[1].dtype == "int32"
    assert set(first[1]) <= set(range(DATASETS[name].num_classes))


@pytest.mark.parametrize("name", IN_THE_PLANE)
def test_points_lie_near_the_middle_in_equal_classes_and_those_for_testing_are_others(name):
    examples = load(Data(name, (("examples", 200), ("noise", 0.1))))
    assert examples.x.shape == (200, 2)
    assert np.abs(examples.x).max() < 4
    assert np.bincount(examples.y).tolist() == [100, 100]
    assert len(examples.test) == TESTED
    assert not set(map(tuple, examples.x.tolist())) & set(map(tuple, examples.test.x.tolist()))


@pytest.mark.parametrize("name", IN_THE_PLANE)
def test_noise_moves_points_and_the_seed_draws_others(name):
    quiet, loud, other = (
        load(Data(name, (("examples", 100), ("noise", noise)), seed)).x
        for noise, seed in ((0.0, 0), (0.5, 0), (0.0, 1))
    )
    assert not np.array_equal(quiet, loud)
    if name in ("spiral", "clouds"):  # the moons and circles of scikit-learn lie evenly where there is no noise
        assert not np.array_equal(np.sort(quiet, axis=0), np.sort(other, axis=0))


@pytest.mark.parametrize("name", IN_THE_PLANE)
def test_one_example_is_enough_to_be_made(name):
    assert len(load(Data(name, (("examples", 1),)))) == 1


def test_few_digits_leave_the_others_for_testing():
    few, every = load(Data("digits", (("examples", 300),))), load(Data("digits"))
    assert (len(few), len(few.test), every.test) == (300, 1497, None)
    together = np.concatenate([few.x, few.test.x])
    np.testing.assert_array_equal(np.sort(together, axis=0), np.sort(every.x, axis=0))


def test_columns_are_standardised_by_the_training_part_alone_as_scikit_learn_does():
    examples = load(Data("breast_cancer", (("examples", 200),)))
    train, held_out, test = parts(examples, 0.25, 0)
    raw, raw_held = split_raw(examples)
    scaler = StandardScaler().fit(raw)
    np.testing.assert_allclose(train.x, scaler.transform(raw), atol=1e-4)
    np.testing.assert_allclose(held_out.x, scaler.transform(raw_held), atol=1e-4)
    np.testing.assert_allclose(test.x, scaler.transform(examples.test.x), atol=1e-4)
    assert len(test) == 369


def split_raw(examples):
    """The rows of the same split before they are scaled."""
    order = np.random.default_rng(0).permutation(len(examples))
    return (examples.x[np.sort(rows)] for rows in (order[:150], order[150:]))


def test_a_column_that_is_constant_stays_finite():
    one = load(Data("breast_cancer", (("examples", 1),)))
    assert np.isfinite(parts(one, 0.0, 0)[0].x).all()


def test_a_split_keeps_the_order_and_loses_nobody():
    examples = load(Data("digits", (("examples", 100),)))
    train, held_out = split(examples, 0.2, 0)
    assert (len(train), len(held_out)) == (80, 20)
    np.testing.assert_array_equal(np.sort(np.concatenate([train.x, held_out.x]), axis=0), np.sort(examples.x, axis=0))


def test_a_share_that_leaves_no_example_is_told():
    with pytest.raises(Problem, match=r"a validation share of 0\.5 leaves none of 1 examples"):
        split(load(Data("moons", (("examples", 1),))), 0.5, 0)
