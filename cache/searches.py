"""The trainings of a session's searches: many, so that they are kept apart from the session's other runs.

Of a training that is done only its outcome stays, a few numbers, and it is never trained again. One that was stopped
half-way keeps its state and goes on from there. All searches of the server go through one gate, chunk by chunk.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import streamlit as st

from cache import shelf, trainings, workers
from lab.lessons.images import search_costs, searches
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.search_costs import Measured
from lab.lessons.images.searches import Examined, Outcome
from lab.problems import Problem
from lab.traces import State, Trace

MOST_JOBS = 600
"""Trainings of searches that a session remembers."""
MOST_MEASURED = 60
"""Trainings of all visitors by which the time of the next ones is told."""
CHUNK_S = 1.0
"""About so many seconds of a worker are asked for at once, and at least an epoch."""


class Gate:
    """Lets the chunks of all visitors' searches to the workers, in the order in which they came.

    No more of them are with the workers than there are workers, so that nobody else's training waits behind a queue of
    them; and long ones leave one worker free, where there are two.
    """

    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[tuple[bool, Callable[[], None]]] = deque()
        self._free, self._free_for_long = places, max(1, places - 1)

    def enter(self, is_long: bool, begin: Callable[[], None]) -> None:
        """Call `begin` when there is room; whoever was let in says `leave` afterwards."""
        with self._lock:
            self._waiting.append((is_long, begin))
        self._let_in()

    def leave(self, is_long: bool) -> None:
        with self._lock:
            self._free += 1
            self._free_for_long += is_long
        self._let_in()

    def _let_in(self) -> None:
        while (begin := self._next()) is not None:
            begin()

    def _next(self) -> Callable[[], None] | None:
        with self._lock:
            for index, (is_long, begin) in enumerate(self._waiting):
                if self._free > 0 and (self._free_for_long > 0 or not is_long):
                    del self._waiting[index]
                    self._free -= 1
                    self._free_for_long -= is_long
                    return begin
        return None


@st.cache_resource(max_entries=1, show_spinner=False)
def _gate() -> Gate:
    """The server's only one."""
    return Gate(workers.NUM_WORKERS)


@st.cache_resource(max_entries=1, show_spinner=False)
def measured() -> deque[Measured]:
    """What trainings of searches have taken on this server."""
    return deque(maxlen=MOST_MEASURED)


