"""Stacks worth looking at: exam questions, classics, and one that fails on purpose.

>>> report(*PRESETS["VGG-16"]()).parameters
138357544
>>> report(*PRESETS["E6"](n1=64, n2=16, n3=120)).output_shape
(10,)
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from lab.problems import Problem
from lab.stacks.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPooling2D,
)
from lab.stacks.shapes import Shape, report


class Stack(NamedTuple):
    """An input's shape, without the batch axis, and the layers on it, the first one first."""

    input_shape: Shape
    layers: tuple[Layer, ...]


def convolution_of_the_exam() -> Stack:
    """E9a: (1, 128, 128, 3) becomes (1, 127, 127, 5)."""
    return Stack((128, 128, 3), (Conv2D(5, (2, 2)),))


def flatten_of_the_exam() -> Stack:
    """E9b: (1, 24, 24, 16) becomes (1, 9216)."""
    return Stack((24, 24, 16), (Flatten(),))


def smaller_by_a_kernel() -> Stack:
    """E9d: 28×28 becomes 27×27 by the 4 weights of a kernel."""
    return Stack((28, 28, 1), (Conv2D(1, (2, 2), use_bias=False),))


def smaller_by_dense() -> Stack:
    """E9e: the same by 784 · 729 weights."""
    return Stack((28, 28, 1), (Flatten(), Dense(27 * 27, use_bias=False)))


def one_hidden_layer() -> Stack:
    """H5: 10 inputs, 50 hidden, 3 outputs."""
    return Stack((10,), (Dense(50, "relu"), Dense(3, "relu")))


def dense_on_pictures() -> Stack:
    """B14a: without Flatten, each of the 28 rows goes through the network by itself."""
    return Stack((28, 28), (Dense(300, "relu"), Dense(100, "relu"), Dense(10, "softmax")))


def dense_on_flat_pictures() -> Stack:
    """B14b."""
    return Stack((28, 28), (Flatten(), *dense_on_pictures().layers))


def mnist_dense() -> Stack:
    """B11: 784-100-64-32-10."""
    return Stack((784,), (Dense(100, "relu"), Dense(64, "relu"), Dense(32, "relu"), Dense(10, "softmax")))


def normalised_dense() -> Stack:
    """B4: batch normalisation between Dense and its activation."""
    return Stack((784,), (Dense(32), BatchNormalization(), Activation("relu")))


def small_convolutional(n1: int = 6, n2: int = 16, n3: int = 120) -> Stack:
    """E6, and E7's grid over `n1` and `n2`."""
    first = (Conv2D(n1, (5, 5), activation="relu"), MaxPooling2D())
    second = (Conv2D(n2, (5, 5), activation="relu"), MaxPooling2D())
    return Stack((28, 28, 1), (*first, *second, Flatten(), Dense(n3, "relu"), Dropout(0.2), Dense(10, "softmax")))


def homework_convolutional() -> Stack:
    """C3: 7·7·64 values go into Dense."""
    blocks = [(Conv2D(filters, (5, 5), padding="same", activation="relu"), MaxPooling2D()) for filters in (32, 64)]
    return Stack((28, 28, 1), (*sum(blocks, ()), Flatten(), Dense(1024, "relu"), Dropout(0.5), Dense(10, "softmax")))


def lenet_5(size: int = 32) -> Stack:
    """LeNet-5 (LeCun et al., 1998) as it is mostly built today: plain average pooling, every map connected, softmax.

    Its last convolution needs 32×32: on a 28×28 picture there are only 4×4 left for its 5×5 kernel.
    """
    first = (Conv2D(6, (5, 5), activation="tanh"), AveragePooling2D())
    second = (Conv2D(16, (5, 5), activation="tanh"), AveragePooling2D())
    end = (Conv2D(120, (5, 5), activation="tanh"), Flatten(), Dense(84, "tanh"), Dense(10, "softmax"))
    return Stack((size, size, 1), (*first, *second, *end))


def lenet_5_on_28() -> Stack:
    """Fails on purpose."""
    return lenet_5(28)


def vgg_16() -> Stack:
    """VGG-16 (Simonyan and Zisserman, 2015, configuration D)."""
    layers: list[Layer] = []
    for filters, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        layers += [Conv2D(filters, (3, 3), padding="same", activation="relu")] * times + [MaxPooling2D()]
    return Stack((224, 224, 3), (*layers, Flatten(), Dense(4096, "relu"), Dense(4096, "relu"), Dense(1000, "softmax")))


PRESETS: dict[str, Callable[..., Stack]] = {
    "E9a": convolution_of_the_exam,
    "E9b": flatten_of_the_exam,
    "E9d": smaller_by_a_kernel,
    "E9e": smaller_by_dense,
    "H5": one_hidden_layer,
    "B14a": dense_on_pictures,
    "B14b": dense_on_flat_pictures,
    "B11": mnist_dense,
    "B4": normalised_dense,
    "E6": small_convolutional,
    "C3": homework_convolutional,
    "LeNet-5": lenet_5,
    "LeNet-5 28×28": lenet_5_on_28,
    "VGG-16": vgg_16,
}


@dataclass(frozen=True)
class Comparison:
    """Weights of a convolution, and of a Dense layer between the same two shapes."""

    convolution: int
    dense: int


def convolution_against_dense(input_shape: Shape, convolution: Conv2D) -> Comparison:
    """How many weights the same mapping takes either way. Raises `Problem` where the convolution cannot be.

    >>> convolution_against_dense((28, 28, 1), Conv2D(1, (2, 2), use_bias=False))
    Comparison(convolution=4, dense=571536)
    """
    found = report(input_shape, (convolution,))
    if found.problem:
        raise found.problem
    outputs = prod(found.output_shape)
    biases = outputs if convolution.use_bias else 0
    return Comparison(found.parameters, prod(found.input_shape) * outputs + biases)


def iterations_per_epoch(examples: int, batch_size: int) -> int:
    """⌈examples / batch size⌉: the last batch may be smaller.

    >>> iterations_per_epoch(10, 3)
    4
    """
    for name, value in (("examples", examples), ("batch_size", batch_size)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise Problem("{name} is {value}; it has to be a whole number of 1 or more", name=name, value=value)
    return -(-examples // batch_size)
