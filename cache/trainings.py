"""The trainings of a session: each is asked for once, grows chunk by chunk in the workers, and is kept.

Equal trainings of several sessions are computed once. What a session sees of one stands still while it has stopped it.
"""

import time
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

import streamlit as st

from cache import shelf, visitors, worker, workers
from cache.memory import num_bytes
from cache.scheduler import Job
from lab import costs
from lab.experiments import Training
from lab.problems import Problem, Trouble
from lab.traces import Chunk, Trace, extended, is_over, share

MOST_TRAININGS = 96
PAUSE_S = 5.0
"""A chunk that comes later than this after the one before belongs to another stretch."""
NUM_PACES = 9
"""Chunks that say how fast it goes on. One of them may have waited for a new worker, or for the compiler."""

_numbers = count()


class Course(Job):
    """A training as it is computed, for everybody who wants it: `trace`, `problem`."""

    def __init__(self, training: Training) -> None:
        super().__init__()
        self.training = training
        self.trace: Trace | None = None
        self.is_long = visitors.expected(training) > costs.LINK_S
        self._came = 0.0
        self._paces: deque[tuple[float, float]] = deque(maxlen=NUM_PACES)  # of each: seconds for all, share done

    @property
    def share(self) -> float:
        """How much of it has been trained, from 0 to 1."""
        if self.over.is_set():
            return 1.0
        return 0.0 if self.trace is None else share(self.training, self.trace)

    @property
    def seconds_left(self) -> float | None:
        """About how long it will take, by the middle one of the last chunks; None as long as none says anything."""
        if not self._paces:
            return None
        pace = middle(self._paces)
        return max(0.0, (1 - self.share) * pace - (time.monotonic() - self._came) * (self.share < 1))

    def chunk(self) -> tuple[Any, ...]:
        self._asked = time.monotonic()
        state = None if self.trace is None else self.trace.state
        return worker.train, shelf.folder(), self.training, state

    def take(self, result: Chunk) -> bool:
        shelf.adopt(result.state)
        before, now = self.share, time.monotonic()
        self.trace = extended(self.training, self.trace, result)
        self.num_bytes = num_bytes(self.trace)
        began = self._came if self._asked - self._came < PAUSE_S else self._asked
        self._came = now
        if before:  # the first chunk compiles, which says nothing of those to come
            done = max(1e-9, self.share - before)
            self._paces.append(((now - began) / done, done))
        is_whole = is_over(self.training, self.trace)
        if is_whole and result.pace is not None:
            visitors.measure(self.training, result.pace)
        return is_whole

    def fail(self, error: Exception) -> None:
        self.problem = failed(error, self.training)


def middle(paces: Iterable[tuple[float, float]]) -> float:
    """The middle pace, by the work done at each: a chunk of a few batches says less than one of many.

    >>> middle([(9000.0, 0.001), (60.0, 0.2), (50.0, 0.3)])
    50.0
    """
    ordered, seen = sorted(paces), 0.0
    half = sum(work for _, work in ordered) / 2
    for pace, work in ordered:
        seen += work
        if seen >= half:
            return pace
    raise ValueError("no paces")


def failed(error: Exception, what: object) -> Problem:
    """What is told of an error: a problem as it is, and one that nobody foresaw calmly."""
    if isinstance(error, Problem):
        return error
    return Trouble("the training failed: {error}", error=visitors.reason(error, what))


