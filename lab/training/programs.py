"""Epochs, or batches of one, as one compiled function: Keras's layers, losses and optimizers compute inside its loop.

`keras.fit` runs a Python loop and leaves the compiled code after every batch. Here a chunk of epochs is one call, so
that a training of a small network takes milliseconds; and where an epoch is long, some batches of it are. What is a
number (learning rate, momentum, L1, L2, how many epochs or batches) goes in as a tensor: moving its slider does not
compile again. What changes the graph is the `Structure`.
"""

from collections import OrderedDict

import keras
import numpy as np
import tensorflow as tf

from lab.traces import Arrays, State
from lab.training.losses import LOSSES, accuracy_of, mean_of
from lab.training.networks import build
from lab.training.optimizers import knobs_as_tensors, make
from lab.training.stores import fetch
from lab.training.structures import METRICS, Structure

MOST_PROGRAMS = 24
MOST_SLOTS = 64
MOST_MEMBERS = 64
"""So many trainings that differ in numbers alone are computed by one call."""
MOST_SNAPSHOT_VALUES = 2**22
TRIED_S, LONG_ENOUGH_S = 0.05, 0.02
"""How long, by the rule, the first batches are that are timed, and what is long enough to say something of the pace: of
what is shorter, only what was held up would be noticed."""


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
        is_dense = not any(layer.slides for layer in structure.layers)
        self.run = tf.function(self._run_batches if structure.is_cut else self._run, jit_compile=is_dense)
        self.run_family = tf.function(self._run_family, jit_compile=is_dense)
        self.paces: dict[str, float] = {}
        self._is_compiled = False

    def fitting(self, kind: str, seconds: float, expected: float) -> int:
        """How many of `kind` ("steps" or "looks"), each expected to take so long, fit into a time; at least one. Until
        the pace is known no more than a few are tried."""
        if self.structure.is_cut and kind not in self.paces:
            seconds = min(seconds, TRIED_S) if self._is_compiled else 0.0
        return max(1, int(seconds / expected / self.paces.get(kind, 1.0)))

    def measure(self, kind: str, took: float, expected: float) -> None:
        """Learn the pace by a call. The first one compiles; what is too short says nothing."""
        if self._is_compiled and expected > LONG_ENOUGH_S:
            self.paces[kind] = took / expected
        self._is_compiled = True

    def put(self, state: State) -> None:
        """Set the network and the optimizer to a state."""
        for variable, value in zip(self.variables + self.slots, (*state.variables, *state.slots), strict=True):
            variable.assign(value)

    def arrays(self) -> tuple[Arrays, Arrays]:
        """The network's variables and the optimizer's slots as they are now."""
        found = tuple(variable.value.numpy().copy() for variable in self.variables + self.slots)
        return found[: len(self.variables)], found[len(self.variables) :]

    def _run(
        self,
        state: list,
        data: dict[str, tf.Tensor],
        order: tf.Tensor,
        count: tf.Tensor,
        end: tf.Tensor,
        keep: tf.Tensor,
        knobs: dict,
    ):
        """`count` epochs from `state`, of which number `end` is the training's last one. Row e of `order` orders the
        examples in epoch e, `knobs["learning_rate"][e]` is its rate; after it the weights go to place `keep[e]` of the
        record, whose last place is for those that nobody wants."""
        for variable, value in zip(self.variables + self.slots, state, strict=True):
            variable.assign(value)
        metrics = tf.TensorArray(tf.float32, size=self.structure.most_epochs, element_shape=(len(METRICS),))
        # A network so large that not one snapshot has room keeps no record, which would cost it a copy every epoch.
        recorded = self.variables if self.num_snapshots else []
        size = self.num_snapshots + 1
        snapshots = [tf.TensorArray(v.dtype, size=size, element_shape=v.shape) for v in recorded]
        epoch = tf.constant(0)
        while epoch < count:  # over `tf.range(count)` XLA would compile again for every count
            its_knobs = {**knobs, "learning_rate": knobs["learning_rate"][epoch]}
            learnt = self._epoch(data, order[epoch], its_knobs)
            held_out = self._looks(data, "val", 0, self.structure.looks("val"), tf.zeros(2))
            # Where the examples for testing wait for the end, no look at them is the last one until then.
            last = self.structure.looks("test") * (tf.cast(epoch == end, tf.int32) if self.structure.tests_last else 1)
            metrics = metrics.write(
                epoch, self._means(learnt, held_out, self._looks(data, "test", 0, last, tf.zeros(2)), knobs)
            )
            snapshots = [
                array.write(keep[epoch], tf.convert_to_tensor(variable))
                for array, variable in zip(snapshots, recorded, strict=True)
            ]
            epoch += 1
        after = [tf.convert_to_tensor(variable) for variable in self.variables + self.slots]
        return after, metrics.stack(), [array.stack() for array in snapshots]

    def _run_family(
        self,
        states: list,
        data: dict[str, tf.Tensor],
        orders: tf.Tensor,
        count: tf.Tensor,
        end: tf.Tensor,
        keep: tf.Tensor,
        knobs: dict,
        members: tf.Tensor,
    ):
        """What `_run` gives for the first `members` of several trainings, one after the other, without leaving the
        compiled code. `states`, `orders` and `knobs` have a row for each; of `orders` there may be one for all."""
        its = self.variables + self.slots
        after = [tf.TensorArray(each.dtype, size=MOST_MEMBERS, element_shape=each.shape) for each in its]
        metrics = tf.TensorArray(
            tf.float32, size=MOST_MEMBERS, element_shape=(self.structure.most_epochs, len(METRICS))
        )
        shapes = [(self.num_snapshots + 1, *shape) for shape in self.snapshot_shapes] if self.num_snapshots else []
        kept = [
            tf.TensorArray(each.dtype, size=MOST_MEMBERS, element_shape=shape)
            for each, shape in zip(self.variables, shapes, strict=False)
        ]
        member = tf.constant(0)
        while member < members:
            order = orders[tf.minimum(member, len(orders) - 1)]
            its_knobs = {name: values[member] for name, values in knobs.items()}
            state = [values[member] for values in states]
            ends, record, snapshots = self._run(state, data, order, count, end, keep, its_knobs)
            after = [array.write(member, value) for array, value in zip(after, ends, strict=True)]
            metrics = metrics.write(member, record)
            kept = [array.write(member, value) for array, value in zip(kept, snapshots, strict=True)]
            member += 1
        return [each.stack() for each in after], metrics.stack(), [each.stack() for each in kept]

    def _run_batches(
        self,
        data: dict[str, tf.Tensor],
        order: tf.Tensor,
        first: tf.Tensor,
        last: tf.Tensor,
        sums: tf.Tensor,
        knobs: dict,
    ):
        """An epoch's batches from `first` to before `last`, from the state that was `put`; it ends where the loss is no
        number. How many batches of the epoch are done, its sums (7,), and its metrics if it ended here."""
        steps, val = self.structure.steps, self.structure.looks("val")
        done, learnt = self._steps(data, order, first, tf.minimum(last, steps), sums[:3], knobs)
        last = tf.where(tf.math.is_finite(learnt[0]), last, 0)  # of a network that is lost nothing is measured
        held_out = self._looks(data, "val", first - steps, tf.minimum(last - steps, val), sums[3:5])
        tested = self._looks(data, "test", first - steps - val, last - steps - val, sums[5:])
        sums = tf.concat([learnt, held_out, tested], 0)
        return tf.maximum(done, last), sums, self._means(learnt, held_out, tested, knobs)

    def _whole(self) -> tuple[int, int, bool]:
        """An epoch's batches of full size, the examples of a smaller last one, and whether that one is filled up.

        Where layers look at one example at a time it is, with examples that do not count, since a second step of
        another size would take as long again to compile.
        """
        full, rest = divmod(self.structure.num_train, min(self.structure.batch_size, self.structure.num_train))
        filled = bool(rest) and self.structure.looks_at_single_examples
        return full + filled, rest, filled

    def _epoch(self, data: dict[str, tf.Tensor], order: tf.Tensor, knobs: dict) -> tf.Tensor:
        """One pass over the training examples: its sums (3,), loss, accuracy and penalty, each times the examples."""
        full, rest, filled = self._whole()
        total, order = tf.zeros(3), self._filled(order)
        for step in tf.range(full):  # with a length that XLA knows
            total += self._batch(data, order, step, knobs)
        if rest and not filled:
            total += rest * self._step(data, order[-rest:], knobs)
        return total

    def _steps(self, data: dict[str, tf.Tensor], order: tf.Tensor, first, last, total: tf.Tensor, knobs: dict):
        """Batches `first` to before `last` of a pass, added to its sums so far, until the loss is no number: how many
        are done then, and the sums."""
        full, rest, filled = self._whole()
        step, order = first, self._filled(order)
        while step < tf.minimum(last, full) and tf.math.is_finite(total[0]):
            total += self._batch(data, order, step, knobs)
            step += 1
        if rest and not filled and step < last and tf.math.is_finite(total[0]):
            total += rest * self._step(data, order[-rest:], knobs)
            step += 1
        return step, total

    def _filled(self, order: tf.Tensor) -> tf.Tensor:
        _, rest, filled = self._whole()
        return tf.concat([order, tf.zeros(self.structure.batch_size - rest, order.dtype)], 0) if filled else order

    def _batch(self, data: dict[str, tf.Tensor], order: tf.Tensor, step: tf.Tensor, knobs: dict) -> tf.Tensor:
        """What a batch adds to the sums of its epoch."""
        size, num = min(self.structure.batch_size, self.structure.num_train), self.structure.num_train
        rows = tf.slice(order, [step * size], [size])
        if not self._whole()[2]:
            return size * self._step(data, rows, knobs)
        count = tf.minimum(size, num - step * size)
        counts = tf.cast(tf.range(size) < count, tf.float32)
        return tf.cast(count, tf.float32) * self._step(data, rows, knobs, counts)

    def _looks(self, data: dict[str, tf.Tensor], part: str, first, last, total: tf.Tensor) -> tf.Tensor:
        """Batches of one part of the examples that are only measured, `first` to before `last`, added to the epoch's
        sums (2,) so far: loss and accuracy, each times the examples."""
        x, y, num = data[f"x_{part}"], data[f"y_{part}"], len(data[f"y_{part}"])
        if not num:
            return total
        size = min(num, self.structure.look_size)
        if not self.structure.is_cut and isinstance(last, int) and last == 1:
            return num * self._scores(x, y, data["scale"], None)
        look = tf.maximum(first, 0)
        while look < last:
            numbers = look * size + tf.range(size)
            rows, counts = tf.minimum(numbers, num - 1), tf.cast(numbers < num, tf.float32)
            scores = self._scores(tf.gather(x, rows), tf.gather(y, rows), data["scale"], counts)
            total += tf.reduce_sum(counts) * scores
            look += 1
        return total

    def _scores(self, x: tf.Tensor, y: tf.Tensor, scale: tf.Tensor, counts: tf.Tensor | None) -> tf.Tensor:
        """Mean loss and accuracy of a batch that is only measured."""
        predicted = self.network(tf.cast(x, tf.float32) * scale, training=False)
        return tf.stack([mean_of(each(y, predicted), counts) for each in (LOSSES[self.structure.loss], self.accuracy)])

    def _means(self, learnt: tf.Tensor, held_out: tf.Tensor, tested: tf.Tensor, knobs: dict) -> tf.Tensor:
        """The metrics of an epoch as `METRICS` has them, by its sums; NaN for parts that there are none of."""
        penalty = self._penalty(knobs)
        found = [
            total / num + tf.stack([penalty, 0.0]) if num else tf.fill([2], float("nan"))
            for total, num in ((held_out, self.structure.num_validation), (tested, self.structure.num_test))
        ]
        return tf.concat([learnt / self.structure.num_train, *found, penalty[None]], 0)

    def _step(
        self, data: dict[str, tf.Tensor], rows: tf.Tensor, knobs: dict, counts: tf.Tensor | None = None
    ) -> tf.Tensor:
        """One batch: predict, compare, differentiate, step. `counts` is 0 for examples that only fill the batch up."""
        x, y = tf.gather(data["x"], rows), tf.gather(data["y"], rows)
        with tf.GradientTape() as tape:
            predicted = self.network(tf.cast(x, tf.float32) * data["scale"], training=True)
            penalty = self._penalty(knobs)
            loss = mean_of(LOSSES[self.structure.loss](y, predicted), counts) + penalty
        gradients = tape.gradient(loss, self.network.trainable_variables)
        its_own = {name: value for name, value in knobs.items() if name not in ("l1", "l2")}
        with knobs_as_tensors(self.optimizer, self.structure.optimizer, its_own):
            self.optimizer.apply(gradients)
        return tf.stack([loss, mean_of(self.accuracy(y, predicted), counts), penalty])

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


_programs: OrderedDict[Structure, Program] = OrderedDict()


def program(structure: Structure) -> Program:
    """The program of a structure, kept in this process; the one used longest ago goes when there are too many."""
    return fetch(_programs, structure, lambda: Program(structure), MOST_PROGRAMS)
