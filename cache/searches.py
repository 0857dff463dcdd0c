"""The trainings of a session's searches: many, so that they are kept apart from the session's other runs.

Of a training that is done only its outcome stays, a few numbers, and it is never trained again. One that was stopped
half-way keeps its state and goes on from there.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

import streamlit as st

from cache import visitors
from cache.trainings import Course, places
from lab.lessons.images import searches
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.searches import Outcome
from lab.problems import Trouble
from lab.traces import Chunk

MOST_JOBS = 600
"""Trainings of searches that a session remembers."""
LANE = "search"


class Job(Course):
    """One training of a search. The page only reads: `outcome`, `share`, `is_busy`."""

    def __init__(self, settings: ImagesSettings) -> None:
        super().__init__(searches.training(settings))
        self.settings = settings
        self.outcome: Outcome | None = None
        if refused := visitors.refusal(self.training):
            self.fail(refused)
            self.over.set()

    @property
    def is_luckless(self) -> bool:
        """Whether it failed by something that may go well another time."""
        return isinstance(self.problem, Trouble)

    @property
    def is_busy(self) -> bool:
        """Whether a worker is at it."""
        return visitors.scheduler.is_busy(self)

    def take(self, result: Chunk) -> bool:
        is_whole, trace = super().take(result), self.trace
        if is_whole and trace is not None:
            ends = {name: float(metric[-1]) for name, metric in trace.metrics.items()}
            known = {name: value for name, value in ends.items() if not (trace.stopped and name.startswith("test"))}
            self._end(Outcome(known, trace.seconds, trace.stopped))
        return is_whole

    def _end(self, outcome: Outcome) -> None:
        """The weights are not needed any more; the laboratory trains them again where they are wanted."""
        self.outcome, self.trace, self.num_bytes = outcome, None, 0

    def fail(self, error: Exception) -> None:
        super().fail(error)
        self._end(Outcome(failed=self.problem))


class Desk:
    """The searches of one session: all their trainings, and those that are being worked at."""

    def __init__(self, visitor: str = "") -> None:
        self._visitor = visitor
        self._jobs: OrderedDict[ImagesSettings, Job] = OrderedDict()
        self._wanted: tuple[Job, ...] = ()
        self._lock = threading.Lock()

    def jobs(self, runs: Sequence[ImagesSettings]) -> list[Job]:
        """The trainings of these settings, those of before where there are any; none of them is begun by this."""
        with self._lock:
            for settings in runs:
                if settings not in self._jobs:
                    self._jobs[settings] = visitors.memory.job(("search", settings), partial(Job, settings))
                self._jobs.move_to_end(settings)
            while len(self._jobs) > MOST_JOBS:
                visitors.scheduler.drop(self._visitor, self._jobs.popitem(last=False)[1])
            return [self._jobs[settings] for settings in runs]

    def is_searching(self, jobs: Sequence[Job]) -> bool:
        """Whether these are what was last started, and some are still to come."""
        wanted = set(map(id, self._wanted))
        return any(job.outcome is None for job in jobs) and all(id(job) in wanted for job in jobs)

    @property
    def ahead(self) -> int:
        """How many visitors get a worker before this one."""
        return visitors.scheduler.ahead(self._visitor)

    def start(self, jobs: Sequence[Job]) -> None:
        """Have these trained, one after another, in the place of those before; outcomes that are there stay."""
        with self._lock:
            for job in jobs:
                if job.is_luckless:
                    self._jobs.pop(job.settings, None)
        self._wanted = tuple(self.jobs([job.settings for job in jobs]))
        visitors.scheduler.put(self._visitor, LANE, self._wanted)

    def stop(self) -> None:
        """Nothing more is trained until the next start."""
        self.start(())


@st.cache_resource(scope="session", max_entries=1, show_spinner=False, on_release=Desk.stop)
def desk() -> Desk:
    """The session's own."""
    return Desk(visitors.visitor())


def seconds_left(jobs: Sequence[Job]) -> float:
    """About how long they take, all together. Long ones leave one worker free for other visitors."""
    return sum(visitors.expected(job.training) * (1 - job.share) / places(job.is_long) for job in jobs)


def share(jobs: Sequence[Job]) -> float:
    """How much of their work is done, from 0 to 1."""
    weights = [visitors.expected(job.training) or 1.0 for job in jobs]
    return sum(weight * job.share for weight, job in zip(weights, jobs, strict=True)) / sum(weights)
