"""Every figure of the lesson Optimizers, measured anew."""

import os
from functools import cache
from itertools import pairwise

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest
from sklearn.datasets import load_digits

from lab.comparisons import band
from lab.lessons.optimizers.choices import BATCH_SIZE, UNITS, DigitsSettings
from lab.lessons.optimizers.races import SWEEP_RATES, RaceSettings, suggested
from lab.lessons.optimizers.surfaces import SURFACES, read
from lab.optimizers import ADAGRAD_AS_PRINTED, OPTIMIZERS, OptimizerSettings, rule_lines, step
from lab.training.paths import paths, sweep
from lab.training.runs import train


@cache
def race(surface, start=None, **rates):
    its = SURFACES[surface]
    racers = tuple(OptimizerSettings(n, rates.get(n, suggested(n, its).learning_rate)) for n in OPTIMIZERS)
    return paths(RaceSettings(its.formula, *(start or its.start), 200, racers)).paths


@cache
def digits(name, learning_rate):
    """The middle of three seeds: accuracies on the held-out digits after 20 epochs."""
    settings = DigitsSettings(3, 20, (OptimizerSettings(name, learning_rate),))
    curves = [train(training).metrics["val_accuracy"] for training in settings.trainings()[name]]
    return float(band(curves).middle[-1])


def test_in_the_ravine_the_slope_across_is_40_times_as_curved_as_along_and_4_across():
    ravine, h = read(SURFACES["ravine"].formula), 1e-3

    def curvature(**along):
        ends = [
            ravine.evaluate({"x": 1.0 + s * along.get("x", 0), "y": 1.0 + s * along.get("y", 0)}) for s in (-1, 0, 1)
        ]
        return (ends[0] - 2 * ends[1] + ends[2]) / h**2

    assert curvature(y=h) == pytest.approx(4, rel=1e-4)
    assert curvature(y=h) / curvature(x=h) == pytest.approx(40, rel=1e-3)


def test_at_a_tenth_sgd_has_reached_0_018_after_200_steps_and_momentum_6_billionths():
    found = race("ravine", SGD=0.1, momentum=0.1)
    assert found["SGD"].losses[-1] == pytest.approx(0.018, abs=5e-4)
    assert found["momentum"].losses[-1] == pytest.approx(6e-9, abs=5e-10)


def test_rmsprop_never_comes_to_rest_and_its_steps_stay_about_as_long_as_the_learning_rate():
    places = race("ravine")["RMSprop"].positions
    steps = np.abs(np.diff(places, axis=0)[-20:])
    np.testing.assert_allclose(steps, 0.1, rtol=0.3)
    assert (np.sign(places[-20:-1]) == -np.sign(places[-19:])).all()


def test_at_0_45_gradient_descent_changes_sides_with_every_step():
    y = race("ravine", SGD=0.45)["SGD"].positions[:40, 1]
    assert (np.sign(y[1:]) == -np.sign(y[:-1])).all()


def test_at_0_5_it_jumps_between_the_same_two_walls_and_beyond_each_jump_is_longer():
    np.testing.assert_allclose(np.abs(race("ravine", SGD=0.5)["SGD"].positions[:, 1]), 2, rtol=1e-4)
    beyond = np.abs(race("ravine", SGD=0.51)["SGD"].positions[:, 1])
    assert (np.diff(beyond) > 0).all()


def test_sgd_with_0_01_diverges_on_rosenbrocks_valley_at_step_5():
    assert race("Rosenbrock", SGD=0.01)["SGD"].diverged == 5


def test_adagrad_is_printed_with_a_plus_sign_and_climbs():
    assert rule_lines(ADAGRAD_AS_PRINTED)[-1] == rule_lines(OPTIMIZERS["AdaGrad"])[-1].replace(" - ", " + ")
    settings, before = OptimizerSettings("AdaGrad", 0.1), {"accumulator": 0.1}
    for w in (-3.0, 2.0):
        ends = [abs(step(settings, w, 2 * w, before, 1, rule)["w"]) for rule in (None, ADAGRAD_AS_PRINTED)]
        assert ends[0] < abs(w) < ends[1]


