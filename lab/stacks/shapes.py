"""A stack of layers, gone through without building it: shapes, parameters, work, memory and receptive fields.

>>> from lab.stacks.layers import Conv2D
>>> found = report((128, 128, 3), (Conv2D(5, 2),))
>>> row = found.rows[0]
>>> row.with_batch(), row.parameters, row.shape_formulas[0].text
('(None, 127, 127, 5)', 65, 'floor((128 − 2) / 1) + 1 = 127')
>>> str(report((5, 5, 1), (Conv2D(8, 7),)).problem)
'kernel 7×7 does not fit an input of 5×5 with padding "valid"; use "same" or a kernel of at most 5×5'
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any

from lab.formulas import Formula
from lab.problems import Problem
from lab.stacks.layers import Layer
from lab.stacks.measures import Measure, Weight
from lab.stacks.receptive_field import View, view_of
from lab.stacks.sizes import Shape

MAX_LAYERS = 100
MAX_AXES = 3
MAX_SIZE = 65_536
"""The longest axis of an input."""
MAX_VALUES = 10**9
"""The most numbers that a layer may put out for one example."""
FLOAT32_BYTES = 4


@dataclass(frozen=True)
class Row:
    """One layer of a stack, for one example. Shapes are without the batch axis.

    `receptive_field` is (height, width) in pixels of the input, `jump` how many pixels are from one
    value's field to its neighbour's; None where there are no pixels to count in, or no neighbours. `notes` say what is
    allowed but seldom wanted; they are `Problem`s that nobody raises, so that they are translated like those.
    """

    name: str
    output_shape: Shape
    weights: tuple[Weight, ...]
    shape_formulas: tuple[Formula, ...]
    parameter_formula: Formula | None
    multiply_adds_formula: Formula | None
    receptive_field: tuple[int, int] | None
    jump: tuple[Fraction, Fraction] | None
    notes: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def trainable(self) -> int:
        """Parameters that training changes."""
        return sum(weight.size for weight in self.weights if weight.trainable)

    @property
    def non_trainable(self) -> int:
        return self.parameters - self.trainable

    @property
    def parameters(self) -> int:
        return sum(weight.size for weight in self.weights)

    @property
    def multiply_adds(self) -> int:
        return self.multiply_adds_formula.value if self.multiply_adds_formula else 0

    @property
    def activation_bytes(self) -> int:
        """Memory of the output, 4 bytes for each float32."""
        return FLOAT32_BYTES * prod(self.output_shape)

    def with_batch(self, batch: int | None = None) -> str:
        """The output shape as Keras prints it.

        >>> from lab.stacks.layers import Flatten
        >>> report((24, 24, 16), (Flatten(),)).rows[0].with_batch(1)
        '(1, 9216)'
        """
        return str((batch, *self.output_shape))


@dataclass(frozen=True)
class Report:
    """The rows of a stack. Where it cannot be: the rows before that, the layer's index from 0, and the `Problem`.

    `failed_at` is -1 where it is the input that cannot be, and None where all is well.
    """

    input_shape: Shape
    rows: tuple[Row, ...]
    problem: Problem | None = field(default=None, compare=False)
    failed_at: int | None = None

    @property
    def output_shape(self) -> Shape:
        return self.rows[-1].output_shape if self.rows else self.input_shape

    @property
    def trainable(self) -> int:
        return sum(row.trainable for row in self.rows)

    @property
    def non_trainable(self) -> int:
        return sum(row.non_trainable for row in self.rows)

    @property
    def parameters(self) -> int:
        return self.trainable + self.non_trainable

    @property
    def multiply_adds(self) -> int:
        return sum(row.multiply_adds for row in self.rows)

    @property
    def activation_bytes(self) -> int:
        return sum(row.activation_bytes for row in self.rows)


def report(input_shape: Sequence[int], layers: Sequence[Layer]) -> Report:
    """Go through the layers from the input's shape, 1 to 3 axes without the batch axis. Raises nothing."""
    try:
        shape = check_shape(input_shape)
    except Problem as problem:
        return Report((), (), problem, -1)
    rows: list[Row] = []
    start, view = shape, view_of(shape)
    for index, layer in enumerate(layers[:MAX_LAYERS]):
        try:
            found = _measured(layer, shape)
        except Problem as problem:
            return Report(start, tuple(rows), problem, index)
        view = layer.see(view, shape, found.output_shape)
        rows.append(_row(layer, found, view))
        shape = found.output_shape
    if len(layers) > MAX_LAYERS:
        text = "a stack of {count} layers is too long to be shown; the limit is {most}"
        return Report(start, tuple(rows), Problem(text, count=len(layers), most=MAX_LAYERS), MAX_LAYERS)
    return Report(start, tuple(rows))


def check_shape(input_shape: Any) -> Shape:
    """The shape as a tuple. Raises `Problem` unless it has 1 to 3 axes of whole sizes that are not too large.

    >>> check_shape([28, 28])
    (28, 28)
    """
    shape = tuple(input_shape) if isinstance(input_shape, list | tuple) else ()
    if not 1 <= len(shape) <= MAX_AXES:
        text = "the input's shape is {shape}; it has 1 to {most} axes, such as (28, 28, 1), without the batch axis"
        raise Problem(text, shape=input_shape, most=MAX_AXES)
    for size in shape:
        if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= MAX_SIZE:
            text = "the input's shape is {shape}; its sizes are whole numbers from 1 to {most}"
            raise Problem(text, shape=shape, most=MAX_SIZE)
    if prod(shape) > MAX_VALUES:
        text = "an input of shape {shape} has {count:,} values; the limit is {most:,}"
        raise Problem(text, shape=shape, count=prod(shape), most=MAX_VALUES)
    return shape


def _measured(layer: Layer, shape: Shape) -> Measure:
    found = layer.measure(shape)
    if prod(found.output_shape) > MAX_VALUES:
        text = "{name} would put out {shape}, {count:,} values for one example; the limit is {most:,}"
        values = {"name": type(layer).__name__, "shape": found.output_shape, "count": prod(found.output_shape)}
        raise Problem(text, most=MAX_VALUES, **values)
    return found


def _row(layer: Layer, found: Measure, view: View) -> Row:
    return Row(
        type(layer).__name__,
        found.output_shape,
        found.weights,
        found.shape_formulas,
        found.parameter_formula,
        found.multiply_adds,
        view.field,
        view.jump,
        found.notes,
    )
