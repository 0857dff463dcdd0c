"""What a trained network of dense layers says, and how its weights lie, with numpy alone.

>>> layers = (Dense(1, "relu"), Dropout(0.5), Dense(1))
>>> weights = (np.array([[2.0]]), np.array([1.0]), np.array([0, 0]), np.array([[3.0]]), np.array([0.5]))
>>> outputs(layers, weights, np.array([[1.0], [-4.0]])).tolist()
[[9.5], [0.5]]
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lab.activations import ACTIVATIONS
from lab.stacks.layers import Activation, BatchNormalization, Dense, Dropout, Layer
from lab.traces import Arrays

REACH = 3.3
"""How far the drawn plane reaches from its middle."""
EPSILON = 1e-3
"""What Keras adds to the variance in batch normalisation."""
NEAR_ZERO = 0.01
BINS = 41


def outputs(layers: Sequence[Layer], variables: Arrays, x: np.ndarray) -> np.ndarray:
    """What the network says to examples `x` (n, features), after training: dropout does nothing, batch normalisation
    takes its moving averages. (n, outputs)."""
    left = iter(variables)
    for layer in layers:
        match layer:
            case Dense():
                x = x @ next(left)
                x = _activated(x + next(left) if layer.use_bias else x, layer.activation)
            case BatchNormalization():
                gamma, beta, mean, variance = (next(left) for _ in range(4))
                x = (x - mean) * gamma / np.sqrt(variance + EPSILON) + beta
            case Activation():
                x = _activated(x, layer.activation)
            case Dropout() if layer.draws:
                next(left)  # the state of its random numbers
    return x


def _activated(z: np.ndarray, activation: str) -> np.ndarray:
    if activation == "softmax":
        powers = np.exp(z - z.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)
    return z if activation == "linear" else ACTIVATIONS[activation].value(z)


def fold(layers: Sequence[Layer], variables: Arrays) -> tuple[tuple[Dense, ...], Arrays]:
    """The dense layers, with their kernels and biases, that say after training what a stack says: dropout does nothing
    then, and batch normalisation of z is γ (z − μ) / √(σ² + ε) + β, which goes into the kernel and bias before it
    (it stands between a dense layer and its activation).

    >>> layers = (Dense(1), BatchNormalization(), Activation("relu"))
    >>> gamma, beta, mean, variance = ([2.0], [0.5], [1.0], [4.0 - EPSILON])
    >>> fold(layers, tuple(np.array(each) for each in ([[3.0]], [2.0], gamma, beta, mean, variance)))
    ((Dense(units=1, activation='relu', use_bias=True),), (array([[3.]]), array([1.5])))
    """
    left, dense, arrays = iter(variables), list[Dense](), list[np.ndarray]()
    for layer in layers:
        match layer:
            case Dense():
                dense.append(replace(layer, use_bias=True))
                arrays.append(next(left))
                arrays.append(next(left) if layer.use_bias else np.zeros(layer.units, arrays[-1].dtype))
            case BatchNormalization():
                assert dense[-1].activation == "linear", "it would have to go through the activation"
                gamma, beta, mean, variance = (next(left) for _ in range(4))
                scale = gamma / np.sqrt(variance + EPSILON)
                arrays[-2:] = arrays[-2] * scale, (arrays[-1] - mean) * scale + beta
            case Activation():
                dense[-1] = replace(dense[-1], activation=layer.activation)
            case Dropout() if layer.draws:
                next(left)
    return tuple(dense), tuple(arrays)


def field(layers: Sequence[Layer], variables: Arrays, size: int) -> np.ndarray:
    """The network's output over the plane, (size, size); row 0 is the top."""
    axis = np.linspace(-REACH, REACH, size, dtype="float32")
    a, b = np.meshgrid(axis, axis[::-1])
    with np.errstate(over="ignore", invalid="ignore"):
        return outputs(layers, variables, np.column_stack([a.ravel(), b.ravel()])).reshape(size, size)


def kernels(variables: Arrays) -> np.ndarray:
    """All weights of a network in one row; biases and what batch normalisation has are no weights here."""
    return np.concatenate([array.ravel() for array in variables if array.ndim == 2])


def near_zero(variables: Arrays) -> float:
    """The share of a network's weights of |w| < 0.01."""
    return float(np.mean(np.abs(kernels(variables)) < NEAR_ZERO))


@dataclass(frozen=True, eq=False)
class Histogram:
    """The weights of some moments: `edges` (bins + 1,), `shares` (moments, bins) and, of |w| < 0.01, `near` (moments,).

    Weights beyond the edges count in the outermost bins.
    """

    edges: np.ndarray
    shares: np.ndarray
    near: np.ndarray


def histogram(moments: Sequence[Arrays]) -> Histogram:
    """How the weights lie, in bins that all moments share; an odd number of them, so that 0 is inside one."""
    weights = [kernels(variables) for variables in moments]
    finite = [np.nan_to_num(each, nan=0.0, posinf=0.0, neginf=0.0) for each in weights]
    reach = max(0.1, *(float(np.quantile(np.abs(each), 0.995)) for each in finite))
    edges = np.linspace(-reach, reach, BINS + 1)
    counts = [np.histogram(np.clip(each, -reach, reach), edges)[0] / len(each) for each in finite]
    near = [near_zero(variables) for variables in moments]
    return Histogram(edges, np.array(counts), np.array(near))
