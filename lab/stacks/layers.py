"""The layers of a stack as values, a frozen dataclass for each Keras layer, with Keras's names for its arguments.

>>> Conv2D(filters=5, kernel_size=2).kernel_size
(2, 2)
>>> Conv2D(kernel_size=(0, 3))
Traceback (most recent call last):
    ...
lab.problems.Problem: kernel_size is (0, 3); it is a whole number from 1 to 512, or two of them

Defaults are Keras's. Where Keras has none (`REQUIRED`) there is one here too, for a layer that was just added.
A field alone is checked here; what depends on other fields or on the input is `lab.stacks.shapes.report`'s to say.
"""

from dataclasses import dataclass, fields
from typing import Any

from lab.settings import Settings, choice, flag, holding, number
from lab.stacks.sizes import MAX_WINDOW, Margins, Sizes, pair

ACTIVATIONS = ("linear", "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softmax")
PADDINGS = ("valid", "same")
MAX_UNITS = 65_536
MAX_UPSAMPLING = 64
MAX_AXES = 4
"""Axes of a `Reshape`. Nothing here takes more than three; a fourth lets the refusal be seen."""
MAX_RESHAPE = 10**9


def count(default: int, high: int = MAX_UNITS) -> Any:
    return number(default, 1, high, 1)


class Layer(Settings):
    """A layer. Pairs, margins and sizes may be given in any of Keras's ways; they are kept in one."""


@dataclass(frozen=True)
class Conv2D(Layer):
    filters: int = count(32)
    kernel_size: tuple[int, int] = pair(3)
    strides: tuple[int, int] = pair(1)
    padding: str = choice("valid", PADDINGS)
    dilation_rate: tuple[int, int] = pair(1)
    groups: int = count(1)
    activation: str = choice("linear", ACTIVATIONS)
    use_bias: bool = flag(True)


@dataclass(frozen=True)
class DepthwiseConv2D(Layer):
    kernel_size: tuple[int, int] = pair(3)
    strides: tuple[int, int] = pair(1)
    padding: str = choice("valid", PADDINGS)
    depth_multiplier: int = count(1, 1024)
    dilation_rate: tuple[int, int] = pair(1)
    activation: str = choice("linear", ACTIVATIONS)
    use_bias: bool = flag(True)


@dataclass(frozen=True)
class Pooling2D(Layer):
    """What the two poolings have in common. `strides` not given: as far as `pool_size`."""

    pool_size: tuple[int, int] = pair(2)
    strides: tuple[int, int] | None = pair(None)
    padding: str = choice("valid", PADDINGS)


@dataclass(frozen=True)
class MaxPooling2D(Pooling2D):
    pass


@dataclass(frozen=True)
class AveragePooling2D(Pooling2D):
    pass


@dataclass(frozen=True)
class GlobalAveragePooling2D(Layer):
    pass


@dataclass(frozen=True)
class ZeroPadding2D(Layer):
    padding: tuple[tuple[int, int], tuple[int, int]] = holding(((1, 1), (1, 1)), Margins(MAX_WINDOW))


@dataclass(frozen=True)
class UpSampling2D(Layer):
    size: tuple[int, int] = pair(2, high=MAX_UPSAMPLING)


@dataclass(frozen=True)
class Flatten(Layer):
    pass


@dataclass(frozen=True)
class Reshape(Layer):
    target_shape: tuple[int, ...] = holding((-1,), Sizes(MAX_AXES, MAX_RESHAPE))


@dataclass(frozen=True)
class Dense(Layer):
    units: int = count(10)
    activation: str = choice("linear", ACTIVATIONS)
    use_bias: bool = flag(True)


@dataclass(frozen=True)
class BatchNormalization(Layer):
    pass


@dataclass(frozen=True)
class Activation(Layer):
    activation: str = choice("relu", ACTIVATIONS)


@dataclass(frozen=True)
class Dropout(Layer):
    rate: float = number(0.5, 0.0, 1.0, 0.05, free=True)

    @property
    def draws(self) -> bool:
        """Whether it draws random numbers, whose state is then among the network's variables; at rate 0 it does not."""
        return self.rate > 0


LAYERS: dict[str, type[Layer]] = {
    kind.__name__: kind
    for kind in (
        Conv2D,
        DepthwiseConv2D,
        MaxPooling2D,
        AveragePooling2D,
        GlobalAveragePooling2D,
        ZeroPadding2D,
        UpSampling2D,
        Flatten,
        Reshape,
        Dense,
        BatchNormalization,
        Activation,
        Dropout,
    )
}

CONVOLUTIONS = ("Conv2D", "DepthwiseConv2D")
"""Layers that slide a kernel: they are trained without XLA, and their outputs are large."""

REQUIRED: dict[str, tuple[str, ...]] = {
    "Conv2D": ("filters", "kernel_size"),
    "DepthwiseConv2D": ("kernel_size",),
    "AveragePooling2D": ("pool_size",),
    "Reshape": ("target_shape",),
    "Dense": ("units",),
    "Activation": ("activation",),
    "Dropout": ("rate",),
}
"""Arguments for which Keras has no default."""


def keras_arguments(layer: Layer) -> dict[str, Any]:
    """What `getattr(keras.layers, type(layer).__name__)` is to be called with.

    >>> keras_arguments(MaxPooling2D(3))
    {'pool_size': (3, 3), 'strides': None, 'padding': 'valid'}
    """
    return {item.name: getattr(layer, item.name) for item in fields(layer)}
