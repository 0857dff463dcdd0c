"""What helps against it: each remedy tried on the same over-fitted run, from three starts, and one click away."""

from dataclasses import replace
from functools import lru_cache

import pandas as pd
import streamlit as st

from cache.trainings import Running, in_turn, kept
from components import comparing, controls, frame, theme, waiting
from components.charts import named
from components.charts.overfitting import remedies as charts
from components.language import mark, t
from lab.experiments import Training
from lab.lessons.overfitting import choices
from lab.lessons.overfitting.choices import BEST_EPOCH, OVERFITTED, REMEDIES, OverfittingSettings
from pages.parts.overfitting import controls as overfitting_controls
from pages.parts.overfitting.controls import LESSON

SEEDS = 3
NOTHING = "nothing"
NAMES = {
    NOTHING: mark("nothing changed"),
    "fewer units": mark("fewer units: 4-4"),
    "fewer layers": mark("fewer layers: 16"),
    "L2": mark("L2 of 0.01"),
    "L1": mark("L1 of 0.003"),
    "dropout": mark("dropout of 0.5"),
    "batch normalisation": mark("batch normalisation"),
    "more data": mark("more data: 1,000"),
    "stop earlier": mark("stop earlier: epoch 50"),
    "more units": mark("more units: 128-128"),
    "more epochs": mark("more epochs: 600"),
}
SHORT_NAMES = {
    "fewer units": mark("fewer units"),
    "fewer layers": mark("fewer layers"),
    "L2": "L2",
    "L1": "L1",
    "dropout": mark("dropout"),
    "batch normalisation": mark("batch normalisation"),
    "more data": mark("more data"),
    "stop earlier": mark("stop earlier"),
}
Trials = dict[str, list[Running]]


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    watch()
    buttons()


def planned() -> list[tuple[str, Training]]:
    """Every remedy's trainings, and those without any, in the order in which they are tried."""
    moved = {NOTHING: OVERFITTED}
    moved |= {name: remedy.move(OVERFITTED, BEST_EPOCH) for name, remedy in REMEDIES.items()}
    return [(name, training) for name, settings in moved.items() for training in starts(settings)]


def starts(settings: OverfittingSettings) -> list[Training]:
    """The trainings of some settings from the seeds 0, 1 and 2; no weights are kept of them."""
    return [replace(replace(settings, weights_seed=seed).training(), snapshots=()) for seed in range(SEEDS)]


def watch() -> None:
    """What has been found out so far; it grows by itself until everything has been tried."""
    everyone: Trials = {}
    for name, training in planned():
        everyone.setdefault(name, []).append(kept(training))
    runs = [run for group in everyone.values() for run in group]
    if waiting.ask_first(runs, f"{LESSON}_against"):
        picture(everyone)
        return
    if in_turn(runs, f"{LESSON}_against"):
        for problem in {str(run.problem): run.problem for run in runs if run.problem}.values():
            frame.tell(problem)
        comparing.again(runs, f"{LESSON}_against")
        picture(everyone)
        told(everyone)
        return

    @frame.fragment(run_every=waiting.LOOK_EVERY)
    def grow() -> None:
        done = sum(run.is_done for run in runs)
        if in_turn(runs, f"{LESSON}_against"):
            st.rerun()
        picture(everyone)
        frame.warming_up()
        st.progress(done / len(runs), t("{done} of {count} trainings are done", done=done, count=len(runs)))

    grow()


def figures(everyone: Trials) -> pd.DataFrame:
    """How every training ended, columns remedy, measure (test loss or gap), value and helps."""
    rows = []
    for name, group in everyone.items():
        helps = name not in REMEDIES or REMEDIES[name].helps
        for run in group:
            if run.is_done and run.trace is not None and run.trace.epochs:
                metrics = choices.losses(run.trace)
                test = float(metrics["test_loss"][-1])
                gap = test - float(metrics["loss"][-1])
                row = {"remedy": t(NAMES[name]), "helps": helps, "name": name}
                rows += [{**row, "measure": "test", "value": test}, {**row, "measure": "gap", "value": gap}]
    return pd.DataFrame(rows, columns=["remedy", "helps", "name", "measure", "value"])


def picture(everyone: Trials) -> None:
    narrow = theme.is_narrow()
    titles = (t("loss on 1,000 test points at the end"), t("gap: test loss − training loss"))
    order = tuple(t(label) for label in NAMES.values())
    drawing = named.filled(drawn(charts.Plan(order, titles, theme.ink(), narrow)), {"ends": figures(everyone)}, {})
    alt = t("Test loss and gap at the end for every remedy: a small mark for each of three starts, a large one between")
    st.vega_lite_chart(drawing, width="content", key=f"{LESSON}_remedies", alt=alt)


@lru_cache(maxsize=16)
def drawn(plan: charts.Plan) -> str:
    return named.kept(charts.dots(plan))


def told(everyone: Trials) -> None:
    """What helped most, as a sentence."""
    found = figures(everyone)
    middles = found[found.measure == "test"].groupby("name")["value"].median()
    if NOTHING not in middles or len(middles) < 2:
        return
    tried = middles.drop(NOTHING)
    st.container(key="outcome").markdown(
        t(
            "With nothing changed the test loss ends at **{before:.3f}** (the middle of three starts). It is "
            "lowest with **{best}**, {low:.3f}, and highest with **{worst}**, {high:.3f}.",
            before=middles[NOTHING],
            best=t(NAMES[str(tried.idxmin())]),
            low=tried.min(),
            worst=t(NAMES[str(tried.idxmax())]),
            high=tried.max(),
        )
    )


def buttons() -> None:
    """One click a remedy: its run beside the one where nothing was moved."""
    st.markdown(t("**See it beside the over-fitted run:**"))
    with st.container(horizontal=True, key="remedies"):
        for number, (name, remedy) in enumerate(REMEDIES.items()):
            runs = (OVERFITTED, remedy.move(OVERFITTED, BEST_EPOCH))
            icon = ":material/healing:" if remedy.helps else ":material/do_not_disturb_on:"
            values = overfitting_controls.beside(runs)
            key = f"{LESSON}_remedy_{number}"
            st.button(t(NAMES[name]), key=key, icon=icon, on_click=controls.put, args=(values, LESSON))


def offer(settings: OverfittingSettings, best_epoch: int) -> None:
    """What may be moved against over-fitting from any run: each button lays the moved run beside this one."""
    with st.popover(t("What to change against it"), icon=":material/healing:"):
        st.markdown(
            t("Each button changes one thing and shows the result beside this run. Not all of them help everywhere.")
        )
        with st.container(horizontal=True, key="offered"):
            for name, label in SHORT_NAMES.items():
                moved = REMEDIES[name].move(settings, best_epoch)
                args = (overfitting_controls.beside((settings, moved)), LESSON)
                key = f"{LESSON}_offer_{name}"
                st.button(t(label), key=key, on_click=controls.put, args=args, disabled=moved == settings)
