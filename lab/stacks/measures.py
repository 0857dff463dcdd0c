"""What one layer does to a shape: what comes out, its weights and its work, with the numbers in formulas.

>>> from lab.stacks.layers import Dense
>>> dense = Dense(50).measure((10,))
>>> dense.output_shape, dense.parameter_formula.text, dense.multiply_adds.text
((50,), '(10 + 1) · 50 = 550', '10 · 50 = 500')
"""

from dataclasses import dataclass
from math import gcd, prod
from typing import TYPE_CHECKING, Any

from lab.formulas import Formula, formula, product
from lab.problems import Problem
from lab.stacks.sizes import Shape, by
from lab.stacks.windows import check_picture, moved_over

if TYPE_CHECKING:
    from lab.stacks import layers


@dataclass(frozen=True)
class Weight:
    """A layer's weight: Keras's name, its shape, and whether training changes it."""

    name: str
    shape: Shape
    trainable: bool = True

    @property
    def size(self) -> int:
        return prod(self.shape)


@dataclass(frozen=True)
class Measure:
    """`shape_formulas`: one for each axis that is calculated, or a single one where height and width have the same.

    `multiply_adds` counts one multiplication by a weight with its addition, for one example; biases, poolings and
    activation functions are not counted.
    """

    output_shape: Shape
    weights: tuple[Weight, ...] = ()
    shape_formulas: tuple[Formula, ...] = ()
    parameter_formula: Formula | None = None
    multiply_adds: Formula | None = None
    notes: tuple[Problem, ...] = ()


