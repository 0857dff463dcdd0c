"""From a stack of layers to a Keras network whose starting weights are a function of one seed."""

import keras
import numpy as np

from lab.stacks.layers import Layer, keras_arguments
from lab.traces import Arrays


def build(input_shape: tuple[int, ...], layers: tuple[Layer, ...]) -> keras.Sequential:
    """The Keras network of the stack, built. Its own starting weights do not count: `starting_weights` gives those."""
    return keras.Sequential([keras.Input(input_shape), *map(make, layers)])


def make(layer: Layer) -> keras.Layer:
    """Keras's layer of the same name and arguments."""
    return getattr(keras.layers, type(layer).__name__)(**keras_arguments(layer))


def starting_weights(network: keras.Sequential, seed: int) -> Arrays:
    """Values for `network.variables`, in their order, as Keras's own initializers draw them.

    Layer i draws with the seed `seed + i`, so that a script repeats it by `kernel_initializer=GlorotUniform(seed + i)`.
    Dropout's seed is drawn from the same number.
    """
    values = {}
    for index, layer in enumerate(network.layers):
        for variable in layer.weights:
            initializer = getattr(layer, f"{variable.name}_initializer", None) or layer.depthwise_initializer
            values[variable.path] = np.asarray(seeded(initializer, seed + index)(variable.shape, dtype=variable.dtype))
        if isinstance(layer, keras.layers.Dropout) and layer.rate > 0:  # at 0 it draws nothing, and has no seed
            values[layer.seed_generator.state.path] = np.array([seed + index, 0], "uint32")
    return tuple(values[variable.path] for variable in network.variables)


def seeded(initializer: keras.initializers.Initializer, seed: int) -> keras.initializers.Initializer:
    """The same initializer with this seed; one that draws nothing stays as it is."""
    config = initializer.get_config()
    return type(initializer).from_config({**config, "seed": seed}) if "seed" in config else initializer
