"""What all parts of the lesson ask: the run, the callbacks that watch it, and a worker's answer about it."""

from typing import Any

import streamlit as st

from components.controls import Controls
from components.language import mark, t
from lab.lessons.callbacks.decisions import CallbacksSettings, WatchSettings, field
from lab.schedules import PLATEAU, SCHEDULES

LESSON = "callbacks"
RUN = ("activation", "optimizer", "learning_rate", "epochs", "examples", "data_seed", "weights_seed", "shuffle_seed")
FIRST = "constant, then exponential"
"""The schedule that the part Schedules begins with; the other parts train at a constant rate."""
KNOB_HELP = {
    "hold": mark(
        "Epochs at the base rate before it falls. Counted from 0, the fall begins in the epoch of this number."
    ),
    "decay": mark("In every further epoch the rate is multiplied by e to the power of minus this."),
    "every": mark("The rate goes down a step after this many epochs."),
    "factor": mark("What the rate is multiplied by when it goes down."),
    "first": mark("The last epoch at the base rate, counted from 0."),
    "second": mark("The last epoch at the middle rate, counted from 0."),
    "middle": mark("The middle rate as a share of the base rate."),
    "low": mark("The last rate as a share of the base rate."),
    "power": mark("1 is a straight line down; a higher power falls fast at first."),
    "end": mark("The rate at the end as a share of the base rate."),
    "decay_rate": mark("How much the divisor of the base rate grows within `every` epochs."),
    "first_decay": mark("Epochs of the first half wave."),
    "t_mul": mark("How many times as long as the one before each half wave is."),
    "m_mul": mark("How many times as high as the one before each half wave begins."),
    "alpha": mark("What the cosine goes down to, as a share of the base rate."),
    "warm": mark("Epochs in which the rate rises to the base rate; the epoch of this number, from 0, has it."),
    "start": mark("The rate of the first epoch as a share of the base rate."),
    "rise": mark("The share of the epochs in which the rate rises."),
    "patience": mark("Epochs without a better validation loss before the rate is lowered."),
    "min_delta": mark("By how much the validation loss has to be better to count as better."),
    "cooldown": mark("Epochs of rest after the rate was lowered."),
    "min_lr": mark("The rate is never lowered below this."),
}
FORMULA_HELP = mark("It stands in the formula of the schedule.")
"""Of a knob that has no words of its own."""


def ask_run(*, open: bool = True, scheduled: bool = False) -> CallbacksSettings:
    """The run: its schedule, if that is asked for, then optimizer, rate and epochs, and the rest under "More"."""
    controls = Controls(LESSON, CallbacksSettings, schedule=FIRST)
    values = ask_schedule(controls) if scheduled else {}
    place = st.container() if open else st.expander(t("The run"), icon=":material/tune:", key=f"{LESSON}_place_run")
    with place:
        values |= controls.ask_all("learning_rate", "epochs", "optimizer", "activation")
        with st.popover(t("Data and seeds"), icon=":material/casino:"):
            values |= controls.ask_all("examples", "data_seed", "weights_seed", "shuffle_seed")
    return CallbacksSettings(**values)


def ask_schedule(controls: Controls) -> dict[str, Any]:
    """The schedule and its knobs."""
    schedule = controls.ask("schedule")
    return {"schedule": schedule, **ask_knobs(controls, schedule)}


def ask_knobs(controls: Controls, schedule: str) -> dict[str, Any]:
    """The knobs of a schedule, which are called as in its formula."""
    knobs = {name: field(schedule, name) for name in SCHEDULES[schedule].knobs}
    return {key: controls.ask(key, name, t(KNOB_HELP.get(name, FORMULA_HELP))) for name, key in knobs.items()}


def ask_watch() -> WatchSettings:
    """What the callbacks that watch are given, but for the slider inside the picture, which the session knows."""
    controls = Controls(LESSON, WatchSettings)
    values = controls.ask_all("stopper")
    stops_early = WatchSettings(**values).stops_early
    if not stops_early:
        values |= controls.ask_all("target_monitor")
    label = "" if stops_early else t("monitor of ModelCheckpoint")
    values["monitor"] = controls.ask("monitor", label, side_by_side=True)
    if stops_early:
        values["min_delta"] = controls.ask("min_delta", format="%.3f")
        values |= controls.ask_all("restore_best_weights")
    values |= controls.ask_all("save_best_only")
    with st.expander(t("More"), key=f"{LESSON}_place_watch"):
        values |= controls.ask_all("mode", *(["start_from_epoch"] if stops_early else []))
    return WatchSettings(**values)


def ask_lowering() -> dict[str, Any]:
    """The knobs of ReduceLROnPlateau, which is only asked what it would do."""
    controls = Controls(LESSON, CallbacksSettings)
    with st.expander("ReduceLROnPlateau", key=f"{LESSON}_place_lowering"):
        st.markdown(t("What it would decide on this curve. In the part Schedules the run is trained with it."))
        return ask_knobs(controls, PLATEAU)
