"""Trainings of minutes or hours, shared by all visitors: they advance piece by piece while somebody is looking.

The state lies in a file after every piece (`cifar_states`), so a new server goes on where the old one was ended.
"""

import threading
import time
from collections import deque
from concurrent.futures import Future
from pathlib import Path

import streamlit as st

from cache import trainings, workers
from lab.data import pictures
from lab.lessons.images import cifar_states
from lab.lessons.images.cifar import Plan
from lab.lessons.images.cifar_states import Progress
from lab.problems import Problem

MOST_RUNS = 16
UNSEEN_S = 30.0
"""So long after the last look at it a run waits: its visitors have gone, and others want the workers."""

_lock = threading.Lock()
_waiting: deque["LongRun"] = deque()
_under_way: "LongRun | None" = None


class LongRun:
    """A training in its file. The page reads `progress`, `problem`, `seconds_left`, and calls `look` at every look.

    Of all long runs only one has a worker at a time; they take turns, piece by piece.
    """

    def __init__(self, plan: Plan, folder: Path, place: Path) -> None:
        self.plan, self.folder, self.place = plan, folder, place
        self.progress: Progress = cifar_states.seen(plan, place)
        self.problem: Problem | None = None
        self.damaged: Problem | None = self.progress.damaged
        self.is_wanted = False
        self._seen = 0.0
        self._pace: float | None = None  # seconds for one multiply-add, by the piece that came last

    @property
    def is_whole(self) -> bool:
        return self.progress.done >= len(self.plan.pieces)

    @property
    def seconds_left(self) -> float | None:
        """About how long it will take, by the piece that came last."""
        return None if self._pace is None else self._pace * self.plan.work_left(self.progress.done)

    def look(self) -> None:
        """Somebody is looking: it may go on, where it is wanted."""
        self._seen = time.monotonic()
        if self._may_go_on():
            _queue(self)

    def go_on(self) -> None:
        self.is_wanted, self.problem = True, None
        self.look()

    def stop(self) -> None:
        """Not further than the piece that is under way, until `go_on`."""
        self.is_wanted = False

    def _may_go_on(self) -> bool:
        attended = time.monotonic() - self._seen < UNSEEN_S
        return self.is_wanted and attended and self.problem is None and not self.is_whole

    def ask(self) -> None:
        """Ask a worker for the next piece."""
        began, before = time.monotonic(), self.progress.done
        future = workers.submit(_advanced, self.plan, self.folder, self.place)
        future.add_done_callback(lambda done: self._receive(done, began, before))

    def _receive(self, future: Future, began: float, before: int) -> None:
        try:
            self.progress = future.result()
            self.damaged = self.progress.damaged or self.damaged
            if self.progress.done > before:
                work = self.plan.work_left(before) - self.plan.work_left(self.progress.done)
                self._pace = (time.monotonic() - began) / max(1, work)
        except Problem as problem:
            self.problem = problem
        except Exception as error:
            self.problem = trainings.failed(error, self.plan)
        _next(self)


def _queue(run: LongRun) -> None:
    """Give the run its turn, now or when those before it have had theirs."""
    global _under_way
    with _lock:
        if run is _under_way or run in _waiting:
            return
        if _under_way is not None:
            _waiting.append(run)
            return
        _under_way = run
    run.ask()


def _next(run: LongRun) -> None:
    """The run's piece has come: whose turn it is now."""
    global _under_way
    with _lock:
        if run._may_go_on():
            _waiting.append(run)
        while _waiting and not _waiting[0]._may_go_on():
            _waiting.popleft()
        following = _under_way = _waiting.popleft() if _waiting else None
    if following is not None:
        following.ask()


def _advanced(plan: Plan, folder: Path, place: Path) -> Progress:
    """One piece further: a task for workers, which import TensorFlow."""
    return trainings.named("cifar:advanced", plan, folder, place)


@st.cache_resource(max_entries=MOST_RUNS, show_spinner=False)
def long_run(plan: Plan, folder: Path) -> LongRun:
    """The run of this server for these settings, shared by its visitors."""
    return LongRun(plan, folder, pictures.COPIES)
