"""Trainings of minutes or hours, shared by all visitors: they advance piece by piece while somebody is looking.

The state goes to a file every few seconds (`run_files`), so a new server goes on where the old one was ended.
"""

import time
from pathlib import Path
from typing import Any

import streamlit as st

from cache import run_files, shelf, visitors, worker
from cache.scheduler import Job
from cache.trainings import failed
from lab.data import pictures
from lab.lessons.images.cifar import Plan
from lab.lessons.images.cifar_states import Kept, Progress
from lab.problems import Problem

MOST_RUNS = 16
UNSEEN_S = 30.0
"""So long after the last look at it a run waits: its visitors have gone, and others want the workers."""
WRITE_EVERY_S = 5.0
LANE = "long runs"


class Course(Job):
    """The run as it is computed, for everybody: `progress`, `problem`, `damaged`."""

    is_long = True

    def __init__(self, plan: Plan, folder: Path, place: Path) -> None:
        super().__init__()
        self.plan, self.folder, self.place = plan, folder, place
        self.progress: Progress = run_files.read_progress(plan, place)
        self.damaged: Problem | None = self.progress.damaged
        self.pace: float | None = None  # seconds for one multiply-add, by the piece that came last
        self._state: Kept | None = None
        self._written = time.monotonic()
        if self.is_whole:
            self.over.set()

    @property
    def is_whole(self) -> bool:
        return self.progress.done >= len(self.plan.pieces)

    def chunk(self) -> tuple[Any, ...]:
        self._began = time.monotonic()
        is_to_write = self._began - self._written > WRITE_EVERY_S
        if is_to_write:
            self._written = self._began
        return worker.advance, shelf.folder(), self.plan, self.folder, self._state, self.place, is_to_write

    def take(self, result: Kept) -> bool:
        shelf.adopt(result)
        before, self._state, self.progress = self.progress.done, result, result.progress
        self.damaged = self.progress.damaged or self.damaged
        work = self.plan.work_left(before) - self.plan.work_left(self.progress.done)
        self.pace = (time.monotonic() - self._began) / max(1, work)
        if self.is_whole:
            self._state = None
        return self.is_whole

    def fail(self, error: Exception) -> None:
        self.problem = failed(error, self.plan)


class LongRun:
    """A run as one visitor sees it. The page reads `progress`, `problem`, `seconds_left`, and calls `look` at each."""

    def __init__(self, plan: Plan, folder: Path, place: Path, visitor: str = "") -> None:
        self.plan, self.is_wanted = plan, False
        self._where, self._visitor = (folder, place), visitor
        self._course = self._find()

    def _find(self) -> Course:
        return visitors.memory.job((self.plan, *self._where), lambda: Course(self.plan, *self._where))

    @property
    def progress(self) -> Progress:
        return self._course.progress

    @property
    def problem(self) -> Problem | None:
        return self._course.problem

    @property
    def damaged(self) -> Problem | None:
        return self._course.damaged

    @property
    def is_whole(self) -> bool:
        return self._course.is_whole

    @property
    def seconds_left(self) -> float | None:
        """About how long it will take, by the piece that came last."""
        return None if self._course.pace is None else self._course.pace * self.plan.work_left(self.progress.done)

    def look(self) -> None:
        """Somebody is looking: it may go on, where it is wanted."""
        if self.is_wanted and self.problem is None:
            visitors.scheduler.want(self._visitor, LANE, self._course, UNSEEN_S)

    def go_on(self) -> None:
        self.is_wanted, self._course = True, self._find()
        self.look()

    def stop(self) -> None:
        """Want no more than the piece that is under way, until `go_on`. Others may still want it."""
        self.is_wanted = False
        visitors.scheduler.drop(self._visitor, self._course)


@st.cache_resource(scope="session", max_entries=MOST_RUNS, show_spinner=False, on_release=LongRun.stop)
def long_run(plan: Plan, folder: Path) -> LongRun:
    """The run of this server for these settings, as this visitor sees it."""
    return LongRun(plan, folder, pictures.COPIES, visitors.visitor())
