"""What a trained network says about the pictures that it has never seen."""

import time
from collections.abc import Sequence
from functools import lru_cache

import keras
import numpy as np

from lab.experiments import Training
from lab.stacks.layers import Layer
from lab.traces import Unfinished
from lab.training.keras_data import load
from lab.training.networks import build
from lab.training.runs import CHUNK_SECONDS

MOST_AT_ONCE = 500
MOST_NETWORKS = 4


def predict_test(
    training: Training, variables: Sequence[np.ndarray], found: tuple[np.ndarray, ...] = ()
) -> np.ndarray | Unfinished:
    """The probabilities of all examples for testing, (examples, classes), float32; as many at once as a chunk has time
    for. `found` are those of the first ones.

    `variables` are the network's, in Keras's order, as a trace's state has them.
    """
    test = load(training.data).test
    assert test is not None
    deadline, num = time.perf_counter() + CHUNK_SECONDS, sum(map(len, found))
    while num < len(test):
        found = *found, predict(training, variables, test.x[num : num + MOST_AT_ONCE])
        num += len(found[-1])
        if time.perf_counter() > deadline:
            return Unfinished(found)
    return np.concatenate(found)


def predict(training: Training, variables: Sequence[np.ndarray], x: np.ndarray) -> np.ndarray:
    """The same of any pictures (n, height, width, channels), whole numbers as the training's data set has them."""
    scale = np.float32(load(training.data).scale)
    network = _network(x.shape[1:], training.layers)
    for variable, value in zip(network.variables, variables, strict=True):
        variable.assign(value)
    parts = np.array_split(x, max(1, len(x) // MOST_AT_ONCE))
    return np.concatenate([np.asarray(network(part.astype("float32") * scale, training=False)) for part in parts])


@lru_cache(maxsize=MOST_NETWORKS)
def _network(input_shape: tuple[int, ...], layers: tuple[Layer, ...]) -> keras.Sequential:
    """The network, kept for the next weights."""
    return build(input_shape, layers)