def test_the_sweep_has_41_learning_rates_from_0_0001_to_10():
    assert len(SWEEP_RATES) == 41
    assert (SWEEP_RATES[0], SWEEP_RATES[-1]) == (0.0001, 10)


def himmelblau(rates):
    its = SURFACES["Himmelblau"]
    racers = tuple(suggested(name, its) for name in OPTIMIZERS)
    return sweep(RaceSettings(its.formula, *its.start, 200, racers), rates)


def test_between_the_best_learning_rate_and_ruin_there_is_often_less_than_a_factor_of_ten():
    found = himmelblau(SWEEP_RATES)
    for name in ("SGD", "momentum"):
        losses = found.losses[name]
        ruin = found.learning_rates[np.isnan(losses)].min()
        assert ruin / found.learning_rates[np.nanargmin(losses)] < 10


def test_adam_crosses_no_such_edge():
    for surface in SURFACES.values():
        racers = tuple(suggested(name, surface) for name in OPTIMIZERS)
        found = sweep(RaceSettings(surface.formula, *surface.start, 200, racers), SWEEP_RATES)
        assert np.isfinite(found.losses["Adam"]).all()


def test_adams_steps_are_about_as_long_as_the_learning_rate_however_steep_it_is():
    for slope in (1e-3, 1.0, 1e3):
        moved = step(OptimizerSettings("Adam", 0.1), 0.0, slope, {"momentum": 0.0, "velocity": 0.0}, 1)["w"]
        assert moved == pytest.approx(-0.1, rel=1e-2)


def test_with_0_001_and_0_01_it_arrives_on_himmelblaus_surface_and_with_0_03_it_diverges():
    small, middle, large = himmelblau((0.001, 0.01, 0.03)).losses["SGD"]
    assert small < 1e-5
    assert middle < 1e-5
    assert np.isnan(large)


def test_a_sum_over_100_examples_makes_the_learning_rate_100_times_as_large():
    gradients = np.random.default_rng(0).normal(size=100)
    assert 0.01 * gradients.sum() == pytest.approx(100 * 0.01 * gradients.mean())


def test_the_network_64_32_16_10_has_2778_weights():
    sizes = (64, *UNITS, 10)
    assert sum(before * after + after for before, after in pairwise(sizes)) == 2778
    assert BATCH_SIZE == 32


def test_it_learns_1437_digits_and_360_are_held_out():
    count = len(load_digits().target)
    assert (int(count * 0.8), count - int(count * 0.8)) == (1437, 360)


@pytest.mark.parametrize(("name", "percent"), [("Adam", 97), ("SGD", 78), ("AdaGrad", 25)])
def test_with_kerass_learning_rates_after_20_epochs(name, percent):
    assert digits(name, OPTIMIZERS[name].learning_rate) == pytest.approx(percent / 100, abs=0.02)


def test_with_0_3_plain_sgd_comes_to_99_percent_more_than_adam_did():
    assert digits("SGD", 0.3) == pytest.approx(0.99, abs=0.006)
    assert digits("SGD", 0.3) > digits("Adam", OPTIMIZERS["Adam"].learning_rate)


def test_a_start_exactly_on_the_ridge_stays_there_forever_with_all_eight():
    for path in race("saddle", (-2.0, 0.0)).values():
        assert (path.positions[:, 1] == 0).all()
        assert path.losses[-1] >= 0.9999


def test_from_0_0_on_himmelblaus_surface_sgd_and_adam_end_at_3_2_and_momentum_at_3_58_minus_1_85():
    found = race("Himmelblau", (0.0, 0.0))
    for name in ("SGD", "Adam"):
        np.testing.assert_allclose(found[name].positions[-1], (3, 2), atol=1e-3)
    np.testing.assert_allclose(found["momentum"].positions[-1], (3.58, -1.85), atol=0.005)


def test_all_four_valleys_are_equally_deep():
    surface = SURFACES["Himmelblau"]
    depths = [float(read(surface.formula).evaluate({"x": x, "y": y})) for x, y in surface.minima]
    np.testing.assert_allclose(depths, 0, atol=1e-9)
