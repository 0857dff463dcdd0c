"""A formula that somebody typed: read into a tree against a whitelist, never executed as Python.

>>> formula = parse("x^2 + 2*y")
>>> float(formula.evaluate({"x": 3.0, "y": 1.0}))
11.0
>>> latex(formula)
'x^{2} + 2\\\\,y'
>>> parse("exit()")
Traceback (most recent call last):
    ...
lab.problems.Problem: exit is not known in a formula; known are x, y, pi, e and sin, cos, tan, arctan, sinh, cosh, \
tanh, exp, log, sqrt, abs, sign, max, min

The same tree is computed with any table of operations: numpy's for level lines, TensorFlow's for gradients.
"""

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lab.problems import Problem

MAX_LENGTH = 200
MAX_NODES = 150
MAX_NUMBER = 1e12
MAX_EXPONENT = 32

CONSTANTS = {"pi": math.pi, "e": math.e}
FUNCTIONS = ("sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "exp", "log", "sqrt", "abs", "sign")
PAIRS = ("max", "min")
"""Functions of two numbers."""
TYPED = {"^": "**", "−": "-", "×": "*", "·": "*", "²": "**2", "³": "**3"}
OPERATIONS: dict[type, str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
    ast.USub: "negative",
}

Namespace = Mapping[str, Callable[..., Any]]
"""A table of operations: the names in OPERATIONS, FUNCTIONS and PAIRS, and integer_power, whose second argument is an
int."""


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Name:
    name: str


@dataclass(frozen=True)
class Operation:
    """An operation of a namespace on other nodes."""

    name: str
    operands: tuple["Node", ...]


Node = Number | Name | Operation


@dataclass(frozen=True)
class Expression:
    """A formula that has been read: its text as typed, and its tree."""

    formula: str
    tree: Node

    def evaluate(self, values: Mapping[str, Any], namespace: Namespace | None = None) -> Any:
        """The formula's value where each name has its value: numbers, arrays or tensors of one shape.

        A formula without any name gives a single number, whatever the shapes. Where there is no real value, as for the
        square root of -1, numpy's table gives NaN or infinity, and no warning.
        """
        if namespace is not None:
            return _evaluate(self.tree, values, namespace)
        with np.errstate(all="ignore"):
            return _evaluate(self.tree, values, NUMPY)


def parse(formula: str, names: tuple[str, ...] = ("x", "y")) -> Expression:
    """Read a formula of numbers, `names`, pi, e, + - * / ** ^, parentheses, FUNCTIONS and PAIRS.

    Errors: `Problem` with what is known, for anything else and for what is too long or too large.
    """
    if len(formula) > MAX_LENGTH:
        text = "the formula has {length} characters; the limit is {longest}"
        raise Problem(text, length=len(formula), longest=MAX_LENGTH)
    formula = " ".join(formula.split())
    python = formula.replace("#", "?")  # what follows a # would not be read, but shown
    for typed, meant in TYPED.items():
        python = python.replace(typed, meant)
    try:
        body = ast.parse(python, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        text = "{formula!r} cannot be read as a formula; write it like x**2 + 3*x*y, with * between factors"
        raise Problem(text, formula=formula) from None
    if sum(isinstance(node, ast.expr) for node in ast.walk(body)) > MAX_NODES:
        raise Problem("the formula has more than {most} parts; use a shorter one", most=MAX_NODES)
    return Expression(formula, _read(body, names))


def _read(node: ast.expr, names: tuple[str, ...]) -> Node:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _number(value)
        case ast.Name(id=name) if name in names:
            return Name(name)
        case ast.Name(id=name) if name in CONSTANTS:
            return Name(name)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _read(operand, names)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Operation("negative", (_read(operand, names),))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_read(left, names), _read(right, names))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATIONS:
            return Operation(OPERATIONS[type(operator)], (_read(left, names), _read(right, names)))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return Operation(name, (_read(argument, names),))
        case ast.Call(func=ast.Name(id=name), args=[first, second], keywords=[]) if name in PAIRS:
            return Operation(name, (_read(first, names), _read(second, names)))
    raise _refusal(node, names)


def _number(value: float) -> Number:
    if not abs(value) <= MAX_NUMBER:
        raise Problem(
            "{value:.3g} is too large for a formula; the limit is {most:g}", value=_float(value), most=MAX_NUMBER
        )
    return Number(float(value))


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _power(base: Node, exponent: Node) -> Node:
    """Whole exponents are kept apart: their power is a product, which has a gradient at negative bases and at 0."""
    if _has_variable(exponent):
        return Operation("power", (base, exponent))
    with np.errstate(all="ignore"):
        value = float(_evaluate(exponent, {}, NUMPY))
    if not abs(value) <= MAX_EXPONENT:
        raise Problem(
            "the exponent {value:g} is too large; it goes from -{most} to {most}", value=value, most=MAX_EXPONENT
        )
    return Operation("integer_power" if value == int(value) else "power", (base, exponent))


def _has_variable(node: Node) -> bool:
    if isinstance(node, Name):
        return node.name not in CONSTANTS
    return isinstance(node, Operation) and any(map(_has_variable, node.operands))


def _refusal(node: ast.expr, names: tuple[str, ...]) -> Problem:
    known, functions = ", ".join([*names, *CONSTANTS]), ", ".join([*FUNCTIONS, *PAIRS])
    called = node.func if isinstance(node, ast.Call) else node
    name = called.id if isinstance(called, ast.Name) else ""
    if name in FUNCTIONS:
        return Problem("{name} needs one number in parentheses, as in {name}(x)", name=name)
    if name in PAIRS:
        return Problem("{name} needs two numbers in parentheses, as in {name}(x, y)", name=name)
    if name and (name in names or name in CONSTANTS):
        return Problem("{name} is not a function; put * between {name} and the parenthesis", name=name)
    if name:
        text = "{name} is not known in a formula; known are {known} and {functions}"
        return Problem(text, name=name[:40], known=known, functions=functions)
    text = "{part} cannot be used in a formula; formulas are made of numbers, {known}, + - * / ** ( ) and {functions}"
    return Problem(text, part=ast.unparse(node)[:40], known=known, functions=functions)


def _evaluate(node: Node, values: Mapping[str, Any], namespace: Namespace) -> Any:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return values[node.name] if node.name in values else CONSTANTS[node.name]
    base = _evaluate(node.operands[0], values, namespace)
    if node.name == "integer_power":
        return namespace[node.name](base, round(float(_evaluate(node.operands[1], {}, NUMPY))))
    return namespace[node.name](base, *[_evaluate(operand, values, namespace) for operand in node.operands[1:]])


def integer_power(base: Any, exponent: int) -> Any:
    """base · base · … as products, so that value and gradient are right at negative bases and at 0, by any library.

    >>> integer_power(-2.0, 3), integer_power(2.0, -2), integer_power(5.0, 0)
    (-8.0, 0.25, 1.0)
    """
    if exponent == 0:
        return base * 0.0 + 1.0
    if exponent < 0:
        return 1.0 / integer_power(base, -exponent)
    half = integer_power(base, exponent // 2) if exponent > 1 else None
    if half is None:
        return base
    return half * half * base if exponent % 2 else half * half


NUMPY: Namespace = {
    **{name: getattr(np, name) for name in ("add", "subtract", "multiply", "divide", "negative", *FUNCTIONS)},
    "max": np.maximum,
    "min": np.minimum,
    "power": lambda base, exponent: np.power(np.asarray(base, float), exponent),
    "integer_power": lambda base, exponent: integer_power(np.asarray(base, float), exponent),
}

SUM, PRODUCT, POWER, FUNCTION, ATOM = range(5)
"""How tightly a piece of LaTeX holds together; a looser piece inside a tighter one gets parentheses."""


def latex(expression: Expression, symbols: Mapping[str, str | float] | None = None) -> str:
    r"""The formula in LaTeX, each name shown as its symbol: LaTeX, or a number to be put in its place.

    >>> latex(parse("x*(y - 1)/2", ("x", "y")), {"y": -0.25})
    '\\frac{x\\,\\left(-0.25 - 1\\right)}{2}'
    """
    return _latex(expression.tree, {"pi": r"\pi", **(symbols or {})})[0]


def number_latex(value: float, digits: int = 4) -> str:
    r"""A number with so many significant digits; very large and very small ones with a power of ten.

    >>> number_latex(0.12345678), number_latex(-1e-7), number_latex(2.5e9)
    ('0.1235', '-10^{-7}', '2.5 \\cdot 10^{9}')
    """
    if not math.isfinite(value):
        return r"\text{NaN}" if math.isnan(value) else r"\infty" if value > 0 else r"-\infty"
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    if not exponent:
        return mantissa
    ten = f"10^{{{int(exponent)}}}"
    return {"1": ten, "-1": f"-{ten}"}.get(mantissa, rf"{mantissa} \cdot {ten}")


def _latex(node: Node, symbols: Mapping[str, str | float]) -> tuple[str, int]:
    """LaTeX and how tightly it holds together."""
    if isinstance(node, Operation):
        return _operation_latex(node, symbols)
    value = node.value if isinstance(node, Number) else symbols.get(node.name, node.name)
    if isinstance(value, str):
        return value, ATOM
    text = number_latex(value)
    return text, PRODUCT if text.startswith("-") or "10^" in text else ATOM


def _operation_latex(node: Operation, symbols: Mapping[str, str | float]) -> tuple[str, int]:
    def inside(index: int, tightness: int) -> str:
        text, its_own = _latex(node.operands[index], symbols)
        first = index == 0 and tightness < POWER
        return rf"\left({text}\right)" if its_own < tightness or (text.startswith("-") and not first) else text

    match node.name:
        case "add":
            return f"{inside(0, SUM)} + {inside(1, SUM)}", SUM
        case "subtract":
            return f"{inside(0, SUM)} - {inside(1, PRODUCT)}", SUM
        case "multiply":
            left, right = inside(0, PRODUCT), inside(1, PRODUCT)
            between = r" \cdot " if right[0].isdigit() or right.startswith(r"\frac") else r"\,"
            return f"{left}{between}{right}", PRODUCT
        case "divide":
            return rf"\frac{{{_latex(node.operands[0], symbols)[0]}}}{{{_latex(node.operands[1], symbols)[0]}}}", POWER
        case "negative":
            text, its_own = _latex(node.operands[0], symbols)
            return f"-{text}" if its_own >= PRODUCT and not text.startswith("-") else rf"-\left({text}\right)", PRODUCT
        case "power" | "integer_power":
            return f"{inside(0, ATOM)}^{{{_latex(node.operands[1], symbols)[0]}}}", POWER
    text = r",\; ".join(_latex(operand, symbols)[0] for operand in node.operands)
    if node.name in ("sqrt", "abs"):
        return (rf"\sqrt{{{text}}}", FUNCTION) if node.name == "sqrt" else (rf"\left|{text}\right|", ATOM)
    name = r"\operatorname{sign}" if node.name == "sign" else f"\\{node.name}"
    return rf"{name}\left({text}\right)", FUNCTION
