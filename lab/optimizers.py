"""The eight optimizers: what Keras calls them, their knobs, what they remember, and their update rule.

A rule is written once, as text. The text is shown with its symbols, shown with its numbers, and computed:

>>> OPTIMIZERS["momentum"].rule
('v = momentum*v - learning_rate*g', 'w = w + v')

Sources: Keras 3 `keras/src/optimizers`, whose forms are taken where they differ from the papers: Polyak (1964),
Nesterov (1983) in Sutskever's form (2013), Duchi (2011), Tieleman and Hinton (2012), Kingma and Ba (2014), Dozat
(2016), Loshchilov and Hutter (2017).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from lab.expressions import Expression, latex, number_latex, parse
from lab.problems import Problem
from lab.settings import Number, Settings, choice, number

LEARNING_RATE = Number(1e-4, 10.0, 0.0, log=True)
FRACTION = Number(0.0, 0.99, 0.01)
SLOW_FRACTION = Number(0.0, 0.999, 0.001)
EPSILON = Number(1e-8, 1.0, 0.0, log=True)
WEIGHT_DECAY = Number(0.0, 0.5, 0.001)


@dataclass(frozen=True)
class Knob:
    """A number that an optimizer has beside its learning rate; its name is Keras's attribute."""

    default: float
    rule: Number
    symbol: str


@dataclass(frozen=True)
class Slot:
    """What an optimizer remembers from step to step: its letter in the rule, and its value before step 1.

    `shared` says that it is one number for all weights, not one for each.
    """

    letter: str
    start: float = 0.0
    shared: bool = False


@dataclass(frozen=True)
class Optimizer:
    """One optimizer. `learning_rate` is Keras's default; `rule` is computed line by line, for each weight by itself.

    In the rule w is the weight, g the loss's gradient by it, t the step counted from 1; other letters are slots or
    in-between quantities. `slots` are in the order of Keras's variables, `fixed` are arguments that make the variant.
    """

    keras_class: str
    learning_rate: float
    rule: tuple[str, ...]
    slots: Mapping[str, Slot] = field(default_factory=dict)
    knobs: Mapping[str, Knob] = field(default_factory=dict)
    fixed: Mapping[str, bool] = field(default_factory=dict)


MOMENTUM = {"momentum": Knob(0.9, FRACTION, r"\gamma")}
STABILITY = {"epsilon": Knob(1e-7, EPSILON, r"\epsilon")}
MOMENTS = {"beta_1": Knob(0.9, FRACTION, r"\beta_1"), "beta_2": Knob(0.999, SLOW_FRACTION, r"\beta_2"), **STABILITY}
FIRST_AND_SECOND = {"momentum": Slot("m"), "velocity": Slot("v")}
ADAM = (
    "m = beta_1*m + (1 - beta_1)*g",
    "v = beta_2*v + (1 - beta_2)*g**2",
    "a = learning_rate*sqrt(1 - beta_2**t)/(1 - beta_1**t)",
    "w = w - a*m/(sqrt(v) + epsilon)",
)
NADAM = (
    "u = beta_1*(1 - 0.96**t/2)",
    "n = beta_1*(1 - 0.96**(t + 1)/2)",
    "U = U*u",
    "m = beta_1*m + (1 - beta_1)*g",
    "v = beta_2*v + (1 - beta_2)*g**2",
    "M = n*m/(1 - U*n) + (1 - u)*g/(1 - U)",
    "V = v/(1 - beta_2**t)",
    "w = w - learning_rate*M/(sqrt(V) + epsilon)",
)

OPTIMIZERS: dict[str, Optimizer] = {
    "SGD": Optimizer("SGD", 0.01, ("w = w - learning_rate*g",)),
    "momentum": Optimizer(
        "SGD", 0.01, ("v = momentum*v - learning_rate*g", "w = w + v"), {"momentum": Slot("v")}, MOMENTUM
    ),
    "Nesterov": Optimizer(
        "SGD",
        0.01,
        ("v = momentum*v - learning_rate*g", "w = w + momentum*v - learning_rate*g"),
        {"momentum": Slot("v")},
        MOMENTUM,
        {"nesterov": True},
    ),
    "AdaGrad": Optimizer(
        "Adagrad",
        0.001,
        ("s = s + g**2", "w = w - learning_rate*g/sqrt(s + epsilon)"),
        {"accumulator": Slot("s", 0.1)},
        STABILITY,
    ),
    "RMSprop": Optimizer(
        "RMSprop",
        0.001,
        ("v = rho*v + (1 - rho)*g**2", "w = w - learning_rate*g/sqrt(v + epsilon)"),
        {"velocity": Slot("v")},
        {"rho": Knob(0.9, SLOW_FRACTION, r"\rho"), **STABILITY},
    ),
    "Adam": Optimizer("Adam", 0.001, ADAM, FIRST_AND_SECOND, MOMENTS),
    "AdamW": Optimizer(
        "AdamW",
        0.001,
        ("w = w - learning_rate*weight_decay*w", *ADAM),
        FIRST_AND_SECOND,
        {"weight_decay": Knob(0.004, WEIGHT_DECAY, r"\lambda"), **MOMENTS},
    ),
    "Nadam": Optimizer("Nadam", 0.001, NADAM, {**FIRST_AND_SECOND, "u_product": Slot("U", 1.0, shared=True)}, MOMENTS),
}

