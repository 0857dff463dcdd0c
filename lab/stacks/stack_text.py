"""A stack as one short line, for links: every sign in it may stand in an address as it is.

>>> from lab.stacks.layers import Conv2D, Dropout, Reshape
>>> line = write(Stack((28, 28, 1), (Conv2D(6, 5, activation="relu"), Reshape((24, -1)), Dropout(0.2))))
>>> line
'28x28x1--Conv2D-6-5-activation.relu--Reshape-24xrest--Dropout-0.2'
>>> write(read(line)) == line
True
>>> read("28x28x1--Dense-0")
Traceback (most recent call last):
    ...
lab.problems.Problem: layer 1, Dense: units is 0; it goes from 1 to 65536

Layers are parted by two hyphens, arguments by one. What Keras requires stands without its name; of the rest, what
differs from the default, as `name.value`. Sizes are joined by x, and `rest` is Keras's -1.
"""

from dataclasses import fields
from typing import Any

from lab.problems import Problem
from lab.settings import default, rule
from lab.stacks.known_stacks import Stack
from lab.stacks.layers import LAYERS, Layer, keras_arguments
from lab.stacks.shapes import MAX_LAYERS, check_shape
from lab.stacks.sizes import by, read_sizes

MAX_LENGTH = 20_000
"""Characters of a line; a hundred layers with every argument stay below."""


def write(stack: Stack) -> str:
    """The line of a stack."""
    return "--".join([by(stack.input_shape, times="x"), *(_line(layer) for layer in stack.layers)])


def read(line: str) -> Stack:
    """The stack of a line. Raises `Problem` with the number of the layer that cannot be read."""
    if len(line) > MAX_LENGTH:
        text = "the line that describes the stack has {length:,} characters; the limit is {most:,}"
        raise Problem(text, length=len(line), most=MAX_LENGTH)
    shape, *layers = line.split("--")
    check_length(len(layers))
    return Stack(check_shape(read_sizes(shape)), tuple(_layer(text, number) for number, text in enumerate(layers, 1)))


def check_length(count: int) -> None:
    """`Problem` for more layers than can be shown."""
    if count > MAX_LAYERS:
        raise Problem(
            "a stack of {count} layers is too long to be shown; the limit is {most}", count=count, most=MAX_LAYERS
        )


def _line(layer: Layer) -> str:
    kind = type(layer)
    said = []
    for name, value in keras_arguments(layer).items():
        text = rule(kind, name).write(value)
        if name in kind.required:
            said.append(text)
        elif value != default(kind, name):
            said.append(f"{name}.{text}")
    return "-".join([kind.__name__, *said])


def _layer(line: str, number: int) -> Layer:
    name, *said = line.split("-")
    if name not in LAYERS:
        text = "layer {number} is {name}, which is not known here; known are {known}"
        raise Problem(text, number=number, name=f"“{name[:40]}”", known=", ".join(LAYERS))
    try:
        return LAYERS[name](**_arguments(name, said))
    except Problem as problem:
        raise Problem("layer {number}, {name}: {reason}", number=number, name=name, reason=problem) from None


def _arguments(name: str, said: list[str]) -> dict[str, Any]:
    """The arguments of a layer's line by name; `Problem` for one that the layer does not have."""
    required = LAYERS[name].required
    named = [*zip(required, said, strict=False), *(_named(one) for one in said[len(required) :])]
    known = {item.name for item in fields(LAYERS[name])}
    for argument, _ in named:
        if argument not in known:
            raise Problem("{name} has no {argument} here", name=name, argument=f"“{argument[:40]}”")
    return {argument: rule(LAYERS[name], argument).read(text) for argument, text in named}


def _named(said: str) -> tuple[str, str]:
    name, _, text = said.partition(".")
    return name, text
