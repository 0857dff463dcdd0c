"""What stands on a page while a worker trains: the old picture for a moment, then a quiet place of the right height."""

from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError
from typing import Any

import streamlit as st

from cache import workers
from cache.answers import Answer
from cache.trainings import Running, agree, to_agree
from components import frame
from components.language import t
from lab.costs import LINK_S
from lab.problems import Problem, Trouble
from lab.traces import Trace

GLANCE = 1.0
"""Seconds for which a run waits, the picture before staying where it is; long enough to compile a small network."""
LOOK_EVERY = 0.3
ANSWER = 0.5
"""Seconds for which a run waits for a worker's answer."""


def whole(running: Running, height: int, key: str) -> Trace | None:
    """The trace once it is whole. Until then a place of its height, and the page looks again by itself.

    A problem is told in its place.
    """
    if ask_first([running], key):
        return None
    if not running.wait(GLANCE if workers.are_warm() else 0.0):
        frame.warming_up()
        st.skeleton(height=height)
        look_again(lambda: running.is_done, before(running))
        return None
    if running.problem:
        fail(running.problem, running.try_again, key)
        return None
    trace = running.trace
    if trace is not None and trace.stopped:
        frame.tell(trace.stopped)
    return trace


def ask_first(runs: Sequence[Running], key: str) -> bool:
    """A button that begins what takes long, and says how long; whether there is something that has to be agreed to."""
    seconds = to_agree(runs)
    if seconds is None:
        return False
    label, icon = t("Train: about {time}", time=duration(seconds)), ":material/model_training:"
    help = t("What takes longer than {seconds:.0f} s here begins only when you say so.", seconds=LINK_S)
    st.button(label, key=f"agree_{key}", type="primary", icon=icon, on_click=agree, args=(runs,), help=help)
    return True


def before(running: Running) -> str | None:
    """How many visitors have a worker before this one, where there are some."""
    return t("training … {count} before you", count=running.ahead) if running.ahead else None


def answer(asked: Answer, height: int, seconds: float = ANSWER) -> Any:
    """A worker's answer; until it comes, a place of its height, and the page looks again by itself.

    A problem is told in its place.
    """
    found = answers([asked], height, seconds)
    return None if found is None else found[0]


def answers(asked: Sequence[Answer], height: int = 0, seconds: float = ANSWER, said: str | None = None) -> list | None:
    """The answers to several questions, as `answer` has one; None until all are there. Without a height, no place is
    kept for them, and `said` is said instead of that something is computed."""
    try:
        return [each.result(seconds if workers.are_warm() else 0.0) for each in asked]
    except TimeoutError:
        frame.warming_up()
        if height:
            st.skeleton(height=height)
        look_again(lambda: len([each for each in asked if each.done()]) == len(asked), said or t("computing …"))
    except Problem as problem:

        def again() -> None:
            for each in asked:
                each.try_again()

        fail(problem, again, f"answer_{asked[0].number}")
    return None


def fail(problem: Problem, again: Callable[[], None], key: str) -> None:
    """What went wrong and, where it may go well another time, a button for that."""
    frame.tell(problem)
    if isinstance(problem, Trouble):
        help = t("Nothing is wrong with what you have chosen; it may go well this time.")
        st.button(t("Try again"), key=f"again_{key}", icon=":material/refresh:", on_click=again, help=help)


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
