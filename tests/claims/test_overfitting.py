"""Every figure of the lesson Over-fitting, measured anew."""

import os
from dataclasses import replace
from functools import cache

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from lab.data.keras_files import IMDB
from lab.lessons.overfitting import choices, verdicts
from lab.lessons.overfitting.choices import BEST_EPOCH, COMPARISONS, OVERFITTED, REMEDIES, STEADY, OverfittingSettings
from lab.lessons.overfitting.dropout import HIDDEN_OUTPUTS
from lab.lessons.overfitting.verdicts import verdict
from lab.stacks import forward
from lab.training.dropping import at_test_time, dropped
from lab.training.runs import train


@cache
def trained(settings):
    return train(replace(settings.training(), snapshots=()))


def ends(settings):
    return {name: float(values[-1]) for name, values in choices.losses(trained(settings)).items()}


def judged(settings):
    metrics = choices.losses(trained(settings))
    return verdict(metrics["loss"], metrics["val_loss"])


def near_zero(settings):
    return float(np.mean(np.abs(forward.kernels(trained(settings).state.variables)) < 0.01))


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


def test_with_l1_84_percent_of_the_weights_are_near_0_with_l2_31_and_without_a_penalty_none():
    none, l1, l2, _ = COMPARISONS["penalties"]
    assert (l1.l1, l2.l2) == (0.003, 0.01)
    assert [round(near_zero(settings), 2) for settings in (l1, l2, none)] == [0.84, 0.31, 0.0]


def test_without_overlap_there_is_less_to_learn_by_heart():
    clean, noisy = ends(replace(OVERFITTED, noise=0.0)), ends(OVERFITTED)
    assert clean["val_loss"] < 0.01 < noisy["val_loss"]


def test_the_documents_networks_have_70_071_and_160_305_and_11_291_649_parameters():
    counts = [OverfittingSettings(data="imdb", layers=layers).parameters() for layers in ("7-7", "16-16", "1024-1024")]
    assert counts == [70_071, 160_305, 11_291_649]


def test_small_is_still_falling_after_60_epochs_medium_is_best_after_43_and_huge_after_3():
    small, medium, huge = COMPARISONS["sizes"]
    assert small.epochs == 60
    assert judged(small).kind == verdicts.FALLING
    assert judged(medium).best_epoch == 43
    assert judged(huge).best_epoch == 3
    assert {judged(medium).kind, judged(huge).kind} == {verdicts.OVERFITTING}
    assert ends(huge)["loss"] < ends(medium)["loss"] < ends(small)["loss"]


def test_more_epochs_raise_the_test_accuracy_from_67_to_93_and_95_percent_although_it_over_fits():
    runs = COMPARISONS["epochs"]
    assert [settings.epochs for settings in runs] == [10, 50, 200]
    assert [round(ends(settings)["test_accuracy"], 2) for settings in runs] == [0.67, 0.93, 0.95]
    assert judged(runs[-1]).kind == verdicts.OVERFITTING


@pytest.mark.parametrize("name", [name for name, remedy in REMEDIES.items() if remedy.helps])
def test_every_remedy_lowers_the_test_loss_and_narrows_the_gap(name):
    assert middle(name)[0] < middle("nothing")[0]
    assert middle(name)[1] < middle("nothing")[1]


@pytest.mark.parametrize("name", [name for name, remedy in REMEDIES.items() if not remedy.helps])
def test_moved_the_wrong_way_it_gets_worse(name):
    assert middle(name)[0] > middle("nothing")[0]
    assert middle(name)[1] > middle("nothing")[1]


def test_dropout_helps_the_wide_network():
    without, with_it = COMPARISONS["dropout"]
    assert ends(with_it)["val_loss"] < ends(without)["val_loss"]
    assert ends(with_it)["test_loss"] < ends(without)["test_loss"]


def test_dropout_in_vain_makes_the_validation_loss_worse_from_0_40_to_0_55():
    assert judged(STEADY).kind == verdicts.FLAT
    found = [ends(settings)["val_loss"] for settings in COMPARISONS["in vain"]]
    assert [round(loss, 2) for loss in found] == [0.40, 0.55]


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
