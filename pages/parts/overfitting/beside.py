"""Runs side by side: their curves in one picture, what each one's verdict is, and what each says over the plane."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import pandas as pd
import streamlit as st

from components import comparing, frame, pins, theme
from components.charts import fields
from components.charts.overfitting import surfaces as charts
from components.language import t
from lab.lessons.overfitting import choices
from lab.lessons.overfitting.choices import OverfittingSettings, possible
from lab.problems import Problem
from lab.stacks import forward
from lab.stacks.forward import REACH
from lab.traces import Trace
from pages.parts.overfitting import picture, words
from pages.parts.overfitting.controls import LESSON

PIXELS = 80


def show(runs: Sequence[pins.Run[OverfittingSettings]], penalised: bool) -> None:
    """All runs that can be trained, laid over each other; then each by itself."""
    many = pins.many(LESSON)
    if len(runs) < 2:
        text = t("Hold this run, move a control, and come back: then there are two to compare.")
        st.info(text, icon=":material/keep:")
    good = [run for run in (replace(run, settings=possible(run.settings)) for run in runs) if can(run)]
    if not good:
        return
    entrants = pins.entrants(good, OverfittingSettings.training, many=many)
    comparing.show(entrants, f"{LESSON}_runs", lambda trace: choices.losses(trace, penalised=penalised))
    done = [(run, one.trainings[0].trace) for run, one in zip(good, entrants, strict=True)]
    ended = [(run, trace) for run, trace in done if trace is not None and trace.epochs]
    if ended and all(one.is_done for entrant in entrants for one in entrant.trainings):
        st.dataframe(pd.DataFrame([row(run, trace, penalised) for run, trace in ended]), hide_index=True)
        surfaces([(run, trace) for run, trace in ended if run.settings.is_in_the_plane])
        st.caption(
            t("The losses are shown without what L1 and L2 add to them.")
            if not penalised
            else t("The losses are shown with their penalties.")
        )


def can(run: pins.Run[OverfittingSettings]) -> bool:
    """Whether a run can be trained; what stands in its way is told."""
    try:
        choices.check(run.settings)
        return True
    except Problem as problem:
        frame.tell(problem)
        return False


def row(run: pins.Run[OverfittingSettings], trace: Trace, penalised: bool) -> dict[str, str]:
    """One run's verdict and figures."""
    found = words.judged(trace)
    metrics = choices.losses(trace, penalised=penalised)
    gap = f"{metrics['val_loss'][-1] - metrics['loss'][-1]:.3f}" if "val_loss" in metrics else "–"
    kind = t(words.NAMES[found.kind])
    return {
        t("run"): run.short,
        t("verdict"): f"{kind} ({found.since})" if found.since else kind,
        t("best epoch"): str(found.best_epoch or "–"),
        t("gap at the end"): gap,
        t("weights near 0"): f"{forward.near_zero(trace.state.weights()):.0%}",
        t("weights and biases"): f"{run.settings.parameters():,}",
    }


def surfaces(runs: Sequence[tuple[pins.Run[OverfittingSettings], Trace]]) -> None:
    """What each network says over the plane in the end, on the same scale."""
    if len(runs) < 2:
        return
    urls = [surface(trace, run.settings) for run, trace in runs]
    tables = [points(run.settings) for run, _ in runs]
    titles = [run.letter or t("now") for run, _ in runs]
    drawing = charts.surfaces_beside(urls, tables, titles, REACH, 2 if theme.is_narrow() else len(runs))
    alt = t("What each run says over the plane after its last epoch")
    st.altair_chart(drawing, width="content", key=f"{LESSON}_surfaces", alt=alt)


@lru_cache(maxsize=32)
def surface(trace: Trace, settings: OverfittingSettings) -> str:
    """What the network says over the plane in the end, as a picture."""
    return fields.png(forward.field(settings.stack(), trace.state.weights(), PIXELS))


def points(settings: OverfittingSettings) -> pd.DataFrame:
    """The examples that are learnt from, columns px, py and class."""
    its = picture.examples(settings)
    rows = pd.DataFrame({"px": its.x, "py": its.y, "class": its.wanted})
    return rows[its.held_out == 0]
