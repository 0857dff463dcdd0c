"""A neuron's training as tables: the outputs as the course documents print them, and one epoch, example by example."""

import math
from typing import NamedTuple

import numpy as np

from lab.data.gates import ORDERS
from lab.lessons.perceptron.neurons import BIASES, RULES, NeuronTrace, in_units, single_example, step, weight_unit
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


class Single(NamedTuple):
    """A neuron that the course documents show one example 1000 times, and the outputs they print at every 100th."""

    x: tuple[float, ...]
    y: int
    weights: tuple[float, ...]
    with_bias: bool
    printed: tuple[float, ...]

    def trained(self) -> NeuronTrace:
        return single_example(self.x, self.y, self.weights, steps=100 * len(self.printed), with_bias=self.with_bias)


def _logit(output: float) -> float:
    return math.log(output / (1 - output))


_SIZE = math.sqrt(3.681387)

SINGLES: dict[str, Single] = {
    "one": Single(
        (1.0,),
        0,
        (_logit(0.8723855),),
        False,
        (
            *(0.13575228, 0.06054739, 0.03837379, 0.02797328, 0.02197183),
            *(0.01807551, 0.01534558, 0.01332812, 0.01177713, 0.01054805),
        ),
    ),
    "three": Single(
        (_SIZE, 0.0, 0.0),
        1,
        (_logit(0.03847362) / _SIZE, 0.0, 0.0),
        False,
        (
            *(0.9682371, 0.98521936, 0.990395, 0.99289167, 0.9943599),
            *(0.9953263, 0.9960103, 0.9965199, 0.99691415, 0.9972283),
        ),
    ),
    "bias": Single(
        (1.2705061, 1.3811893, -0.14885783),
        1,
        (-1.1372662, -0.28991228, -1.5178484),
        True,
        (
            *(0.97600514, 0.98844445, 0.99240416, 0.99434584, 0.99549806),
            *(0.9962606, 0.99680245, 0.9972072, 0.9975212, 0.9977717),
        ),
    ),
}
"""One input, three inputs, three inputs and a bias. The starting weights are the documents', or, where they print none,
such that their first output comes out. Where they do not print the inputs, only |x|² matters, which is found from their
output at step 100.
"""


def as_printed(trace: NeuronTrace, epoch: int = -1) -> list[PrintedRow]:
    """The output table after `epoch` (0 is the start, −1 the end) as the documents print it, beside what was trained.

    They train with z = x·w + 1 + b and print σ(x·w + b), one less. With any other bias the two are the same. Here w = 0
    and b = −1, so that σ(0) was trained and σ(−1) is printed:

    >>> from lab.lessons.perceptron.neurons import NeuronSettings, learn
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

    >>> from lab.data.gates import GATES, INPUTS
    >>> from lab.lessons.perceptron.neurons import NeuronSettings, learn
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
