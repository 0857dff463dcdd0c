"""Keras code to a stack and back. Code is read from its syntax tree against a whitelist; nothing of it is executed.

>>> found = read("model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, 'softmax')])")
>>> found.stack
Stack(input_shape=(28, 28), layers=(Flatten(), Dense(units=10, activation='softmax', use_bias=True)))
>>> print(write(found.stack))
import keras
from keras import layers
<BLANKLINE>
model = keras.Sequential(
    [
        keras.Input(shape=(28, 28)),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]
)
<BLANKLINE>
"""

import ast
from dataclasses import dataclass, field
from typing import Any

from lab.problems import Problem
from lab.stacks.known_stacks import Stack
from lab.stacks.layer_code import LEFT_OUT, LayerCode, known, last_name, write_layer
from lab.stacks.layers import Layer
from lab.stacks.literals import literal, quoted
from lab.stacks.shapes import Shape, check_shape

MAX_LENGTH = 50_000
"""Characters of code."""
MAX_NOTES = 20
"""Notes about what was left out."""
ROOTS = ("tf", "tensorflow", "keras", "layers", "models")
"""What may stand before a layer's name, besides what the code imports."""


@dataclass(frozen=True)
class Reading:
    """The stack that was read, and what was not taken over: `Problem`s that nobody raises."""

    stack: Stack
    notes: tuple[Problem, ...] = field(default=(), compare=False)


def read(code: str, input_shape: Shape | None = None) -> Reading:
    """The network in the code. `input_shape` stands in where the code says none. Raises `Problem`, with the line."""
    if len(code) > MAX_LENGTH:
        raise Problem("the code has {length:,} characters; the limit is {most:,}", length=len(code), most=MAX_LENGTH)
    program = _Program()
    try:
        for statement in ast.parse(code).body:
            program.take(statement)
    except SyntaxError as error:
        raise Problem("line {line} is not Python: {reason}", line=error.lineno or 1, reason=error.msg) from None
    except Problem:
        raise
    except (RecursionError, MemoryError, ValueError):
        raise Problem("the code is nested too deeply, or holds characters that Python does not take") from None
    return program.reading(input_shape)


def write(stack: Stack) -> str:
    """Code that runs and builds the stack; arguments that Keras has anyway are left out."""
    lines = [f"keras.Input(shape={stack.input_shape}),", *(f"{write_layer(layer)}," for layer in stack.layers)]
    inside = "".join(f"        {line}\n" for line in lines)
    return f"import keras\nfrom keras import layers\n\nmodel = keras.Sequential(\n    [\n{inside}    ]\n)\n"


