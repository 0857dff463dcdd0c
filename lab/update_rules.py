"""An optimizer's update rule, from its text: with its symbols, with its numbers, and computed.

>>> rule_lines(OptimizerSettings("SGD").optimizer), numbers(OptimizerSettings("SGD", 0.1), 1.0, -2.0, {}, 1)
(['w_t = w_{t-1} - \\\\eta\\\\,g_t'], ['w_t = 1 - 0.1\\\\,\\\\left(-2\\\\right) = 1.2'])
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from lab.expressions import Expression, latex, number_latex, parse
from lab.optimizers import Optimizer, OptimizerSettings

BETWEEN = {
    "g": r"\bar{g}_t",
    "a": r"\alpha_t",
    "u": r"\mu_t",
    "n": r"\mu_{t+1}",
    "M": r"\hat{m}_t",
    "V": r"\hat{v}_t",
    "d": r"\Delta_t",
}
"""Symbols of what is computed on the way: the gradient after it was clipped, Adam's step, Nadam's means …"""
GIVEN = {"g": "g_t", "N": r"\lVert g_t \rVert", "learning_rate": r"\eta", "t": "t"}
RESULT_DIGITS = 6


@cache
def _read(optimizer_rule: tuple[str, ...], names: tuple[str, ...]) -> tuple[tuple[str, Expression], ...]:
    """What each line assigns, and the formula that it assigns."""
    split = [line.split(" = ") for line in optimizer_rule]
    assigned = tuple(letter for letter, _ in split)
    return tuple((letter, parse(formula, (*names, *assigned))) for letter, formula in split)


def _lines(optimizer: Optimizer) -> tuple[tuple[str, Expression], ...]:
    return _read(optimizer.rule, (*GIVEN, *optimizer.knobs, *_remembered(optimizer)))


def _remembered(optimizer: Optimizer) -> dict[str, str]:
    """The letters of the weight and of the slots, with their symbols."""
    return {"w": "w", **{slot.letter: slot.symbol or slot.letter for slot in optimizer.slots.values()}}


def rule_lines(optimizer: Optimizer) -> list[str]:
    r"""The update rule in LaTeX with its symbols, a line an assignment.

    >>> rule_lines(OptimizerSettings("momentum").optimizer)[-1]
    'w_t = w_{t-1} + v_t'
    """
    lines, remembered = _lines(optimizer), _remembered(optimizer)
    symbols = GIVEN | {key: knob.symbol for key, knob in optimizer.knobs.items()}
    symbols |= {letter: f"{symbol}_{{t-1}}" for letter, symbol in remembered.items()}
    shown = []
    for index, (letter, formula) in enumerate(lines):
        right = latex(formula, symbols)
        again = letter in [later for later, _ in lines[index + 1 :]]
        symbols[letter] = _assigned(letter, remembered, again)
        shown.append(f"{symbols[letter]} = {right}")
    return shown


def _assigned(letter: str, remembered: Mapping[str, str], again: bool) -> str:
    """The symbol of a letter that has just got its value; one that gets another in the same step wears a tilde."""
    if letter not in remembered:
        return BETWEEN.get(letter, f"{letter}_t")
    return rf"\tilde{{{remembered[letter]}}}_t" if again else f"{remembered[letter]}_t"


def step(
    settings: OptimizerSettings,
    weight: Any,
    gradient: Any,
    slots: Mapping[str, Any],
    t: int,
    optimizer: Optimizer | None = None,
) -> dict[str, Any]:
    """One step of the rule, in float64.

    `weight`, `gradient`: numbers or arrays of one shape; `slots`: by Keras's name, as they were before the step, of
    that shape too; `t`: the step, counted from 1; `optimizer`: another rule than the registry's.

    Returns the new weight as "w", and every slot and in-between quantity by its letter.

    >>> round(float(step(OptimizerSettings("momentum", 0.1), 1.0, 2.0, {"momentum": -1.0}, 1)["w"]), 9)
    -0.1
    """
    optimizer = optimizer or settings.optimizer
    values = _before(settings, optimizer, weight, gradient, slots, t)
    lines = _lines(optimizer)
    for letter, formula in lines:
        values[letter] = formula.evaluate(values)
    return {letter: values[letter] for letter in (*_remembered(optimizer), *dict(lines))}


def numbers(
    settings: OptimizerSettings,
    weight: float,
    gradient: float,
    slots: Mapping[str, float],
    t: int,
    optimizer: Optimizer | None = None,
    norm: float | None = None,
) -> list[str]:
    r"""The same lines as `rule_lines` with the numbers of one weight's step in them, and what comes out.

    `norm`: the length of the gradient by all weights, where this is not the only one.

    >>> numbers(OptimizerSettings("SGD", 1.0, (("clipnorm", 1.0),)), 0.0, 3.0, {}, 1, norm=5.0)[0]
    '\\bar{g}_t = \\frac{3 \\cdot 1}{\\max\\left(5,\\; 1\\right)} = 0.6'
    """
    optimizer = optimizer or settings.optimizer
    values = _before(settings, optimizer, weight, gradient, slots, t, norm)
    shown = []
    lefts = [line.split(" = ")[0] for line in rule_lines(optimizer)]
    for left, (letter, formula) in zip(lefts, _lines(optimizer), strict=True):
        right = latex(formula, {name: float(value) for name, value in values.items()})
        values[letter] = formula.evaluate(values)
        shown.append(f"{left} = {right} = {number_latex(float(values[letter]), RESULT_DIGITS)}")
    return shown


def _before(
    settings: OptimizerSettings,
    optimizer: Optimizer,
    weight: Any,
    gradient: Any,
    slots: Mapping[str, Any],
    t: int,
    norm: float | None = None,
) -> dict[str, Any]:
    """Every name of the rule that has a value before the step, in float64."""
    length = np.linalg.norm(np.asarray(gradient, float)) if norm is None else norm
    known = {"w": weight, "g": gradient, "N": length, "t": t, "learning_rate": settings.learning_rate}
    known |= dict(settings.knobs) | {slot.letter: slots[name] for name, slot in optimizer.slots.items()}
    return {name: np.asarray(value, float) for name, value in known.items()}
