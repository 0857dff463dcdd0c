"""What every layer of a network makes of one picture, at several moments of its training."""

from collections.abc import Sequence
from functools import lru_cache

import keras
import numpy as np

from lab.experiments import Training
from lab.lessons.images import seeing
from lab.lessons.images.seeing import Output
from lab.stacks.layers import Layer
from lab.traces import Arrays
from lab.training.keras_data import load
from lab.training.networks import build

MOST_NETWORKS = 4


def seen(training: Training, moments: Sequence[Arrays], number: int) -> tuple[Output, ...]:
    """What the layers make of test picture `number`, counted from 0; those that only pass on are left out.

    `moments` are the network's variables at some epochs, in Keras's order, as a trace's snapshots are. Nothing is
    dropped, and batch normalisation takes the means that it has followed, as in a test.
    """
    examples = load(training.data)
    assert examples.test is not None
    picture = examples.test.x[number : number + 1].astype("float32") * np.float32(examples.scale)
    found = outputs(training.layers, moments, picture)
    pairs = [(layer, values) for layer, values in zip(training.layers, found, strict=True) if not layer.passes_on]
    most = seeing.most_maps([values.shape[1:] for _, values in pairs], len(moments))
    return tuple(seeing.output(type(layer).__name__, values, most) for layer, values in pairs)


def outputs(layers: tuple[Layer, ...], moments: Sequence[Arrays], picture: np.ndarray) -> list[np.ndarray]:
    """Every layer's output for a picture (1, height, width, channels): for each layer (moments, …), float32."""
    network, whole = _network(picture.shape[1:], layers)
    found = []
    for variables in moments:
        for variable, value in zip(network.variables, variables, strict=True):
            variable.assign(value)
        found.append([np.asarray(values)[0] for values in whole(picture, training=False)])
    return [np.stack(each) for each in zip(*found, strict=True)]


@lru_cache(maxsize=MOST_NETWORKS)
def _network(input_shape: tuple[int, ...], layers: tuple[Layer, ...]) -> tuple[keras.Sequential, keras.Model]:
    """The network, kept for the next weights, and the same with the outputs of all its layers."""
    network = build(input_shape, layers)
    return network, keras.Model(network.inputs[0], [layer.output for layer in network.layers])
