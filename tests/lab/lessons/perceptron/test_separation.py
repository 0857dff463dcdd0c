import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from lab.lessons.perceptron.neurons import NeuronSettings, learn
from lab.lessons.perceptron.separation import (
    DIRECTION,
    SeparationSettings,
    calibration,
    clouds,
    separate,
    true_probability,
    turns,
)
from lab.problems import Problem

SEEDS = range(5)


def test_clouds_have_the_centres_and_the_spread_that_were_asked_for():
    x, y = clouds(20_000, distance=3.0, spread=0.5, seed=1)
    assert x.shape == (20_000, 2)
    assert y.sum() == 10_000
    for label, side in ((0, -1.5), (1, 1.5)):
        np.testing.assert_allclose(x[y == label].mean(axis=0), side * DIRECTION, atol=0.02)
        np.testing.assert_allclose(x[y == label].std(axis=0), 0.5, rtol=0.03)


def test_clouds_follow_their_seed():
    assert (clouds(10, 2.0, 1.0, 4)[0] == clouds(10, 2.0, 1.0, 4)[0]).all()
    assert (clouds(10, 2.0, 1.0, 4)[0] != clouds(10, 2.0, 1.0, 5)[0]).all()


@pytest.mark.parametrize("num_examples", [0, 7, -2])
def test_clouds_are_of_equal_size(num_examples):
    with pytest.raises(Problem, match="halved"):
        clouds(num_examples, 2.0, 1.0, 0)


def test_the_true_probability_is_the_share_of_class_1_around_a_point():
    x, y = clouds(200_000, distance=1.0, spread=1.0, seed=0)
    near = np.linalg.norm(x - [0.6, 0.2], axis=1) < 0.1
    assert near.sum() > 500
    assert y[near].mean() == pytest.approx(true_probability(np.array([0.6, 0.2]), 1.0, 1.0), abs=0.03)
    assert true_probability(np.zeros(2), 1.0, 1.0) == 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_where_the_clouds_overlap_the_perceptron_never_settles_and_the_sigmoid_does(seed):
    perceptron, logistic = separate(SeparationSettings(data_seed=seed))
    assert perceptron.converged is None
    assert np.ptp(perceptron.num_mistakes[-50:]) >= 8
    assert np.ptp(logistic.num_mistakes[-50:]) <= 3
    assert np.median(turns(perceptron)[-50:]) > 10 * np.median(turns(logistic)[-50:])


@pytest.mark.parametrize("seed", SEEDS)
def test_where_the_clouds_are_apart_the_perceptron_stops(seed):
    perceptron, logistic = separate(SeparationSettings(distance=8.0, data_seed=seed))
    assert perceptron.converged is not None
    assert (perceptron.weights[perceptron.converged :] == perceptron.weights[-1]).all()
    assert (perceptron.error_sum[perceptron.converged :] == 0).all()
    assert logistic.num_mistakes[-1] == 0


def test_both_start_alike_and_see_the_same_examples():
    perceptron, logistic = separate(SeparationSettings())
    np.testing.assert_allclose(perceptron.weights[0], logistic.weights[0], atol=1e-9)
    assert (perceptron.inputs == logistic.inputs).all()
    assert set(np.unique(perceptron.outputs)) == {0.0, 1.0}
    assert ((logistic.outputs > 0) & (logistic.outputs < 1)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_with_a_small_learning_rate_the_sigmoid_neuron_is_scikit_learns_logistic_regression(seed):
    x, y = clouds(40, distance=1.5, spread=1.0, seed=seed)
    trace = learn(x, y, NeuronSettings("delta", 0.001, 5000))
    oracle = LogisticRegression(C=np.inf, tol=1e-10).fit(x, y)
    np.testing.assert_allclose(trace.weights[-1], oracle.coef_[0], atol=0.02)
    assert trace.bias[-1] == pytest.approx(oracle.intercept_[0], abs=0.02)


def test_the_sigmoids_probabilities_are_close_to_the_true_ones():
    settings = SeparationSettings(num_examples=400, learning_rate=0.01, epochs=100)
    _, logistic = separate(settings)
    truth = true_probability(logistic.inputs, settings.distance, settings.spread)
    assert np.abs(logistic.outputs[-1] - truth).mean() < 0.05
    bins = calibration(logistic.outputs[-1], logistic.targets)
    assert sum(part.num_examples for part in bins) == 400
    for part in bins:
        assert part.observed == pytest.approx(part.predicted, abs=0.1)


def test_bins_by_hand():
    (low, high) = calibration(np.array([0.0, 0.2, 0.5, 1.0]), np.array([0, 1, 0, 1]), num_bins=2)
    assert (low.num_examples, low.predicted, low.observed) == (2, 0.1, 0.5)
    assert (high.num_examples, high.predicted, high.observed) == (2, 0.75, 0.5)


def test_a_boundary_that_turns_over_has_turned_by_half_a_circle():
    trace = learn([[1, 1]], [0], NeuronSettings("perceptron", 1.0, 2, start=(0.5, 0.5, 0.0)))
    np.testing.assert_allclose(turns(trace), [180.0, 0.0])
