"""The processes that train. The web process asks them through the scheduler and never imports TensorFlow itself.

A worker that dies takes its pool with it: what was under way is told so, and the next task gets a new pool.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

from loky import ProcessPoolExecutor, cpu_count

from cache import shelf, worker

NUM_WORKERS = min(cpu_count(), 4)
"""loky counts the processors that this process may use: a container's share, or `LOKY_MAX_CPU_COUNT`."""
ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # XLA never gives back the memory of a program that is dropped. A worker that has grown by this many bytes is
    # replaced between two tasks; loky watches it, by psutil.
    "LOKY_MAX_MEMORY_LEAK_SIZE": str(1_000_000_000),
}

_lock = threading.Lock()
_pool: Executor | None = None
_warm = threading.Event()


def executor() -> Executor:
    """The pool, made at the first call."""
    global _pool
    with _lock:
        if _pool is None:
            initial = {"initializer": worker.warm_up, "initargs": (os.getpid(), shelf.folder())}
            _pool = ProcessPoolExecutor(NUM_WORKERS, **initial, env=ENVIRONMENT)
        return _pool


def _drop(pool: Executor) -> None:
    """Forget a broken pool, so that the next call makes a new one."""
    global _pool
    with _lock:
        if _pool is pool:
            _pool = None


def submit(task: Callable, *arguments: Any) -> Future:
    """The task's outcome, to come; `BrokenExecutor` where its worker dies. The task has to be a function of an
    importable module, as those of `cache.worker` and `lab.training`."""
    pool = executor()
    try:
        future = pool.submit(worker.answer, task, *arguments)
    except (BrokenExecutor, RuntimeError):  # it broke, or was shut down, before it could be asked
        _drop(pool)
        future = executor().submit(worker.answer, task, *arguments)

    def look(done: Future) -> None:
        if isinstance(done.exception(), BrokenExecutor):
            _drop(pool)
        else:
            _warm.set()

    future.add_done_callback(look)
    return future


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
