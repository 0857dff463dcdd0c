"""The laboratory: one run watched and looked into, and up to four of them side by side."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from cache.trainings import running
from components import comparing, downloads, figures, frame, glossary, pins, take_home, theme, watching
from components.charts.runs import SHAPES
from components.language import t
from lab.data.datasets import num_left
from lab.lessons.images import choices
from lab.lessons.images.choices import ImagesSettings
from lab.problems import Problem
from pages.parts.images import controls as images_controls
from pages.parts.images import data, network, printed, results
from pages.parts.images.controls import LESSON

HEIGHT = 340


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    for part in ("data", "probabilities", "sees", "measures", "stack", "what_ifs", "measured"):
        lesson.explain(part)


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """Controls and pictures, a fragment of their own."""
    with frame.beside("images") as (left, right):
        with left:
            settings = images_controls.ask()
            lesson.read("lab_try")
        with right:
            runs = pins.bar(LESSON, settings)
            shown = pins.ask_shown(LESSON, runs)
            one(settings) if shown == "run" else beside(runs)


def ready(settings: ImagesSettings, offered: set[str]) -> ImagesSettings | None:
    """Settings that can be trained with; what stands in the way is told, once for each set of pictures, and a download
    offered. None until the pictures have been read."""
    try:
        choices.check(settings)
    except Problem as problem:
        missing, settings = settings, choices.possible(settings)
        if missing.data not in offered:
            offered.add(missing.data)
            downloads.offer(missing.pictures.source, problem, f"{LESSON}_{missing.data}")
            name = glossary.describe(ImagesSettings, "data", settings.data)
            st.caption(t("Until then the pictures show the data set {name}.", name=name))
    if settings.num_examples < settings.examples:
        text = t("There are only {count:,} of them to learn from; all are used.", count=settings.num_examples)
        st.caption(text)
    return settings if data.are_read(settings.data) else None


def one(settings: ImagesSettings) -> None:
    """The present run: what the pictures are, its curves, what came of it, and what to take home."""
    shown = ready(settings, set())
    if shown is None:
        return
    data.sample(shown.data)
    network.show(shown, LESSON)
    its = running(shown.training(), LESSON)
    entrant = comparing.Entrant(t("this run"), theme.ink(), SHAPES[0], (its,), {})
    trace = watching.watch(its, lambda trace: comparing.picture([entrant], f"{LESSON}_curves"), HEIGHT, LESSON)
    if trace is not None and trace.epochs:
        results.show(shown, trace)
        take_home.show(its.training, trace, LESSON)


def beside(runs: Sequence[pins.Run[ImagesSettings]]) -> None:
    """All runs laid over each other, and what each of them costs."""
    many = pins.many(LESSON)
    if len(runs) < 2:
        text = t("Hold this run, move a control, and come back: then there are two to compare.")
        st.info(text, icon=":material/keep:")
    offered = set[str]()
    good = [replace(run, settings=shown) for run in runs if (shown := ready(run.settings, offered)) is not None]
    if not good:
        return
    entrants = pins.entrants(good, ImagesSettings.training, many=many)
    comparing.show(entrants, f"{LESSON}_runs")
    rows = [cost(run, entrant) for run, entrant in zip(good, entrants, strict=True)]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    text = t("The seconds are what this machine took to train, compiling included.")
    st.caption(text)
    for run, entrant in zip(good, entrants, strict=True):
        if all(its.is_done for its in entrant.trainings):
            for trace in comparing.traces(entrant)[:1]:
                printed.line(run.settings, trace, run.short)


def cost(run: pins.Run[ImagesSettings], entrant: comparing.Entrant) -> dict[str, str]:
    """What one run came to, and what its network costs; of several seeds the middle."""
    found = run.settings.report()
    steps = -(-num_left(run.settings.num_examples, run.settings.validation_fraction) // run.settings.batch_size)
    traces = comparing.traces(entrant) if all(its.is_done for its in entrant.trainings) else []
    ends = {name: middle([trace.metrics[name][-1] for trace in traces]) for name in ("test_accuracy", "test_loss")}
    return {
        t("run"): run.short,
        t("test accuracy"): figures.accuracy(ends["test_accuracy"]) if traces else "…",
        t("test loss"): figures.loss(ends["test_loss"]) if traces else "…",
        t("seconds"): figures.seconds(middle([trace.seconds for trace in traces])) if traces else "…",
        t("weights and biases"): f"{found.parameters:,}",
        t("multiplications for one picture"): f"{found.multiply_adds:,}",
        t("steps in an epoch"): f"{steps:,}",
    }


def middle(values: Sequence[float]) -> float:
    """The median; NaN of nothing."""
    return float(np.median(values)) if len(values) else math.nan
