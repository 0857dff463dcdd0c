"""Every figure of the lesson Over-fitting, measured anew."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from lab.data.datasets import load, parts
from lab.data.keras_files import IMDB
from lab.lessons.overfitting import choices, verdicts
from lab.lessons.overfitting.choices import BEST_EPOCH, COMPARISONS, OVERFITTED, REMEDIES, STEADY, units
from lab.lessons.overfitting.dropout import HIDDEN_OUTPUTS
from lab.lessons.overfitting.verdicts import verdict
from lab.stacks import forward
from lab.stacks.forward import NEAR_ZERO
from lab.training.dropping import at_test_time, dropped
from tests.claims import trainings
from tests.claims.claims import claim
from tests.claims.documents import PRINTED


def trained(settings):
    return trainings.trained(replace(settings.training(), snapshots=()))


def ends(settings):
    return {name: float(values[-1]) for name, values in choices.losses(trained(settings)).items()}


def judged(settings):
    metrics = choices.losses(trained(settings))
    return verdict(metrics["loss"], metrics["val_loss"])


def near_zero(settings):
    return forward.near_zero(trained(settings).state.weights())


@cache
def middle(name):
    """The middle of three starts: test loss and gap at the end, with a remedy or with nothing moved."""
    settings = REMEDIES[name].move(OVERFITTED, BEST_EPOCH) if name in REMEDIES else OVERFITTED
    found = [ends(replace(settings, weights_seed=seed)) for seed in range(3)]
    tests = [each["test_loss"] for each in found]
    return float(np.median(tests)), float(np.median([each["test_loss"] - each["loss"] for each in found]))


def test_the_validation_loss_is_lowest_after_epoch_52_and_doubles_until_all_70_training_points_are_right():
    found, last = judged(OVERFITTED), ends(OVERFITTED)
    assert (found.kind, found.best_epoch) == (verdicts.OVERFITTING, 52)
    assert last["val_loss"] == pytest.approx(2 * found.best, rel=0.05)
    assert last["accuracy"] == 1


def test_without_overlap_there_is_less_to_learn_by_heart():
    clean, noisy = ends(replace(OVERFITTED, noise=0.0)), ends(OVERFITTED)
    assert clean["val_loss"] < 0.01 < noisy["val_loss"]


@pytest.mark.slow
def test_small_is_still_falling_medium_and_huge_over_fit_and_the_huge_one_falls_fastest():
    small, medium, huge = COMPARISONS["sizes"]
    assert small.epochs == 60
    assert judged(small).kind == verdicts.FALLING
    assert {judged(medium).kind, judged(huge).kind} == {verdicts.OVERFITTING}
    assert ends(huge)["loss"] < ends(medium)["loss"] < ends(small)["loss"]


def test_more_epochs_raise_the_test_accuracy_although_it_over_fits():
    runs = COMPARISONS["epochs"]
    shares = [ends(settings)["test_accuracy"] for settings in runs]
    assert shares == sorted(shares)
    assert judged(runs[-1]).kind == verdicts.OVERFITTING


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, remedy in REMEDIES.items() if remedy.helps])
def test_every_remedy_lowers_the_test_loss_and_narrows_the_gap(name):
    assert middle(name)[0] < middle("nothing")[0]
    assert middle(name)[1] < middle("nothing")[1]


@pytest.mark.parametrize("name", [name for name, remedy in REMEDIES.items() if not remedy.helps])
def test_moved_the_wrong_way_it_gets_worse(name):
    assert middle(name)[0] > middle("nothing")[0]
    assert middle(name)[1] > middle("nothing")[1]


@pytest.mark.slow
def test_dropout_helps_the_wide_network():
    without, with_it = COMPARISONS["dropout"]
    assert ends(with_it)["val_loss"] < ends(without)["val_loss"]
    assert ends(with_it)["test_loss"] < ends(without)["test_loss"]


@pytest.mark.slow
def test_dropout_in_vain_makes_the_validation_loss_worse():
    assert judged(STEADY).kind == verdicts.FLAT
    steady, dropped_out = (ends(settings)["val_loss"] for settings in COMPARISONS["in vain"])
    assert steady < dropped_out


def test_another_seed_of_the_data_moves_the_best_epoch():
    assert judged(replace(OVERFITTED, data_seed=1)).best_epoch != 52


def test_dropout_scales_by_1_over_1_minus_p_and_its_mean_over_many_masks_is_the_vector():
    vector = HIDDEN_OUTPUTS
    masked = dropped(vector, 0.5, 0, 1000)
    kept = masked[:, np.array(vector) > 0]
    assert set(np.unique(np.round(kept / np.array(vector)[np.array(vector) > 0], 5))) == {0.0, 2.0}
    few, many = (np.abs(masked[:count].mean(axis=0) - vector).max() for count in (10, 1000))
    assert many < few
    np.testing.assert_allclose(masked.mean(axis=0), vector, atol=0.25)


def test_at_p_0_9_one_output_in_ten_stays_ten_times_as_large():
    masked = dropped((1.0,) * 10, 0.9, 0, 500)
    assert np.mean(masked > 0) == pytest.approx(0.1, abs=0.01)
    assert masked.max() == pytest.approx(10)


def test_at_test_time_nothing_is_dropped_and_nothing_is_scaled():
    np.testing.assert_array_equal(at_test_time(HIDDEN_OUTPUTS, 0.5), np.float32(HIDDEN_OUTPUTS))


def test_more_masks_begin_with_the_same_ones():
    np.testing.assert_array_equal(dropped((1.0, 2.0, 3.0), 0.5, 7, 50)[:10], dropped((1.0, 2.0, 3.0), 0.5, 7, 10))


@pytest.mark.slow
@pytest.mark.skipif(not IMDB.is_there, reason="Keras's file of reviews is not on this machine")
def test_on_reviews_the_larger_the_network_the_earlier_it_over_fits_and_the_faster_its_training_loss_falls():
    small, medium, huge = COMPARISONS["review sizes"]
    assert judged(huge).best_epoch < judged(medium).best_epoch < judged(small).best_epoch
    assert ends(huge)["loss"] < ends(medium)["loss"] < ends(small)["loss"]


# Every figure of the prose


def in_the_verdict():
    """The rule as its module has it, each number seen to work."""
    assert verdict([1.0] * 4, [1.0] * 4).kind == verdicts.TOO_SHORT
    assert verdict([1.0] * 5, [1.0] * 5).kind != verdicts.TOO_SHORT
    windows = [verdict([1.0] * epochs, [1.0] * epochs).window for epochs in (8, 40)]
    assert windows == [5, 10]
    scattered = verdict([1.0] * 8, [1.0, 1.2, 1.0, 1.3, 0.9, 1.2, 1.0, 1.1])
    line = np.polyval(np.polyfit(range(5), (v := [1.3, 0.9, 1.2, 1.0, 1.1]), 1), range(5))
    spread = np.sum((np.array(v) - line) ** 2) / scattered.deviation**2
    assert scattered.noise == pytest.approx(verdicts.DEVIATIONS * scattered.deviation)
    share = verdict([1.0] * 8, [1.0] * 8).noise
    return verdicts.LEAST_EPOCHS, 40 / windows[1], 5 - spread, verdicts.DEVIATIONS, share, verdicts.TOO_NOISY


def num_parameters():
    return [settings.parameters() for settings in COMPARISONS["review sizes"]]


def rows(settings):
    """How many examples are learned from, held out, and for testing."""
    training = settings.training()
    return [len(part) for part in parts(load(training.data), training.validation_fraction, training.data.seed)]


NONE, L1, L2, _ = COMPARISONS["penalties"]
SMALL, MEDIUM, HUGE = COMPARISONS["sizes"]
TEN, FIFTY, MANY = COMPARISONS["epochs"]
STEADY_ONE, IN_VAIN = COMPARISONS["in vain"]


def right_of(settings):
    return ends(settings)["test_accuracy"]


CLAIMS = {
    "watch_try": [
        claim("52", lambda: judged(OVERFITTED).best_epoch),
        claim("300", OVERFITTED.epochs),
        claim("70", lambda: rows(OVERFITTED)[0]),
        claim("0.01", REMEDIES["L2"].move(OVERFITTED, BEST_EPOCH).l2),
        claim("1,000", REMEDIES["more data"].move(OVERFITTED, BEST_EPOCH).examples),
        claim("7-7", lambda: units(SMALL.layers)),
    ],
    "rule": [claim("5 4 2 4 0.02 a quarter", in_the_verdict), claim("5", verdicts.LEAST_EPOCHS)],
    "penalties": [
        claim("0.003 85 % 0.01", lambda: (L1.l1, near_zero(L1), NEAR_ZERO)),
        claim("0.01 31 %", lambda: (L2.l2, near_zero(L2))),
        claim("0 %", lambda: near_zero(NONE)),
    ],
    "reviews": [
        claim("25,000 10,000", PRINTED["film reviews, and their words"]),
        *(claim(layers, units(layers)) for layers in ("7-7", "16-16", "1024-1024")),
        claim("70,071 160,305 11,291,649", num_parameters),
        claim("7-7", units(SMALL.layers)),
        claim("60", SMALL.epochs),
        claim("16-16", units(MEDIUM.layers)),
        claim("43", lambda: judged(MEDIUM).best_epoch),
        claim("1024-1024", units(HUGE.layers)),
        claim("3", lambda: judged(HUGE).best_epoch),
        claim("0.001 2,000 64", (choices.FILMS.learning_rate, choices.FILMS.examples, choices.FILMS.batch_size)),
        claim("512", PRINTED["batch size of film reviews"]),
        claim("16", choices.FILMS.examples * choices.FILMS.validation_fraction / choices.FILMS.batch_size),
        claim("500", TEN.examples),
        claim("20-30", units(TEN.layers)),
        claim("67 % 10", lambda: (right_of(TEN), TEN.epochs)),
        claim("93 % 50", lambda: (right_of(FIFTY), FIFTY.epochs)),
        claim("95 % 200", lambda: (right_of(MANY), MANY.epochs)),
        claim("200", MANY.epochs),
    ],
    "against": [claim("1,000", lambda: rows(OVERFITTED)[2])],
    "dropout_try": [claim("0.9", 0.9)],  # what comes of it is above
    "limits": [
        claim("4 0.02", (verdicts.DEVIATIONS, verdicts.LEAST_SHARE)),
        claim("100 30", lambda: (OVERFITTED.examples, rows(OVERFITTED)[1])),
        claim("0.41 0.54", lambda: (ends(STEADY_ONE)["val_loss"], ends(IN_VAIN)["val_loss"])),
    ],
}


@pytest.mark.slow
def test_claims(claim):
    claim.check()
