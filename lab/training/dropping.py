"""What dropout does to a vector, by Keras's own layer."""

import keras
import numpy as np


def dropped(activations: tuple[float, ...], rate: float, seed: int, count: int) -> np.ndarray:
    """The vector after dropout in training, with `count` masks one after another: (count, units), float32.

    Keras scales what stays by 1 / (1 − rate), "inverted dropout". The seed decides all masks; more of them begin alike.

    >>> dropped((1.0, 2.0), 0.5, 0, 4).shape
    (4, 2)
    """
    layer = keras.layers.Dropout(rate, seed=seed)
    vector = np.array([activations], "float32")
    return np.concatenate([np.asarray(layer(vector, training=True)) for _ in range(count)])


def at_test_time(activations: tuple[float, ...], rate: float) -> np.ndarray:
    """The vector after the same layer once training is over: (units,), nothing dropped, nothing scaled."""
    return np.asarray(keras.layers.Dropout(rate)(np.array([activations], "float32"), training=False))[0]
