"""The values of the Callbacks lesson: settings, records, and the code that is shown."""

import ast
from dataclasses import replace

import keras
import pytest

from lab.lessons.callbacks import callback_code
from lab.lessons.callbacks.decisions import (
    EARLY,
    TARGET,
    CallbacksSettings,
    Decisions,
    Outcome,
    WatchSettings,
    apart,
    field,
    logs,
    num_epochs,
    scores,
    until,
)
from lab.problems import Problem
from lab.schedules import SCHEDULES
from lab.settings import rules
from lab.training.stopping import StopAtAccuracy

RECORD = (("loss", (3.0, 2.0, 1.0)), ("val_loss", (3.0, 2.5, 2.0)), ("test_loss", (4.0, 3.0, 2.0)))


def test_every_knob_of_every_schedule_has_a_field_with_the_same_rule_and_default():
    for name, schedule in SCHEDULES.items():
        for knob, its in schedule.knobs.items():
            rule = rules(CallbacksSettings)[field(name, knob)]
            assert (rule.low, rule.high, rule.whole) == (its.rule.low, its.rule.high, its.rule.whole)
            assert getattr(CallbacksSettings(), field(name, knob)) == its.default


def test_callbacks_are_told_of_training_and_validation_but_never_of_the_test():
    assert logs(RECORD, 2) == {"loss": 2.0, "val_loss": 2.5}
    assert scores(RECORD, 3)["test_loss"] == 2.0
    assert num_epochs(until(RECORD, 2)) == 2
    assert num_epochs(()) == 0
    assert apart(RECORD, RECORD, "loss").tolist() == [0, 0, 0]


def test_the_slider_chooses_among_the_outcomes():
    outcomes = tuple(Outcome(True, place, 1, 1, None, 0) for place in range(51))
    found = Decisions(outcomes[:21], outcomes, (), (), (), (), None)
    assert found.outcome(WatchSettings(patience=7)).last == 7
    assert found.outcomes(WatchSettings()) == found.early
    assert found.outcomes(WatchSettings(stopper=TARGET)) == found.target
    for place, target in ((0, 0.5), (45, 0.95), (50, 1.0)):
        assert found.outcome(WatchSettings(stopper=TARGET, target=target)).last == place


def test_who_may_stop_the_run_says_by_which_metric_and_which_limit():
    watch = WatchSettings(monitor="val_loss", target_monitor="accuracy")
    assert (watch.stops_early, watch.limit, watch.metric) == (True, "patience", "val_loss")
    other = replace(watch, stopper=TARGET)
    assert (other.stops_early, other.limit, other.metric) == (False, "target", "accuracy")
    assert {watch.limit, other.limit} <= set(rules(WatchSettings))


@pytest.mark.parametrize(
    ("values", "said"),
    [({"patience": 21}, "patience is 21"), ({"monitor": "f1"}, "monitor is f1"), ({"mode": "best"}, "mode is best")],
)
def test_what_cannot_be_watched_is_told(values, said):
    with pytest.raises(Problem, match=said):
        WatchSettings(**values)


@pytest.mark.parametrize("stopper", [EARLY, TARGET])
@pytest.mark.parametrize(
    "watch", [{}, {"mode": "max", "min_delta": 0.05, "restore_best_weights": True, "start_from_epoch": 3}]
)
def test_the_code_shown_makes_the_callbacks_that_decide(stopper, watch):
    code = callback_code.watching(WatchSettings(stopper=stopper, **watch), CallbacksSettings())
    body = ast.parse(code).body[:-1]  # without the call of `fit`
    names: dict = {}
    exec(compile(ast.Module(body, []), "shown", "exec"), names)
    first, saved = names["callbacks"][:2]
    if stopper == EARLY:
        assert (first.patience, first.min_delta) == (3, watch.get("min_delta", 0))
        assert first.restore_best_weights is watch.get("restore_best_weights", False)
        assert first.start_from_epoch == watch.get("start_from_epoch", 0)
        assert first.mode == saved.mode == watch.get("mode", "auto")
    else:
        assert type(first).__name__ == StopAtAccuracy.__name__
        assert first.target == 0.95
    assert saved.save_best_only


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_code_of_every_schedule_gives_its_rates(name):
    settings = CallbacksSettings(schedule=name)
    names: dict = {}
    exec(callback_code.schedule(settings), names)
    (callback,) = names["callbacks"]
    if isinstance(callback, keras.callbacks.LearningRateScheduler):
        share = SCHEDULES[name].share
        for epoch in (0, 9, 10, 59):
            wanted = 0.05 * share(epoch, 60, **dict(settings.scheduled().knobs))
            assert callback.schedule(epoch) == pytest.approx(wanted)
    else:
        assert (callback.factor, callback.patience) == (0.5, 5)


def test_the_run_over_fits_and_is_tested():
    training = replace(CallbacksSettings(), epochs=5).training()
    assert training.tested
    assert [getattr(layer, "units", None) for layer in training.layers] == [32, 16, 10]
