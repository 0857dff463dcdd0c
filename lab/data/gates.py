"""Logic gates: truth tables of two inputs, which of them one neuron can learn, and in which order it meets the rows.

A truth table is four bits, the outputs for (1, 1), (1, 0), (0, 1) and (0, 0), in the course documents' order.

>>> GATES["OR"]
(1, 1, 1, 0)
>>> is_separable(GATES["AND"]), is_separable(GATES["XOR"])
(True, False)
"""

from collections.abc import Callable, Sequence

import numpy as np

from lab.problems import Problem

Table = tuple[int, int, int, int]

INPUTS = ((1, 1), (1, 0), (0, 1), (0, 0))
"""The four rows (A, B) of every truth table."""

GATES: dict[str, Table] = {
    "AND": (1, 0, 0, 0),
    "OR": (1, 1, 1, 0),
    "NAND": (0, 1, 1, 1),
    "NOR": (0, 0, 0, 1),
    "XOR": (0, 1, 1, 0),
    "XNOR": (1, 0, 0, 1),
}

FORMULAS: dict[Table, str] = {
    (0, 0, 0, 0): "0",
    (0, 0, 0, 1): "¬({a} ∨ {b})",
    (0, 0, 1, 0): "¬{a} ∧ {b}",
    (0, 0, 1, 1): "¬{a}",
    (0, 1, 0, 0): "{a} ∧ ¬{b}",
    (0, 1, 0, 1): "¬{b}",
    (0, 1, 1, 0): "{a} ⊕ {b}",
    (0, 1, 1, 1): "¬({a} ∧ {b})",
    (1, 0, 0, 0): "{a} ∧ {b}",
    (1, 0, 0, 1): "¬({a} ⊕ {b})",
    (1, 0, 1, 0): "{b}",
    (1, 0, 1, 1): "¬{a} ∨ {b}",
    (1, 1, 0, 0): "{a}",
    (1, 1, 0, 1): "{a} ∨ ¬{b}",
    (1, 1, 1, 0): "{a} ∨ {b}",
    (1, 1, 1, 1): "1",
}
"""All sixteen tables, as formulas of two inputs called {a} and {b}."""


def read_table(bits: str) -> Table:
    """A truth table of one's own, from four bits in the order of `INPUTS`.

    >>> read_table("0100")
    (0, 1, 0, 0)
    >>> read_table("01")
    Traceback (most recent call last):
        ...
    lab.problems.Problem: 01 is not a truth table of two inputs; four bits are, such as 0110, for 11, 10, 01 and 00
    """
    if len(bits) != 4 or not set(bits) <= {"0", "1"}:
        text = "{bits} is not a truth table of two inputs; four bits are, such as 0110, for 11, 10, 01 and 00"
        raise Problem(text, bits=bits)
    first, second, third, fourth = map(int, bits)
    return first, second, third, fourth


def formula(outputs: Table, a: str = "A", b: str = "B") -> str:
    """The table as a formula of inputs called `a` and `b`.

    >>> formula((0, 1, 0, 0)), formula((1, 1, 1, 0), "C", "D")
    ('A ∧ ¬B', 'C ∨ D')
    """
    return FORMULAS[outputs].format(a=a, b=b)


def gate_name(outputs: Table) -> str | None:
    """The name of the gate with this table, None for the ten tables that are no gate of `GATES`.

    >>> gate_name((1, 1, 1, 0)), gate_name((0, 1, 0, 0))
    ('OR', None)
    """
    return next((name for name, table in GATES.items() if table == outputs), None)


def is_separable(outputs: Table) -> bool:
    """Whether a line has the ones of the table on one side and the zeros on the other; so for 14 of the 16 tables.

    The two diagonals of the square cross in its middle, so for every neuron z(0,0) + z(1,1) = z(0,1) + z(1,0). If one
    diagonal is all ones and the other all zeros, one side would be at least 0 and the other below 0: no line can do
    it. Every other table has a line (a test finds one for each).

    Source: Minsky and Papert, Perceptrons (1969), on XOR.
    """
    return not (outputs[0] == outputs[3] != outputs[1] == outputs[2])


DIGITS = 9
"""Digits after the point to which z is rounded where weights are set by hand, so that −0.1 − 0.2 + 0.3 is 0."""


def num_right(weights: Sequence[float], bias: float, outputs: Table) -> int:
    """How many of the four rows a neuron gets right that says 1 where w₁A + w₂B + b ≥ 0, and 0 elsewhere.

    >>> num_right((1, 1), -1.5, GATES["AND"]), num_right((1, 1), -0.5, GATES["XOR"])
    (4, 3)
    """
    said = [round(weights[0] * a + weights[1] * b + bias, DIGITS) >= 0 for a, b in INPUTS]
    return sum(one == bool(other) for one, other in zip(said, outputs, strict=True))


def _documents(num_examples: int, epochs: int, seed: int) -> np.ndarray:
    return np.tile(np.arange(num_examples), (epochs, 1))


def _counting(num_examples: int, epochs: int, seed: int) -> np.ndarray:
    return np.tile(np.arange(num_examples)[::-1], (epochs, 1))


def _shuffled(num_examples: int, epochs: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).permuted(_documents(num_examples, epochs, seed), axis=1)


ORDERS: dict[str, Callable[[int, int, int], np.ndarray]] = {
    "documents": _documents,
    "counting": _counting,
    "shuffled": _shuffled,
}
"""(number of examples, epochs, seed) → which example comes when, of shape (epochs, number of examples).

`documents` goes forwards, for a gate (1, 1), (1, 0), (0, 1), (0, 0); `counting` goes backwards, from 00 to 11;
`shuffled` is another order in every epoch, the same for the same seed.
"""
