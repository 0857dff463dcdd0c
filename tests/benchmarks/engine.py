"""The engine against `keras.fit` and against a loop of eager steps."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import replace

import numpy as np
import tensorflow as tf

from cache import workers
from cache.trainings import Running
from lab.comparisons import with_many_seeds
from lab.data.datasets import Examples, split
from lab.experiments import Training, evenly
from lab.lessons.images.choices import EXAM, EXAM_CONVOLUTION, ImagesSettings
from lab.lessons.optimizers.races import RaceSettings
from lab.lessons.optimizers.surfaces import SURFACES, read
from lab.traces import Unfinished
from lab.training import families, inputs, paths, programs, runs
from lab.training.keras_data import load
from lab.training.networks import build
from lab.training.optimizers import make
from tests.cache import tasks
from tests.samples import CONVOLUTIONS, DIGITS, HUGE, IMAGES, XOR

SIX = ("SGD", "momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam")
"""Those of the course documents."""
FAMILY = 41
LONG = replace(DIGITS, batch_size=4, epochs=100_000)


def seconds(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def median(task: Callable[[], object], times: int) -> float:
    return statistics.median(seconds(task) for _ in range(times))


class Fit:
    """`keras.fit` of a training, compiled at its first call."""

    def __init__(self, training: Training) -> None:
        self.training = training
        self.part, self.held_out = split(load(training.data), training.validation_fraction, training.data.seed)
        self.network = build(self.part.x.shape[1:], training.layers)
        optimizer = make(training.optimizer.name)
        optimizer.learning_rate = training.optimizer.learning_rate
        self.network.compile(optimizer=optimizer, loss=training.loss, metrics=["accuracy"])
        self.x, self.y = self.scaled(self.part)
        self.validation = self.scaled(self.held_out) if self.held_out else None

    def scaled(self, part: Examples) -> tuple[np.ndarray, np.ndarray]:
        """What is fitted: numbers as the network wants them, and targets as the loss does."""
        return part.x.astype("float32") * np.float32(part.scale), inputs.targets(part, self.training.loss)

    def __call__(self, epochs: int) -> None:
        self.network.fit(
            self.x,
            self.y,
            batch_size=self.training.batch_size,
            epochs=epochs,
            shuffle=self.training.shuffle,
            verbose=0,
            validation_data=self.validation,
        )


def rates(training: Training) -> list[Training]:
    """The same training at other learning rates: what a moved slider asks for."""
    base = training.optimizer.learning_rate
    return [
        replace(training, optimizer=replace(training.optimizer, learning_rate=base * factor))
        for factor in np.linspace(0.5, 1.5, 20).tolist()
    ]


def family() -> float:
    """XOR, 2-2-1 and 2000 epochs, at 41 learning rates as one task, over one of them, both through a worker."""
    several = tuple(
        replace(XOR, optimizer=replace(XOR.optimizer, learning_rate=rate), snapshots=evenly(XOR.epochs, 31))
        for rate in np.geomspace(0.001, 1.0, FAMILY).tolist()
    )

    def train_all() -> None:
        found = workers.submit(families.trained, several).result()
        while isinstance(found, Unfinished):
            found = workers.submit(families.trained, several, found.state).result()

    wait([workers.submit(families.trained, several) for _ in range(8)])  # compiled in every worker
    wait([workers.submit(runs.train, several[0]) for _ in range(8)])
    alone = [seconds(lambda one=one: workers.submit(runs.train, one).result()) for one in several]
    return median(train_all, 9) / statistics.median(alone)


def xor_warm() -> float:
    fit, sample = Fit(XOR), 100
    fit(2)
    waiting = [workers.submit(runs.train, training) for training in rates(XOR)]
    assert all(future.result(120).epochs == XOR.epochs for future in waiting)
    asked = [seconds(lambda one=one: workers.submit(runs.train, one).result()) for one in rates(XOR)]
    fitted = statistics.median(seconds(lambda: fit(sample)) for _ in range(3)) * XOR.epochs / sample
    return fitted / statistics.median(asked)


def cold(training: Training) -> float:
    """Seconds of a training whose program has to be built and compiled first."""
    programs._programs.clear()
    return seconds(lambda: runs.train(training))


def xor_cold() -> float:
    runs.rehearse()
    fit, sample = Fit(XOR), 100
    fit(2)
    fitted = seconds(lambda: fit(sample)) * XOR.epochs / sample
    return fitted / statistics.median(cold(XOR) for _ in range(3))


def digits_warm() -> float:
    fit = Fit(DIGITS)
    fit(1)
    runs.train(DIGITS)
    return median(lambda: fit(DIGITS.epochs), 3) / statistics.median(
        seconds(lambda one=one: runs.train(one)) for one in rates(DIGITS)
    )


def digits_cold() -> float:
    runs.rehearse()
    pairs = [(seconds(lambda: Fit(DIGITS)(DIGITS.epochs)), cold(DIGITS)) for _ in range(3)]
    return statistics.median(fitted / ours for fitted, ours in pairs)


def an_epoch(training: Training) -> float:
    """An epoch of `keras.fit` over one of ours, both compiled, taken in turns."""
    fit = Fit(training)
    fit(1)
    runs.train(training)
    pairs = [(seconds(lambda: fit(1)), seconds(lambda: runs.train(training))) for _ in range(5)]
    return statistics.median(fitted for fitted, _ in pairs) / statistics.median(ours for _, ours in pairs)


def images_dense() -> float:
    return an_epoch(IMAGES)


def images_cnn() -> float:
    return an_epoch(CONVOLUTIONS)


def fashion(settings: ImagesSettings) -> float:
    """An epoch of the laboratory's training on the real pictures, with its validation, without its test."""
    training = replace(settings, data="fashion_mnist").training()
    return an_epoch(replace(training, epochs=1, tested=False, snapshots=()))


