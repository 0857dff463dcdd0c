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

import re
from dataclasses import fields
from typing import Any

from lab.problems import Problem
from lab.settings import Choice, Flag, Number, default, rule
from lab.stacks.known_stacks import Stack
from lab.stacks.layers import LAYERS, REQUIRED, Layer, Margins, Pair, Sizes, keras_arguments
from lab.stacks.shapes import MAX_LAYERS, checked

MAX_LENGTH = 20_000
"""Characters of a line; a hundred layers with every argument stay below."""
MAX_SIZES_LENGTH = 60
"""Characters of one shape or one pair."""
MAX_DIGITS = 12
REST = "rest"
SIZE = re.compile(rf"-?\d{{1,{MAX_DIGITS}}}|{REST}")
BETWEEN = re.compile(r"[\s,;x×X*()\[\]]*")


def write(stack: Stack) -> str:
    """The line of a stack."""
    return "--".join([joined(stack.input_shape), *(_line(layer) for layer in stack.layers)])


def read(line: str) -> Stack:
    """The stack of a line. Raises `Problem` with the number of the layer that cannot be read."""
    if len(line) > MAX_LENGTH:
        text = "the line that describes the stack has {length:,} characters; the limit is {most:,}"
        raise Problem(text, length=len(line), most=MAX_LENGTH)
    shape, *layers = line.split("--")
    check_length(len(layers))
    return Stack(checked(sizes(shape)), tuple(_layer(text, number) for number, text in enumerate(layers, 1)))


def check_length(count: int) -> None:
    """`Problem` for more layers than can be shown."""
    if count > MAX_LAYERS:
        raise Problem(
            "a stack of {count} layers is too long to be shown; the limit is {most}", count=count, most=MAX_LAYERS
        )


def written(its_rule: Any, value: Any, times: str = "x") -> str:
    """A layer's argument as text: 5 for (5, 5), 5x3, 1x1x2x2 for margins, 7x7xrest; "" for what is not given."""
    if isinstance(its_rule, Sizes):
        return joined(value, times)
    if isinstance(its_rule, Pair | Margins):
        flat = [size for side in value or () for size in (side if isinstance(side, tuple) else (side,))]
        return joined(flat[: 1 if len(set(flat)) == 1 else None], times)
    if isinstance(value, float):  # never as 1e-05: a hyphen parts arguments
        return f"{value:.12f}".rstrip("0").rstrip(".")
    return str(int(value)) if isinstance(its_rule, Flag) else str(value)


def parsed(its_rule: Any, text: str) -> Any:
    """The argument that a text says. What it cannot be comes back as the text, so that the layer's rule refuses it."""
    if isinstance(its_rule, Number):
        return _number(text)
    if isinstance(its_rule, Flag):
        return {"1": True, "0": False}.get(text, text)
    if isinstance(its_rule, Choice):
        return text
    if isinstance(its_rule, Pair) and its_rule.optional and not text.strip():
        return None
    found = sizes(text)
    if isinstance(its_rule, Margins) and isinstance(found, tuple) and len(found) == 4:
        return found[:2], found[2:]
    return found[0] if isinstance(found, tuple) and len(found) == 1 else found


def sizes(text: str) -> Any:
    """The whole numbers of "28x28x1", "28, 28, 1" or "(28, 28, 1)"; the text itself where it says something else.

    >>> sizes("28 × 28 × 1"), sizes("7x7xrest"), sizes("many")
    ((28, 28, 1), (7, 7, -1), 'many')
    """
    if len(text) > MAX_SIZES_LENGTH:
        return text[:MAX_SIZES_LENGTH] + "…"
    if BETWEEN.fullmatch(SIZE.sub("", text)) is None:
        return text
    return tuple(-1 if found == REST else int(found) for found in SIZE.findall(text)) or text


def joined(shape: Any, times: str = "x") -> str:
    """Sizes as one writes them: 28x28x1."""
    return times.join(REST if size == -1 else str(size) for size in shape)


def _number(text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 10**MAX_DIGITS else number


def _line(layer: Layer) -> str:
    kind, required = type(layer), REQUIRED.get(type(layer).__name__, ())
    said = []
    for name, value in keras_arguments(layer).items():
        text = written(rule(kind, name), value)
        if name in required:
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
    required = REQUIRED.get(name, ())
    named = [*zip(required, said, strict=False), *(_named(one) for one in said[len(required) :])]
    known = {item.name for item in fields(LAYERS[name])}
    for argument, _ in named:
        if argument not in known:
            raise Problem("{name} has no {argument} here", name=name, argument=f"“{argument[:40]}”")
    return {argument: parsed(rule(LAYERS[name], argument), text) for argument, text in named}


def _named(said: str) -> tuple[str, str]:
    name, _, text = said.partition(".")
    return name, text
