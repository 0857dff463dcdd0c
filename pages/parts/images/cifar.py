"""CIFAR-10: a design that should reach 70 %, what it costs, and a training that outlives the server."""

from functools import lru_cache

import pandas as pd
import streamlit as st

from cache import long_runs
from cache.answers import asked
from cache.long_runs import LongRun
from components import downloads, frame, theme, waiting
from components.charts import named
from components.charts.images import steps
from components.controls import Controls
from components.language import t
from lab.data import pictures
from lab.data.pictures import PICTURES
from lab.lessons.images import cifar_states
from lab.lessons.images.cifar import HELD_OUT, NAME, NUM_TEST, WANTED, CifarSettings, Plan
from lab.problems import Problem
from pages.parts.images import data

LESSON = "images_cifar"
HEIGHT, COST_HEIGHT = 340, 60
LOOK_EVERY = 1.0
PATIENCE = 1.5
"""Seconds for which a run of the page waits for the time of a step."""


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    for part in ("cifar_designs", "cifar_resume", "cifar_measured"):
        lesson.explain(part)


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("cifar") as (left, right):
        with left:
            settings = ask()
        with right:
            cost(Plan(settings, *counts()))
            if ready():
                training(Plan(settings, *counts()))


def ask() -> CifarSettings:
    """The settings from their controls."""
    controls = Controls(LESSON, CifarSettings)
    values = controls.ask_all("design", "epochs")
    with st.expander(t("More")):
        values |= controls.ask_all("examples", "batch_size", "learning_rate", "seed")
    return CifarSettings(**values)


def counts() -> tuple[int, int]:
    """How many pictures there are to learn from and to test with; those that were published, where none are here."""
    return cifar_states.sizes(pictures.place(NAME)) if pictures.is_copied(NAME) else (PICTURES[NAME].most, NUM_TEST)


def cost(plan: Plan) -> None:
    """The network's size, and about how long its training takes here, before it begins."""
    settings = plan.settings
    table = {
        t("weights and biases"): f"{settings.report().parameters:,}",
        t("multiplications for one picture"): f"{plan.multiply_adds:,}",
        t("steps in an epoch"): f"{plan.steps:,}",
        t("steps"): f"{plan.num_steps:,}",
    }
    st.dataframe(pd.DataFrame([table]), hide_index=True)
    seconds = waiting.answer(asked("cifar:step_seconds", settings), COST_HEIGHT, PATIENCE)
    if seconds is None:
        return
    text = t(
        "A step takes about **{step:.0f} ms** on this machine, measured a moment ago on noise; the whole "
        "training, with validation and test, takes about **{time}**.",
        step=1000 * seconds,
        time=waiting.duration(plan.seconds(seconds)),
    )
    st.container(key="cost", border=True).markdown(f":material/timer: {text}")


def ready() -> bool:
    """Whether there are pictures to learn from; else what stands in the way, and the offer to fetch them."""
    source = PICTURES[NAME].source
    try:
        if source is not None:
            source.check()
    except Problem as problem:
        downloads.offer(source, problem, LESSON)
        st.caption(t("Until then nothing can be trained here; the design and its cost can be looked at all the same."))
        return False
    return data.are_read(NAME)


def training(plan: Plan) -> None:
    """The run of this server: begun, growing, stopped, or whole."""
    run = long_runs.long_run(plan, pictures.place(NAME))
    for problem in (run.damaged, run.problem):
        if problem:
            frame.tell(problem)
    if run.is_wanted and not run.is_whole and not run.problem:
        growing(run)
        return
    if not run.is_whole:
        begin(run)
    picture(run)
    outcome(run)


def begin(run: LongRun) -> None:
    """The button that begins the training, or has it go on."""
    done, all_of_them = run.progress.done, len(run.plan.pieces)
    with st.container(horizontal=True, vertical_alignment="center"):
        if done:
            share = 1 - run.plan.work_left(done) / run.plan.work_left(0)
            figures = {"share": share, "done": done, "all": all_of_them}
            st.markdown(t("Stopped after {share:.0%}: {done} of {all} pieces.", **figures))
        help = t("One training for everybody on this server. It runs while somebody is watching, and waits otherwise.")
        label, icon = (t("Continue"), ":material/play_arrow:") if done else (t("Train"), ":material/model_training:")
        st.button(label, key=f"go_{LESSON}", icon=icon, type="primary", help=help, on_click=run.go_on)


def growing(run: LongRun) -> None:
    """Progress and curves, again and again."""

    @frame.fragment(run_every=LOOK_EVERY)
    def grow() -> None:
        run.look()
        if run.is_whole or run.problem or not run.is_wanted:
            st.rerun()
        done, all_of_them, left = run.progress.done, len(run.plan.pieces), run.seconds_left
        share = 1 - run.plan.work_left(done) / run.plan.work_left(0)
        text = t("piece {done} of {all}", done=done, all=all_of_them)
        if left is not None:
            text += " · " + t("about {time} left", time=waiting.duration(left))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(share, text)
            help = t("What has been trained is kept, even when the server is restarted.")
            st.button(t("Stop"), key=f"stop_{LESSON}", icon=":material/stop:", help=help, on_click=run.stop)
        if done:
            picture(run)
        else:
            st.skeleton(height=HEIGHT)

    grow()


def picture(run: LongRun) -> None:
    """Loss and accuracy, of the pieces in training and of the examples held out after every epoch."""
    plan, progress = run.plan, run.progress
    if not progress.done:
        return
    names = {"train": t("training"), "held out": t("held out")}
    tables = []
    for kind, name in names.items():
        where, losses, accuracies = progress.curve(plan, kind)
        tables += [steps.rows(name, "loss", where, losses), steps.rows(name, "accuracy", where, accuracies)]
    narrow = theme.is_narrow()
    looks = tuple(zip(names.values(), (theme.BLUE, theme.ORANGE), strict=True))
    shape = steps.Plan(looks, (t("step"), t("loss (log)"), t("accuracy")), (220, 200) if narrow else (190, 230), narrow)
    alt = t("Loss and accuracy over the steps, for training and held-out examples")
    drawing = named.filled(chart_spec(shape), {"steps": pd.concat(tables, ignore_index=True)}, {})
    st.vega_lite_chart(drawing, width="content", key=f"{LESSON}_curves", alt=alt)


@lru_cache(maxsize=16)
def chart_spec(shape: steps.Plan) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(steps.curves(shape))


def outcome(run: LongRun) -> None:
    """The test accuracy, measured once, when all has been trained."""
    accuracy = run.progress.test_accuracy(run.plan) if run.is_whole else None
    if accuracy is None:
        return
    figures = {"accuracy": accuracy, "count": run.plan.num_test}
    text = t("The network gets **{accuracy:.1%}** of the {count:,} test pictures right.", **figures)
    if accuracy >= WANTED:
        text += " " + t("The goal is {wanted:.0%}: reached.", wanted=WANTED)
    else:
        text += " " + t("The goal is {wanted:.0%}: not reached.", wanted=WANTED)
    text += " " + t("Nobody looked at them before; {share:.0%} of the other pictures were held out.", share=HELD_OUT)
    st.container(key="outcome", border=True).markdown(f":material/fact_check: {text}")
