"""Values written in Python code, computed from its syntax tree against a whitelist. Nothing is executed.

>>> literal(ast.parse("(27 * 27, 'same', -1)", mode="eval").body, {})
(729, 'same', -1)
>>> literal(ast.parse("open('x')", mode="eval").body, {})
Traceback (most recent call last):
    ...
lab.problems.Problem: line 1: open('x') is not read here; numbers, texts, True, False, None and their tuples are
"""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from lab.problems import Problem

MAX_NUMBER = 10**12
MAX_EXPONENT = 32
MAX_ELEMENTS = 100
"""Values and brackets of one value, so many levels of them at most: a tuple of tuples of … grows with its depth."""
MAX_QUOTED = 40

OPERATIONS: dict[type, Callable] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
}


def literal(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression of literals, arithmetic and the given `names`; lists come back as tuples."""
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None):
            return _bounded(node.value, node)
        case ast.Name(name) if name in names:
            return names[name]
        case ast.Tuple(items) | ast.List(items):
            return _tuple(items, names, node)
        case ast.UnaryOp(ast.USub() | ast.UAdd(), operand):
            value = _number(literal(operand, names), node)
            return -value if isinstance(node.op, ast.USub) else value
        case ast.BinOp(left, operation, right) if type(operation) in OPERATIONS:
            return _computed(node, _number(literal(left, names), node), _number(literal(right, names), node))
    text = "line {line}: {code} is not read here; numbers, texts, True, False, None and their tuples are"
    raise Problem(text, line=node.lineno, code=quoted(node))


def _tuple(items: list[ast.expr], names: Mapping[str, Any], node: ast.expr) -> tuple[Any, ...]:
    """The values of a tuple; `Problem` as soon as there are too many in it, inside others as well."""
    found: list[Any] = []
    count = 1
    for item in items:
        found.append(literal(item, names))
        count += _count(found[-1])
        if count > MAX_ELEMENTS:
            text = "line {line}: {code} has more than {most} values in it"
            raise Problem(text, line=node.lineno, code=quoted(node), most=MAX_ELEMENTS)
    return tuple(found)


def _count(value: Any) -> int:
    """How many values and brackets there are in a value."""
    return 1 + sum(map(_count, value)) if isinstance(value, tuple) else 1


def quoted(node: ast.AST) -> str:
    """The code of a node, shortened for a message."""
    try:
        code = " ".join(ast.unparse(node).split())
    except (ValueError, RecursionError):  # a number of more than 4,300 digits; a hundred brackets in each other
        return "…"
    return code if len(code) <= MAX_QUOTED else code[:MAX_QUOTED] + "…"


def _computed(node: ast.BinOp, left: int | float, right: int | float) -> int | float:
    """`left` and `right` put together, without computing anything huge on the way."""
    if isinstance(node.op, ast.Pow) and abs(right) > MAX_EXPONENT:
        raise _too_large(node)
    try:
        return _bounded(OPERATIONS[type(node.op)](left, right), node)
    except ZeroDivisionError:
        text = "line {line}: {code} divides by 0"
        raise Problem(text, line=node.lineno, code=quoted(node)) from None
    except OverflowError:
        raise _too_large(node) from None


def _number(value: Any, node: ast.expr) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = "line {line}: {code} calculates with something that is not a number"
        raise Problem(text, line=node.lineno, code=quoted(node))
    return value


def _bounded(value: Any, node: ast.expr) -> Any:
    """The value; `Problem` for a number too large, or not real, to be meant."""
    if isinstance(value, complex) or (isinstance(value, int | float) and not abs(value) <= MAX_NUMBER):
        raise _too_large(node)
    return value


def _too_large(node: ast.expr) -> Problem:
    text = "line {line}: {code} is not a number up to {most:,}"
    return Problem(text, line=node.lineno, code=quoted(node), most=MAX_NUMBER)