class Running:
    """A training as one visitor sees it. Pages only read: `trace`, `problem`, `is_done`.

    An abandoned training keeps what it has, and goes on when it is asked for again; one that the visitor has stopped,
    when the visitor says so. What others do with the same training does not show.
    """

    def __init__(self, training: Training, visitor: str = "", *, begin: bool = True) -> None:
        self.training = training
        self.is_stopped = self.is_agreed = False
        self._visitor, self._lane = visitor, f"training {next(_numbers)}"
        self._still: Trace | None = None
        self._is_given_up = False
        self.course = self._find()
        self.refused = None if self.course.trace else visitors.refusal(training)
        if begin:
            self.go_on()

    def _find(self) -> Course:
        return visitors.memory.job(self.training, lambda: Course(self.training))

    @property
    def trace(self) -> Trace | None:
        return self._still if self._is_given_up else self.course.trace

    @property
    def problem(self) -> Problem | None:
        return self.refused or self.course.problem

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing left to train."""
        trace = self.trace
        return self.problem is not None or (trace is not None and is_over(self.training, trace))

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come: whole, stopped, failed, or abandoned."""
        return self._is_given_up or self.refused is not None or self.course.over.is_set()

    @property
    def is_under_way(self) -> bool:
        """Whether a worker is at it."""
        return not self._is_given_up and visitors.scheduler.is_busy(self.course)

    @property
    def share(self) -> float:
        """How much of it has been trained, from 0 to 1."""
        return self.course.share

    @property
    def seconds_left(self) -> float | None:
        return self.course.seconds_left

    @property
    def ahead(self) -> int:
        """How many visitors get a worker before this one."""
        return visitors.scheduler.ahead(self._visitor)

    @property
    def cost(self) -> float:
        """About how many seconds of a worker it still takes."""
        return 0.0 if self.is_whole else visitors.expected(self.training) * (1 - self.share)

    def wait(self, seconds: float) -> bool:
        """Wait until it is done, but no longer than this; whether it is."""
        return self.is_done or self.course.over.wait(seconds)

    def abandon(self) -> None:
        """Want no more of it. What has been trained stays."""
        visitors.scheduler.drop(self._visitor, self.course)
        self.stand_still()

    def stop(self) -> None:
        """The visitor stops it, until `go_on`."""
        self.is_stopped = True
        self.abandon()

    def go_on(self) -> None:
        """Begin, or begin again after it was abandoned or stopped."""
        self.move()
        if self.refused is None:
            visitors.scheduler.want(self._visitor, self._lane, self.course)

    def move(self) -> None:
        """Show from now on what is trained of it."""
        self.is_stopped = self._is_given_up = False

    def stand_still(self) -> None:
        """Show what there is, whatever others do with it, unless the visitor wants it at another place."""
        if not visitors.scheduler.wants(self._visitor, self.course):
            self._still, self._is_given_up = self.trace, True

    def try_again(self) -> None:
        """Forget that it has failed."""
        self.course = self._find()


@st.cache_resource(scope="session", max_entries=MOST_TRAININGS, show_spinner=False, on_release=Running.abandon)
def kept(training: Training) -> Running:
    """The training of this session, not begun by this."""
    return Running(training, visitors.visitor(), begin=False)


@st.cache_resource(scope="session", max_entries=1, show_spinner=False)
def _places() -> dict[str, tuple[Sequence[Running], Sequence[Running]]]:
    """What each place of a page showed before, and what it shows."""
    return {}


def in_turn(runs: Sequence[Running], place: str) -> bool:
    """Have these trained, in their order, instead of those that the place asked for before; whether nothing more comes.

    What takes so long that the visitor has to agree to it waits until then.
    """
    _, shown = _places().get(place, ((), ()))
    if list(shown) != list(runs):
        _places()[place] = shown, tuple(runs)
    wanted = [run for run in runs if not run.is_stopped and run.refused is None]
    if to_agree(wanted):
        wanted = [run for run in wanted if run.is_agreed]
    for run in wanted:
        run.move()
    visitors.scheduler.put(visitors.visitor(), place, [run.course for run in wanted])
    for run in shown:
        if run not in runs:
            run.stand_still()
    return all(run.is_done for run in runs)


def to_agree(runs: Sequence[Running]) -> float | None:
    """About how many seconds the visitor has to agree to before these begin; None where they may at once."""
    asking = [run for run in runs if not (run.is_stopped or run.is_agreed)]
    at_once = min(places(any(run.course.is_long for run in asking)), max(1, len(asking)))
    seconds = sum(run.cost for run in asking) / at_once
    return seconds if seconds > costs.LINK_S else None


def places(are_long: bool) -> int:
    """How many trainings of one visitor can be computed at once: long ones leave one worker free for the others."""
    return max(1, workers.NUM_WORKERS - are_long)


def agree(runs: Sequence[Running]) -> None:
    """The visitor knows how long these take, and wants them."""
    for run in runs:
        run.is_agreed = True


def stop(runs: Sequence[Running]) -> None:
    """The visitor stops what of these is not whole."""
    for run in runs:
        if not run.is_whole:
            run.stop()


def let_go_on(runs: Sequence[Running]) -> None:
    """The visitor has them go on, when it is their turn, and those that failed by bad luck begin again."""
    for run in runs:
        run.is_stopped = False
        if isinstance(run.problem, Trouble):
            run.try_again()


def running(training: Training, place: str | None = None) -> Running:
    """The training, begun at the first call and the same one afterwards, in this session.

    Where a `place` of a page is named, the training that was shown there before is abandoned.
    """
    its = kept(training)
    if place is not None:
        in_turn([its], place)
    elif not its.is_stopped and not to_agree([its]):
        its.go_on()
    return its


def previous(place: str) -> Running | None:
    """The training that a place of a page showed before the present one, as far as it came."""
    before, _ = _places().get(place, ((), ()))
    return before[0] if before else None
