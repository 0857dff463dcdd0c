"""The trainings of a session: each is asked for once, grows chunk by chunk in the workers, and is kept."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import streamlit as st

from cache import workers
from lab.experiments import Training
from lab.problems import Problem
from lab.traces import Chunk, Trace, extended, is_over

MOST_TRAININGS = 64
MOST_ANSWERS = 64


class Running:
    """A training under way or finished. The page only reads: `trace`, `problem`, `is_done`.

    The next chunk is submitted when the one before has come, not when somebody looks, and not once it is abandoned.
    """

    def __init__(self, training: Training) -> None:
        self.training = training
        self.trace: Trace | None = None
        self.problem: Problem | None = None
        self.seconds = 0.0
        self._abandoned = False
        self._done = threading.Event()
        self._ask("begin", training)

    @property
    def is_done(self) -> bool:
        return self._done.is_set()

    @property
    def is_abandoned(self) -> bool:
        return self._abandoned

    def wait(self, seconds: float) -> bool:
        """Wait until it is done, but no longer than this; whether it is."""
        return self._done.wait(seconds)

    def abandon(self) -> None:
        """Submit no more chunks. What has been trained stays."""
        self._abandoned = True

    def _ask(self, task: str, *arguments: Any) -> None:
        workers.submit(_in_worker, task, *arguments).add_done_callback(self._receive)

    def _receive(self, future: Future) -> None:
        try:
            chunk: Chunk | Trace = future.result()
            self.trace = chunk if isinstance(chunk, Trace) else extended(self.training, self._so_far(), chunk)
        except Exception as error:
            self.problem = error if isinstance(error, Problem) else Problem("the training failed: {error}", error=error)
        if self.problem or self._abandoned or is_over(self.training, self._so_far()):
            self._done.set()
        else:
            self._ask("chunk", self.training, self._so_far().state)

    def _so_far(self) -> Trace:
        assert self.trace is not None
        return self.trace


def _in_worker(task: str, *arguments: Any) -> Any:
    from lab.training import runs

    tasks: dict[str, Callable[..., Any]] = {"begin": runs.first, "chunk": runs.chunk}
    return tasks[task](*arguments)


@st.cache_resource(scope="session", max_entries=MOST_TRAININGS, show_spinner=False, on_release=Running.abandon)
def running(training: Training) -> Running:
    """The training, begun at the first call and the same one afterwards, in this session."""
    return Running(training)


@st.cache_resource(scope="session", max_entries=MOST_ANSWERS, show_spinner=False)
def asked(task: Any, *arguments: Any) -> Future:
    """The outcome of any other task of `lab.training`, asked for at the first call. `task` is "module:function"."""
    return workers.submit(_named, task, *arguments)


def _named(task: str, *arguments: Any) -> Any:
    from importlib import import_module

    module, _, name = task.partition(":")
    return getattr(import_module(f"lab.training.{module}"), name)(*arguments)
