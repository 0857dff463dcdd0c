"""A training that is watched: progress, curves that grow, stop and go on. Short ones show only what came of them."""

from collections.abc import Callable

import streamlit as st

from cache import workers
from cache.trainings import Running
from components import frame
from components.language import t
from components.waiting import LOOK_EVERY, ask_first, duration, fail
from lab.traces import Trace

GLANCE = 0.5
"""Seconds that a training has before it shows itself growing."""


def watch(running: Running, draw: Callable[[Trace], object], height: int, key: str) -> Trace | None:
    """Draw the trace: once if it is there within half a second, else again and again while it grows.

    `draw` is called with a trace of at least one epoch; `height` is that of its picture. What comes back is the trace
    once nothing more comes, because it is whole, was stopped, or ended early; until then None.
    """
    if ask_first([running], key):
        return None
    if running.wait(GLANCE if workers.are_warm() else 0.0):
        _tell_end(running, key)
        if running.trace is not None and running.trace.epochs:
            draw(running.trace)
        return running.trace

    @frame.fragment(run_every=LOOK_EVERY)
    def grow() -> None:
        if running.is_done:
            st.rerun()
        _progress(running, key)
        if running.trace is not None and running.trace.epochs:
            draw(running.trace)
        else:
            st.skeleton(height=height)

    grow()
    return None


def _progress(running: Running, key: str) -> None:
    """How far it is, how long it will take, and a button that stops it."""
    epochs, trace = running.training.epochs, running.trace
    done, left = (trace.epochs if trace else 0), running.seconds_left
    text = t("epoch {done} of {epochs}", done=done, epochs=epochs)
    if left is not None:
        text += " · " + t("about {time} left", time=duration(left))
    if running.ahead:
        text += " · " + t("{count} before you", count=running.ahead)
    frame.warming_up()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(running.share, text)
        help = t("What has been trained so far is kept, and can be continued later.")
        st.button(t("Stop"), key=f"stop_{key}", icon=":material/stop:", on_click=running.stop, help=help)


def _tell_end(running: Running, key: str) -> None:
    """Why there is no more, where it is not whole: a problem, a loss that is no number, or the visitor."""
    if running.problem:
        fail(running.problem, running.try_again, key)
    elif running.trace is not None and running.trace.stopped:
        frame.tell(running.trace.stopped)
    elif not running.is_whole:
        done = running.trace.epochs if running.trace else 0
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(t("Stopped after epoch {done} of {epochs}.", done=done, epochs=running.training.epochs))
            help = t("It continues where it stopped, as if nothing had happened.")
            st.button(t("Continue"), key=f"go_{key}", icon=":material/play_arrow:", on_click=running.go_on, help=help)
