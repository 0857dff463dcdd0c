"""The processes that train. The web process asks them through `submit` and never imports TensorFlow itself.

A worker that dies costs its tasks a second try in a new one. The workers start with the server and end with it.
"""

import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import asynccontextmanager
from typing import Any

from loky import get_reusable_executor

from lab.problems import Problem

NUM_WORKERS = max(1, min(os.cpu_count() or 1, 4))
TRIES = 3
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}

_log = logging.getLogger(__name__)
_warm = threading.Event()
_lock = threading.RLock()


def executor() -> Executor:
    """The pool, made at the first call; a new one where the old one has broken."""
    from lab import warm_up

    with _lock:
        return get_reusable_executor(NUM_WORKERS, timeout=None, initializer=warm_up, env=QUIET)


def submit(task: Callable, *arguments: Any) -> Future:
    """The task's outcome, to come. The task has to be a function of an importable module, such as one of `lab.training`.

    Where the worker dies, the task is tried again, `TRIES` times in all; then its outcome is a `Problem`.
    """
    outcome: Future = Future()
    threading.Thread(target=_attempt, args=(outcome, task, arguments, TRIES), daemon=True).start()
    return outcome


def _attempt(outcome: Future, task: Callable, arguments: tuple, tries: int) -> None:
    try:
        future = executor().submit(task, *arguments)
    except Exception as error:
        _settle(outcome, error, task, arguments, tries)
        return
    future.add_done_callback(lambda done: _done(outcome, done, task, arguments, tries))


def _done(outcome: Future, done: Future, task: Callable, arguments: tuple, tries: int) -> None:
    error = done.exception()
    if error is None:
        _warm.set()
        outcome.set_result(done.result())
    elif isinstance(error, BrokenExecutor):
        # This runs in a thread of the broken pool, which a new pool would wait for: go on in another one.
        threading.Thread(target=_settle, args=(outcome, error, task, arguments, tries), daemon=True).start()
    else:
        outcome.set_exception(error)


def _settle(outcome: Future, error: BaseException, task: Callable, arguments: tuple, tries: int) -> None:
    _log.warning("a worker ended during %s: %r", getattr(task, "__name__", task), error)
    if tries > 1:
        _attempt(outcome, task, arguments, tries - 1)
    else:
        text = "the process that was training ended {tries} times before it had finished; please try a smaller network"
        outcome.set_exception(Problem(text, tries=TRIES))


def are_warm() -> bool:
    """Whether a worker has answered yet. Until then a training waits for TensorFlow to be imported."""
    return _warm.is_set()


def start() -> None:
    """Start the workers and let each import TensorFlow; returns at once."""
    from lab import awake

    for _ in range(NUM_WORKERS):
        submit(awake)


def stop() -> None:
    """End the workers, whatever they are doing."""
    with _lock:
        executor().shutdown(wait=False, kill_workers=True)


@asynccontextmanager
async def lifespan(app: object):
    """What the server does while it runs: have workers."""
    start()
    yield {}
    stop()
