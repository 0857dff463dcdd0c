"""Schedules: the learning rate goes its own way, and the run is trained with it, beside one whose rate stays."""

from functools import lru_cache

import pandas as pd
import streamlit as st

from cache.trainings import Running, running
from components import comparing, figures, frame, glossary, pins, take_home, theme
from components.charts import named
from components.charts.callbacks import watched_run
from components.charts.runs import SHAPES
from components.comparing import Entrant
from components.language import t
from lab.lessons.callbacks import callback_code
from lab.lessons.callbacks.decisions import CallbacksSettings
from lab.schedules import PLATEAU, SCHEDULES, rates
from pages.parts.callbacks import controls
from pages.parts.callbacks.controls import LESSON


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    for part in ("rate", "which"):
        lesson.explain(part)


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """Controls and pictures, a fragment of their own."""
    with frame.beside("schedules") as (left, right):
        with left:
            settings = controls.ask_run(scheduled=True)
            many = pins.many(LESSON)
            lesson.read("schedules_try")
        with right:
            st.latex(SCHEDULES[settings.schedule].formula)
            runs = pins.bar(LESSON, settings)
            everyone = _with_names(runs, settings, many)
            place = st.container()
            comparing.show(everyone, f"{LESSON}_schedules")
            with place:
                draw_rates(everyone)
            st.code(callback_code.schedule(settings), language="python", wrap_lines=True)
            its = running(settings.training())
            if its.trace is not None and its.is_done and its.trace.epochs:
                take_home.show(its.training, its.trace, f"{LESSON}_schedules")


def _with_names(runs: list[pins.Run[CallbacksSettings]], settings: CallbacksSettings, many: bool) -> list[Entrant]:
    """The runs, and before them the one at a constant rate if it is none of them."""
    found = pins.entrants(runs, CallbacksSettings.training, many=many)
    if len(runs) == 1:
        name = glossary.describe(CallbacksSettings, "schedule", settings.schedule)
        found = [Entrant(name, theme.BLUE, found[0].shape, found[0].trainings, {})]
    constant = settings.constant()
    if constant.training() in [run.settings.training() for run in runs]:
        return found
    alone = pins.Run("", theme.GREY, constant, t("constant"))
    its = pins.entrants([alone], CallbacksSettings.training, many=many)[0]
    return [Entrant(t("constant rate"), theme.GREY, SHAPES[-1], its.trainings, {}), *found]


def draw_rates(entrants: list[Entrant]) -> None:
    """The rates over the epochs. Those of a plateau are known once it is trained."""
    rows = [
        (entrant.name, epoch, rate)
        for entrant in entrants
        for epoch, rate in enumerate(_rates(entrant.trainings[0]), start=1)
    ]
    looks = tuple((entrant.name, entrant.colour) for entrant in entrants)
    width = 300 if theme.is_narrow() else 540
    drawing = chart_spec(looks, (t("epoch"), t("learning rate η")), width, t("constant rate"))
    table = pd.DataFrame(rows, columns=["run", "epoch", "rate"])
    alt = t("The learning rate over the epochs for each run")
    st.vega_lite_chart(named.filled(drawing, {"rates": table}, {}), key=f"{LESSON}_rates", width="content", alt=alt)
    ends = [
        f"**{entrant.name}** {figures.in_short(found[0])} → {figures.in_short(found[-1])}"
        for entrant in entrants
        if (found := _rates(entrant.trainings[0]))
    ]
    st.caption(t("First and last rate: {ends}.", ends="; ".join(ends)))


def _rates(running: Running) -> tuple[float, ...]:
    training = running.training
    if training.schedule.name != PLATEAU:
        return rates(training.schedule, training.optimizer.learning_rate, training.epochs)
    if running.trace is None or not running.trace.epochs:
        return ()
    return tuple(running.trace.metrics["learning_rate"].tolist())


@lru_cache(maxsize=32)
def chart_spec(looks: tuple[tuple[str, str], ...], titles: tuple[str, str], width: int, dashed: str) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(watched_run.rates(looks, titles, width, dashed))
