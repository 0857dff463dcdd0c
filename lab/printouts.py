"""A neuron's training as tables: the outputs as the course documents print them, and one epoch, example by example."""

from typing import NamedTuple

import numpy as np

from lab.gates import ORDERS
from lab.neurons import BIASES, RULES, NeuronTrace, in_units, step, weight_unit
from lab.problems import Problem


class PrintedRow(NamedTuple):
    """A row of the documents' last table: the example, the output they print, and the one that was trained."""

    x: tuple[float, ...]
    y: int
    printed: float
    trained: float


class StepRow(NamedTuple):
    """One example's turn: its output ŷ and error y − ŷ before the update, the weights and the stored bias after it."""

    x: tuple[float, ...]
    y: int
    output: float
    error: float
    weights: tuple[float, ...]
    bias: float


def as_printed(trace: NeuronTrace, epoch: int = -1) -> list[PrintedRow]:
    """The output table after `epoch` (0 is the start, −1 the end) as the documents print it, beside what was trained.

    They train with z = x·w + 1 + b and print σ(x·w + b), one less. With any other bias the two are the same. Here w = 0
    and b = −1, so that σ(0) was trained and σ(−1) is printed:

    >>> from lab.neurons import NeuronSettings, learn
    >>> trace = learn([[0.0]], [1], NeuronSettings(bias="documents", start=(0.0, -1.0)))
    >>> row = as_printed(trace, epoch=0)[0]
    >>> round(row.printed, 3), row.trained
    (0.269, 0.5)
    """
    trained = trace.outputs[epoch].tolist()
    printed = trained
    if BIASES[trace.settings.bias]:
        z = trace.inputs @ trace.weights[epoch] + trace.bias[epoch]
        printed = list(map(RULES[trace.settings.rule], z.tolist()))
    rows = zip(trace.inputs.tolist(), trace.targets.tolist(), printed, trained, strict=True)
    return [PrintedRow(tuple(x), int(y), without, true) for x, y, without, true in rows]


def epoch_steps(trace: NeuronTrace, epoch: int) -> list[StepRow]:
    """The turns of epoch 1, 2, … in the order in which the examples came.

    A perceptron that cycles may end every epoch where it began it; here one sees it move in between. XOR, from where
    its weights come back after each epoch:

    >>> from lab.gates import GATES, INPUTS
    >>> from lab.neurons import NeuronSettings, learn
    >>> trace = learn(INPUTS, GATES["XOR"], NeuronSettings("perceptron", 1.0, 9, start=(0.0, 0.0, 0.0)))
    >>> for row in epoch_steps(trace, 9):
    ...     print(row.x, row.error, row.weights, row.bias)
    (1.0, 1.0) -1.0 (-1.0, -1.0) -1.0
    (1.0, 0.0) 1.0 (0.0, -1.0) 0.0
    (0.0, 1.0) 1.0 (0.0, 0.0) 1.0
    (0.0, 0.0) -1.0 (0.0, 0.0) 0.0
    """
    settings, last = trace.settings, len(trace.error_sum)
    if not 1 <= epoch <= last:
        raise Problem("there is no epoch {epoch}; this training has 1 to {last}", epoch=epoch, last=last)
    unit, activation = weight_unit(settings), RULES[settings.rule]
    before = np.append(trace.weights[epoch - 1], trace.bias[epoch - 1])
    *weights, bias = in_units(before, settings).tolist()
    rows = []
    for index in ORDERS[settings.order](len(trace.inputs), last, settings.shuffle_seed)[epoch - 1]:
        x, y = trace.inputs[index].tolist(), int(trace.targets[index])
        weights, new_bias, error = step(weights, bias, x, y, settings.learning_rate / unit, activation)
        bias = bias if settings.bias == "none" else new_bias
        stored = bias * unit - BIASES[settings.bias]
        rows.append(StepRow(tuple(x), y, y - error, error, tuple(weight * unit for weight in weights), stored))
    return rows
