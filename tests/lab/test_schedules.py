"""Learning-rate schedules: by hand, and against `model.fit` with Keras's own callbacks."""

import math
from dataclasses import replace
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from lab.lessons.callbacks.decisions import CallbacksSettings, field
from lab.problems import Problem
from lab.schedules import PLATEAU, SCHEDULES, ScheduleSettings, rates
from lab.settings import rules as settings_rules
from lab.training import runs
from tests.lab.callback_fits import fitted, in_order


def test_0_01_held_for_ten_epochs_and_then_falling_is_0_00607_after_15():
    settings = CallbacksSettings(schedule="constant, then exponential", learning_rate=0.01, epochs=15)
    found = rates(settings.scheduled(), 0.01, 15)
    assert found[:10] == (0.01,) * 10
    assert round(found[-1], 5) == 0.00607
    assert found[-1] == pytest.approx(0.01 * math.exp(-0.5))


def test_every_schedule_by_hand():
    assert rates(ScheduleSettings("step", (("every", 2), ("factor", 0.5))), 1.0, 5) == (1, 1, 0.5, 0.5, 0.25)
    assert rates(ScheduleSettings("cosine"), 1.0, 4)[2] == pytest.approx(0.5)
    assert rates(ScheduleSettings("cosine", (("alpha", 0.2),)), 1.0, 4)[2] == pytest.approx(0.6)
    warm = rates(ScheduleSettings("warm-up, then cosine", (("warm", 4), ("start", 0.2))), 1.0, 8)
    np.testing.assert_allclose(warm[:5], (0.2, 0.4, 0.6, 0.8, 1))
    piecewise = (("first", 1), ("second", 3), ("middle", 0.5), ("low", 0.1))
    assert rates(ScheduleSettings("piecewise constant", piecewise), 1.0, 6) == (1, 1, 0.5, 0.5, 0.1, 0.1)
    line = rates(ScheduleSettings("polynomial", (("end", 0.2),)), 1.0, 4)
    np.testing.assert_allclose(line, (1, 0.8, 0.6, 0.4))
    np.testing.assert_allclose(rates(ScheduleSettings("inverse time", (("every", 1),)), 1.0, 3), (1, 1 / 2, 1 / 3))
    restarts = (("first_decay", 2), ("t_mul", 2.0), ("m_mul", 0.5))
    np.testing.assert_allclose(
        rates(ScheduleSettings("cosine with restarts", restarts), 1.0, 7)[:7:2], (1, 0.5, 0.25, 0.25)
    )
    cycle = rates(ScheduleSettings("one-cycle", (("rise", 0.5),)), 1.0, 11)
    np.testing.assert_allclose([cycle[0], cycle[5], cycle[10]], (1 / 25, 1, 1 / 10_000))


def of_keras(settings: ScheduleSettings, base: float, epochs: int):
    """Keras's own schedule, asked with the number of the epoch in place of the step."""
    its = SimpleNamespace(**dict(settings.knobs))
    schedules = keras.optimizers.schedules
    match settings.name:
        case "piecewise constant":
            return schedules.PiecewiseConstantDecay([its.first, its.second], [base, base * its.middle, base * its.low])
        case "polynomial":
            return schedules.PolynomialDecay(base, epochs, base * its.end, its.power)
        case "inverse time":
            return schedules.InverseTimeDecay(base, its.every, its.decay_rate)
        case "cosine":
            return schedules.CosineDecay(base, epochs, its.alpha)
        case "cosine with restarts":
            return schedules.CosineDecayRestarts(base, its.first_decay, its.t_mul, its.m_mul, its.alpha)
        case "warm-up, then cosine":
            length = epochs - its.warm
            return schedules.CosineDecay(base * its.start, length, its.alpha, "warm", base, its.warm)
        case "step":
            return schedules.ExponentialDecay(base, its.every, its.factor, staircase=True)


