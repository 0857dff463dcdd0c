"""The server's one scheduler and its memory, which all visitors share, and who it is that asks."""

import logging
from collections import deque
from statistics import median

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cache import workers
from cache.memory import Memory
from cache.scheduler import Scheduler
from lab import costs
from lab.experiments import Training
from lab.problems import Problem

_log = logging.getLogger(__name__)

MOST_BYTES = 10_000_000
"""What is kept of trainings and answers that no open page shows."""
MOST_MEASURED = 60

scheduler = Scheduler(lambda *task: workers.submit(*task), workers.NUM_WORKERS)
memory = Memory(MOST_BYTES)
_measured: dict[costs.Speed, deque[float]] = {}


def visitor() -> str:
    """Who asks: the session, or nobody in particular in a test or a notebook."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return ""
    _visit(context.session_id)
    return context.session_id


@st.cache_resource(scope="session", max_entries=1, show_spinner=False, on_release=lambda name: scheduler.leave(name))
def _visit(name: str) -> str:
    """Released when the visitor's tab is closed."""
    return name


def expected(training: Training) -> float:
    """About how many seconds of a worker a training takes here; 0 for one that cannot be, which a worker will tell."""
    try:
        return costs.seconds(training, pace(training))
    except Problem:
        return 0.0


def refusal(training: Training) -> Problem | None:
    """Why a training would take too long, and what would make it fit; None for one that may be, or that cannot be.

    A worker refuses what takes too long by the rule. So what went faster here, as tiny networks may, allows nothing
    that the rule does not; what went slower forbids more.
    """
    try:
        costs.work(training)
    except Problem:
        return None
    try:
        costs.check(training, max(1.0, pace(training)))
    except Problem as problem:
        return problem
    return None


def measure(training: Training, pace: float) -> None:
    """A training took so many times what the rule says: by that the time of the next ones is told."""
    _measured.setdefault(costs.work(training).speed, deque(maxlen=MOST_MEASURED)).append(pace)


def paces(training: Training) -> list[float]:
    """How long trainings like this one have taken here, over what the rule says."""
    return list(_measured.get(costs.work(training).speed, ()))


def pace(training: Training) -> float:
    """Their middle; 1 where none has been measured yet."""
    return median(paces(training) or [1.0])


def reason(error: Exception, what: object) -> str:
    """The last line of an error that nobody foresaw; its traceback is in the log."""
    _log.error("it failed: %s", what, exc_info=error)
    return (str(error).strip() or type(error).__name__).splitlines()[-1]
