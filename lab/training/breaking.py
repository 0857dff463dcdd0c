"""Two networks of the documents' exercises that break, and what the installed Keras really says to them."""

import re
from collections.abc import Callable, Mapping

import keras
import numpy as np

from lab.stacks.built import Broken

FEW = 64
LABELS = re.compile(r"\s*Label values:.*", re.DOTALL)


def no_flatten() -> list[keras.Layer]:
    """F3."""
    return [keras.layers.Dense(512, activation="relu"), keras.layers.Dense(10, activation="softmax")]


def five_outputs() -> list[keras.Layer]:
    """F4."""
    flat, hidden = keras.layers.Flatten(), keras.layers.Dense(512, activation="relu")
    return [flat, hidden, keras.layers.Dense(5, activation="softmax")]


def mended() -> list[keras.Layer]:
    """With Flatten and ten outputs."""
    return [keras.layers.Flatten(), *no_flatten()]


NETWORKS: Mapping[str, Callable[[], list[keras.Layer]]] = {
    "no flatten": no_flatten,
    "five outputs": five_outputs,
    "mended": mended,
}


def fitted(name: str) -> Broken:
    """Fit one of the networks to a few made-up pictures of 28×28 with the labels 0 to 9, and see what comes of it."""
    rng = np.random.default_rng(0)
    x, y = rng.random((FEW, 28, 28), "float32"), np.arange(FEW) % 10
    model = keras.Sequential([keras.Input((28, 28)), *NETWORKS[name]()])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    shape = tuple(model.output_shape)
    try:
        history = model.fit(x, y, epochs=1, verbose=0)
    except Exception as error:  # whatever this version of Keras raises is what is to be shown
        return Broken(type(error).__name__, message(error), None, shape)
    return Broken(None, "", float(history.history["loss"][-1]), shape)


def message(error: Exception) -> str:
    """The sentence of an error. TensorFlow puts the whole way through Keras's files before it, and a node behind it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith(("File ", "[[", "Detected at", "Graph execution error"))]
    return LABELS.sub("", told[-1] if told else lines[-1]) if lines else ""
