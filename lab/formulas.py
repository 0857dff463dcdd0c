"""A calculation with its numbers in it, as plain text and as LaTeX, from one expression.

>>> formula("floor((128 - 2) / 1) + 1").text
'floor((128 − 2) / 1) + 1 = 127'
>>> formula("(2 * 2 * 3 + 1) * 5").latex
'(2 \\\\cdot 2 \\\\cdot 3 + 1) \\\\cdot 5 = 65'
"""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

OPERATIONS: dict[type, tuple[Callable, str, int]] = {
    ast.Add: (operator.add, "{} + {}", 1),
    ast.Sub: (operator.sub, "{} - {}", 1),
    ast.Mult: (operator.mul, r"{} \cdot {}", 2),
    ast.Div: (operator.truediv, r"\frac{{{}}}{{{}}}", 3),
}
"""What an operator does, how LaTeX writes it, and how tightly it binds."""

ROUNDINGS: dict[str, tuple[Callable, str]] = {
    "floor": (floor, r"\left\lfloor {} \right\rfloor"),
    "ceil": (ceil, r"\left\lceil {} \right\rceil"),
}


@dataclass(frozen=True)
class Formula:
    """The calculation with " = result" at its end, in both ways of writing, and the result. No words in either."""

    text: str
    latex: str
    value: int


def formula(expression: str) -> Formula:
    """The formula of an expression of whole numbers, + - * / ( ), floor and ceil; its value is computed exactly."""
    tree = ast.parse(expression, mode="eval").body
    value = int(_value(tree))
    text = expression.replace("*", "·").replace("-", "−")
    return Formula(f"{text} = {value}", f"{_latex(tree)} = {value}", value)


def product(*sizes: int) -> str:
    """The expression of a product: `product(24, 24, 16)` is "24 * 24 * 16"."""
    return " * ".join(str(size) for size in sizes)


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int(number)):
            return Fraction(number)
        case ast.BinOp(left, operation, right):
            return OPERATIONS[type(operation)][0](_value(left), _value(right))
        case ast.Call(ast.Name(name), [inside]):
            return Fraction(ROUNDINGS[name][0](_value(inside)))
    raise TypeError(f"not part of a formula: {ast.dump(node)}")


def _latex(node: ast.expr) -> str:
    match node:
        case ast.BinOp(left, operation, right):
            _, template, tightness = OPERATIONS[type(operation)]
            if isinstance(operation, ast.Div):
                return template.format(_latex(left), _latex(right))
            return template.format(_inside(left, tightness), _inside(right, tightness + isinstance(operation, ast.Sub)))
        case ast.Call(ast.Name(name), [inside]):
            return ROUNDINGS[name][1].format(_latex(inside))
    return ast.unparse(node)


def _inside(node: ast.expr, tightness: int) -> str:
    """The LaTeX of an operand, in brackets where its own operator binds less."""
    looser = isinstance(node, ast.BinOp) and OPERATIONS[type(node.op)][2] < tightness
    return f"({_latex(node)})" if looser else _latex(node)
