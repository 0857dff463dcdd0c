"""The real Keras model of a stack, built layer by layer without memory for its weights, and asked what it is."""

import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from math import prod
from typing import Any

import keras

from lab.stacks.built import Built, BuiltLayer
from lab.stacks.layers import Layer
from lab.stacks.shapes import Shape, check_shape
from lab.stacks.stack_text import check_length
from lab.training.networks import make

PER_CALL = re.compile(r"^Exception encountered when calling .*?\n\n\x1b\[1m(.*?)\x1b\[0m.*$", re.DOTALL)
"""What Keras writes around the error of a layer that was being called."""


def build(input_shape: Shape, layers: tuple[Layer, ...]) -> Built:
    """Build the stack with Keras, symbolically. Raises `Problem` for an input or a length that is refused here, too.

    VGG-16's 138,357,544 weights would be 553 MB: in a stateless scope Keras puts off giving weights their first values,
    and so never asks for the memory. It remembers them for later in a list of the thread's, hence a thread of its own.
    """
    check_length(len(layers))
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_built, check_shape(input_shape), layers).result()


def _built(input_shape: Shape, layers: tuple[Layer, ...]) -> Built:
    rows: list[BuiltLayer] = []
    with keras.StatelessScope(initialize_variables=False):
        tensor: Any = keras.Input(input_shape)
        for index, layer in enumerate(layers):
            try:
                real = make(layer)
                tensor = real(tensor)
            except (ValueError, TypeError, OverflowError) as error:
                return Built(tuple(rows), _words(error), index)
            counts = _count(real.trainable_weights), _count(real.non_trainable_weights)
            rows.append(BuiltLayer(type(real).__name__, tuple(tensor.shape[1:]), *counts))
    return Built(tuple(rows))


def _count(weights: Iterable[Any]) -> int:
    return sum(prod(weight.shape) for weight in weights)


def _words(error: Exception) -> str:
    """Keras's error, without what it says about the call."""
    return " ".join(PER_CALL.sub(r"\1", str(error)).split())
