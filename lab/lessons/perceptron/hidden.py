"""A 2-k-1 network that learns a gate: its settings, its training, and what it says and sees at every recorded epoch.

Networks are trained by `lab.training`; here their weights are only looked at, with numpy.
"""

from dataclasses import dataclass

import numpy as np

from lab.activations import ACTIVATIONS
from lab.data.datasets import Data
from lab.data.gates import INPUTS, Table
from lab.experiments import Training, evenly
from lab.optimizers import OPTIMIZERS, OptimizerSettings
from lab.settings import Settings, choice, number
from lab.stacks.layers import Dense
from lab.traces import Arrays

MOST_UNITS = 8
FRAMES = 40
LOW, HIGH = -0.6, 1.6


@dataclass(frozen=True)
class HiddenSettings(Settings):
    """A gate learned by a network with one hidden layer. The defaults are the documents' XOR: batch 1, in order."""

    units: int = number(2, 1, MOST_UNITS, 1)
    activation: str = choice("sigmoid", ("sigmoid", "tanh", "relu"))
    optimizer: str = choice("SGD", OPTIMIZERS)
    loss: str = choice("mse", ("mse", "binary_crossentropy"))
    learning_rate: float = number(0.1, 0.001, 10.0, log=True)
    epochs: int = number(2000, 10, 5000, log=True)
    weights_seed: int = number(0, 0, 2**31 - 1, 1)


def layers(settings: HiddenSettings) -> tuple[Dense, Dense]:
    """The network on two inputs: k hidden neurons, and the output."""
    return Dense(settings.units, settings.activation), Dense(1, "sigmoid")


def training(settings: HiddenSettings, table: Table, frames: int = FRAMES) -> Training:
    """The training that these settings mean: batch size 1, the rows always in the documents' order."""
    return Training(
        data=Data("gate", (("outputs", "".join(map(str, table))),)),
        layers=layers(settings),
        optimizer=OptimizerSettings(settings.optimizer, settings.learning_rate),
        loss=settings.loss,
        batch_size=1,
        epochs=settings.epochs,
        shuffle=False,
        weights_seed=settings.weights_seed,
        snapshots=evenly(settings.epochs, frames) if frames else (),
    )


def hidden(variables: Arrays, activation: str, points: np.ndarray) -> np.ndarray:
    """What the hidden layer says: f(x·W + b). `points` (n, 2) → (n, units)."""
    return ACTIVATIONS[activation].value(points @ variables[0].astype(float) + variables[1])


def output(variables: Arrays, activation: str, points: np.ndarray) -> np.ndarray:
    """What the network says: σ(h·w + b). `points` (n, 2) → (n,)."""
    z = hidden(variables, activation, points) @ variables[2].astype(float) + variables[3]
    return ACTIVATIONS["sigmoid"].value(z)[:, 0]


def field(variables: Arrays, activation: str, size: int) -> np.ndarray:
    """The network's output over the plane, (size, size); row 0 is the top, where B is largest."""
    axis = np.linspace(LOW, HIGH, size)
    a, b = np.meshgrid(axis, axis[::-1])
    return output(variables, activation, np.column_stack([a.ravel(), b.ravel()])).reshape(size, size)


@dataclass(frozen=True, eq=False)
class Seen:
    """The four examples as the output neuron sees them, in two coordinates, and the line that it draws there.

    `points` (4, 2). `line` (3,): a·x + b·y + c = 0, ones where it is above 0.
    """

    points: np.ndarray
    line: np.ndarray


def hidden_space(variables: Arrays, activation: str) -> Seen:
    """The four rows of the truth table in the hidden layer's own coordinates.

    With two hidden neurons these are their outputs h₁ and h₂. With another number the first coordinate is along the
    output neuron's weights, x = h·w/|w|, which is all that it looks at; the second is the direction across it in which
    the examples differ most, found by a singular value decomposition. So the line stands exactly where it is.
    """
    heights = hidden(variables, activation, np.array(INPUTS, float))
    weights, bias = variables[2][:, 0].astype(float), float(variables[3][0])
    if len(weights) == 2:
        return Seen(heights, np.array([*weights, bias]))
    length = max(float(np.linalg.norm(weights)), 1e-12)
    along = heights @ weights / length
    rest = heights - np.outer(along, weights / length)
    rest = rest - rest.mean(axis=0)
    across = rest @ np.linalg.svd(rest)[2][0]
    return Seen(np.column_stack([along, across]), np.array([length, 0.0, bias]))


def answers(variables: Arrays, activation: str) -> np.ndarray:
    """For the four rows, whether the output is on the upper side of ½: (4,), booleans."""
    return output(variables, activation, np.array(INPUTS, float)) >= 0.5


def num_right(variables: Arrays, activation: str, table: Table) -> int:
    """How many rows are on the right side of ½."""
    return int(np.sum(answers(variables, activation) == np.array(table, bool)))
