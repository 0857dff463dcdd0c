"""Dropout on one vector, to be looked at: which vector, and what is asked about it."""

from dataclasses import dataclass

from lab.settings import Settings, number

HIDDEN_OUTPUTS = (0.8, 0.0, 1.3, 0.4, 2.1, 0.0, 0.9, 1.7, 0.2, 1.1)
"""One example's outputs of a hidden layer with ReLU, to look at dropout with."""


@dataclass(frozen=True)
class DropoutSettings(Settings):
    """Dropout on one vector: its rate, the seed of the mask, how many masks the mean is over, and one neuron."""

    rate: float = number(0.5, 0.0, 0.9, 0.05)
    mask_seed: int = number(0, 0, 2**31 - 1, 1)
    masks: int = number(100, 1, 1000, log=True)
    neuron: int = number(5, 1, len(HIDDEN_OUTPUTS), 1)


def scale(rate: float) -> float:
    """What Keras multiplies the outputs with that stay: 1 / (1 − rate), so that the mean stays what it was.

    >>> scale(0.5)
    2.0
    """
    return 1 / (1 - rate)