ADAGRAD_AS_PRINTED = Optimizer(
    "Adagrad",
    0.001,
    ("s = s + g**2", "w = w + learning_rate*g/sqrt(s + epsilon)"),
    {"accumulator": Slot("s", 0.1)},
    STABILITY,
)
"""AdaGrad with the plus sign that course notes print: it climbs. To be shown beside the real one, not to train."""

BETWEEN = {"a": r"\alpha_t", "u": r"\mu_t", "n": r"\mu_{t+1}", "M": r"\hat{m}_t", "V": r"\hat{v}_t"}
RESULT_DIGITS = 6
REMEMBERED = {"w": "w", "m": "m", "v": "v", "s": "s", "U": r"\Pi"}


@dataclass(frozen=True)
class OptimizerSettings(Settings):
    """An optimizer, its learning rate, and its knobs as (name, value), completed with defaults, in registry order.

    >>> OptimizerSettings("RMSprop", 0.01, (("rho", 0.5),)).knobs
    (('rho', 0.5), ('epsilon', 1e-07))
    """

    name: str = choice("SGD", tuple(OPTIMIZERS))
    learning_rate: float = number(0.01, LEARNING_RATE.low, LEARNING_RATE.high, log=True)
    knobs: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        known, given = OPTIMIZERS[self.name].knobs, dict(self.knobs)
        for key, value in given.items():
            if key not in known:
                text = "{optimizer} has no {name}; it has {known}"
                raise Problem(text, optimizer=self.name, name=key, known=", ".join(["learning_rate", *known]))
            known[key].rule.check(key, value)
        object.__setattr__(self, "knobs", tuple((key, given.get(key, knob.default)) for key, knob in known.items()))


@cache
def _lines(optimizer_rule: tuple[str, ...], knobs: tuple[str, ...]) -> tuple[tuple[str, Expression], ...]:
    """What each line assigns, and the formula that it assigns."""
    names = ("t", "g", "learning_rate", *knobs, *REMEMBERED, *BETWEEN)
    split = [line.split(" = ") for line in optimizer_rule]
    return tuple((letter, parse(formula, names)) for letter, formula in split)


def rule_lines(optimizer: Optimizer) -> list[str]:
    r"""The update rule in LaTeX with its symbols, a line an assignment.

    >>> rule_lines(OPTIMIZERS["SGD"])
    ['w_t = w_{t-1} - \\eta\\,g_t']
    """
    lines = _lines(optimizer.rule, tuple(optimizer.knobs))
    symbols = {"g": "g_t", "learning_rate": r"\eta", **{key: knob.symbol for key, knob in optimizer.knobs.items()}}
    symbols |= BETWEEN | {letter: f"{symbol}_{{t-1}}" for letter, symbol in REMEMBERED.items()}
    shown = []
    for index, (letter, formula) in enumerate(lines):
        right = latex(formula, symbols)
        symbols[letter] = _assigned(letter, again=letter in [later for later, _ in lines[index + 1 :]])
        shown.append(f"{symbols[letter]} = {right}")
    return shown


def _assigned(letter: str, again: bool) -> str:
    """The symbol of a letter that has just got its value; one that gets another in the same step wears a tilde."""
    if letter in BETWEEN:
        return BETWEEN[letter]
    return rf"\tilde{{{REMEMBERED[letter]}}}_t" if again else f"{REMEMBERED[letter]}_t"


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
    optimizer = optimizer or OPTIMIZERS[settings.name]
    values = _before(settings, optimizer, weight, gradient, slots, t)
    for letter, formula in _lines(optimizer.rule, tuple(optimizer.knobs)):
        values[letter] = formula.evaluate(values)
    return {letter: values[letter] for letter in (*REMEMBERED, *BETWEEN) if letter in values}


def numbers(
    settings: OptimizerSettings,
    weight: float,
    gradient: float,
    slots: Mapping[str, float],
    t: int,
    optimizer: Optimizer | None = None,
) -> list[str]:
    r"""The same lines as `rule_lines` with the numbers of one weight's step in them, and what comes out.

    >>> numbers(OptimizerSettings("SGD", 0.1), 1.0, -2.0, {}, 1)
    ['w_t = 1 - 0.1\\,\\left(-2\\right) = 1.2']
    """
    optimizer = optimizer or OPTIMIZERS[settings.name]
    values = _before(settings, optimizer, weight, gradient, slots, t)
    shown = []
    lefts = [line.split(" = ")[0] for line in rule_lines(optimizer)]
    for left, (letter, formula) in zip(lefts, _lines(optimizer.rule, tuple(optimizer.knobs)), strict=True):
        right = latex(formula, {name: float(value) for name, value in values.items()})
        values[letter] = formula.evaluate(values)
        shown.append(f"{left} = {right} = {number_latex(float(values[letter]), RESULT_DIGITS)}")
    return shown


def _before(
    settings: OptimizerSettings, optimizer: Optimizer, weight: Any, gradient: Any, slots: Mapping[str, Any], t: int
) -> dict[str, Any]:
    """Every name of the rule that has a value before the step, in float64."""
    known = {"w": weight, "g": gradient, "t": t, "learning_rate": settings.learning_rate, **dict(settings.knobs)}
    known |= {slot.letter: slots[name] for name, slot in optimizer.slots.items()}
    return {name: np.asarray(value, float) for name, value in known.items()}
