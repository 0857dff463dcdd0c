"""Activation functions with their derivatives: what the gradient has to pass through.

A step answers as sharply as can be, but its slope is 0 wherever it has one, so that gradient descent is told nothing;
the logistic function has a slope everywhere:

>>> z = np.array([-2.0, 0.0, 2.0])
>>> ACTIVATIONS["step"].derivative(z)
array([ 0., nan,  0.])
>>> ACTIVATIONS["sigmoid"].derivative(z).round(3)
array([0.105, 0.25 , 0.105])
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LEAK = 0.2
"""Slope of Leaky ReLU below 0; Keras's default in `keras.activations.leaky_relu` (its layer takes 0.3, Géron 0.01)."""


@dataclass(frozen=True)
class Activation:
    """A function of z, its derivative by z (both for arrays of any shape), and the two in LaTeX."""

    value: Callable[[np.ndarray], np.ndarray]
    derivative: Callable[[np.ndarray], np.ndarray]
    latex: str
    latex_derivative: str


def step(z: np.ndarray) -> np.ndarray:
    """1 where z ≥ 0, else 0 (Heaviside's function, 1 at 0 as in Géron's book)."""
    return np.where(np.isnan(z), np.nan, np.greater_equal(z, 0).astype(float))


def step_derivative(z: np.ndarray) -> np.ndarray:
    """0 on both sides; at the jump there is none, which NaN says."""
    return np.where(np.equal(z, 0) | np.isnan(z), np.nan, 0.0)


def sigmoid(z: np.ndarray) -> np.ndarray:
    """σ(z) = 1 / (1 + e⁻ᶻ), from e to the power of −|z|, which cannot overflow."""
    small = np.exp(-np.abs(z))
    return np.where(np.greater_equal(z, 0), 1, small) / (1 + small)


def sigmoid_derivative(z: np.ndarray) -> np.ndarray:
    """σ(z) (1 − σ(z)), as σ(z) σ(−z), which keeps its digits where σ(z) is close to 1."""
    return sigmoid(z) * sigmoid(np.negative(z))


def tanh_derivative(z: np.ndarray) -> np.ndarray:
    """1 − tanh²(z), as 4 σ(2z) σ(−2z), which keeps its digits where tanh is close to ±1."""
    return 4 * sigmoid_derivative(np.multiply(2, z))


def relu(z: np.ndarray) -> np.ndarray:
    """max(0, z). Source: Nair and Hinton (2010)."""
    return np.maximum(z, 0.0)


def relu_derivative(z: np.ndarray) -> np.ndarray:
    """1 above 0, else 0. At the kink there is none; 0 is what TensorFlow takes."""
    return np.greater(z, 0).astype(float)


def leaky_relu(z: np.ndarray) -> np.ndarray:
    """z above 0, else `LEAK` · z. Source: Maas et al. (2013)."""
    return np.where(np.greater(z, 0), z, np.multiply(LEAK, z))


def leaky_relu_derivative(z: np.ndarray) -> np.ndarray:
    """1 above 0, else `LEAK`, which at the kink is what TensorFlow takes."""
    return np.where(np.greater(z, 0), 1.0, LEAK)


def elu(z: np.ndarray) -> np.ndarray:
    """z above 0, else eᶻ − 1 (α = 1, for which the slope has no jump). Source: Clevert et al. (2015)."""
    return np.where(np.greater(z, 0), z, np.expm1(np.minimum(z, 0)))


def elu_derivative(z: np.ndarray) -> np.ndarray:
    """1 above 0, else eᶻ, which is 1 at 0, too."""
    return np.exp(np.minimum(z, 0.0))


ACTIVATIONS: dict[str, Activation] = {
    "step": Activation(
        step,
        step_derivative,
        r"\begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}",
        r"0 \quad (z \ne 0)",
    ),
    "sigmoid": Activation(
        sigmoid,
        sigmoid_derivative,
        r"\sigma(z) = \frac{1}{1 + e^{-z}}",
        r"\sigma(z)\,(1 - \sigma(z))",
    ),
    "tanh": Activation(
        np.tanh,
        tanh_derivative,
        r"\tanh(z) = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
        r"1 - \tanh^2(z)",
    ),
    "relu": Activation(
        relu,
        relu_derivative,
        r"\max(0, z)",
        r"\begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}",
    ),
    "leaky_relu": Activation(
        leaky_relu,
        leaky_relu_derivative,
        rf"\begin{{cases}} z & z > 0 \\ {LEAK}\,z & z \le 0 \end{{cases}}",
        rf"\begin{{cases}} 1 & z > 0 \\ {LEAK} & z \le 0 \end{{cases}}",
    ),
    "elu": Activation(
        elu,
        elu_derivative,
        r"\begin{cases} z & z > 0 \\ e^{z} - 1 & z \le 0 \end{cases}",
        r"\begin{cases} 1 & z > 0 \\ e^{z} & z \le 0 \end{cases}",
    ),
}
"""By Keras's names, and `step`, which Keras has not: nothing can be trained through it."""
