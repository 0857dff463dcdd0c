"""The layers of a stack as values, a frozen dataclass for each Keras layer, with Keras's names for its arguments.

>>> Conv2D(filters=5, kernel_size=2).kernel_size
(2, 2)
>>> Conv2D(kernel_size=(0, 3))
Traceback (most recent call last):
    ...
lab.problems.Problem: kernel_size is (0, 3); it is a whole number from 1 to 512, or two of them

Defaults are Keras's. Where Keras has none (`required`) there is one here too, for a layer that was just added.
A field alone is checked here; what depends on other fields or on the input is `lab.stacks.shapes.report`'s to say.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from lab.settings import Settings, choice, flag, holding, number
from lab.stacks import measures, receptive_field
from lab.stacks.measures import Measure
from lab.stacks.receptive_field import View
from lab.stacks.sizes import MAX_WINDOW, Margins, Shape, Sizes, pair
from lab.stacks.windows import kernel_windows, pool_windows

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
    """A layer, and all that is to be known of its kind. A new kind is a subclass in `LAYERS`.

    Pairs, margins and sizes may be given in any of Keras's ways; they are kept in one.
    """

    short: ClassVar[str]
    """What it is called where there is little room; the class's name if nothing else is said."""
    required: ClassVar[tuple[str, ...]] = ()
    """Arguments for which Keras has no default."""
    order: ClassVar[str]
    """Keras's order of the arguments, as far as anybody leaves their names out; the fields' if nothing is said."""
    aliases: ClassVar[tuple[str, ...]] = ()
    """Keras's other names for it."""
    kernel: ClassVar[str] = ""
    """Keras's word for its kernel, before `_initializer` and `_regularizer`; "" where it has none."""
    slides: ClassVar[bool] = False
    """Whether it slides a kernel: then it is trained without XLA, and its outputs are large."""
    whole_batch: ClassVar[bool] = False
    """Whether it matters what else, or how much, is in the batch."""
    passes_on: ClassVar[bool] = False
    """Whether it gives on the numbers that it gets, outside of training."""

    def __init_subclass__(cls) -> None:
        cls.short = vars(cls).get("short", cls.__name__)
        cls.order = vars(cls).get("order", " ".join(cls.__annotations__))

    @property
    def draws(self) -> bool:
        """Whether it draws random numbers, whose state is then among the network's variables."""
        return False

    def measure(self, shape: Shape) -> Measure:
        """What it does to an input of `shape` (without the batch axis). Raises `Problem` where Keras refuses."""
        raise NotImplementedError

    def see(self, view: View, shape: Shape, output_shape: Shape) -> View:
        """What its values see of the picture, where those before see `view`; the same if nothing else is said."""
        return view


@dataclass(frozen=True)
class Conv2D(Layer):
    short, required, aliases, kernel, slides = "Conv", ("filters", "kernel_size"), ("Convolution2D",), "kernel", True
    order = "filters kernel_size strides padding data_format dilation_rate groups activation use_bias"
    windows, measure, see = kernel_windows, measures.conv2d, receptive_field.through_windows

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
    short, required, kernel, slides = "Depthwise", ("kernel_size",), "depthwise", True
    order = "kernel_size strides padding depth_multiplier data_format dilation_rate activation use_bias"
    windows, measure, see = kernel_windows, measures.depthwise_conv2d, receptive_field.through_windows

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

    windows, measure, see = pool_windows, measures.pooling2d, receptive_field.through_windows

    pool_size: tuple[int, int] = pair(2)
    strides: tuple[int, int] | None = pair(None)
    padding: str = choice("valid", PADDINGS)


@dataclass(frozen=True)
class MaxPooling2D(Pooling2D):
    short, aliases, order = "MaxPool", ("MaxPool2D",), "pool_size strides padding data_format name"


@dataclass(frozen=True)
class AveragePooling2D(Pooling2D):
    short, aliases, order = "AvgPool", ("AvgPool2D",), "pool_size strides padding data_format name"
    required = ("pool_size",)


@dataclass(frozen=True)
class GlobalAveragePooling2D(Layer):
    short, aliases, order = "GlobalAvg", ("GlobalAvgPool2D",), "data_format keepdims"
    measure, see = measures.global_average_pooling2d, receptive_field.through_everything


@dataclass(frozen=True)
class ZeroPadding2D(Layer):
    short, order = "Pad", "padding data_format"
    measure, see = measures.zero_padding2d, receptive_field.through_padding

    padding: tuple[tuple[int, int], tuple[int, int]] = holding(((1, 1), (1, 1)), Margins(MAX_WINDOW))


@dataclass(frozen=True)
class UpSampling2D(Layer):
    short, order = "Up", "size data_format interpolation"
    measure, see = measures.up_sampling2d, receptive_field.through_repeating

    size: tuple[int, int] = pair(2, high=MAX_UPSAMPLING)


@dataclass(frozen=True)
class Flatten(Layer):
    order, passes_on = "data_format", True
    measure, see = measures.flatten, receptive_field.through_reshaping


@dataclass(frozen=True)
class Reshape(Layer):
    required, passes_on = ("target_shape",), True
    measure, see = measures.reshape, receptive_field.through_reshaping

    target_shape: tuple[int, ...] = holding((-1,), Sizes(MAX_AXES, MAX_RESHAPE))


@dataclass(frozen=True)
class Dense(Layer):
    required, kernel = ("units",), "kernel"
    measure, see = measures.dense, receptive_field.through_last_axis

    units: int = count(10)
    activation: str = choice("linear", ACTIVATIONS)
    use_bias: bool = flag(True)


@dataclass(frozen=True)
class BatchNormalization(Layer):
    short, order, whole_batch = "BatchNorm", "axis momentum epsilon center scale", True
    measure = measures.batch_normalization


@dataclass(frozen=True)
class Activation(Layer):
    required, measure, see = ("activation",), measures.activation, receptive_field.through_activation

    activation: str = choice("relu", ACTIVATIONS)


@dataclass(frozen=True)
class Dropout(Layer):
    required, order, whole_batch, passes_on = ("rate",), "rate noise_shape seed", True, True
    measure = measures.dropout

    rate: float = number(0.5, 0.0, 1.0, 0.05, free=True)

    @property
    def draws(self) -> bool:
        """At rate 0 it does not."""
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


def keras_arguments(layer: Layer) -> dict[str, Any]:
    """What `getattr(keras.layers, type(layer).__name__)` is to be called with.

    >>> keras_arguments(MaxPooling2D(3))
    {'pool_size': (3, 3), 'strides': None, 'padding': 'valid'}
    """
    return {item.name: getattr(layer, item.name) for item in fields(layer)}
