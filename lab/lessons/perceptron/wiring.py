"""Networks of threshold neurons wired by hand: two inputs A and B, two hidden neurons C and D, one output E.

No neuron alone computes XOR; three do, each of them a gate that a single neuron can be:

>>> XOR_BY_HAND.table, XOR_BY_HAND.formulas()
((0, 1, 1, 0), ('A ∧ ¬B', '¬A ∧ B', 'C ∨ D'))
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lab.data.gates import DIGITS, GATES, INPUTS, Table, formula
from lab.problems import Problem
from lab.settings import Settings, number


@dataclass(frozen=True)
class ThresholdNeuron:
    """Says 1 where w₁·first + w₂·second + b ≥ 0 and 0 elsewhere.

    >>> ThresholdNeuron((1, 1), -1.5).table
    (1, 0, 0, 0)

    Source: McCulloch and Pitts (1943).
    """

    weights: tuple[float, float]
    bias: float

    def __post_init__(self) -> None:
        if len(self.weights) != 2:
            text = "a neuron of two inputs has two weights; this one has {count}"
            raise Problem(text, count=len(self.weights))
        if not all(map(math.isfinite, (*self.weights, self.bias))):
            text = "weights {weights} and bias {bias} have to be finite numbers"
            raise Problem(text, weights=self.weights, bias=self.bias)

    def __call__(self, inputs: ArrayLike) -> np.ndarray:
        """Inputs (…, 2) → whole numbers 0 and 1, (…)."""
        z = np.asarray(inputs, float) @ np.array(self.weights, float) + self.bias
        return (np.round(z, DIGITS) >= 0).astype(int)

    @property
    def table(self) -> Table:
        """What it says to the four rows of a truth table, by which it can be named."""
        first, second, third, fourth = self(INPUTS).tolist()
        return first, second, third, fourth


@dataclass(frozen=True)
class Wiring:
    """A 2-2-1 network: the hidden neurons C and D look at A and B, the output neuron E at C and D."""

    hidden: tuple[ThresholdNeuron, ThresholdNeuron]
    output: ThresholdNeuron

    def hidden_outputs(self, inputs: ArrayLike) -> np.ndarray:
        """What C and D say to inputs (…, 2): (…, 2)."""
        return np.stack([neuron(inputs) for neuron in self.hidden], axis=-1)

    def __call__(self, inputs: ArrayLike) -> np.ndarray:
        """What E says to inputs (…, 2): (…)."""
        return self.output(self.hidden_outputs(inputs))

    @property
    def table(self) -> Table:
        first, second, third, fourth = self(INPUTS).tolist()
        return first, second, third, fourth

    def num_right(self, outputs: Table) -> int:
        """How many of the four rows it gets right.

        >>> XOR_BY_HAND.num_right((0, 1, 1, 0)), XOR_BY_HAND.num_right((1, 0, 0, 1))
        (4, 0)
        """
        return sum(one == other for one, other in zip(self.table, outputs, strict=True))

    def formulas(self) -> tuple[str, str, str]:
        """What C, D and E compute, each as a formula of its own two inputs."""
        first, second = self.hidden
        return formula(first.table), formula(second.table), formula(self.output.table, "C", "D")

    def field(self, low: float = -0.5, high: float = 1.5, num: int = 41) -> np.ndarray:
        """What C, D and E say on a grid of `num` × `num` points from `low` to `high`: (num, num, 3), [row of B, column
        of A]."""
        axis = np.linspace(low, high, num)
        points = np.stack(np.meshgrid(axis, axis), axis=-1)
        return np.concatenate([self.hidden_outputs(points), self(points)[..., None]], axis=-1)


XOR_BY_HAND = Wiring(
    hidden=(ThresholdNeuron((1, -1), -0.5), ThresholdNeuron((-1, 1), -0.5)),
    output=ThresholdNeuron((1, 1), -0.5),
)
"""A ⊕ B as (A ∧ ¬B) ∨ (¬A ∧ B). Source: Géron, Hands-On Machine Learning, chapter 10, exercise 1."""

WIRINGS: dict[str, Wiring] = {
    "OR": XOR_BY_HAND,
    "AND": Wiring(
        hidden=(ThresholdNeuron((1, 1), -0.5), ThresholdNeuron((-1, -1), 1.5)),
        output=ThresholdNeuron((1, 1), -1.5),
    ),
}
"""Two ways to XOR, by the gate that E is."""


class Targets(NamedTuple):
    """What each neuron is meant to say: C and D to the four rows (A, B), E to the four points (C, D)."""

    c: Table
    d: Table
    e: Table

    def formulas(self) -> tuple[str, str, str]:
        return formula(self.c), formula(self.d), formula(self.e, "C", "D")


def targets(plan: str, outputs: Table) -> Targets | None:
    """What C, D and E have to be by a plan of `WIRINGS`; None for tables other than XOR and XNOR, which have no plan.

    >>> targets("OR", GATES["XNOR"]).formulas()
    ('A ∧ ¬B', '¬A ∧ B', '¬(C ∨ D)')
    """
    if outputs not in (GATES["XOR"], GATES["XNOR"]):
        return None
    first, second = WIRINGS[plan].hidden
    meant = WIRINGS[plan].output
    if outputs == GATES["XNOR"]:
        w1, w2 = meant.weights
        meant = ThresholdNeuron((-w1, -w2), -meant.bias)
    return Targets(first.table, second.table, meant.table)


def weight(default: float) -> float:
    return number(default, -3.0, 3.0, 0.1)


@dataclass(frozen=True)
class WiringSettings(Settings):
    """The nine numbers of a 2-2-1 network, set by hand. `c_a` is the weight of input A in neuron C, and so on."""

    c_a: float = weight(1.0)
    c_b: float = weight(-1.0)
    c_bias: float = weight(-0.5)
    d_a: float = weight(-1.0)
    d_b: float = weight(1.0)
    d_bias: float = weight(-0.5)
    e_c: float = weight(1.0)
    e_d: float = weight(1.0)
    e_bias: float = weight(-0.5)

    def wired(self) -> Wiring:
        """
        >>> WiringSettings().wired() == XOR_BY_HAND
        True
        """
        return Wiring(
            hidden=(
                ThresholdNeuron((self.c_a, self.c_b), self.c_bias),
                ThresholdNeuron((self.d_a, self.d_b), self.d_bias),
            ),
            output=ThresholdNeuron((self.e_c, self.e_d), self.e_bias),
        )
