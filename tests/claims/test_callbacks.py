"""Every figure of the lesson Callbacks, measured anew."""

from dataclasses import replace
from functools import cache
from importlib.metadata import version

import numpy as np

from lab.comparisons import MANY_SEEDS, with_many_seeds
from lab.data.datasets import load, parts
from lab.lessons.callbacks import callback_code
from lab.lessons.callbacks.decisions import PATIENCES, UNITS, CallbacksSettings, WatchSettings, apart, record, scores
from lab.schedules import rates
from lab.training import replays, resuming
from tests.claims.claims import claim
from tests.claims.trainings import once, trained

OPENS = CallbacksSettings()
PRESET = {"learning_rate": 0.01, "epochs": 15}
"""Of the button “0.01, held and then falling”."""


@cache
def recorded():
    return record(trained(OPENS.training()))


def outcome(**watched):
    watch = WatchSettings(**watched)
    return replays.decide(recorded(), watch.question(), OPENS.lowering(), OPENS.learning_rate).outcome(watch)


def test_what_is_held_on_disk_and_restored_is_the_best_epoch_and_not_the_last():
    found = outcome(patience=3)
    assert found.best == found.restored == found.on_disk < found.last


def test_patience_0_ends_it_at_epoch_4_and_patience_1_at_the_same_place():
    import keras

    assert keras.callbacks.EarlyStopping().patience == 0
    assert outcome(patience=0).last == outcome(patience=1).last


def test_at_patience_8_it_gets_over_the_bump_and_finds_the_lowest_place_of_all():
    assert outcome(patience=7).best == 6
    assert outcome(patience=8).best == 20 == int(np.argmin(dict(recorded())["val_loss"])) + 1


def test_watching_the_training_accuracy_stops_late():
    assert outcome(monitor="accuracy").last > outcome(monitor="val_loss").last


def test_in_mode_max_it_takes_the_worst_epoch_for_the_best_one():
    assert outcome(mode="max", patience=5).best == int(np.argmax(dict(recorded())["val_loss"])) + 1


def test_the_own_callback_is_nine_lines_and_the_network_becomes_better_after_it():
    source = callback_code.OWN.read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if line.strip() and not line.startswith("import")]
    assert len(lines) == 9
    last = outcome(stopper="StopAtAccuracy", target=0.95).last
    assert max(dict(recorded())["test_accuracy"]) > right_after(last) + 0.05


def test_the_best_file_is_written_as_often_whatever_the_patience_as_long_as_nobody_stops():
    found = replays.decide(recorded(), WatchSettings(), OPENS.lowering(), OPENS.learning_rate)
    assert outcome(patience=20).files == len(found.files)


def ends(**changed):
    """Test accuracies in the end, from ten seeds."""
    return [
        trained(each).metrics["test_accuracy"][-1] for each in with_many_seeds(replace(OPENS, **changed).training())
    ]


HELD, CONSTANT = "constant, then exponential", "constant"


def test_the_lowest_loss_and_the_highest_accuracy_are_not_always_in_the_same_epoch():
    """Of ten seeds, at least one has them in different epochs."""
    runs = [trained(each).metrics for each in with_many_seeds(OPENS.training())]
    assert any(run["val_accuracy"][int(np.argmin(run["val_loss"]))] < run["val_accuracy"].max() for run in runs)


# Every figure of the prose


def split():
    training = OPENS.training()
    return [len(part) for part in parts(load(training.data), training.validation_fraction, training.data.seed)]


def right_after(epoch):
    return scores(recorded(), epoch)["test_accuracy"]


def patience_over_the_bump():
    """The least patience with which the run finds the lowest place of all."""
    lowest = int(np.argmin(dict(recorded())["val_loss"])) + 1
    return next(patience for patience in PATIENCES if outcome(patience=patience).best == lowest)


def at_the_target():
    last = outcome(stopper="StopAtAccuracy", target=0.95).last
    return 0.95, last, right_after(last)


def rate_after(epochs):
    found = replace(OPENS, schedule=HELD, learning_rate=0.01, epochs=epochs).scheduled()
    return np.array(rates(found, 0.01, epochs))


def middle(rate, schedule):
    assert MANY_SEEDS == 10
    return float(np.median(ends(learning_rate=rate, schedule=schedule)))


def resumed():
    return once(resuming.resumed, OPENS.training(), 20)


def off_without_the_slots():
    assert apart(resumed().whole, resumed().resumed, "loss").max() == 0
    return apart(resumed().whole, resumed().without_slots, "loss").max()


CLAIMS = {
    "stop": [
        claim("64-32-16-10", lambda: (load(OPENS.training().data).x.shape[1], *UNITS, 10)),
        claim("180 120 1,497", split),
    ],
    "stop_try": [claim("3 8", lambda: (WatchSettings().patience, patience_over_the_bump()))],
    "slip": [
        claim("3 9", lambda: (WatchSettings().patience, outcome().last)),
        claim("68.1 %", lambda: right_after(outcome().last)),
        claim("6 80.9 %", lambda: (outcome().best, right_after(outcome().best))),
        claim("4", lambda: outcome(patience=0).last),
    ],
    "own": [claim("95 % 11 81.0 %", at_the_target)],
    "files_written": [claim("8 60", lambda: (outcome(patience=20).files, OPENS.epochs))],
    "schedules_try": [claim("0.01 0.01 15", lambda: (*rate_after(15)[[0, 9]], PRESET["epochs"]))],
    "rate": [
        claim("15", PRESET["epochs"]),
        claim("−0.1", lambda: np.log(rate_after(15)[11] / rate_after(15)[10])),
        claim("9 0.01 10", lambda: (int(np.flatnonzero(rate_after(15) == 0.01)[-1]), rate_after(15)[9], OPENS.hold)),
        claim("15 0.01", lambda: (PRESET["epochs"], PRESET["learning_rate"])),
        claim("−0.1 5 0.00607", lambda: (-OPENS.decay, 15 - OPENS.hold, rate_after(15)[-1])),
    ],
    "which": [
        claim("0.1 59.8 % 87.3 %", lambda: (0.1, middle(0.1, CONSTANT), middle(0.1, HELD))),
        claim("0.05 90.2 % 89.5 %", lambda: (0.05, middle(0.05, CONSTANT), middle(0.05, HELD))),
    ],
    "resume_try": [claim("0.01", 0.01)],  # a rate that the slider has, to be tried
    "slots": [
        claim("2,778 2,779", lambda: (resumed().num_weights, resumed().num_slots)),
        claim("20 0.005", lambda: (resumed().epoch, off_without_the_slots())),
        claim("3", lambda: int(version("keras").split(".")[0])),
    ],
    "order": [claim("21", lambda: resumed().epoch + 1)],
    "files_try": [claim("3", WatchSettings().patience)],
    "limits": [claim("120 0.8 %", lambda: (split()[1], 1 / split()[1]))],
}


def test_claims(claim):
    claim.check()
