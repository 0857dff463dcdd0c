"""What stands on a page while a worker trains: the old picture for a moment, then a quiet place of the right height."""

from collections.abc import Callable
from concurrent.futures import Future, TimeoutError
from typing import Any

import streamlit as st

from cache import workers
from cache.trainings import Running
from components import frame
from components.language import t
from lab.problems import Problem
from lab.traces import Trace

GLANCE = 1.0
"""Seconds for which a run waits, the picture before staying where it is; long enough to compile a small network."""
LOOK_EVERY = 0.3
ANSWER = 0.5
"""Seconds for which a run waits for a worker's answer."""


def whole(running: Running, height: int) -> Trace | None:
    """The trace once it is whole. Until then a place of its height, and the page looks again by itself.

    A problem is told in its place.
    """
    if not running.wait(GLANCE if workers.are_warm() else 0.0):
        frame.warming_up()
        st.skeleton(height=height)
        look_again(lambda: running.is_done)
        return None
    if running.problem:
        frame.tell(running.problem)
        return None
    trace = running.trace
    if trace is not None and trace.stopped:
        frame.tell(trace.stopped)
    return trace


def answer(future: Future, height: int, seconds: float = ANSWER) -> Any:
    """A worker's answer; until it comes, a place of its height, and the page looks again by itself.

    A problem is told in its place.
    """
    try:
        return future.result(seconds if workers.are_warm() else 0.0)
    except TimeoutError:
        frame.warming_up()
        st.skeleton(height=height)
        look_again(future.done, t("computing …"))
    except Problem as problem:
        frame.tell(problem)
    return None


def has_come(future: Future, seconds: float = ANSWER) -> bool:
    """Whether a worker has answered, in good or in bad, after a short wait."""
    try:
        future.exception(timeout=seconds)
        return True
    except TimeoutError:
        return False


def duration(seconds: float) -> str:
    """A time that is still to come, as one says it."""
    if seconds < 90:
        return t("{seconds:.0f} s", seconds=max(1.0, seconds))
    if seconds < 5400:
        return t("{minutes:.0f} min", minutes=seconds / 60)
    return t("{hours:.1f} h", hours=seconds / 3600)


def look_again(is_done: Callable[[], bool], said: str | None = None) -> None:
    """Run the page again as soon as it is done; until then it is `said` what goes on."""

    @frame.fragment(run_every=LOOK_EVERY)
    def look() -> None:
        if is_done():
            st.rerun()
        st.caption(said or t("training …"))

    look()
