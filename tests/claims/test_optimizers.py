"""Every figure of the lesson Optimizers, measured anew."""

from functools import cache

import numpy as np
import pytest

from lab.comparisons import band
from lab.data.datasets import load, parts
from lab.lessons.images.sums import BATCH
from lab.lessons.optimizers.choices import BATCH_SIZE, UNITS, DigitsSettings, SurfaceSettings
from lab.lessons.optimizers.races import SWEEP_RATES, RaceSettings, suggested
from lab.lessons.optimizers.surfaces import SURFACES, read
from lab.optimizers import ADAGRAD_AS_PRINTED, OPTIMIZERS, OptimizerSettings
from lab.stacks.shapes import report
from lab.training.paths import paths, sweep
from lab.update_rules import rule_lines, step
from tests.claims.claims import claim
from tests.claims.documents import PRINTED
from tests.claims.trainings import trained

STEPS = SurfaceSettings().num_steps


@cache
def race(surface, start=None, **rates):
    its = SURFACES[surface]
    racers = tuple(OptimizerSettings(n, rates.get(n, suggested(n, its).learning_rate)) for n in OPTIMIZERS)
    return paths(RaceSettings(its.formula, *(start or its.start), STEPS, racers)).paths


@cache
def digits(name, learning_rate):
    """The middle of three seeds: accuracies on the held-out digits after 20 epochs."""
    settings = DigitsSettings(3, 20, (OptimizerSettings(name, learning_rate),))
    curves = [trained(training).metrics["val_accuracy"] for training in settings.trainings()[name]]
    return float(band(curves).middle[-1])


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
    return sweep(RaceSettings(its.formula, *its.start, STEPS, racers), rates)


def test_between_the_best_learning_rate_and_ruin_there_is_often_less_than_a_factor_of_ten():
    found = himmelblau(SWEEP_RATES)
    for name in ("SGD", "momentum"):
        losses = found.losses[name]
        ruin = found.learning_rates[np.isnan(losses)].min()
        assert ruin / found.learning_rates[np.nanargmin(losses)] < 10


@pytest.mark.slow
def test_adam_crosses_no_such_edge():
    for surface in SURFACES.values():
        racers = tuple(suggested(name, surface) for name in OPTIMIZERS)
        found = sweep(RaceSettings(surface.formula, *surface.start, STEPS, racers), SWEEP_RATES)
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


def test_a_start_exactly_on_the_ridge_stays_there_forever_with_every_optimizer():
    for path in race("saddle", (-2.0, 0.0)).values():
        assert (path.positions[:, 1] == 0).all()
        assert path.losses[-1] >= 0.9999


def test_all_four_valleys_are_equally_deep():
    surface = SURFACES["Himmelblau"]
    depths = [float(read(surface.formula).evaluate({"x": x, "y": y})) for x, y in surface.minima]
    np.testing.assert_allclose(depths, 0, atol=1e-9)


# Every figure of the prose


def curvatures():
    """Of the ravine: across divided by along, and across."""
    ravine, h = read(SURFACES["ravine"].formula), 1e-3

    def curvature(x, y):
        ends = [ravine.evaluate({"x": 1.0 + s * x, "y": 1.0 + s * y}) for s in (-1, 0, 1)]
        return (ends[0] - 2 * ends[1] + ends[2]) / h**2

    return curvature(0, h) / curvature(h, 0), curvature(0, h)


def at_a_tenth(name):
    return race("ravine", SGD=0.1, momentum=0.1)[name].losses[STEPS]


def valley_of(name):
    return race("Himmelblau", (0.0, 0.0))[name].positions[-1]


def one_training():
    return DigitsSettings(racers=(OptimizerSettings("SGD"),)).trainings()["SGD"][0]


def split():
    training = one_training()
    return tuple(len(part) for part in parts(load(training.data), training.validation_fraction, 0)[:2])


def its(name):
    return digits(name, OPTIMIZERS[name].learning_rate)


def at_three_tenths():
    assert digits("SGD", 0.3) > its("Adam")
    return digits("SGD", 0.3)


RATES = PRINTED["the rates of softmax regression"]
RIGHT = PRINTED["softmax regression at 0.001, 0.01 and 0.03"]
CLAIMS = {
    "picture": [
        claim("40", lambda: curvatures()[0]),
        claim("0.1 0.018 200", lambda: (0.1, at_a_tenth("SGD"), STEPS)),
        claim("0.000000006", lambda: at_a_tenth("momentum")),
        claim("0.45 0.5 2 4", lambda: (0.45, 2 / curvatures()[1], 2, curvatures()[1])),  # the races are above
    ],
    "sweep": [claim("41 0.0001 10", lambda: (len(SWEEP_RATES), SWEEP_RATES[0], SWEEP_RATES[-1]))],
    "documents": [
        claim(
            "0.001 0.9106 0.01 0.91 0.03 0.098", [figure for pair in zip(RATES, RIGHT, strict=True) for figure in pair]
        ),
        claim("0.098 0.03", (RIGHT[2], RATES[2])),
        claim("100 100", (BATCH, BATCH)),
        claim("0.001 0.01 0.03", RATES),
    ],
    "digits": [
        claim("64-32-16-10", (64, *UNITS, 10)),
        claim("2,778", lambda: report((64,), one_training().layers).parameters),
        claim("1,437 360", split),
    ],
    "rates": [
        claim("97 %", lambda: its("Adam")),
        claim("20", DigitsSettings().epochs),
        claim("78 %", lambda: its("SGD")),
        claim("25 %", lambda: its("AdaGrad")),
        claim("0.001", OPTIMIZERS["Adam"].learning_rate),
        claim("0.3 99 %", lambda: (0.3, at_three_tenths())),
        claim("32", BATCH_SIZE),
    ],
    "limits": [
        claim("3 2", lambda: valley_of("SGD")),
        claim("3.58 −1.85", lambda: valley_of("momentum")),
        claim("10⁻¹²", 1e-12),
    ],
}


@pytest.mark.slow
def test_claims(claim):
    claim.check()
