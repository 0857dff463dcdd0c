"""Trainings that are computed together are to the bit what each of them gives alone."""

from dataclasses import replace

import numpy as np
import pytest

from lab.lessons.overfitting.choices import OverfittingSettings
from lab.lessons.perceptron import hidden
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.traces import Unfinished, finish
from lab.training import families
from lab.training.runs import train

XOR = (0, 1, 1, 0)
GATE = HiddenSettings(epochs=30, optimizer="momentum")
MOONS = OverfittingSettings(epochs=4, examples=40, layers="3", l2=0.01, batch_size=8, dropout=0.2)
FAMILIES = {
    "rates": [hidden.training(replace(GATE, learning_rate=rate), XOR) for rate in (0.01, 0.1, 1.0)],
    "starts": [hidden.training(replace(GATE, weights_seed=seed), XOR) for seed in range(3)],
    "orders too": [replace(MOONS, weights_seed=seed).training() for seed in range(3)],
    "penalties": [replace(MOONS, l2=l2).training() for l2 in (0.001, 0.01, 0.1)],
    "with none": [replace(MOONS, l2=l2).training() for l2 in (0.0, 0.01)],
    "one that is lost": [replace(MOONS, learning_rate=rate, optimizer="SGD").training() for rate in (0.01, 10.0)],
    "no snapshots": [replace(each, snapshots=()) for each in (MOONS.training(), replace(MOONS, l2=0.1).training())],
}


def is_same(one, other):
    same = one.snapshot_epochs == other.snapshot_epochs and one.metrics.keys() == other.metrics.keys()
    arrays = [(one.metrics[name], other.metrics[name]) for name in one.metrics]
    arrays += list(zip(one.state.variables, other.state.variables, strict=True))
    arrays += list(zip(one.state.slots, other.state.slots, strict=True))
    arrays += [pair for both in zip(one.snapshots, other.snapshots, strict=True) for pair in zip(*both, strict=True)]
    return same and all(np.array_equal(*pair, equal_nan=True) for pair in arrays)


@pytest.mark.parametrize("name", FAMILIES)
def test_each_is_to_the_bit_what_it_is_alone(name):
    trainings = FAMILIES[name]
    found = finish(families.trained, trainings)
    assert len(found) == len(trainings)
    for training, trace in zip(trainings, found, strict=True):
        assert is_same(trace, train(training))
    assert len({trace.metrics["loss"].tobytes() for trace in found}) == len(found)


def test_what_takes_longer_than_a_chunk_comes_in_pieces_in_the_order_asked_for(monkeypatch):
    monkeypatch.setattr(families, "CHUNK_SECONDS", 0.0)
    trainings, pieces = FAMILIES["rates"], []
    found = families.trained(trainings)
    while isinstance(found, Unfinished):
        pieces.append(len(found.state))
        found = families.trained(trainings, found.state)
    assert pieces == [1, 2]
    assert all(is_same(trace, train(training)) for training, trace in zip(trainings, found, strict=True))


def test_only_trainings_of_one_program_and_one_length_are_computed_by_one_call():
    assert families.are_alike(FAMILIES["rates"])
    assert families.are_alike(FAMILIES["orders too"])
    assert not families.are_alike(FAMILIES["with none"])
    longer = replace(FAMILIES["rates"][0], epochs=31)
    assert not families.are_alike([*FAMILIES["rates"], longer])
