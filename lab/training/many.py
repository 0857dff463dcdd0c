"""The same training from many starts: how much of what one run shows is luck."""

import time
from collections.abc import Sequence
from dataclasses import replace

from lab.experiments import Training
from lab.traces import Arrays, Unfinished
from lab.training.runs import CHUNK_SECONDS, train


def final_weights(
    training: Training, weights_seeds: Sequence[int], found: tuple[Arrays, ...] = ()
) -> tuple[Arrays, ...] | Unfinished:
    """The network's variables at the end, for each seed of the starting weights; as many at once as a chunk has time
    for. `found` are those of the first seeds."""
    deadline = time.perf_counter() + CHUNK_SECONDS
    for seed in weights_seeds[len(found) :]:
        found = *found, tuple(train(replace(training, weights_seed=seed, snapshots=())).state.variables)
        if time.perf_counter() > deadline and len(found) < len(weights_seeds):
            return Unfinished(found)
    return found
