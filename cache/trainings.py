"""The trainings of a session: each is asked for once, grows chunk by chunk in the workers, and is kept."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import streamlit as st

from cache import shelf, workers
from lab.experiments import Training
from lab.problems import Problem
from lab.traces import Chunk, Trace, extended, is_over

_log = logging.getLogger(__name__)

MOST_TRAININGS = 96
MOST_ANSWERS = 64
MOST_TURNS = 8
AT_ONCE = workers.NUM_WORKERS


class Running:
    """A training under way or finished. The page only reads: `trace`, `problem`, `is_done`.

    The next chunk is submitted when the one before has come, not when somebody looks, and not once it is abandoned. An
    abandoned training keeps what it has and goes on when it is asked for again; one that the visitor has stopped, when
    the visitor says so.
    """

    def __init__(self, training: Training, *, begin: bool = True) -> None:
        self.training = training
        self.trace: Trace | None = None
        self.problem: Problem | None = None
        self.is_stopped = False
        self._wanted = False
        self._asked = False
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._then: Callable[[], None] | None = None
        self._chunk: tuple[float, int, float] | None = None  # when the last one came, its epochs, its seconds
        if begin:
            self.go_on()

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come: whole, stopped, failed, or abandoned."""
        return self._done.is_set()

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has been asked for a chunk that has not come yet."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Wait until it is done, but no longer than this; whether it is."""
        return self._done.wait(seconds)

    def abandon(self) -> None:
        """Submit no more chunks. What has been trained stays."""
        self._wanted = False

    def stop(self) -> None:
        """The visitor stops it, until `go_on`."""
        self.is_stopped = True
        self.abandon()

    def go_on(self, then: Callable[[], None] | None = None) -> None:
        """Begin, or begin again after it was abandoned or stopped; `then` is called when nothing more will come."""
        with self._lock:
            self._wanted, self.is_stopped, self._then = True, False, then or self._then
            if self._asked or self._is_over():
                return
            self._asked = True
            self._done.clear()
        self._ask()

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing left to train."""
        return self._is_over()

    @property
    def seconds_left(self) -> float | None:
        """About how long it will take, by the chunk that came last; None before the first one."""
        if self.trace is None or self._chunk is None:
            return None
        began, epochs, seconds = self._chunk
        left = (self.training.epochs - self.trace.epochs) * seconds / max(1, epochs)
        return max(0.0, left - (time.monotonic() - began))

    def _is_over(self) -> bool:
        return self.problem is not None or (self.trace is not None and is_over(self.training, self.trace))

    def _ask(self) -> None:
        task = ("runs:first", self.training) if self.trace is None else ("runs:chunk", self.training, self.trace.state)
        asked_at, before = time.monotonic(), self.trace.epochs if self.trace else 0
        workers.submit(_trained, shelf.folder(), *task).add_done_callback(
            lambda future: self._receive(future, asked_at, before)
        )

    def _receive(self, future: Future, asked_at: float, before: int) -> None:
        try:
            chunk: Chunk | Trace = future.result()
            shelf.adopt(chunk.state)
            self.trace = chunk if isinstance(chunk, Trace) else extended(self.training, self._so_far(), chunk)
            self._chunk = time.monotonic(), self.trace.epochs - before, time.monotonic() - asked_at
        except Problem as problem:
            self.problem = problem
        except Exception as error:
            self.problem = failed(error, self.training)
        with self._lock:
            self._asked = self._wanted and not self._is_over()
            if not self._asked:
                self._done.set()
        if self._asked:
            self._ask()
        elif self._then:
            self._then()

    def _so_far(self) -> Trace:
        assert self.trace is not None
        return self.trace


class Turns:
    """Trainings that begin one after another, a few at a time: other visitors want the workers, too."""

    def __init__(self) -> None:
        self._runs: tuple[Running, ...] = ()

    def take(self, runs: Sequence[Running]) -> None:
        """These from now on. Those of before that are not among them are abandoned."""
        before, self._runs = self._runs, tuple(runs)
        for run in before:
            if run not in self._runs:
                run.abandon()
        self._next()

    def _next(self) -> None:
        for run in [run for run in self._runs if not (run.is_whole or run.is_stopped)][:AT_ONCE]:
            run.go_on(self._next)

    def abandon(self) -> None:
        self.take(())


@st.cache_resource(scope="session", max_entries=MOST_TURNS, show_spinner=False, on_release=Turns.abandon)
def _turns(place: str) -> Turns:
    return Turns()


@st.cache_resource(scope="session", max_entries=MOST_TRAININGS, show_spinner=False, on_release=Running.abandon)
def kept(training: Training) -> Running:
    """The training of this session, not begun by this."""
    return Running(training, begin=False)


def in_turn(runs: Sequence[Running], place: str) -> bool:
    """Have these trained, a few at a time, instead of those that the place asked for before; whether all have been."""
    _turns(place).take(runs)
    return all(run.is_whole or (run.is_stopped and not run.is_under_way) for run in runs)


def stop(runs: Sequence[Running]) -> None:
    """The visitor stops what of these is not whole."""
    for run in runs:
        if not run.is_whole:
            run.stop()


def let_go_on(runs: Sequence[Running]) -> None:
    """The visitor has them go on, when it is their turn."""
    for run in runs:
        run.is_stopped = False


@st.cache_resource(scope="session", max_entries=1, show_spinner=False)
def _places() -> dict[str, tuple[Running | None, Running]]:
    return {}


def running(training: Training, place: str | None = None) -> Running:
    """The training, begun at the first call and the same one afterwards, in this session.

    Where a `place` of a page is named, the training that was shown there before is abandoned.
    """
    its = kept(training)
    if place is not None:
        _, shown = _places().get(place, (None, its))
        if shown is not its:
            shown.abandon()
            _places()[place] = shown, its
        else:
            _places().setdefault(place, (None, its))
    if not its.is_stopped:
        its.go_on()
    return its


def previous(place: str) -> Running | None:
    """The training that a place of a page showed before the present one, as far as it came."""
    before, _ = _places().get(place, (None, None))
    return before


@st.cache_resource(scope="session", max_entries=MOST_ANSWERS, show_spinner=False)
def asked(task: str, *arguments: Any) -> Future:
    """The outcome of any other task of `lab.training`, asked for at the first call. `task` is "module:function"."""
    return workers.submit(named, task, *arguments)


def _trained(place: Path, task: str, *arguments: Any) -> Chunk | Trace:
    """A chunk of a training, or its first one; a large state stays on the shelf."""
    return shelf.put(named(task, *arguments), place)


def failed(error: Exception, what: object) -> Problem:
    """What is told of an error that nobody foresaw; its traceback is in the log."""
    _log.error("a training failed: %s", what, exc_info=error)
    reason = (str(error).strip() or type(error).__name__).splitlines()[-1]
    return Problem("the training failed: {error}", error=reason)


def named(task: str, *arguments: Any) -> Any:
    """A function of `lab.training` by its name: its module is imported in the worker, and not here."""
    from importlib import import_module

    module, _, name = task.partition(":")
    return getattr(import_module(f"lab.training.{module}"), name)(*arguments)
