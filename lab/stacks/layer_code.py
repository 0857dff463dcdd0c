"""One layer's code to its value and back: `layers.Conv2D(6, (5, 5), activation="relu")`.

>>> from lab.stacks.layers import Conv2D
>>> LayerCode({}, {"layers"}).read(ast.parse("layers.MaxPool2D(2)", mode="eval").body).layer
MaxPooling2D(pool_size=(2, 2), strides=None, padding='valid')
>>> write_layer(Conv2D(6, 5, padding="same"))
'layers.Conv2D(6, (5, 5), padding="same")'
"""

import ast
from dataclasses import dataclass, fields
from typing import Any

from lab.problems import Problem
from lab.settings import default
from lab.stacks.layers import ACTIVATIONS, LAYERS, Activation, Layer, keras_arguments
from lab.stacks.literals import literal, quoted
from lab.stacks.shapes import Shape, check_shape

AS_ACTIVATION = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu", "Softmax": "softmax"}
"""Layers that are read as an `Activation`, whatever their arguments: shapes and counts are the same."""
LEFT_OUT = ("Rescaling", "GaussianNoise")
"""Layers that change no shape and have no parameters."""
INPUTS = ("Input", "InputLayer")

POSITIONS = {
    "Rescaling": "scale offset",
    "GaussianNoise": "stddev seed",
    "ReLU": "max_value negative_slope threshold",
    "LeakyReLU": "negative_slope",
    "ELU": "alpha",
    "Softmax": "axis",
    "Input": "shape batch_size dtype",
    "InputLayer": "shape batch_size dtype",
}
"""The order of the arguments of those that are no `LAYERS`."""
HARMLESS = ("name", "dtype", "seed", "momentum", "epsilon", "interpolation", "synchronized")
HARMLESS_ENDINGS = ("_initializer", "_regularizer", "_constraint")
NEUTRAL: dict[str, tuple[Any, ...]] = {
    "data_format": (None, "channels_last"),
    "keepdims": (False,),
    "axis": (-1,),
    "center": (True,),
    "scale": (True,),
    "renorm": (False,),
    "lora_rank": (None,),
    "trainable": (True,),
    "noise_shape": (None,),
}
"""Arguments that would change shapes or counts, each with the values that do not."""
INPUT_SHAPES = ("shape", "input_shape", "batch_shape", "batch_input_shape", "input_dim")

Words = dict[str, ast.expr]


def known() -> dict[str, str]:
    """The layers that are read, by each of the names that Keras has for them."""
    aliases = {alias: name for name, kind in LAYERS.items() for alias in kind.aliases}
    return {name: name for name in (*LAYERS, *POSITIONS)} | aliases


