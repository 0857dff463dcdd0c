"""The same race where it matters: handwritten digits, a network of 2,778 weights, several seeds."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from cache.trainings import Running, running
from components import controls, frame, theme, waiting
from components.charts import named, races
from components.language import t
from lab.optimizer_lesson import DigitsSettings, band
from lab.optimizers import OPTIMIZERS
from lab.traces import Trace
from pages.parts import optimizers_controls
from pages.parts.optimizers_controls import LESSON

PRESSED = "_optimizers_pressed"
HEIGHT = 360
METRICS = {"training": ("loss", "accuracy"), "validation": ("val_loss", "val_accuracy")}
COLUMNS = ["optimizer", "kind", "metric", "epoch", "low", "middle", "high", "last"]
Runs = dict[str, tuple[Running, ...]]


@st.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("digits") as (left, right):
        with left:
            lesson.read("digits")
            settings = ask()
            help = t("Every optimizer with every seed; a few seconds at the first time.")
            label = t("Start the race")
            if st.button(label, type="primary", icon=":material/play_arrow:", key=f"{LESSON}_start", help=help):
                st.session_state[PRESSED] = settings if settings.racers else None
        with right:
            started = st.session_state.get(PRESSED)
            if started is None:
                st.skeleton(height=HEIGHT)
                st.caption(t("Nothing has been trained yet: press “Start the race”."))
            else:
                if started != settings:
                    text = t("The settings have changed since this race; press “Start the race” again.")
                    st.info(text, icon=":material/info:")
                watch(started)
            lesson.explain("rates")


def ask() -> DigitsSettings:
    """Who races, with which learning rates (Keras's own until they are moved), how long and how often."""
    shown = optimizers_controls.ask_shown()
    rates = {name: optimizer.learning_rate for name, optimizer in OPTIMIZERS.items()}
    racers = optimizers_controls.ask_racers(shown, rates, "net_rate")
    asked = controls.Controls(LESSON, DigitsSettings)
    help = t("Each seed is other starting weights and another order of the examples.")
    num_seeds = asked.ask("num_seeds", t("Seeds"), help)
    epochs = asked.ask("epochs", t("Epochs"), t("How often the network sees all training digits."))
    return DigitsSettings(num_seeds, epochs, tuple(racer for racer in racers if racer.name in shown))


def watch(settings: DigitsSettings) -> None:
    """The race as far as it is; it grows by itself until it is over."""
    trainings = settings.trainings()
    runs = {name: tuple(running(training) for training in group) for name, group in trainings.items()}
    everyone = [run for group in runs.values() for run in group]
    everyone[-1].wait(0.3)
    if all(run.is_done for run in everyone):
        progress(runs)
        verdict(runs)
        return

    @st.fragment(run_every=waiting.LOOK_EVERY)
    def grow() -> None:
        done = sum(run.is_done for run in everyone)
        if done == len(everyone):
            st.rerun()
        progress(runs)
        frame.warming_up()
        text = t("{done} of {count} trainings are done", done=done, count=len(everyone))
        st.progress(done / len(everyone), text)

    grow()


def progress(runs: Runs) -> None:
    """Loss and accuracy of what has been trained so far."""
    table = curves_table(runs)
    if table.empty:
        st.skeleton(height=HEIGHT)
        return
    narrow = theme.is_narrow()
    looks = races.Looks(tuple(OPTIMIZERS), tuple(name for name in OPTIMIZERS if name in runs))
    titles, kinds = (t("epoch"), t("loss (log)"), t("accuracy")), (t("training"), t("validation"))
    plan = races.CurvesPlan(looks, titles, kinds, (220, 200) if narrow else (190, 230), narrow)
    alt = t("Loss and accuracy over the epochs for each optimizer: a line for the middle of the seeds, a band for all")
    st.vega_lite_chart(
        named.filled(drawn(plan), {"curves": table}, {}), width="content", key=f"{LESSON}_digits", alt=alt
    )


@lru_cache(maxsize=64)
def drawn(plan: races.CurvesPlan) -> str:
    return named.kept(races.curves(plan))


def traces(group: Sequence[Running]) -> list[Trace]:
    return [run.trace for run in group if run.trace is not None and run.trace.epochs]


def curves_table(runs: Runs) -> pd.DataFrame:
    """Every band as rows, with the columns `COLUMNS`."""
    parts = []
    for name, group in runs.items():
        there = traces(group)
        for kind, metrics in METRICS.items() if there else ():
            for metric, key in zip(("loss", "accuracy"), metrics, strict=True):
                found = band(there, key)
                epochs = np.arange(1, len(found.middle) + 1)
                columns = {"epoch": epochs, "low": found.low, "middle": found.middle, "high": found.high}
                last = (epochs == len(epochs)).astype(int)
                parts.append(pd.DataFrame(columns).assign(last=last, optimizer=name, kind=kind, metric=metric))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def verdict(runs: Runs) -> None:
    """Who got furthest, as a sentence and a table, and what went wrong."""
    rows, middles = [], {}
    for name, group in runs.items():
        for problem in [run.problem or (run.trace and run.trace.stopped) for run in group]:
            if problem:
                frame.tell(problem)
                break
        if traces(group):
            ends = np.array([trace.metrics["val_accuracy"][-1] for trace in traces(group)])
            losses = [trace.metrics["val_loss"][-1] for trace in traces(group)]
            middles[name] = float(np.median(ends))
            row = {
                t("optimizer"): name,
                "η": f"{group[0].training.optimizer.learning_rate:g}",
                t("validation accuracy"): f"{middles[name]:.1%}",
                t("from – to"): f"{ends.min():.1%} – {ends.max():.1%}",
                t("validation loss"): f"{np.median(losses):.3f}",
            }
            rows.append(row)
    if middles:
        best, worst = max(middles, key=middles.__getitem__), min(middles, key=middles.__getitem__)
        text = t("**{best}** ends with {high:.1%} of the held-out digits right", best=best, high=middles[best])
        more = t("; **{worst}** with {low:.1%}.", worst=worst, low=middles[worst])
        st.markdown(text + (more if worst != best else "."))
        st.dataframe(pd.DataFrame(rows), hide_index=True)
