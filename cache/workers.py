"""The processes that train. The web process asks them through `submit` and never imports TensorFlow itself.

A worker that dies takes its pool with it: the tasks that were under way get another try in a new pool, and nobody else
notices. The workers start with the server and end with it.
"""

import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import asynccontextmanager
from typing import Any

from loky import ProcessPoolExecutor

from cache import garbage, shelf, worker
from lab.problems import Problem

NUM_WORKERS = max(1, min(os.cpu_count() or 1, 4))
TRIES = 3
HEAD_START = 1.5
"""Seconds that the server's first page has before the workers import TensorFlow beside it."""
ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # XLA never gives back the memory of a program that is dropped. A worker that has grown by this many bytes is
    # replaced between two tasks; loky watches it, by psutil.
    "LOKY_MAX_MEMORY_LEAK_SIZE": str(1_000_000_000),
}

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_pool: Executor | None = None
_warm = threading.Event()


def executor() -> Executor:
    """The pool, made at the first call."""
    global _pool
    with _lock:
        if _pool is None:
            initial = {"initializer": worker.warm_up, "initargs": (shelf.folder(),)}
            _pool = ProcessPoolExecutor(NUM_WORKERS, **initial, env=ENVIRONMENT)
        return _pool


def _drop(pool: Executor) -> None:
    """Forget a broken pool, so that the next call makes a new one."""
    global _pool
    with _lock:
        if _pool is pool:
            _pool = None


def submit(task: Callable, *arguments: Any) -> Future:
    """The task's outcome, to come. The task has to be a function of an importable module, as those of `lab.training`.

    Where its worker dies, it is tried again, `TRIES` times in all; then its outcome is a `Problem`.
    """
    outcome: Future = Future()
    _attempt(outcome, task, arguments, TRIES)
    return outcome


def _attempt(outcome: Future, task: Callable, arguments: tuple, tries: int) -> None:
    pool = executor()

    def receive(done: Future) -> None:
        error = done.exception()
        if isinstance(error, BrokenExecutor):
            _again(outcome, task, arguments, tries, pool)
        elif error is not None:
            outcome.set_exception(error)
        else:
            _warm.set()
            outcome.set_result(done.result())

    try:
        pool.submit(worker.answer, task, *arguments).add_done_callback(receive)
    except (BrokenExecutor, RuntimeError):  # it broke, or was shut down, before it could be asked
        _again(outcome, task, arguments, tries, pool)


def _again(outcome: Future, task: Callable, arguments: tuple, tries: int, pool: Executor) -> None:
    _drop(pool)
    if tries > 1:
        _attempt(outcome, task, arguments, tries - 1)
        return
    _log.warning("%s was given up: its worker ended %d times", task.__name__, TRIES)
    text = "the training process ended {tries} times before it was done; try a smaller network"
    outcome.set_exception(Problem(text, tries=TRIES))


def are_warm() -> bool:
    """Whether a worker has answered yet. Until then a training waits for TensorFlow to be imported."""
    return _warm.is_set()


def start() -> None:
    """Start the workers and let each import TensorFlow; returns at once."""
    for _ in range(NUM_WORKERS):
        submit(worker.awake)


def stop() -> None:
    """End the workers, whatever they are doing."""
    shelf.clear(shelf.folder())
    pool = _pool
    if pool is None:
        return
    _drop(pool)
    pool.shutdown(wait=False, kill_workers=True)  # type: ignore[call-arg]  # loky's own


@asynccontextmanager
async def lifespan(app: object):
    """What the server does while it runs: have workers. The first page has the machine to itself for a moment."""

    def begin() -> None:
        start()
        garbage.freeze()

    later = threading.Timer(HEAD_START, begin)
    later.daemon = True
    later.start()
    yield {}
    later.cancel()
    stop()
