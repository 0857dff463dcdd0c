"""What happens inside a worker: how it begins and ends, and its tasks. Importing this imports no Streamlit."""

import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from cache import run_files, shelf
from lab.experiments import Training
from lab.lessons.images.cifar import Plan
from lab.lessons.images.cifar_states import Kept
from lab.traces import Chunk, State

LOOK_EVERY = 1.0
"""Seconds between two looks at whether the server is still there."""


def warm_up(server: int, place: Path) -> None:
    """Before the first task: import TensorFlow, which takes seconds, with less priority than the web process.

    `server` is the process that wants the worker, which may have ended by now: who the parent is says nothing then.
    `place` is the shelf, which a worker takes away where the server could not.
    """
    threading.Thread(target=end_with, args=(server, place), daemon=True).start()
    with contextlib.suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(5)
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    with quiet():
        from lab.training import runs

        runs.rehearse()


def end_with(server: int, place: Path) -> None:
    """End this process as soon as its server has ended, however that came about."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(server)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(LOOK_EVERY)
    shelf.clear(place)
    os._exit(0)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep away what TensorFlow's libraries write to the console before anybody can ask them not to."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def answer(task: Callable, *arguments: Any) -> Any:
    """What a task gives. Errors of TensorFlow and Keras become ones that can be read without importing those."""
    try:
        return task(*arguments)
    except Exception as error:
        if type(error).__module__.partition(".")[0] in ("tensorflow", "keras"):
            raise RuntimeError(f"{type(error).__name__}: {error}") from None
        raise


def awake() -> bool:
    """A task that does nothing: its answer says that the worker has warmed up."""
    return True


def named(task: str, *arguments: Any) -> Any:
    """A function by its name, "module:function", of `lab.training` or with a room before it, "cache.module:function".

    Its module is imported here, in the worker.
    """
    from importlib import import_module

    module, _, name = task.partition(":")
    return getattr(import_module(module if "." in module else f"lab.training.{module}"), name)(*arguments)


def train(place: Path, training: Training, state: State | None) -> Chunk:
    """A chunk of a training, its first one where there is no state yet; a large state stays on the shelf."""
    result = named("runs:chunk", training, state)
    return replace(result, state=shelf.put(result.state, place))


def advance(place: Path, plan: Plan, pictures: Path, state: Kept | None, folder: Path, is_to_write: bool) -> Kept:
    """A piece of a long training, from the state in its file where none is given; that is written where it is to be.

    `pictures` and `folder` are those of the arrays to learn from, and of the files.
    """
    damaged = None
    if state is None:
        found = run_files.read(plan, folder)
        state, damaged = (found, None) if isinstance(found, Kept) else (None, found.damaged)
    after = named("cifar:advance", plan, state, pictures)
    if is_to_write or after.progress.done == len(plan.pieces):
        run_files.write(plan, folder, after)
    return shelf.put(replace(after, progress=replace(after.progress, damaged=damaged)), place)
