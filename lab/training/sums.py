"""Softmax regression step by step, as one compiled function: rate, reduction and logarithm go in as numbers.

The documents write the loss as −Σ y·log(softmax(x·W + b)), with nothing that keeps the logarithm away from 0.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from lab.data.datasets import Data
from lab.lessons.images.sums import (
    BATCH,
    BIAS,
    CLIPPED,
    DEVIATION,
    LOGARITHMS,
    LOOKS,
    MOST_STEPS,
    Lost,
    State,
    Sums,
    SumsSettings,
    order,
)
from lab.traces import Unfinished
from lab.training.keras_data import load
from lab.training.runs import CHUNK_SECONDS
from lab.training.stores import fetch

MOST_SETS = 2
COLUMNS = ("loss", "lowest", "entry", "gap", "zeros")
"""What is recorded of a step: its loss; the smallest probability of its batch, which of the 1,000 it is, and by how
much its logit is smaller than the highest one of its picture; how many are 0."""

_sets: OrderedDict[str, tuple[dict[str, tf.Tensor], Callable]] = OrderedDict()


def trained(settings: SumsSettings, state: State | None = None) -> Sums | Unfinished:
    """The training, look after look, as far as a chunk has time for."""
    deadline = time.perf_counter() + CHUNK_SECONDS
    data, run = fetch(_sets, settings.data, lambda: _load(settings.data), MOST_SETS)
    state = state or State(*((item.numpy(),) for item in start(settings, data["x"].shape[1])))
    every, rows = settings.num_steps // LOOKS, order(settings, len(data["y"]))
    while (looks := len(state.records)) < LOOKS:
        state = further(settings, state, data, run, rows[looks * every : (looks + 1) * every])
        if time.perf_counter() > deadline:
            return Unfinished(state)
    return result(settings, state, data, rows)


def further(settings: SumsSettings, state: State, data: dict[str, tf.Tensor], run: Callable, rows: np.ndarray) -> State:
    """The state at the next look, after a step for each of the batches (steps, 100)."""
    batches = np.zeros((MOST_STEPS // LOOKS, BATCH), "int32")
    batches[: len(rows)] = rows
    numbers = {"rate": settings.learning_rate, "share": 1.0 if settings.reduction == "sum" else 1 / BATCH}
    kernel, bias, record = run(
        data,
        tf.constant(batches),
        tf.constant(len(rows)),
        {name: tf.constant(value, tf.float32) for name, value in numbers.items()},
        tf.constant(LOGARITHMS.index(settings.logarithm)),
        tf.constant(state.kernels[-1]),
        tf.constant(state.biases[-1]),
    )
    records = (*state.records, record.numpy()[: len(rows)])
    return State((*state.kernels, kernel.numpy()), (*state.biases, bias.numpy()), records)


def result(settings: SumsSettings, state: State, data: dict[str, tf.Tensor], rows: np.ndarray) -> Sums:
    """What has come of it in the end."""
    steps = dict(zip(COLUMNS, np.concatenate(state.records).T, strict=True))
    looked = np.arange(LOOKS + 1) * (settings.num_steps // LOOKS)
    right = np.array([_right(data, *weights) for weights in zip(state.kernels, state.biases, strict=True)])
    lost = lost_at(steps, rows, data["y"].numpy())
    return Sums(steps["loss"], steps["lowest"], looked, right, state.kernels[-1], state.biases[-1], lost)


def start(settings: SumsSettings, num_inputs: int) -> tuple[tf.Tensor, tf.Tensor]:
    """The weights (inputs, 10) and biases (10,) before the first step: zeros, or as the documents draw them later."""
    if settings.start == "zeros":
        return tf.zeros((num_inputs, 10)), tf.zeros(10)
    drawn = keras.initializers.TruncatedNormal(stddev=DEVIATION, seed=settings.seed)
    return tf.convert_to_tensor(drawn((num_inputs, 10))), tf.fill([10], BIAS)


def lost_at(steps: dict[str, np.ndarray], rows: np.ndarray, y: np.ndarray) -> Lost | None:
    """The first step whose loss is no number, and what made it so."""
    bad = np.flatnonzero(~np.isfinite(steps["loss"]))
    if not len(bad):
        return None
    step = int(bad[0])
    row, its_class = divmod(int(steps["entry"][step]), 10)
    picture = int(rows[step, row])
    its = {name: float(steps[name][step]) for name in ("loss", "lowest", "gap", "zeros")}
    return Lost(
        step + 1, its["loss"], picture, int(y[picture]), its_class, its["lowest"], its["gap"], int(its["zeros"])
    )


def _load(name: str) -> tuple[dict[str, tf.Tensor], Callable]:
    """The pictures as rows of numbers, and the program for them, which is compiled at its first call."""
    examples = load(Data(name))
    assert examples.test is not None
    data = {"scale": tf.constant(examples.scale, tf.float32)}
    for suffix, part in (("", examples), ("_test", examples.test)):
        data[f"x{suffix}"] = tf.constant(np.asarray(part.x).reshape(len(part), -1))
        data[f"y{suffix}"] = tf.constant(np.asarray(part.y))
    return data, tf.function(_run)


def _run(data, rows, count, numbers, logarithm, kernel, bias):
    """`count` steps: the weights after them, and the record (steps, columns)."""
    record = tf.TensorArray(tf.float32, size=MOST_STEPS // LOOKS, element_shape=(len(COLUMNS),))
    for step in tf.range(count):
        kernel, bias, seen = _step(data, rows[step], numbers, logarithm, kernel, bias)
        record = record.write(step, seen)
    return kernel, bias, record.stack()


def _step(data, rows, numbers, logarithm, kernel, bias):
    """One batch: predict, compare, differentiate, step."""
    x = tf.cast(tf.gather(data["x"], rows), tf.float32) * data["scale"]
    y = tf.one_hot(tf.gather(data["y"], rows), 10)
    with tf.GradientTape() as tape:
        tape.watch([kernel, bias])
        logits = tf.matmul(x, kernel) + bias
        losses = tf.switch_case(logarithm, [lambda each=each: each(y, logits) for each in LOSSES])
        loss = tf.reduce_sum(losses) * numbers["share"]
    by_kernel, by_bias = tape.gradient(loss, [kernel, bias])
    probabilities = tf.reshape(tf.nn.softmax(logits), [-1])
    entry = tf.argmin(probabilities, output_type=tf.int32)
    lowest = probabilities[entry]
    gap = tf.reduce_max(logits[entry // 10]) - tf.reshape(logits, [-1])[entry]
    zeros = tf.reduce_sum(tf.cast(probabilities == 0, tf.float32))
    seen = tf.stack([loss, lowest, tf.cast(entry, tf.float32), gap, zeros])
    return kernel - numbers["rate"] * by_kernel, bias - numbers["rate"] * by_bias, seen


def _unprotected(y: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """−Σ y·log(softmax), as the documents have it."""
    return -tf.reduce_sum(y * tf.math.log(tf.nn.softmax(logits)), 1)


def _clipped(y: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """The same of probabilities that are kept away from 0 and 1."""
    return -tf.reduce_sum(y * tf.math.log(tf.clip_by_value(tf.nn.softmax(logits), CLIPPED, 1 - CLIPPED)), 1)


def _from_logits(y: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """The same, from the logits: log(softmax(z))ᵢ = zᵢ − log Σ exp(zⱼ), which never takes the logarithm of 0."""
    return keras.losses.categorical_crossentropy(y, logits, from_logits=True)


LOSSES = (_unprotected, _clipped, _from_logits)
"""In the order of `LOGARITHMS`."""


def _right(data: dict[str, tf.Tensor], kernel: tf.Tensor, bias: tf.Tensor) -> float:
    """The share of the test pictures whose class has the highest logit. Of ten that are no numbers, TensorFlow calls
    the first one the highest."""
    logits = tf.matmul(tf.cast(data["x_test"], tf.float32) * data["scale"], kernel) + bias
    return float(tf.reduce_mean(tf.cast(tf.argmax(logits, 1, output_type=tf.int32) == data["y_test"], tf.float32)))
