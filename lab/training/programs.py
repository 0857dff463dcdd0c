"""Whole epochs as one compiled function: Keras's layers, losses and optimizers do the arithmetic inside its loop.

`keras.fit` runs a Python loop and leaves the compiled code after every batch. Here a chunk of epochs is one call, so
that a training of a small network takes milliseconds. What is a number (learning rate, momentum, L1, L2, how many
epochs) goes in as a tensor: moving its slider does not compile again. What changes the graph is the `Structure`.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from lab.stacks.layers import Layer
from lab.training.networks import build
from lab.training.optimizers import knobs_as_tensors, make

CONVOLUTIONS = ("Conv2D", "DepthwiseConv2D")
WHOLE_BATCH = ("BatchNormalization", "Dropout")
"""Layers for which it matters what else, or how much, is in the batch."""
MOST_PROGRAMS = 24
MOST_EPOCHS = 4096
MOST_ROWS = 2**18
MOST_SLOTS = 64
MOST_SNAPSHOT_VALUES = 2**22
MOST_AT_ONCE = 2000
"""So many pictures at most go through convolutions together where nothing is learnt from them. The course's largest
network has 100 kB of feature maps for each."""


@dataclass(frozen=True)
class Structure:
    """What a compiled program depends on. Two trainings with equal structures share one program."""

    input_shape: tuple[int, ...]
    layers: tuple[Layer, ...]
    loss: str
    optimizer: str
    batch_size: int
    num_train: int
    num_validation: int
    num_test: int
    penalised: bool

    @property
    def most_epochs(self) -> int:
        """The record of a chunk has a fixed length, the smaller the more examples there are."""
        return max(1, min(MOST_EPOCHS, MOST_ROWS // self.num_train))

    @property
    def metrics(self) -> tuple[str, ...]:
        """Those of `METRICS` that there are."""
        parts = {"val": self.num_validation, "test": self.num_test}
        there = [
            "loss",
            "accuracy",
            *(f"{part}_{what}" for part in parts for what in ("loss", "accuracy") if parts[part]),
        ]
        return (*there, "penalty", "val_penalty") if self.penalised else tuple(there)

    def has(self, kinds: tuple[str, ...]) -> bool:
        return any(type(layer).__name__ in kinds for layer in self.layers)

    @property
    def looks_at_single_examples(self) -> bool:
        return not self.has(WHOLE_BATCH)


LOSSES: dict[str, Callable] = {
    "mse": keras.losses.mean_squared_error,
    "binary_crossentropy": keras.losses.binary_crossentropy,
    "categorical_crossentropy": keras.losses.categorical_crossentropy,
    "sparse_categorical_crossentropy": keras.losses.sparse_categorical_crossentropy,
}


def accuracy_of(loss: str, num_outputs: int) -> Callable:
    """What `metrics=["accuracy"]` means to `keras.fit` for this loss and so many outputs."""
    if loss == "sparse_categorical_crossentropy":
        return keras.metrics.sparse_categorical_accuracy
    return keras.metrics.binary_accuracy if num_outputs == 1 else keras.metrics.categorical_accuracy


METRICS = ("loss", "accuracy", "penalty", "val_loss", "val_accuracy", "test_loss", "test_accuracy", "val_penalty")
"""What is recorded of an epoch, as `keras.fit` reports it. Losses include the penalties of L1 and L2, as Keras's do:
`penalty` is what of `loss` is due to them (the mean over the epoch's steps), `val_penalty` what of `val_loss` is."""


class Program:
    """A network and an optimizer that belong to one compiled function; they hold no state between two calls."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        self.network = build(structure.input_shape, structure.layers)
        self.accuracy = accuracy_of(structure.loss, self.network.output_shape[-1])
        self.optimizer = make(structure.optimizer)
        self.optimizer.build(self.network.trainable_variables)
        self.variables = list(self.network.variables)
        # The learning rate comes in as a tensor, so the variable that Keras keeps for it is not part of the state.
        self.slots = [slot for slot in self.optimizer.variables if slot is not self.optimizer._learning_rate]
        self.start_slots = tuple(np.asarray(slot) for slot in self.slots)
        num_values = sum(int(np.prod(variable.shape)) for variable in self.variables)
        self.num_snapshots = min(MOST_SLOTS, MOST_SNAPSHOT_VALUES // max(num_values, 1))
        self.snapshot_shapes = [tuple(variable.shape) for variable in self.variables]
        # XLA's convolution on a CPU is several times slower than TensorFlow's own.
        self.run = tf.function(self._run, jit_compile=not structure.has(CONVOLUTIONS))

    def _run(
        self, state: list, data: dict[str, tf.Tensor], order: tf.Tensor, count: tf.Tensor, keep: tf.Tensor, knobs: dict
    ):
        """`count` epochs from `state`. Row e of `order` orders the examples in epoch e, `knobs["learning_rate"][e]` is
        its rate; after it the weights go to place `keep[e]` of the record, whose last place is for those that nobody
        wants."""
        for variable, value in zip(self.variables + self.slots, state, strict=True):
            variable.assign(value)
        metrics = tf.TensorArray(tf.float32, size=self.structure.most_epochs, element_shape=(len(METRICS),))
        # A network so large that not one snapshot has room keeps no record, which would cost it a copy every epoch.
        recorded = self.variables if self.num_snapshots else []
        size = self.num_snapshots + 1
        snapshots = [tf.TensorArray(v.dtype, size=size, element_shape=v.shape) for v in recorded]
        epoch = tf.constant(0)
        while epoch < count:  # over `tf.range(count)` XLA would compile again for every count
            trained = self._epoch(data, order[epoch], {**knobs, "learning_rate": knobs["learning_rate"][epoch]})
            metrics = metrics.write(epoch, tf.concat([trained, *self._measure(data, knobs)], 0))
            snapshots = [
                array.write(keep[epoch], tf.convert_to_tensor(variable))
                for array, variable in zip(snapshots, recorded, strict=True)
            ]
            epoch += 1
        after = [tf.convert_to_tensor(variable) for variable in self.variables + self.slots]
        return after, metrics.stack(), [array.stack() for array in snapshots]

    def _epoch(self, data: dict[str, tf.Tensor], order: tf.Tensor, knobs: dict) -> tf.Tensor:
        """One pass over the training examples; mean loss, accuracy and penalty over them, as `keras.fit` reports them.

        The last batch may be smaller. Where layers look at one example at a time it is filled up with examples that do
        not count, since a second step of another size would take as long again to compile.
        """
        size, num = min(self.structure.batch_size, self.structure.num_train), self.structure.num_train
        whole, rest = divmod(num, size)
        total = tf.zeros(3)
        if not rest:
            for step in tf.range(whole):
                total += size * self._step(data, tf.slice(order, [step * size], [size]), knobs)
        elif self.structure.looks_at_single_examples:
            filled = tf.concat([order, tf.zeros(size - rest, order.dtype)], 0)
            for step in tf.range(whole + 1):
                count = tf.minimum(size, num - step * size)
                counts = tf.cast(tf.range(size) < count, tf.float32)
                part = self._step(data, tf.slice(filled, [step * size], [size]), knobs, counts)
                total += tf.cast(count, tf.float32) * part
        else:
            for step in tf.range(whole):
                total += size * self._step(data, tf.slice(order, [step * size], [size]), knobs)
            total += rest * self._step(data, order[num - rest :], knobs)
        return total / num

    def _step(
        self, data: dict[str, tf.Tensor], rows: tf.Tensor, knobs: dict, counts: tf.Tensor | None = None
    ) -> tf.Tensor:
        """One batch: predict, compare, differentiate, step. `counts` is 0 for examples that only fill the batch up."""
        x, y = tf.gather(data["x"], rows), tf.gather(data["y"], rows)
        with tf.GradientTape() as tape:
            predicted = self.network(tf.cast(x, tf.float32) * data["scale"], training=True)
            penalty = self._penalty(knobs)
            loss = _mean(LOSSES[self.structure.loss](y, predicted), counts) + penalty
        gradients = tape.gradient(loss, self.network.trainable_variables)
        its_own = {name: value for name, value in knobs.items() if name not in ("l1", "l2")}
        with knobs_as_tensors(self.optimizer, self.structure.optimizer, its_own):
            self.optimizer.apply(gradients)
        return tf.stack([loss, _mean(self.accuracy(y, predicted), counts), penalty])

    def _penalty(self, knobs: dict) -> tf.Tensor:
        """λ₁·Σ|w| + λ₂·Σw² over all kernels, as Keras's regularizers compute it (no ½)."""
        if not self.structure.penalised:
            return tf.constant(0.0)
        kernels = [variable for variable in self.network.trainable_variables if "kernel" in variable.name]
        if not kernels:
            return tf.constant(0.0)
        l1, l2 = keras.regularizers.L1(), keras.regularizers.L2()
        l1.l1, l2.l2 = knobs["l1"], knobs["l2"]
        return tf.add_n([l1(kernel) + l2(kernel) for kernel in kernels])

    def _measure(self, data: dict[str, tf.Tensor], knobs: dict) -> list[tf.Tensor]:
        """Loss and accuracy on the examples held out and on those for testing, each NaN where there are none; then the
        penalty that both losses include."""
        penalty, nothing = self._penalty(knobs), tf.fill([2], float("nan"))
        counts = {"val": self.structure.num_validation, "test": self.structure.num_test}
        measured = [self._scores(data, part, penalty) if count else nothing for part, count in counts.items()]
        return [*measured, penalty[None]]

    def _scores(self, data: dict[str, tf.Tensor], part: str, penalty: tf.Tensor) -> tf.Tensor:
        """Loss and accuracy on one part of the examples: in one batch, or where convolutions would make that one too
        large, in several."""
        x, y, count = data[f"x_{part}"], data[f"y_{part}"], len(data[f"y_{part}"])
        if count <= MOST_AT_ONCE or not self.structure.has(CONVOLUTIONS):
            return self._batch_scores(x, y, data["scale"]) + tf.stack([penalty, 0.0])
        whole, rest = divmod(count, MOST_AT_ONCE)
        total = tf.zeros(2)
        for step in tf.range(whole):
            rows = tf.range(step * MOST_AT_ONCE, (step + 1) * MOST_AT_ONCE)
            total += MOST_AT_ONCE * self._batch_scores(tf.gather(x, rows), tf.gather(y, rows), data["scale"])
        if rest:
            total += rest * self._batch_scores(x[-rest:], y[-rest:], data["scale"])
        return total / count + tf.stack([penalty, 0.0])

    def _batch_scores(self, x: tf.Tensor, y: tf.Tensor, scale: tf.Tensor) -> tf.Tensor:
        predicted = self.network(tf.cast(x, tf.float32) * scale, training=False)
        return tf.stack([_mean(LOSSES[self.structure.loss](y, predicted)), _mean(self.accuracy(y, predicted))])


def _mean(values: tf.Tensor, counts: tf.Tensor | None = None) -> tf.Tensor:
    """The mean over a batch, of those examples that count."""
    values = tf.cast(values, tf.float32)
    values = tf.reduce_mean(tf.reshape(values, [tf.shape(values)[0], -1]), 1)
    return tf.reduce_mean(values) if counts is None else tf.reduce_sum(values * counts) / tf.reduce_sum(counts)


_programs: OrderedDict[Structure, Program] = OrderedDict()


def program(structure: Structure) -> Program:
    """The program of a structure, kept in this process; the one used longest ago goes when there are too many."""
    return kept(_programs, structure, lambda: Program(structure), MOST_PROGRAMS)


def kept(store: OrderedDict, key: Any, make_one: Callable[[], Any], most: int) -> Any:
    """`store[key]`, made at the first time; of more than `most` entries the one used longest ago is dropped."""
    if key not in store:
        store[key] = make_one()
    store.move_to_end(key)
    while len(store) > most:
        store.popitem(last=False)
    return store[key]
