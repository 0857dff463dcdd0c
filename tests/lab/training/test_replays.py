"""Keras's callbacks over a recorded run against `model.fit` with the same callbacks: the same decisions."""

from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from lab.lessons.callbacks.decisions import PATIENCES, TARGETS, CallbacksSettings, WatchSettings, record
from lab.training import replays, runs
from lab.training.stopping import StopAtAccuracy
from tests.lab.callback_fits import HELD, Keeper, fitted, in_order

RUN = in_order()
WATCHED = (
    WatchSettings(patience=0),
    WatchSettings(patience=3),
    WatchSettings(patience=8),
    WatchSettings(patience=2, min_delta=0.05),
    WatchSettings(patience=2, monitor="val_accuracy"),
    WatchSettings(patience=5, mode="max"),
    WatchSettings(patience=1, start_from_epoch=10),
    WatchSettings(patience=20, monitor="loss"),
)


@cache
def whole():
    """The run that nobody stops, by `keras.fit`."""
    return fitted(RUN)[1]


@cache
def decided(watch: WatchSettings = WatchSettings(), lowering=HELD.lowering()):  # noqa: B008
    return replays.decide(whole(), watch.question(), lowering, HELD.learning_rate)


def early(watch, restore):
    return keras.callbacks.EarlyStopping(
        watch.monitor,
        min_delta=watch.min_delta,
        patience=watch.patience,
        mode=watch.mode,
        start_from_epoch=watch.start_from_epoch,
        restore_best_weights=restore,
    )


@pytest.mark.slow
@pytest.mark.parametrize("watch", WATCHED)
def test_early_stopping_stops_and_restores_as_in_fit(watch):
    outcome = decided(watch).outcome(watch)
    keeper, callback = Keeper(), early(watch, restore=True)
    model, history = fitted(RUN, keeper, callback)
    assert len(history[0][1]) == outcome.last
    assert outcome.stopped == (callback.stopped_epoch > 0)
    assert outcome.best == callback.best_epoch + 1
    assert outcome.restored == keeper.epoch_of(model.get_weights())


def test_without_restoring_the_weights_in_the_end_are_those_of_the_last_epoch():
    keeper = Keeper()
    model, history = fitted(RUN, keeper, early(WatchSettings(), restore=False))
    assert keeper.epoch_of(model.get_weights()) == len(history[0][1]) == decided().outcome(WatchSettings()).last


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_is_reached_by_the_share_itself_however_a_machine_rounds_it(target):
    """The lesson's own run has 171 of 180 right after epoch 11: here 0.95000005, in `keras.fit` 0.94999999."""
    share = np.float32(target)
    for value in (np.nextafter(share, np.float32(0)), share, np.nextafter(share, np.float32(2))):
        callback = StopAtAccuracy(target)
        callback.set_model(SimpleNamespace(stop_training=False))
        callback.on_epoch_end(0, {"accuracy": float(value)})
        assert callback.model.stop_training
    callback.model.stop_training = False
    callback.on_epoch_end(0, {"accuracy": target - 1 / 1797})
    assert not callback.model.stop_training


@pytest.mark.slow
@pytest.mark.parametrize("target", [0.5, 0.9, 0.95, 1.0])
@pytest.mark.parametrize("monitor", ["accuracy", "val_accuracy"])
def test_the_own_callback_stops_as_in_fit(target, monitor):
    watch = WatchSettings(stopper="StopAtAccuracy", target=target, target_monitor=monitor)
    _, history = fitted(RUN, StopAtAccuracy(target, monitor))
    outcome = decided(watch).outcome(watch)
    assert outcome.last == len(history[0][1])
    assert outcome.stopped == (round(dict(history)[monitor][-1], 6) >= target)


@pytest.mark.slow
@pytest.mark.parametrize("best_only", [True, False])
@pytest.mark.parametrize("monitor", ["val_loss", "val_accuracy"])
def test_the_checkpoint_writes_the_files_that_it_writes_in_fit(best_only, monitor, tmp_path, monkeypatch):
    watch = WatchSettings(save_best_only=best_only, monitor=monitor)
    said = []
    monkeypatch.setattr(keras.Sequential, "save", lambda self, path, overwrite: said.append(path))
    keeper = Keeper()
    pattern = str(tmp_path / ("best.keras" if best_only else "epoch-{epoch:02d}.keras"))
    callback = keras.callbacks.ModelCheckpoint(pattern, monitor, save_best_only=best_only)
    counted = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: said.append(epoch + 1))
    fitted(RUN, keeper, callback, counted)
    found, files = [], decided(watch).files
    for each in said:
        if isinstance(each, int):
            found += [(each, path.rpartition("/")[2]) for path in paths] if (paths := found_before(said, each)) else []
    assert tuple(found) == files
    assert len(files) == (60 if not best_only else len(files)) > 0