def fashion_dense() -> float:
    return fashion(EXAM)


def fashion_cnn() -> float:
    return fashion(replace(EXAM_CONVOLUTION, examples=12_000))


def seeds() -> float:
    """Ten seeds as a page asks for them, against ten calls of `keras.fit`."""
    fit, several = Fit(DIGITS), with_many_seeds(DIGITS)
    fit(1)
    for training in several:  # all workers compile
        workers.submit(runs.train, training)
    wait([workers.submit(runs.train, training) for training in several])

    def ours() -> None:
        wait([workers.submit(runs.train, training) for training in several])

    return median(lambda: fit(DIGITS.epochs), 3) * len(several) / median(ours, 5)


def huge() -> float:
    """An epoch in the middle of a training, its state coming in and going out as arrays, against one of `keras.fit`."""
    fit, state = Fit(HUGE), runs.begin(HUGE).state
    fit(1)
    state = runs.chunk(HUGE, state).state
    pairs = []
    for _ in range(5):
        fitted, began = seconds(lambda: fit(1)), time.perf_counter()
        state = runs.chunk(HUGE, state).state
        pairs.append((fitted, time.perf_counter() - began))
    return statistics.median(fitted for fitted, _ in pairs) / statistics.median(ours for _, ours in pairs)


def abandon() -> float:
    """Seconds until a worker begins something new, all of them being at a long training that is then given up."""
    times = []
    for number in range(7):
        busy = [Running(replace(LONG, weights_seed=number * 10 + index)) for index in range(workers.NUM_WORKERS)]
        while any(running.trace is None for running in busy):
            time.sleep(0.05)
        time.sleep(0.1 * number / 7)  # somewhere within a chunk
        moved = time.time()
        busy[0].abandon()
        times.append(workers.submit(tasks.now).result() - moved)
        for running in busy:
            running.abandon()
            running.wait(60)
    return statistics.median(times[1:])


def eager(name: str, formula, start: tuple[float, float], steps: int) -> None:
    """Steps of a Keras optimizer on a surface, one by one, as a notebook would take them."""
    point = tf.Variable([start])
    optimizer = make(name)
    optimizer.build([point])
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = formula.evaluate({"x": point[:, 0], "y": point[:, 1]}, paths.TENSORFLOW)
        optimizer.apply([tape.gradient(loss, point)])


def race_paths() -> float:
    surface, steps, sample = SURFACES["Rosenbrock"], 500, 50
    race = RaceSettings(surface.formula, *surface.start, num_steps=steps)
    paths.paths(race)
    formula = read(surface.formula)
    eager("SGD", formula, surface.start, 3)
    pairs = []
    for _ in range(5):
        loop = sum(seconds(lambda name=name: eager(name, formula, surface.start, sample)) for name in SIX)
        pairs.append((loop * steps / sample, median(lambda: paths.paths(race), 20)))
    return statistics.median(loop for loop, _ in pairs) / statistics.median(ours for _, ours in pairs)
