"""Who has a worker next. Every visitor gets an equal share of them, whatever each of them has asked for.

What is computed is a `Job`: state in, chunk out. A visitor's jobs stand in lanes, one for each place of a page, in the
order in which they are wanted. A chunk goes to the visitor who has the fewest chunks with the workers, and
among those to the one who has used least of late; within a visitor to the lane of which the same is true.
"""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Any

from lab.problems import Problem, Trouble

HALF_LIFE_S = 20.0
"""After so long, half of what a visitor has used is forgotten: who has just come is first, but not for ever."""
FORGOTTEN_S = 0.05
TRIES = 3
"""So often a chunk is tried whose worker dies."""


class Job(ABC):
    """Something that is computed chunk by chunk. What has become of it can be read at any time."""

    is_long = False
    """Whether it leaves one worker free for short ones, where there are two."""
    num_bytes = 0
    """What it keeps in memory."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.problem: Problem | None = None
        self.tries = 0

    @abstractmethod
    def chunk(self) -> tuple[Any, ...]:
        """What a worker is to do next: a function of an importable module, and its arguments."""

    @abstractmethod
    def take(self, result: Any) -> bool:
        """A chunk has come; whether that was the last one."""

    @abstractmethod
    def fail(self, error: Exception) -> None:
        """It cannot go on: put the `problem` that is told."""


@dataclass
class Account:
    """What somebody has used of the workers in seconds, which fades, and how many chunks are with them now."""

    used: float = 0.0
    at: float = 0.0
    chunks: int = 0

    def order(self, now: float) -> tuple[int, float]:
        return self.chunks, self.used * 0.5 ** ((now - self.at) / HALF_LIFE_S)

    def charge(self, seconds: float, now: float) -> None:
        self.used, self.at = self.order(now)[1] + seconds, now
        self.chunks -= 1


@dataclass
class Lane:
    """The jobs of one place in their order, each with the time until which it is wanted."""

    account: Account = field(default_factory=Account)
    jobs: dict[Job, float] = field(default_factory=dict)


@dataclass
class Visitor:
    account: Account = field(default_factory=Account)
    lanes: dict[str, Lane] = field(default_factory=dict)

    def remove(self, job: Job, now: float) -> None:
        """Take a job out of all lanes, and away what lanes stand empty and have long not been used."""
        for name, lane in list(self.lanes.items()):
            lane.jobs.pop(job, None)
            if not lane.jobs and lane.account.order(now) < (0, FORGOTTEN_S):
                del self.lanes[name]


class Scheduler:
    """Gives the workers no more chunks than there are workers. `submit` is called with a function and its arguments."""

    def __init__(self, submit: Callable[..., Future], places: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._submit, self._places, self._clock = submit, places, clock
        self._lock = threading.Lock()
        self._visitors: dict[str, Visitor] = {}
        self._busy: dict[Job, tuple[Account, Account]] = {}
        self.is_held = False

    def put(self, visitor: str, lane: str, jobs: Iterable[Job], seconds: float = inf) -> None:
        """Have these computed in this lane, instead of what was wanted there, for so long."""
        with self._lock:
            until = self._clock() + seconds
            wanted = {job: until for job in jobs if not job.over.is_set()}
            if wanted or (visitor in self._visitors and lane in self._visitors[visitor].lanes):
                lanes = self._visitors.setdefault(visitor, Visitor()).lanes
                lanes.setdefault(lane, Lane()).jobs = wanted
        self._fill()

    def want(self, visitor: str, lane: str, job: Job, seconds: float = inf) -> None:
        """Have this computed, too, after what is wanted in this lane already."""
        with self._lock:
            if job.over.is_set():
                return
            lanes = self._visitors.setdefault(visitor, Visitor()).lanes
            lanes.setdefault(lane, Lane()).jobs[job] = self._clock() + seconds
        self._fill()

    def drop(self, visitor: str, job: Job) -> None:
        """The visitor does not want it any more. What is with a worker comes, and nothing after it."""
        with self._lock:
            if visitor in self._visitors:
                self._visitors[visitor].remove(job, self._clock())

    def leave(self, visitor: str) -> None:
        """The visitor wants nothing any more."""
        with self._lock:
            self._visitors.pop(visitor, None)

    def hold(self, is_held: bool = True) -> None:
        """Give the workers nothing more, or let them go on."""
        self.is_held = is_held
        self._fill()

    def wants(self, visitor: str, job: Job) -> bool:
        with self._lock:
            its = self._visitors.get(visitor, Visitor())
            return any(lane.jobs.get(job, 0.0) > self._clock() for lane in its.lanes.values())

    def is_busy(self, job: Job) -> bool:
        """Whether a worker is at it."""
        return job in self._busy

    def ahead(self, visitor: str) -> int:
        """How many visitors get a worker before this one; none where it has one, or waits for none."""
        with self._lock:
            now, its = self._clock(), self._visitors.get(visitor)
            if its is None or its.account.chunks or not self._first(its, now):
                return 0
            own = its.account.order(now)
            others = [each for each in self._visitors.values() if each is not its and self._first(each, now)]
            return sum(each.account.order(now) < own for each in others)

    def _fill(self) -> None:
        """Give chunks to the workers as long as one of them is free and somebody waits."""
        while (begun := self._begin()) is not None:
            job, began = begun
            try:
                future = self._submit(*job.chunk())
            except Exception as error:
                future = Future()
                future.set_exception(error)
            future.add_done_callback(partial(self._receive, job, began))

    def _begin(self) -> tuple[Job, float] | None:
        """Who is next, and when that was found out."""
        with self._lock:
            if self.is_held or len(self._busy) >= self._places:
                return None
            now = self._clock()
            for visitor in sorted(self._visitors.values(), key=lambda its: its.account.order(now)):
                found = self._first(visitor, now)
                if found is not None:
                    lane, job = found
                    self._busy[job] = visitor.account, lane.account
                    for account in self._busy[job]:
                        account.chunks += 1
                    return job, now
        return None

    def _first(self, visitor: Visitor, now: float) -> tuple[Lane, Job] | None:
        """The visitor's next job that a worker may have."""
        long_ones = sum(job.is_long for job in self._busy)
        is_full = long_ones >= max(1, self._places - 1)
        for lane in sorted(visitor.lanes.values(), key=lambda its: its.account.order(now)):
            for job, until in lane.jobs.items():
                if until > now and job not in self._busy and not (is_full and job.is_long):
                    return lane, job
        return None

    def _receive(self, job: Job, began: float, future: Future) -> None:
        is_over = _take(job, future)
        with self._lock:
            now = self._clock()
            for account in self._busy.pop(job):
                account.charge(now - began, now)
            if is_over:
                job.over.set()
                for visitor in self._visitors.values():
                    visitor.remove(job, now)
        self._fill()


def _take(job: Job, future: Future) -> bool:
    """Hand the job what has come of its chunk; whether there is nothing more to come."""
    try:
        is_over = job.take(future.result())
        job.tries = 0
        return is_over
    except BrokenExecutor:
        job.tries += 1
        if job.tries < TRIES:
            return False
        text = "the training process ended {tries} times before it was done; try a smaller network"
        job.fail(Trouble(text, tries=TRIES))
    except Exception as error:
        job.fail(error)
    return True
