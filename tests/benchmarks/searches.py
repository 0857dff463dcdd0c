"""A search as the page runs it, against `keras.fit` for one cell after another."""

import time
from concurrent.futures import wait

from cache import workers
from cache.searches import Desk
from lab.lessons.images import searches
from lab.lessons.images.choices import BEST, ImagesSettings
from lab.lessons.images.searches import Grid
from lab.training.keras_data import load
from tests.benchmarks.engine import Fit, seconds

E7 = Grid(
    ImagesSettings(data=BEST, **searches.EXAM),
    tuple((name, searches.values(name, searches.AXES[name].values)) for name in ("n1", "n2")),
)


def fitted() -> None:
    """As the documents do it: every network is made, compiled, fitted and evaluated, one after another."""
    for settings in E7.runs:
        training = searches.training(settings)
        fit = Fit(training)
        fit(training.epochs)
        fit.network.evaluate(*fit.scaled(load(training.data).test), verbose=0)


def ours() -> None:
    """From the press on Start until the last cell is there, on warm workers that have compiled nothing of it."""
    desk = Desk()
    jobs = desk.jobs(E7.runs)
    desk.start(jobs)
    while any(job.outcome is None for job in jobs):
        time.sleep(0.05)
    assert not any(job.outcome.failed for job in jobs if job.outcome)


def grid() -> float:
    """Both sides compile; the workers have imported TensorFlow and read the pictures, as has the process that fits."""
    small = ImagesSettings(data=BEST, units="8", examples=1000, epochs=1)
    Fit(searches.training(small))(1)
    wait([workers.submit(_warm, seed) for seed in range(4 * workers.NUM_WORKERS)])
    return seconds(fitted) / seconds(ours)


def _warm(seed: int) -> int:
    """Have a worker read the pictures and train something small."""
    from dataclasses import replace

    from lab.training import runs

    settings = ImagesSettings(data=BEST, units="8", examples=1000, epochs=1)
    return runs.train(replace(searches.training(settings), weights_seed=seed)).epochs