def found_before(said, epoch):
    """The paths that were saved since the epoch before."""
    end = said.index(epoch)
    start = said.index(epoch - 1) + 1 if epoch > 1 else 0
    return said[start:end]


@pytest.mark.slow
def test_the_first_drop_of_the_plateau_is_that_of_fit_and_afterwards_fit_is_another_run():
    callback = keras.callbacks.ReduceLROnPlateau(
        "val_loss", mode="min", **dict(replace(HELD, schedule="on a plateau").scheduled().knobs)
    )
    _, history = fitted(RUN, callback)
    rates = np.array(dict(history)["learning_rate"])
    first = int(np.flatnonzero(rates < rates[0])[0])  # the first epoch that is trained at the lower rate, from 0
    assert decided().lowered[0][0] == first
    assert decided().lowered[0][1] == pytest.approx(rates[first])
    assert dict(history)["val_loss"][:first] == dict(whole())["val_loss"][:first]
    assert dict(history)["val_loss"][first] != dict(whole())["val_loss"][first]


@pytest.mark.slow
def test_the_csv_is_byte_for_byte_that_of_fit(tmp_path):
    path = tmp_path / "log.csv"
    fitted(RUN, keras.callbacks.CSVLogger(path))
    assert replays.csv(whole()) == path.read_text(encoding="utf-8")


def test_a_loss_that_is_no_number_ends_the_run_where_fit_ends_it():
    broken = dict(whole())
    broken["loss"] = (*broken["loss"][:4], float("nan"))
    cut = tuple((name, broken[name][:5]) for name in broken)
    assert replays.not_a_number(cut) == 5
    assert replays.not_a_number(whole()) is None

    class Spoil(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 4:
                self.model.set_weights([np.full_like(each, np.nan) for each in self.model.get_weights()])

    _, history = fitted(RUN, Spoil(), keras.callbacks.TerminateOnNaN())
    assert len(history[0][1]) == 5


def test_the_record_of_the_engine_leads_to_the_decisions_of_fit():
    """Our own trace is equal to Keras's history only up to rounding; the decisions are the same."""
    short = replace(RUN, epochs=14)
    ours = record(runs.train(short))
    for name, values in fitted(short)[1]:
        np.testing.assert_allclose(dict(ours)[name], values, rtol=5e-3, atol=5e-3)
    for patience in (0, 2, 3):
        watch = WatchSettings(patience=patience)
        found = replays.decide(ours, watch.question(), HELD.lowering(), HELD.learning_rate).outcome(watch)
        assert found.last == decided(watch).outcome(watch).last
        assert found.best == decided(watch).outcome(watch).best


def test_there_is_an_outcome_for_every_place_of_both_sliders():
    found = decided()
    assert len(found.early) == len(PATIENCES) == 21
    assert len(found.target) == len(TARGETS) == 51
    assert [each.last for each in found.early] == sorted(each.last for each in found.early)
    assert [each.last for each in found.target] == sorted(each.last for each in found.target)


def test_the_epochs_waited_are_counted_up_to_the_stop():
    found = decided()
    for patience, outcome in enumerate(found.early):
        if outcome.stopped:
            assert found.waits[outcome.last - 1] == max(patience, 1)
    assert found.bests[0] == 1
    assert all(found.waits[epoch - 1] == 0 for epoch in found.bests)


def test_a_run_of_no_epoch_has_no_decisions_and_one_epoch_is_enough():
    assert replays.decide((), WatchSettings(), HELD.lowering(), 0.1).early == ()
    one = tuple((name, values[:1]) for name, values in whole())
    found = replays.decide(one, WatchSettings(), HELD.lowering(), 0.1)
    assert {(each.last, each.stopped, each.best) for each in found.early} == {(1, False, 1)}


def test_where_the_callback_never_looks_nothing_is_best_and_nothing_is_restored():
    short = tuple((name, values[:6]) for name, values in whole())
    found = replays.decide(short, WatchSettings(start_from_epoch=50), HELD.lowering(), 0.1)
    assert {(each.best, each.restored, each.last) for each in found.early} == {(None, 6, 6)}


def test_the_answer_does_not_depend_on_what_the_sliders_say():
    asked = {
        WatchSettings(patience=p, target=x, restore_best_weights=b).question()
        for p, x, b in ((0, 0.5, True), (9, 1.0, False))
    }
    assert len(asked) == 1
    assert CallbacksSettings().lowering().name == "on a plateau"