def conv2d(layer: "layers.Conv2D", shape: Shape) -> Measure:
    """(k_h · k_w · c / g + 1) · f parameters; as many multiply-adds, less the biases, at every place."""
    check_picture(layer, shape)
    channels = shape[2]
    _check_groups(layer, channels)
    if max(layer.strides) > 1 and max(layer.dilation_rate) > 1:
        text = "strides {strides} and dilation_rate {dilation} cannot both be above 1 in Conv2D; set one of them to 1"
        raise Problem(text, strides=by(layer.strides), dilation=by(layer.dilation_rate))
    size, formulas, notes = moved_over(layer, shape)
    depth = f"({channels} / {layer.groups})" if layer.groups > 1 else f"{channels}"
    inputs = f"{product(*layer.kernel_size)} * {depth}"
    return Measure(
        (*size, layer.filters),
        _kernel_and_bias((*layer.kernel_size, channels // layer.groups, layer.filters), layer.filters, layer.use_bias),
        formulas,
        _parameters(inputs, f"{layer.filters}", layer.use_bias),
        formula(f"{product(*size)} * {inputs} * {layer.filters}"),
        notes + _softmax_of_one(layer, layer.filters),
    )


def depthwise_conv2d(layer: "layers.DepthwiseConv2D", shape: Shape) -> Measure:
    """(k_h · k_w + 1) · c · m parameters: each channel has its own m kernels, and channels are not mixed."""
    size, formulas, notes = moved_over(layer, shape)
    channels, multiplier = shape[2], layer.depth_multiplier
    outputs = channels * multiplier
    filters = f"{channels} * {multiplier}" if multiplier > 1 else f"{channels}"
    inputs = product(*layer.kernel_size)
    return Measure(
        (*size, outputs),
        _kernel_and_bias((*layer.kernel_size, channels, multiplier), outputs, layer.use_bias),
        formulas + ((formula(filters),) if multiplier > 1 else ()),
        _parameters(inputs, filters, layer.use_bias),
        formula(f"{product(*size)} * {inputs} * {filters}"),
        notes + _softmax_of_one(layer, outputs),
    )


def dense(layer: "layers.Dense", shape: Shape) -> Measure:
    """(inputs + 1) · units parameters. Only the last axis is mixed: the others are places that share the weights."""
    *places, inputs = shape
    note = (
        "Dense works on the last axis only: the same {inputs}×{units} weights at each of {places} places; "
        "for one answer to each example put Flatten before it"
    )
    values = {"inputs": inputs, "units": layer.units, "places": prod(places)}
    return Measure(
        (*places, layer.units),
        _kernel_and_bias((inputs, layer.units), layer.units, layer.use_bias),
        (),
        _parameters(f"{inputs}", f"{layer.units}", layer.use_bias),
        formula(product(*places, inputs, layer.units)),
        ((Problem(note, **values),) if places else ()) + _softmax_of_one(layer, layer.units),
    )


def pooling2d(layer: "layers.Pooling2D", shape: Shape) -> Measure:
    """Height and width as a convolution's; no parameters, and channels stay apart."""
    size, formulas, notes = moved_over(layer, shape)
    return Measure((*size, shape[2]), (), formulas, notes=notes)


def global_average_pooling2d(layer: "layers.GlobalAveragePooling2D", shape: Shape) -> Measure:
    """(h, w, c) → (c,)."""
    check_picture(layer, shape)
    return Measure((shape[2],))


def zero_padding2d(layer: "layers.ZeroPadding2D", shape: Shape) -> Measure:
    """(h, w, c) → (top + h + bottom, left + w + right, c)."""
    check_picture(layer, shape)
    (top, bottom), (left, right) = layer.padding
    height, width, channels = shape
    rows, columns = formula(f"{top} + {height} + {bottom}"), formula(f"{left} + {width} + {right}")
    return Measure((rows.value, columns.value, channels), (), tuple(dict.fromkeys((rows, columns))))


def up_sampling2d(layer: "layers.UpSampling2D", shape: Shape) -> Measure:
    """(h, w, c) → (size_h · h, size_w · w, c)."""
    check_picture(layer, shape)
    rows, columns = (formula(product(times, size)) for times, size in zip(layer.size, shape[:2], strict=True))
    return Measure((rows.value, columns.value, shape[2]), (), tuple(dict.fromkeys((rows, columns))))


def flatten(layer: "layers.Flatten", shape: Shape) -> Measure:
    """All values in one axis."""
    flat = formula(product(*shape))
    notes = () if len(shape) > 1 else (Problem("{shape} is flat already; Flatten changes nothing", shape=shape),)
    return Measure((flat.value,), (), (flat,), notes=notes)


def reshape(layer: "layers.Reshape", shape: Shape) -> Measure:
    """The same values in other axes; a -1 stands for what the others leave over."""
    size, target = prod(shape), layer.target_shape
    known = prod(axis for axis in target if axis != -1)
    if target.count(-1) > 1:
        text = (
            "target_shape {target} has {count} times -1, and only one size can be left to calculate; {better} would fit"
        )
        raise Problem(text, target=target, count=target.count(-1), better=_fitting(size, target))
    if -1 in target and size % known:
        text = (
            "the {size} values of {shape} cannot be divided by the {known} of target_shape {target}; {better} would fit"
        )
        raise Problem(text, size=size, shape=shape, known=known, target=target, better=_fitting(size, target))
    if -1 not in target and size != known:
        text = "target_shape {target} takes {known} values, and {shape} has {size}; {better} would fit"
        raise Problem(text, size=size, shape=shape, known=known, target=target, better=_fitting(size, target))
    others = [axis for axis in target if axis != -1]
    left = f"{size} / ({product(*others)})" if len(others) > 1 else f"{size} / {known}"
    found = formula((left if others else f"{size}") if -1 in target else product(*target))
    return Measure(tuple(found.value if axis == -1 else axis for axis in target), (), (found,))


def batch_normalization(layer: "layers.BatchNormalization", shape: Shape) -> Measure:
    """2 learned and 2 followed numbers for each channel. Work: the scale and the shift, which take the other two in."""
    channels = shape[-1:]
    learned = (Weight("gamma", channels), Weight("beta", channels))
    followed = (Weight("moving_mean", channels, False), Weight("moving_variance", channels, False))
    parameters = formula(f"2 * {channels[0]} + 2 * {channels[0]}")
    return Measure(shape, learned + followed, (), parameters, formula(product(*shape)))


def activation(layer: "layers.Activation", shape: Shape) -> Measure:
    return Measure(shape, notes=_softmax_of_one(layer, shape[-1]))


def dropout(layer: "layers.Dropout", shape: Shape) -> Measure:
    text = "rate {rate} sets every value to 0 while training; less than 1 lets something through"
    return Measure(shape, notes=(Problem(text, rate=layer.rate),) if layer.rate == 1 else ())


def _kernel_and_bias(kernel: Shape, outputs: int, use_bias: bool) -> tuple[Weight, ...]:
    return (Weight("kernel", kernel), Weight("bias", (outputs,)))[: 1 + use_bias]


def _parameters(inputs: str, outputs: str, use_bias: bool) -> Formula:
    return formula(f"({inputs} + 1) * {outputs}" if use_bias else f"{inputs} * {outputs}")


def _check_groups(layer: "layers.Conv2D", channels: int) -> None:
    """`Problem` unless the groups divide both the channels that come in and the filters."""
    both = gcd(channels, layer.filters)
    possible = [groups for groups in range(1, min(both, 64) + 1) if both % groups == 0]
    values = {"groups": layer.groups, "possible": ", ".join(map(str, possible))}
    if channels % layer.groups:
        text = "{groups} groups do not divide {channels} input channels; with {filters} filters, {possible} would do"
        raise Problem(text, channels=channels, filters=layer.filters, **values)
    if layer.filters % layer.groups:
        text = "{groups} groups do not divide {filters} filters; use {better} filters, or groups of {possible}"
        better = -(-layer.filters // layer.groups) * layer.groups
        raise Problem(text, filters=layer.filters, better=better, **values)


def _softmax_of_one(layer: Any, size: int) -> tuple[Problem, ...]:
    text = 'softmax over an axis of size 1 gives 1 whatever comes in; a single output takes "sigmoid"'
    return (Problem(text),) if layer.activation == "softmax" and size == 1 else ()


def _fitting(size: int, target: Shape) -> Shape:
    """A target for all `size` values: the wish with one axis changed, a -1 if there is one, or else all in one axis."""
    wish = [max(axis, 1) for axis in target]
    for place in sorted(range(len(wish)), key=lambda place: (target[place] != -1, -place)):
        others = prod(wish[:place] + wish[place + 1 :])
        if size % others == 0:
            return (*wish[:place], size // others, *wish[place + 1 :])
    return (size,)
