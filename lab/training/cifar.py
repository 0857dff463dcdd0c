"""A training of minutes, piece by piece: a state comes in, a few steps are computed, and a state goes out.

So any worker, of this server or of the next one, can go on; and what comes out is the same to the bit.
"""

import time
from collections import OrderedDict
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from lab.data.pictures import PICTURES
from lab.lessons.images.cifar import SHAPE, CifarSettings, Piece, Plan
from lab.lessons.images.cifar_states import Kept, Progress
from lab.problems import Problem
from lab.stacks.layers import Layer
from lab.training.networks import build, starting_weights
from lab.training.optimizers import knobs_as_tensors, make
from lab.training.stores import fetch

MOST_PROGRAMS = 2
OPTIMIZER = "Adam"
SCALE = 1 / PICTURES["cifar10"].high
MEASURED_STEPS_S = 0.3
"""For about so long steps are made to see how long one takes."""


class Program:
    """A network and its optimizer inside two compiled functions; they hold no state between two calls."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self.network = build(SHAPE, layers)
        self.optimizer = make(OPTIMIZER)
        self.optimizer.build(self.network.trainable_variables)
        self.variables = list(self.network.variables)
        self.slots = [slot for slot in self.optimizer.variables if slot is not self.optimizer._learning_rate]
        self.start_slots = [np.asarray(slot) for slot in self.slots]
        pictures, labels = tf.TensorSpec((None, None, *SHAPE), tf.uint8), tf.TensorSpec((None, None), tf.int32)
        rate = tf.TensorSpec((), tf.float32)
        self.train = tf.function(self._train, input_signature=[pictures, labels, rate])
        self.measure = tf.function(self._measure, input_signature=[pictures, labels])

    def put(self, variables, slots) -> None:
        for variable, value in zip(self.variables + self.slots, (*variables, *slots), strict=True):
            variable.assign(value)

    def _train(self, x: tf.Tensor, y: tf.Tensor, rate: tf.Tensor) -> tf.Tensor:
        """A step for each of the batches `x` (steps, batch, 32, 32, 3) in turn: mean loss and accuracy."""
        total = tf.zeros(2)
        for step in tf.range(tf.shape(x)[0]):
            with tf.GradientTape() as tape:
                predicted = self.network(tf.cast(x[step], tf.float32) * SCALE, training=True)
                found = self._scores(y[step], predicted)
                loss = found[0]
            gradients = tape.gradient(loss, self.network.trainable_variables)
            with knobs_as_tensors(self.optimizer, OPTIMIZER, {"learning_rate": rate}):
                self.optimizer.apply(gradients)
            total += found
        return total / tf.cast(tf.shape(x)[0], tf.float32)

    def _measure(self, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        """Loss and accuracy of one batch (1, pictures, 32, 32, 3), of which nothing is learnt."""
        return self._scores(y[0], self.network(tf.cast(x[0], tf.float32) * SCALE, training=False))

    def _scores(self, y: tf.Tensor, predicted: tf.Tensor) -> tf.Tensor:
        losses = keras.losses.sparse_categorical_crossentropy(y, predicted)
        right = keras.metrics.sparse_categorical_accuracy(y, predicted)
        return tf.stack([tf.reduce_mean(losses), tf.reduce_mean(tf.cast(right, tf.float32))])


_programs: OrderedDict[tuple[Layer, ...], Program] = OrderedDict()


def program(settings: CifarSettings) -> Program:
    layers = settings.layers()
    return fetch(_programs, layers, lambda: Program(layers), MOST_PROGRAMS)


def advance(plan: Plan, state: Kept | None, pictures: Path) -> Kept:
    """The training one piece further than a state, from its beginning where there is none.

    `pictures` is the folder of the arrays. `Problem` where the loss is no number any more.
    """
    its_program = program(plan.settings)
    if state is None:
        variables = starting_weights(its_program.network, plan.settings.seed)
        state = Kept(Progress(), variables, its_program.start_slots)
    return further(plan, its_program, state, pictures)


def further(plan: Plan, its_program: Program, state: Kept, pictures: Path) -> Kept:
    """The state after the next piece: `(settings, state) → (state, metrics)`."""
    piece = plan.pieces[state.progress.done]
    its_program.put(state.variables, state.slots)
    x, y = batches(plan, piece, pictures)
    if piece.kind == "train":
        scores = its_program.train(x, y, tf.constant(plan.settings.learning_rate, tf.float32))
    else:
        scores = its_program.measure(x, y)
    loss, accuracy = (float(score) for score in scores.numpy())
    if not np.isfinite(loss):
        text = "the loss is {loss} in epoch {epoch}; a learning rate below {learning_rate:g} would help"
        raise Problem(text, loss=loss, epoch=piece.epoch + 1, learning_rate=plan.settings.learning_rate)
    measured = np.vstack([state.progress.measured, [y.size, loss, accuracy]])
    arrays = [[item.numpy() for item in items] for items in (its_program.variables, its_program.slots)]
    return Kept(Progress(len(measured), measured), *arrays)


def batches(plan: Plan, piece: Piece, pictures: Path) -> tuple[np.ndarray, np.ndarray]:
    """The pictures of a piece (batches, pictures, 32, 32, 3) and their labels (batches, pictures)."""
    suffix = "_test" if piece.kind == "test" else ""
    x, y = (np.load(pictures / f"{name}{suffix}.npy", mmap_mode="r") for name in ("x", "y"))
    rows = np.atleast_2d(plan.rows(piece))
    return x[rows], y[rows].astype("int32")


def step_seconds(settings: CifarSettings) -> float:
    """How long a step takes here and now, on pictures of noise; compiling is not counted."""
    its_program = program(settings)
    its_program.put(starting_weights(its_program.network, settings.seed), its_program.start_slots)
    rng = np.random.default_rng(0)
    x = tf.constant(rng.integers(0, 256, (1, settings.batch_size, *SHAPE), "uint8"))
    y, rate = tf.constant(rng.integers(0, 10, x.shape[:2], "int32")), tf.constant(settings.learning_rate)
    times: list[float] = []
    its_program.train(x, y, rate)
    while sum(times) < MEASURED_STEPS_S and len(times) < 30:
        began = time.perf_counter()
        its_program.train(x, y, rate).numpy()
        times.append(time.perf_counter() - began)
    return float(np.median(times))
