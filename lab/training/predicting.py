"""What a trained network says about the pictures that it has never seen."""

from collections.abc import Sequence
from functools import lru_cache

import keras
import numpy as np

from lab.experiments import Training
from lab.layers import Layer
from lab.training.keras_data import load
from lab.training.networks import build

MOST_AT_ONCE = 1000
MOST_NETWORKS = 4


def predicted(training: Training, variables: Sequence[np.ndarray]) -> np.ndarray:
    """The probabilities of all examples for testing, (examples, classes), float32.

    `variables` are the network's, in Keras's order, as a trace's state has them.
    """
    examples = load(training.data)
    assert examples.test is not None
    network = _network(examples.x.shape[1:], training.layers)
    for variable, value in zip(network.variables, variables, strict=True):
        variable.assign(value)
    parts = np.array_split(examples.test.x, max(1, len(examples.test) // MOST_AT_ONCE))
    scale = np.float32(examples.scale)
    return np.concatenate([np.asarray(network(part.astype("float32") * scale, training=False)) for part in parts])


@lru_cache(maxsize=MOST_NETWORKS)
def _network(input_shape: tuple[int, ...], layers: tuple[Layer, ...]) -> keras.Sequential:
    """The network, kept for the next weights."""
    return build(input_shape, layers)