class Job:
    """One training of a search. The page only reads: `outcome`, `share`, `is_under_way`."""

    def __init__(self, settings: ImagesSettings, gate: Gate, measured: deque[Measured]) -> None:
        self.settings = settings
        self.training = searches.training(settings)
        self.outcome: Outcome | None = None
        self._trace: Trace | None = None
        self._gate, self._measured = gate, measured
        self._is_long = search_costs.is_long(settings)
        self._epochs = max(1, int(CHUNK_S / search_costs.epoch_seconds(settings)))
        self._wanted, self._asked = False, False
        self._then: Callable[[], None] | None = None
        self._lock = threading.Lock()

    @property
    def share(self) -> float:
        """How much of it has been trained, from 0 to 1."""
        trace = self._trace
        return 1.0 if self.outcome else (trace.epochs / self.training.epochs if trace else 0.0)

    @property
    def is_under_way(self) -> bool:
        """Whether it has been asked for and not been given up."""
        return self._wanted and self.outcome is None

    @property
    def is_busy(self) -> bool:
        """Whether a chunk of it is with a worker or waits at the gate."""
        return self._asked

    def go_on(self, then: Callable[[], None]) -> None:
        """Begin, or begin again where it stood; `then` is called once there is an outcome, or it has been given up."""
        with self._lock:
            self._wanted, self._then = True, then
            if self._asked or self.outcome:
                return
            self._asked = True
        self._gate.enter(self._is_long, self._ask)

    def abandon(self) -> None:
        """Ask for no more chunks. What has been trained stays."""
        self._wanted = False

    def _ask(self) -> None:
        if not self._wanted:
            self._gate.leave(self._is_long)
            self._end_of_chunk()
            return
        arguments = self.training, self._trace, self._epochs, not self._is_long
        workers.submit(_gone_on, shelf.folder(), *arguments).add_done_callback(self._receive)

    def _receive(self, future: Future) -> None:
        self._gate.leave(self._is_long)
        try:
            self._take(*future.result())
        except Problem as problem:
            self.outcome = Outcome(failed=problem)
        except Exception as error:
            self.outcome = Outcome(failed=trainings.failed(error, self.training))
        self._end_of_chunk()

    def _end_of_chunk(self) -> None:
        with self._lock:
            self._asked = self._wanted and self.outcome is None
            then = None if self._asked else self._then
        if self._asked:
            self._gate.enter(self._is_long, self._ask)
        elif then:
            then()

    def _take(self, trace: Trace, examined: Examined | None) -> None:
        """What a worker has sent: the epochs so far and, at the end, how it does on the test pictures."""
        shelf.adopt(trace.state)
        ends = {name: float(metric[-1]) for name, metric in trace.metrics.items()}
        if examined is not None:
            took = trace.seconds + examined.seconds
            self.outcome = Outcome({**ends, "test_loss": examined.loss, "test_accuracy": examined.accuracy}, took)
            expected = search_costs.seconds(self.settings)
            self._measured.append(Measured(self.settings.network, expected, took))
        elif trace.stopped is not None:
            self.outcome = Outcome(ends, trace.seconds, trace.stopped)
        # Once there is an outcome the weights are not needed; the laboratory trains them again where they are wanted.
        self._trace = None if self.outcome else trace


class Desk:
    """The searches of one session: all their trainings, and those that are being worked at."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[ImagesSettings, Job] = OrderedDict()
        self._wanted: tuple[Job, ...] = ()
        self._lock = threading.Lock()

    def jobs(self, runs: Sequence[ImagesSettings]) -> list[Job]:
        """The trainings of these settings, those of before where there are any; none of them is begun by this."""
        with self._lock:
            for settings in runs:
                if settings not in self._jobs:
                    self._jobs[settings] = Job(settings, _gate(), measured())
                self._jobs.move_to_end(settings)
            while len(self._jobs) > MOST_JOBS:
                self._jobs.popitem(last=False)[1].abandon()
            return [self._jobs[settings] for settings in runs]

    def is_searching(self, jobs: Sequence[Job]) -> bool:
        """Whether these are what was last started, and some are still to come."""
        wanted = set(map(id, self._wanted))
        return any(job.outcome is None for job in jobs) and all(id(job) in wanted for job in jobs)

    def start(self, jobs: Sequence[Job]) -> None:
        """Have these trained, a few at a time, in the place of those before; outcomes that are there stay."""
        before, self._wanted = self._wanted, tuple(jobs)
        for job in before:
            if job not in self._wanted:
                job.abandon()
        self._next()

    def stop(self) -> None:
        """Nothing more is trained until the next start."""
        self.start(())

    def _next(self) -> None:
        for job in [job for job in self._wanted if job.outcome is None][: workers.NUM_WORKERS]:
            job.go_on(self._next)


@st.cache_resource(scope="session", max_entries=1, show_spinner=False, on_release=Desk.stop)
def desk() -> Desk:
    """The session's own."""
    return Desk()


def _gone_on(place: Any, *arguments: Any) -> tuple[Trace, Examined | None]:
    """What a worker does. A large state stays on the shelf, and one that nobody needs any more goes nowhere."""
    trace, examined = trainings.named("searching:go_on", *arguments)
    if examined or trace.stopped:
        return replace(trace, state=State(trace.epochs, (), ())), examined
    shelved = shelf.put(trace, place)
    assert isinstance(shelved, Trace)
    return shelved, None
