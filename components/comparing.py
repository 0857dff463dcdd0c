"""Runs laid over each other: they train side by side, their curves grow in one picture, a table says what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from cache.trainings import Running, in_turn, let_go_on, stop
from components import figures, frame, theme, waiting
from components.charts import named, runs
from components.language import t
from lab.comparisons import band
from lab.problems import Trouble
from lab.traces import Trace

HEIGHT = 360
PARTS = {"training": ("loss", "accuracy"), "validation": ("val_loss", "val_accuracy")}
COLUMNS = ["run", "kind", "metric", "epoch", "low", "middle", "high", "last"]
Metrics = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Entrant:
    """One run of the picture: its name there, its looks, its trainings (one a seed), its settings for the table, and
    what it is called in the table, if not by its name."""

    name: str
    colour: str
    shape: str
    trainings: tuple[Running, ...]
    settings: Mapping[str, str]
    short: str = ""


def metrics_of(trace: Trace) -> Metrics:
    return trace.metrics


def show(entrants: Sequence[Entrant], key: str, measure: Callable[[Trace], Metrics] = metrics_of) -> bool:
    """The picture and the table, now or, while there is still something to train, growing. Whether nothing more comes.

    `measure` says which metrics of a trace are drawn, where they are not its own.
    """
    everyone = [running for entrant in entrants for running in entrant.trainings]
    if waiting.ask_first(everyone, key):
        everyone = [running for running in everyone if running.is_agreed]
    are_done = in_turn(everyone, key)
    if everyone and not are_done:
        everyone[-1].wait(waiting.LOOK_EVERY)
        are_done = all(running.is_done for running in everyone)
    if are_done:
        picture(entrants, key, measure)
        table(entrants, measure)
        again(everyone, key)
        return True

    @frame.fragment(run_every=waiting.LOOK_EVERY)
    def grow() -> None:
        done = sum(running.is_done for running in everyone)
        if in_turn(everyone, key):
            st.rerun()
        if not picture(entrants, key, measure):
            st.skeleton(height=HEIGHT)
        frame.warming_up()
        text = t("{done} of {count} trainings are done", done=done, count=len(everyone))
        if ahead := everyone[0].ahead:
            text += " · " + t("{count} before you", count=ahead)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(done / len(everyone), text)
            help = t("What has been trained so far is kept, and can be continued later.")
            icon = ":material/stop:"
            st.button(t("Stop"), key=f"stop_{key}", icon=icon, on_click=stop, args=(everyone,), help=help)

    grow()
    return False


def again(runs: Sequence[Running], key: str) -> None:
    """A button for those that were stopped or have failed by bad luck."""
    if not all(running.is_whole for running in runs):
        label, icon = t("Continue"), ":material/play_arrow:"
        help = t("It continues where it stopped, as if nothing had happened.")
    elif any(isinstance(running.problem, Trouble) for running in runs):
        label, icon = t("Try again"), ":material/refresh:"
        help = t("Nothing is wrong with what you have chosen; it may go well this time.")
    else:
        return
    st.button(label, key=f"go_{key}", icon=icon, on_click=let_go_on, args=(runs,), help=help)


def picture(entrants: Sequence[Entrant], key: str, measure: Callable[[Trace], Metrics] = metrics_of) -> bool:
    """Loss and accuracy of what has been trained so far; whether there is anything."""
    rows = curves_table(entrants, measure)
    if rows.empty:
        return False
    narrow = theme.is_narrow()
    columns = zip(*((entrant.name, entrant.colour, entrant.shape) for entrant in entrants), strict=True)
    titles, labels = (
        (t("epoch"), t("loss (log)"), t("accuracy")),
        {"training": t("training"), "validation": t("validation")},
    )
    kinds = tuple(label for kind, label in labels.items() if kind in set(rows["kind"]))
    plan = runs.Plan(runs.Looks(*columns), titles, kinds, (220, 200) if narrow else (190, 230), narrow)
    alt = t("Loss and accuracy over the epochs for each run: a line for the middle of the seeds, a band for all")
    st.vega_lite_chart(named.filled(chart_spec(plan), {"runs": rows}, {}), width="content", key=key, alt=alt)
    return True


@lru_cache(maxsize=64)
def chart_spec(plan: runs.Plan) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(runs.curves(plan))


def traces(entrant: Entrant) -> list[Trace]:
    """What has been trained of it so far."""
    return [run.trace for run in entrant.trainings if run.trace is not None and run.trace.epochs]


def curves_table(entrants: Sequence[Entrant], measure: Callable[[Trace], Metrics] = metrics_of) -> pd.DataFrame:
    """Every band as rows, with the columns `COLUMNS`."""
    parts = []
    for entrant in entrants:
        measured = [measure(trace) for trace in traces(entrant)]
        for kind, metrics in PARTS.items():
            for metric, name in zip(("loss", "accuracy"), metrics, strict=True):
                curves = [each[name] for each in measured if name in each]
                if not curves:
                    continue
                found = band(curves)
                epochs = np.arange(1, len(found.middle) + 1)
                columns = {"epoch": epochs, "low": found.low, "middle": found.middle, "high": found.high}
                last = (epochs == len(epochs)).astype(int)
                parts.append(pd.DataFrame(columns).assign(last=last, run=entrant.name, kind=kind, metric=metric))
    return pd.concat(parts, ignore_index=True)[COLUMNS] if parts else pd.DataFrame(columns=COLUMNS)


def table(entrants: Sequence[Entrant], measure: Callable[[Trace], Metrics] = metrics_of) -> None:
    """What differs between the runs, how each ended, and what went wrong."""
    rows = []
    for entrant in entrants:
        for problem in [run.problem or (run.trace and run.trace.stopped) for run in entrant.trainings]:
            if problem:
                frame.tell(problem)
                break
        ends = [{name: values[-1] for name, values in measure(trace).items()} for trace in traces(entrant)]
        if ends:
            rows.append({t("run"): entrant.short or entrant.name, **entrant.settings, **_scores(ends)})
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True)


def _scores(ends: Sequence[Mapping[str, float]]) -> dict[str, str]:
    """How the seeds of a run ended: the middle, and from where to where."""
    shown = {}
    for metric, label in (
        ("val_accuracy", t("validation accuracy")),
        ("test_accuracy", t("test accuracy")),
        ("loss", t("loss")),
        ("val_loss", t("validation loss")),
    ):
        values = [end[metric] for end in ends if metric in end]
        if values:
            shown[label] = figures.metric(metric, float(np.median(values)))
            if len(values) > 1 and metric.startswith("val"):
                low, high = (figures.metric(metric, value) for value in (min(values), max(values)))
                shown[label] += f" ({low} – {high})"
    return shown
