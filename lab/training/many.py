"""The same training from many starts: how much of what one run shows is luck."""

from collections.abc import Sequence
from dataclasses import replace

from lab.experiments import Training
from lab.traces import Arrays
from lab.training.runs import train


def final_weights(training: Training, weights_seeds: Sequence[int]) -> list[Arrays]:
    """The network's variables at the end, for each seed of the starting weights."""
    trainings = (replace(training, weights_seed=seed, snapshots=()) for seed in weights_seeds)
    return [tuple(train(each).state.variables) for each in trainings]