OF_KERAS = {
    "step": {"every": 3, "factor": 0.7},
    "piecewise constant": {"first": 4, "second": 9, "middle": 0.35, "low": 0.05},
    "polynomial": {"power": 2.5, "end": 0.15},
    "inverse time": {"every": 7, "decay_rate": 0.8},
    "cosine": {"alpha": 0.25},
    "cosine with restarts": {"first_decay": 3, "t_mul": 1.5, "m_mul": 0.8, "alpha": 0.1},
    "warm-up, then cosine": {"warm": 6, "start": 0.3, "alpha": 0.15},
}


@pytest.mark.parametrize("knobs", ["default", "other"])
@pytest.mark.parametrize("name", OF_KERAS)
def test_the_rates_are_those_of_kerass_own_schedule_to_float32(name, knobs):
    settings = ScheduleSettings(name, tuple(OF_KERAS[name].items()) if knobs == "other" else ())
    theirs = of_keras(settings, 0.03, 40)
    np.testing.assert_allclose(rates(settings, 0.03, 40), [float(theirs(epoch)) for epoch in range(40)], rtol=2e-5)


def test_every_knob_of_a_schedule_is_a_setting_of_the_lesson():
    known = settings_rules(CallbacksSettings)
    for name, schedule in SCHEDULES.items():
        for knob, its in schedule.knobs.items():
            assert known[field(name, knob)] == its.rule


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SCHEDULES if name != PLATEAU])
def test_the_rates_are_those_of_fit_with_learning_rate_scheduler(name):
    settings = CallbacksSettings(schedule=name, epochs=5, hold=2, every=2, warm=2, first=1, second=3, first_decay=2)
    training = in_order(settings)
    planned = rates(training.schedule, settings.learning_rate, 5)
    callback = keras.callbacks.LearningRateScheduler(lambda epoch: planned[epoch])
    _, history = fitted(replace(training, schedule=ScheduleSettings()), callback)
    trace = runs.train(training)
    np.testing.assert_allclose(planned, dict(history)["learning_rate"], rtol=1e-6)
    if name != "constant":
        np.testing.assert_array_equal(trace.metrics["learning_rate"], np.float32(dict(history)["learning_rate"]))
    np.testing.assert_allclose(trace.metrics["loss"], dict(history)["loss"], rtol=2e-3)


@pytest.mark.slow
def test_the_plateau_lowers_the_rate_in_the_epochs_in_which_fit_lowers_it():
    settings = CallbacksSettings(
        schedule=PLATEAU, epochs=30, lower_patience=2, learning_rate=0.01, lower_min_delta=0.05
    )
    training = in_order(settings)
    callback = keras.callbacks.ReduceLROnPlateau("val_loss", mode="min", **dict(training.schedule.knobs))
    _, history = fitted(replace(training, schedule=ScheduleSettings()), callback)
    ours = runs.train(training).metrics["learning_rate"]
    assert len(set(ours.tolist())) > 2
    np.testing.assert_array_equal(ours, np.float32(dict(history)["learning_rate"]))


def test_knobs_go_to_the_schedule_that_has_them():
    settings = CallbacksSettings(schedule=PLATEAU, factor=0.9, lower_factor=0.1, lower_patience=7, min_lr=0.01)
    assert dict(settings.scheduled().knobs) == {
        "factor": 0.1,
        "patience": 7,
        "min_delta": 0.0001,
        "cooldown": 0,
        "min_lr": 0.01,
    }
    assert dict(replace(settings, schedule="step").scheduled().knobs) == {"every": 10, "factor": 0.9}
    assert settings.constant().training().schedule == ScheduleSettings()
    for name, schedule in SCHEDULES.items():
        assert dict(CallbacksSettings(schedule=name).scheduled().knobs) == {
            knob: its.default for knob, its in schedule.knobs.items()
        }


@pytest.mark.parametrize(("name", "knobs"), [("cosine", (("hold", 3),)), ("step", (("factor", 2.0),))])
def test_a_knob_that_cannot_be_is_told(name, knobs):
    with pytest.raises(Problem):
        ScheduleSettings(name, knobs)


def test_what_only_the_training_can_tell_is_not_guessed():
    with pytest.raises(Problem, match="known only after a training"):
        rates(ScheduleSettings(PLATEAU), 0.1, 5)
