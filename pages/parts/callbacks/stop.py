"""Stop, keep, drop: a run is recorded once, then Keras's own callbacks decide over it, epoch by epoch."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from cache.answers import Answer, asked
from cache.trainings import running
from components import controls, frame, take_home, theme, waiting, watching
from components.charts import named
from components.charts.callbacks.watched_run import Look
from components.dragging import Drag, drag
from components.language import t
from lab.lessons.callbacks import callback_code
from lab.lessons.callbacks.decisions import (
    UNDECIDED,
    CallbacksSettings,
    Decisions,
    Record,
    WatchSettings,
    num_epochs,
    record,
)
from lab.problems import Problem
from lab.traces import Trace
from pages.parts.callbacks import controls as callbacks_controls
from pages.parts.callbacks import picture as callbacks_picture
from pages.parts.callbacks import words
from pages.parts.callbacks.controls import LESSON

HEIGHT = 560


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    for part in ("slip", "own", "files_written"):
        lesson.explain(part)


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("stop") as (left, right):
        with left:
            watch = callbacks_controls.ask_watch()
            settings = replace(callbacks_controls.ask_run(open=False), **callbacks_controls.ask_lowering())
            lesson.read("stop_try" if watch.stops_early else "target_try")
        with right:
            its = running(settings.training(), LESSON)
            trace = watching.watch(its, lambda trace: draw(trace, settings, watch, its.is_done), HEIGHT, LESSON)
            if trace is not None and trace.epochs:
                st.code(callback_code.watching(with_limit(watch), settings), language="python", wrap_lines=True)
                more = callback_code.exported(with_limit(watch))
                take_home.show(its.training, until_stopped(trace, settings, with_limit(watch)), f"{LESSON}_stop", more)


def draw(trace: Trace, settings: CallbacksSettings, watch: WatchSettings, is_done: bool) -> None:
    """The picture with all that was decided; while the run still grows, its curves alone. Its slider is heard in both,
    and goes on from one to the other."""
    recorded = record(trace)
    decisions: Decisions | None = waiting.answer(question(recorded, settings, watch), HEIGHT) if is_done else UNDECIDED
    if decisions is None:
        return
    name = watch.limit
    moved = drag(controls.Controls(LESSON, WatchSettings), name, [name])
    look = callbacks_picture.look(settings, watch, theme.ink(), theme.is_narrow())
    tables = callbacks_picture.tables(recorded, decisions, watch)
    picture = named.filled(callbacks_picture.chart_spec(look, name), tables, {name: slider_start(look, name, moved)})
    st.vega_lite_chart(picture, key=moved.key, on_select="rerun", width="content", alt=alt_text(recorded, is_done))
    if is_done:
        values: Mapping[str, Any] = moved.values
        words.tell(recorded, decisions, replace(watch, **values))


def alt_text(recorded: Record, is_done: bool) -> str:
    """The picture in words."""
    if is_done:
        return t("The watched metric over the epochs, what the callbacks count and do, and the weights held at the end")
    epoch = num_epochs(recorded)
    return t("The watched metric over the epochs, as far as the run has come; epoch {epoch}", epoch=epoch)


def question(recorded: Record, settings: CallbacksSettings, watch: WatchSettings) -> Answer:
    """What the callbacks decide over the run, asked of a worker once."""
    return asked("replays:decide", recorded, watch.question(), settings.lowering(), settings.learning_rate)


def until_stopped(trace: Trace, settings: CallbacksSettings, watch: WatchSettings) -> Trace:
    """The run with the epochs that the callbacks let it have, once they have decided."""
    if trace.epochs < settings.epochs:
        return trace
    answer = question(record(trace), settings, watch)
    if not answer.done():
        return trace
    with suppress(Problem):  # it is told at the picture
        last = answer.result(0).outcome(watch).last
        return replace(trace, metrics={name: values[:last] for name, values in trace.metrics.items()})
    return trace


def slider_start(look: Look, name: str, moved: Drag) -> list[dict[str, float]]:
    """What the picture's slider begins with. It stays the same as long as the same picture is shown, and with another
    picture, such as one of another metric, it begins where the slider was."""
    memory = st.session_state.setdefault(f"_{LESSON}_begun", {})
    if name not in memory or memory[name][0] != (look, moved.key):
        memory[name] = (look, moved.key), [dict(moved.values)]
    return memory[name][1]


def with_limit(watch: WatchSettings) -> WatchSettings:
    """The settings with the limit that the picture's own slider says."""
    limit = st.session_state.get(f"{LESSON}_{watch.limit}", getattr(watch, watch.limit))
    return replace(watch, **{watch.limit: limit})
