"""Several visitors at the same workers: what one of them asks for, and what the others wait."""

import statistics
import time
from concurrent.futures import wait
from dataclasses import replace
from itertools import count

from cache import visitors, workers
from cache.answers import Task
from cache.trainings import Running
from lab import costs
from lab.experiments import Training
from lab.stacks.layers import Dense, Flatten
from lab.training import runs
from tests.benchmarks.engine import rates, seconds
from tests.cache import tasks
from tests.samples import CONVOLUTIONS, IMAGES, XOR

TIMES = 7
_seeds = count(1000)


def most_expensive() -> Training:
    """A network of 1024 units four times, in the smallest batches and for as many epochs as may be."""
    layers = (Flatten(), *[Dense(1024, "relu")] * 4, Dense(10, "softmax"))
    whole = replace(IMAGES, layers=layers)
    sizes = ((2**power, epochs) for power in range(10) for epochs in range(100, 0, -1))
    every = (replace(whole, batch_size=size, epochs=epochs) for size, epochs in sizes)
    return next(training for training in every if visitors.refusal(training) is None)


class Now(Task):
    """The time at which a worker has begun with it."""

    def __init__(self) -> None:
        super().__init__("", ())

    def chunk(self) -> tuple:
        return (tasks.now,)


def xor() -> float:
    """Median seconds of XOR at another learning rate, as a slider asks for it."""
    several = [replace(training, weights_seed=next(_seeds)) for training in rates(XOR)[:TIMES]]
    return statistics.median(seconds(lambda one=one: Running(one, "the other").wait(120)) for one in several)


def begun(several: list[Running]) -> None:
    """Wait until a worker has given something of each."""
    while any(run.course.trace is None for run in several):
        time.sleep(0.05)


def starved() -> float:
    """XOR beside the most expensive training that may be, of another visitor, over XOR alone."""
    wait([workers.submit(runs.train, training) for training in rates(XOR)])  # all workers compile
    alone = xor()
    long = Running(most_expensive(), "one")
    begun([long])
    time.sleep(1)
    beside = xor()
    assert long.problem is None
    visitors.scheduler.leave("one")
    return beside / alone


def freed() -> float:
    """Seconds from a closed tab, whose trainings had all workers, until one of them begins something else."""
    short = replace(most_expensive(), data=CONVOLUTIONS.data, batch_size=256, epochs=4)
    assert visitors.expected(short) < costs.LINK_S
    times = []
    for number in range(TIMES):
        seeds = [next(_seeds) for _ in range(workers.NUM_WORKERS)]
        begun([Running(replace(short, weights_seed=seed), "one") for seed in seeds])
        time.sleep(0.5 * number / TIMES)  # somewhere within a chunk
        closed, waiting = time.time(), Now()
        visitors.scheduler.leave("one")
        visitors.scheduler.want("other", "now", waiting)
        assert waiting.over.wait(60)
        times.append(waiting.answer - closed)
    return statistics.median(times)
