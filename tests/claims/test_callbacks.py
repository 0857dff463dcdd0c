"""Every figure of the lesson Callbacks, measured anew."""

import os
from dataclasses import replace
from functools import cache

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from lab.comparisons import MANY_SEEDS, with_many_seeds
from lab.data.datasets import load, parts
from lab.lessons.callbacks import callback_code
from lab.lessons.callbacks.decisions import CallbacksSettings, WatchSettings, apart, record, scores
from lab.schedules import rates
from lab.training import replays, resuming
from lab.training.runs import train

OPENS = CallbacksSettings()


@cache
def recorded():
    return record(train(OPENS.training()))


def outcome(**watched):
    watch = WatchSettings(**watched)
    return replays.decided(recorded(), watch.question(), OPENS.lowering(), OPENS.learning_rate).outcome(watch)


def test_180_digits_are_learned_120_are_held_out_and_1497_are_for_testing():
    training = OPENS.training()
    found = parts(load(training.data), training.validation_fraction, training.data.seed)
    assert [len(part) for part in found] == [180, 120, 1497]


def test_patience_3_stops_after_epoch_9_with_68_1_percent_and_the_best_was_epoch_6_with_80_9():
    found = outcome(patience=3)
    assert (found.last, found.best, found.restored, found.on_disk) == (9, 6, 6, 6)
    assert round(scores(recorded(), 9)["test_accuracy"], 3) == 0.681
    assert round(scores(recorded(), 6)["test_accuracy"], 3) == 0.809


def test_patience_0_ends_it_at_epoch_4_and_patience_1_at_the_same_place():
    import keras

    assert keras.callbacks.EarlyStopping().patience == 0
    assert outcome(patience=0).last == outcome(patience=1).last == 4


def test_at_patience_8_it_gets_over_the_bump_and_finds_the_lowest_place_of_all():
    assert outcome(patience=7).best == 6
    assert outcome(patience=8).best == 20 == int(np.argmin(dict(recorded())["val_loss"])) + 1


def test_watching_the_training_accuracy_stops_late():
    assert outcome(monitor="accuracy").last > outcome(monitor="val_loss").last


def test_in_mode_max_it_takes_the_worst_epoch_for_the_best_one():
    assert outcome(mode="max", patience=5).best == int(np.argmax(dict(recorded())["val_loss"])) + 1


def test_the_own_callback_is_nine_lines_and_stops_at_95_percent_after_epoch_11_with_81_0_on_the_test():
    source = callback_code.OWN.read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if line.strip() and not line.startswith("import")]
    assert len(lines) == 9
    found = outcome(stopper="StopAtAccuracy", target=0.95)
    assert found.last == 11
    assert round(scores(recorded(), 11)["test_accuracy"], 3) == 0.810
    assert max(dict(recorded())["test_accuracy"]) > 0.88


def test_the_best_file_is_written_8_times_in_60_epochs():
    assert outcome(patience=20).files == 8
    found = replays.decided(recorded(), WatchSettings(), OPENS.lowering(), OPENS.learning_rate)
    assert len(found.files) == 8


def test_the_rate_is_0_00607_after_15_epochs():
    settings = replace(OPENS, schedule="constant, then exponential", learning_rate=0.01, epochs=15)
    assert round(rates(settings.scheduled(), 0.01, 15)[-1], 5) == 0.00607


def ends(**changed):
    """Test accuracies in the end, from ten seeds."""
    return [train(each).metrics["test_accuracy"][-1] for each in with_many_seeds(replace(OPENS, **changed).training())]


HELD, CONSTANT = "constant, then exponential", "constant"


@pytest.mark.parametrize(
    ("rate", "schedule", "percent"),
    [(0.1, CONSTANT, 59.8), (0.1, HELD, 87.3), (0.05, CONSTANT, 90.2), (0.05, HELD, 89.5)],
)
def test_over_ten_seeds_a_schedule_helps_at_a_rate_of_0_1_and_not_at_0_05(rate, schedule, percent):
    assert MANY_SEEDS == 10
    assert round(100 * float(np.median(ends(learning_rate=rate, schedule=schedule))), 1) == percent


def test_resuming_without_the_slots_is_off_by_up_to_0_005_and_with_them_by_nothing():
    found = resuming.resumed(OPENS.training(), 20)
    assert apart(found.whole, found.resumed, "loss").max() == 0
    assert apart(found.whole, found.without_slots, "loss").max() == pytest.approx(0.005, abs=5e-4)
    assert (found.num_weights, found.num_slots) == (2778, 2779)


def test_one_of_120_is_0_8_percentage_points():
    assert round(100 / 120, 1) == 0.8


def test_the_lowest_loss_and_the_highest_accuracy_are_not_always_in_the_same_epoch():
    """Of ten seeds, at least one has them in different epochs."""
    runs = [train(each).metrics for each in with_many_seeds(OPENS.training())]
    assert any(run["val_accuracy"][int(np.argmin(run["val_loss"]))] < run["val_accuracy"].max() for run in runs)
