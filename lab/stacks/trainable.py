"""Which stacks of one's own can be trained on pictures here, and what stands in the way of the others.

>>> check(start((8, 8, 1)), (8, 8, 1))
>>> check(Stack((8, 8, 1), (Flatten(), Dense(5, "softmax"))), (8, 8, 1))
Traceback (most recent call last):
    ...
lab.problems.Problem: the last layer puts out (5,), but the pictures have 10 classes and need (10,); let the stack end \
in Dense with 10 units and softmax
"""

from collections.abc import Mapping

from lab.problems import Problem
from lab.settings import COUNTS
from lab.stacks.known_stacks import Stack
from lab.stacks.layers import LAYERS, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from lab.stacks.shapes import FLOAT32_BYTES, Report, Shape, report
from lab.stacks.sizes import by

NUM_CLASSES = 10
MOST_LAYERS = 24
"""Every layer takes a moment to compile."""
MOST_PARAMETERS = 5_000_000
MOST_MULTIPLY_ADDS = 20_000_000
"""For one picture; the documents' largest network, C3, has 14 million."""
MOST_VALUES = 100_000
"""Numbers that all layers together put out for one picture."""
MOST_VALUES_AT_ONCE = 8192
"""The same without a convolution, where the test pictures go through the network all at once."""
MOST_IN_A_BATCH = 64_000_000
"""Numbers that all layers together put out for a batch: a quarter of a gigabyte, which training keeps."""


def start(shape: Shape) -> Stack:
    """The stack that one of one's own begins with: small, and quick to train."""
    first = (Conv2D(8, (3, 3), activation="relu"), MaxPooling2D())
    return Stack(shape, (*first, Flatten(), Dense(32, "relu"), Dense(10, "softmax")))


def sets_for(shape: Shape, shapes: Mapping[str, Shape]) -> tuple[str, ...]:
    """The sets of pictures that a stack with this input can be trained on; `shapes` are theirs, by name.

    >>> sets_for((8, 8, 1), {"digits": (8, 8, 1), "mnist": (28, 28, 1)})
    ('digits',)
    """
    return tuple(name for name, its in shapes.items() if its == shape)


def check(stack: Stack, shape: Shape, batch_size: int = 1) -> None:
    """`Problem` for a stack that cannot be trained on pictures of this shape in batches of this size."""
    if stack.input_shape != shape:
        text = "the stack takes an input of {given}, but the pictures are {shape}; make {shape} its input shape"
        raise Problem(text, given=by(stack.input_shape), shape=by(shape))
    if len(stack.layers) > MOST_LAYERS:
        text = "a stack of {count} layers takes too long to compile; up to {most} are trained here"
        raise Problem(text, count=len(stack.layers), most=MOST_LAYERS)
    found = report(*stack)
    if found.problem and found.failed_at is not None:
        name = type(stack.layers[found.failed_at]).__name__
        raise Problem("layer {number}, {name}: {reason}", number=found.failed_at + 1, name=name, reason=found.problem)
    _check_end(stack, found)
    _check_cost(found)
    _check_memory(found, batch_size)


def _check_end(stack: Stack, found: Report) -> None:
    """Ten probabilities, and something in between that can learn."""
    if found.output_shape != (NUM_CLASSES,):
        text = (
            "the last layer puts out {outputs}, but the pictures have {classes} classes and need {wanted}; let the "
            "stack end in Dense with {classes} units and softmax"
        )
        raise Problem(text, outputs=found.output_shape, classes=NUM_CLASSES, wanted=(NUM_CLASSES,))
    last = stack.layers[-1] if stack.layers else None
    if getattr(last, "activation", None) != "softmax":
        text = (
            "the last layer, {name}, has the activation {activation}; its outputs are probabilities only after "
            "softmax: choose it there, or add the layer Activation with softmax"
        )
        activation = getattr(last, "activation", "–")
        raise Problem(text, name=type(last).__name__ if last else "–", activation=activation)
    if not found.trainable:
        raise Problem("no layer of the stack has weights, so there is nothing to learn; add Dense or Conv2D")
    for number, layer in enumerate(stack.layers, 1):
        if isinstance(layer, Dropout) and layer.rate == 1:
            text = "layer {number}, Dropout, has the rate 1 and lets nothing through; to train, it has to be below 1"
            raise Problem(text, number=number)


def _check_cost(found: Report) -> None:
    if found.parameters > MOST_PARAMETERS:
        text = (
            "the stack has {count:,} parameters; up to {most:,} are trained here. Most of them are in {where}: "
            "fewer units there, or a pooling before it, would help"
        )
        row = max(found.rows, key=lambda row: row.parameters)
        where = f"{found.rows.index(row) + 1} · {row.name}"
        raise Problem(text, count=found.parameters, most=MOST_PARAMETERS, where=where)
    if found.multiply_adds > MOST_MULTIPLY_ADDS:
        text = (
            "the stack takes {count:,} multiply-adds for one picture; up to {most:,} are trained here. Most of "
            "them are in {where}: fewer filters, a smaller kernel or an earlier pooling would help"
        )
        row = max(found.rows, key=lambda row: row.multiply_adds)
        where = f"{found.rows.index(row) + 1} · {row.name}"
        raise Problem(text, count=found.multiply_adds, most=MOST_MULTIPLY_ADDS, where=where)


def _check_memory(found: Report, batch_size: int) -> None:
    """What the layers put out has to be kept until the gradient has come back."""
    values = found.activation_bytes // FLOAT32_BYTES
    convolutional = any(LAYERS[row.name].slides for row in found.rows)
    most = MOST_VALUES if convolutional else MOST_VALUES_AT_ONCE
    if values > most:
        text = (
            "all layers together put out {count:,} numbers for one picture; the limit here is {convolutional:,} "
            "with a convolution, and {dense:,} without one"
        )
        raise Problem(text, count=values, convolutional=MOST_VALUES, dense=MOST_VALUES_AT_ONCE)
    if values * batch_size > MOST_IN_A_BATCH:
        text = (
            "a batch of {size} pictures would need {count:,} numbers; the limit is {most:,}, so use a batch size "
            "of {best} or less"
        )
        best = max(count for count in COUNTS if count * values <= MOST_IN_A_BATCH)
        raise Problem(text, size=batch_size, count=values * batch_size, most=MOST_IN_A_BATCH, best=best)