@dataclass
class _Program:
    """Goes through a program's statements and keeps the one network that they build. `network` is its name."""

    names: dict[str, Any] = field(default_factory=dict)
    roots: set[str] = field(default_factory=lambda: set(ROOTS))
    network: str | None = None
    input_shape: Shape | None = None
    layers: list[Layer] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def take(self, node: ast.stmt) -> None:
        match node:
            case ast.Import(names) | ast.ImportFrom(names=names):
                self.roots |= {alias.asname or alias.name for alias in names}
            case ast.FunctionDef(body=body) | ast.With(body=body):
                self._forget(node.args if isinstance(node, ast.FunctionDef) else node)
                for inner in body:
                    self.take(inner)
            case ast.Assign([ast.Name(name)], ast.Call(func) as call) if last_name(func) == "Sequential":
                self._sequential(call, name)
            case ast.Expr(ast.Call(func) as call) | ast.Return(ast.Call(func) as call) if (
                last_name(func) == "Sequential"
            ):
                self._sequential(call, "")
            case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), method)) as call) if name == self.network:
                self._method(call, method)
            case ast.Assign([ast.Name(name)], value):
                self._assigned(name, value)
            case _:
                self._refuse_layers(node)
                self._forget(node)

    def reading(self, input_shape: Shape | None) -> Reading:
        if self.network is None:
            raise Problem("there is no keras.Sequential([...]) in the code, and no other network is read here")
        shape = self.input_shape or input_shape
        if shape is None:
            text = "the code does not say its input's shape; add keras.Input(shape=(28, 28, 1)) before the first layer"
            raise Problem(text)
        if self.input_shape is None:
            self.notes.append(Problem("the code does not say its input's shape; {shape} is used", shape=shape))
        more = len(self.notes) - MAX_NOTES
        notes = self.notes[:MAX_NOTES] + ([Problem("and {count} notes more", count=more)] if more > 0 else [])
        return Reading(Stack(check_shape(shape), tuple(self.layers)), tuple(notes))

    def _sequential(self, call: ast.Call, name: str) -> None:
        if self.network is not None:
            raise Problem("line {line}: a second network; one at a time is read here", line=call.lineno)
        self.network = name
        given = call.args[:1] or [word.value for word in call.keywords if word.arg == "layers"]
        for layers in given:
            if not isinstance(layers, ast.List | ast.Tuple):
                text = "line {line}: {code} is not read here; write the layers between [ and ]"
                raise Problem(text, line=call.lineno, code=quoted(layers))
            for layer in layers.elts:
                self._add(layer)

    def _method(self, call: ast.Call, method: str) -> None:
        """`add` and `build` say something about shapes; compile, fit, summary and so on are about other things."""
        arguments = [*call.args, *(word.value for word in call.keywords if word.arg in ("layer", "input_shape"))]
        if method == "add":
            for layer in arguments:
                self._add(layer)
        elif method == "build" and arguments and self.input_shape is None:
            self.input_shape = self._code.input_shape(arguments[0])
        elif method == "pop":
            raise Problem("line {line}: pop is not read here; leave the layer out instead", line=call.lineno)

    def _assigned(self, name: str, value: ast.expr) -> None:
        """A name for a number, a text or a tuple. What has another value is about other things than the network."""
        self._refuse_layers(value)
        self.names.pop(name, None)
        try:
            self.names[name] = literal(value, self.names)
        except Problem:
            return

    def _forget(self, node: ast.AST) -> None:
        """Names that get another value here, which is not followed, have none."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.arg):
                self.names.pop(inner.arg, None)
            elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                self.names.pop(inner.id, None)

    def _refuse_layers(self, node: ast.AST) -> None:
        """`Problem` where a statement that is not read here (a loop, the functional API) has to do with layers."""
        for call in (inner for inner in ast.walk(node) if isinstance(inner, ast.Call)):
            adds = isinstance(call.func, ast.Attribute) and call.func.attr == "add" and last_name(call.func.value)
            if last_name(call.func) in (*known(), "Sequential") or (adds and adds == self.network):
                text = (
                    "line {line}: {code} is not read here; write one keras.Sequential([...]), or model.add(...) lines"
                )
                raise Problem(text, line=call.lineno, code=quoted(node))

    def _add(self, node: ast.expr) -> None:
        line = self._code.read(node)
        name = last_name(node.func) if isinstance(node, ast.Call) else ""
        if line.layer is None and line.input_shape is None and name not in LEFT_OUT:
            raise Problem("line {line}: {name} needs a shape", line=node.lineno, name=name)
        if line.input_shape is not None:
            self._input(node, line.input_shape)
        if line.ignored and name not in LEFT_OUT:
            text = "line {line}: {name}'s {arguments} changes no shape and no count, and is left out"
            self.notes.append(Problem(text, line=node.lineno, name=name, arguments=", ".join(line.ignored)))
        if line.layer is not None:
            self.layers.append(line.layer)
        elif name in LEFT_OUT:
            text = "line {line}: {name} changes no shape and has no parameters, and is left out"
            self.notes.append(Problem(text, line=node.lineno, name=name))

    def _input(self, node: ast.expr, shape: Shape) -> None:
        """The first shape counts; Keras does not look at those that later layers are given."""
        if self.input_shape is None and not self.layers:
            self.input_shape = shape
        elif shape != self.input_shape:
            text = "line {line}: only the first layer says the input's shape; {shape} is left out"
            self.notes.append(Problem(text, line=node.lineno, shape=shape))

    @property
    def _code(self) -> LayerCode:
        return LayerCode(self.names, self.roots)
