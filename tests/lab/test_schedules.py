"""Learning-rate schedules: by hand, and against `model.fit` with Keras's own callbacks."""

import math
from dataclasses import replace

import keras
import numpy as np
import pytest

from lab.lessons.callbacks.decisions import CallbacksSettings
from lab.problems import Problem
from lab.schedules import PLATEAU, SCHEDULES, ScheduleSettings, rates
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
    warm = rates(ScheduleSettings("warm-up, then cosine", (("warm", 4),)), 1.0, 8)
    np.testing.assert_allclose(warm[:5], (0.25, 0.5, 0.75, 1, 1))
    cycle = rates(ScheduleSettings("one-cycle", (("rise", 0.5),)), 1.0, 11)
    np.testing.assert_allclose([cycle[0], cycle[5], cycle[10]], (1 / 25, 1, 1 / 10_000))


@pytest.mark.parametrize("name", [name for name in SCHEDULES if name != PLATEAU])
def test_the_rates_are_those_of_fit_with_learning_rate_scheduler(name):
    settings = CallbacksSettings(schedule=name, epochs=5, hold=2, every=2, warm=2)
    training = in_order(settings)
    planned = rates(training.schedule, settings.learning_rate, 5)
    callback = keras.callbacks.LearningRateScheduler(lambda epoch: planned[epoch])
    _, history = fitted(replace(training, schedule=ScheduleSettings()), callback)
    trace = runs.train(training)
    np.testing.assert_allclose(planned, dict(history)["learning_rate"], rtol=1e-6)
    if name != "constant":
        np.testing.assert_array_equal(trace.metrics["learning_rate"], np.float32(dict(history)["learning_rate"]))
    np.testing.assert_allclose(trace.metrics["loss"], dict(history)["loss"], rtol=2e-3)


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