@dataclass(frozen=True)
class Line:
    """What a call says: a layer or none, the input's shape or none, and arguments that are not taken over."""

    layer: Layer | None
    input_shape: Shape | None
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class LayerCode:
    """Reads calls of layers. `names` have values; `roots` may stand before a layer's name, as in `tf.keras.layers`."""

    names: dict[str, Any]
    roots: set[str]

    def read(self, node: ast.expr) -> Line:
        """What the call says. Raises `Problem` with its line where that is no layer known here."""
        if not isinstance(node, ast.Call) or not self._from_keras(node.func):
            raise Problem("line {line}: {code} is not a layer of Keras", line=node.lineno, code=quoted(node))
        name = known().get(last_name(node.func))
        if name is None:
            text = "line {line}: the layer {name} is not known here; known are {known}"
            raise Problem(text, line=node.lineno, name=last_name(node.func), known=", ".join(LAYERS))
        words = _words(name, node)
        shapes = [word for word in words if word in INPUT_SHAPES]
        shape = self._shape(shapes[0], words[shapes[0]]) if shapes else None
        words = {word: value for word, value in words.items() if word not in shapes}
        if name in LAYERS:
            return self._layer(name, node, words, shape)
        return Line(Activation(AS_ACTIVATION[name]) if name in AS_ACTIVATION else None, shape, tuple(words))

    def input_shape(self, node: ast.expr) -> Shape:
        """The shape of `model.build((None, 28, 28))`, without the batch axis."""
        return self._shape("batch_shape", node)

    def _from_keras(self, node: ast.expr) -> bool:
        """Whether a dotted name starts like Keras's modules; a name by itself is taken as it is."""
        first = node
        while isinstance(first, ast.Attribute):
            first = first.value
        return isinstance(first, ast.Name) and (first is node or first.id in self.roots)

    def _layer(self, name: str, call: ast.Call, words: Words, shape: Shape | None) -> Line:
        known = [item.name for item in fields(LAYERS[name])]
        missing = [word for word in LAYERS[name].required if word not in words]
        if missing:
            text = "line {line}: {name} needs {missing}"
            raise Problem(text, line=call.lineno, name=name, missing=", ".join(missing))
        ignored = tuple(word for word in words if word not in known)
        for word in ignored:
            self._check_ignored(word, words[word], name)
        values = {word: self._value(word, words[word]) for word in words if word in known}
        try:
            return Line(LAYERS[name](**values), shape, ignored)
        except Problem as problem:
            text = "line {line}, {name}: {reason}"
            raise Problem(text, line=call.lineno, name=name, reason=problem) from None

    def _value(self, word: str, node: ast.expr) -> Any:
        """An argument's value. An activation may be `tf.nn.relu`, or None for "linear"; a padding in capitals."""
        if word == "activation" and isinstance(node, ast.Attribute) and node.attr in ACTIVATIONS:
            return node.attr
        value = literal(node, self.names)
        if word == "activation" and value is None:
            return "linear"
        return value.lower() if word == "padding" and isinstance(value, str) else value

    def _check_ignored(self, word: str, node: ast.expr, name: str) -> None:
        """`Problem` for an argument that would change shapes or counts, or that Keras does not know."""
        if word in HARMLESS or word.endswith(HARMLESS_ENDINGS):
            return
        if word not in NEUTRAL:
            raise Problem("line {line}: {name} has no {argument} here", line=node.lineno, name=name, argument=word)
        if literal(node, self.names) not in NEUTRAL[word]:
            text = "line {line}: {name} with {argument}={value} would have other shapes or counts than are shown here"
            raise Problem(text, line=node.lineno, name=name, argument=word, value=quoted(node))

    def _shape(self, word: str, node: ast.expr) -> Shape:
        found = literal(node, self.names)
        if word == "input_dim":
            found = (found,)
        if not isinstance(found, tuple):
            text = "line {line}: {argument} is {value}; a shape is written like (784,) or (28, 28, 1)"
            raise Problem(text, line=node.lineno, argument=word, value=found)
        try:
            return check_shape(found[1:] if word.startswith("batch") else found)
        except Problem as problem:
            raise Problem("line {line}: {reason}", line=node.lineno, reason=problem) from None


def _words(name: str, call: ast.Call) -> Words:
    """The arguments by name, those given by position among them."""
    order = (LAYERS[name].order if name in LAYERS else POSITIONS[name]).split()
    if len(call.args) > len(order) or any(word.arg is None for word in call.keywords):
        text = "line {line}: {name} has more arguments by position, or by * and **, than are read here"
        raise Problem(text, line=call.lineno, name=name)
    words: Words = dict(zip(order, call.args, strict=False))
    for word in call.keywords:
        if word.arg in words:
            raise Problem("line {line}: {name} has {argument} twice", line=call.lineno, name=name, argument=word.arg)
        words[str(word.arg)] = word.value
    return words


def last_name(node: ast.expr) -> str:
    """Conv2D of `tf.keras.layers.Conv2D`; "" of what is no dotted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def write_layer(layer: Layer) -> str:
    """The layer's constructor: what Keras requires by position; of the rest, what differs from the default, by name."""
    return f"layers.{type(layer).__name__}({', '.join(write_arguments(layer))})"


def write_arguments(layer: Layer) -> list[str]:
    """What `write_layer` has between its brackets.

    >>> from lab.stacks.layers import Conv2D
    >>> write_arguments(Conv2D(6, 5, padding="same"))
    ['6', '(5, 5)', 'padding="same"']
    """
    required = type(layer).required
    return [
        _text(value) if argument in required else f"{argument}={_text(value)}"
        for argument, value in keras_arguments(layer).items()
        if argument in required or value != default(type(layer), argument)
    ]


def _text(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
