"""The verdict on made-up curves: what each looks like is known."""

import numpy as np
import pytest

from lab.lessons.overfitting import verdicts
from lab.lessons.overfitting.verdicts import verdict
from pages.parts.overfitting.words import SENTENCES

EPOCHS = np.arange(1, 101)
LEARNING = 0.7 * np.exp(-EPOCHS / 20)


def noise(size, seed=0):
    return np.random.default_rng(seed).normal(0, size, len(EPOCHS))


def test_falling_then_rising_is_over_fitting_and_begins_after_the_best_epoch():
    validation = 0.3 + ((EPOCHS - 30) / 70) ** 2 * 0.5
    found = verdict(LEARNING, validation)
    assert (found.kind, found.best_epoch) == (verdicts.OVERFITTING, 30)
    assert validation[found.since - 1] > found.best + found.noise >= validation[found.since - 2]


def test_what_is_quoted_as_the_validation_loss_is_the_last_one_and_no_sentence_quotes_the_fitted_line():
    validation = 0.3 + ((EPOCHS - 30) / 70) ** 2 * 0.5 + noise(0.01)
    found = verdict(LEARNING, validation)
    assert found.last == validation[-1] != found.level
    quoting = [text for text in SENTENCES.values() if "validation loss is {" in text or "risen to {" in text]
    assert len(quoting) == 3
    assert all("{last:.3f}" in text and "{level" not in text for text in quoting)


def test_rising_from_the_first_epoch_on_is_over_fitting_while_the_training_loss_falls():
    found = verdict(LEARNING, 0.3 + 0.01 * EPOCHS)
    assert (found.kind, found.best_epoch) == (verdicts.OVERFITTING, 1)


def test_rising_by_less_than_the_noise_of_the_last_epochs_is_not_over_fitting():
    rising = 0.3 + 0.3 * np.exp(-EPOCHS / 10) + 0.0003 * np.maximum(0, EPOCHS - 50)
    assert verdict(LEARNING, rising).kind == verdicts.OVERFITTING
    assert verdict(LEARNING, rising + noise(0.01)).kind != verdicts.OVERFITTING


@pytest.mark.parametrize("seed", range(20))
def test_a_flat_noisy_curve_is_never_over_fitting(seed):
    assert verdict(LEARNING, 0.3 + noise(0.01, seed)).kind == verdicts.FLAT


@pytest.mark.parametrize("seed", range(20))
def test_a_curve_that_scatters_widely_gets_no_verdict(seed):
    assert verdict(LEARNING, 0.5 + noise(0.1, seed)).kind == verdicts.NOISY


def test_a_curve_that_still_falls_is_said_to():
    found = verdict(LEARNING, 0.2 + 0.5 * np.exp(-EPOCHS / 60))
    assert (found.kind, found.best_epoch, found.since) == (verdicts.FALLING, 100, None)


def test_a_curve_that_has_fallen_and_stands_is_flat():
    assert verdict(LEARNING, 0.2 + 0.5 * np.exp(-EPOCHS / 5)).kind == verdicts.FLAT


@pytest.mark.parametrize("worst", [np.nan, np.inf])
def test_a_loss_that_is_no_number_has_diverged_at_its_epoch(worst):
    lost = LEARNING.copy()
    lost[41:] = worst
    assert (verdict(lost, LEARNING).kind, verdict(lost, LEARNING).since) == (verdicts.DIVERGED, 42)
    assert verdict(LEARNING, lost).kind == verdicts.DIVERGED
    assert verdict([np.nan], None).kind == verdicts.DIVERGED


def test_both_losses_rising_has_diverged_and_is_not_over_fitting():
    assert verdict(0.1 * EPOCHS, 0.1 * EPOCHS).kind == verdicts.DIVERGED


@pytest.mark.parametrize("epochs", [1, 4])
def test_one_epoch_and_four_are_too_short(epochs):
    assert verdict(LEARNING[:epochs], LEARNING[:epochs]).kind == verdicts.TOO_SHORT


def test_five_epochs_are_enough():
    assert verdict([0.7, 0.5, 0.4, 0.3, 0.2], [0.7, 0.5, 0.4, 0.35, 0.3]).kind != verdicts.TOO_SHORT


def test_without_validation_there_is_no_verdict():
    assert verdict(LEARNING, None).kind == verdicts.NO_VALIDATION


def test_the_noise_is_that_of_the_formula():
    validation = 0.3 + noise(0.01)
    found = verdict(LEARNING, validation)
    last = validation[-25:]
    line = np.polyval(np.polyfit(np.arange(25), last, 1), np.arange(25))
    deviation = np.sqrt(np.sum((last - line) ** 2) / 23)
    assert found.window == 25
    assert found.noise == pytest.approx(max(4 * deviation, 0.02 * validation.min()))
    assert found.rise == pytest.approx(line[-1] - validation.min())
