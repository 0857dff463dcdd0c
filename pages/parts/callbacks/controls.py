"""What all parts of the lesson ask: the run, the callbacks that watch it, and a worker's answer about it."""

from typing import Any

import streamlit as st

from components import controls, pins
from components.language import mark, t
from lab.lessons.callbacks.decisions import EARLY, CallbacksSettings, WatchSettings, field
from lab.schedules import PLATEAU, SCHEDULES

LESSON = "callbacks"
RUN = ("optimizer", "learning_rate", "epochs", "examples", "data_seed", "weights_seed", "shuffle_seed")
FIRST = "constant, then exponential"
"""The schedule that the part Schedules begins with; the other parts train at a constant rate."""
SCHEDULE_NAMES = {
    "constant": mark("constant"),
    "constant, then exponential": mark("constant, then exponential"),
    "step": mark("step by step"),
    "piecewise constant": mark("piecewise constant"),
    "polynomial": mark("polynomial"),
    "inverse time": mark("inverse time"),
    "cosine": mark("cosine"),
    "cosine with restarts": mark("cosine with restarts"),
    "warm-up, then cosine": mark("warm-up, then cosine"),
    "one-cycle": mark("one-cycle"),
    PLATEAU: mark("on a plateau"),
}
FIELD_NAMES = {
    "examples": mark("examples"),
    "optimizer": mark("optimizer"),
    "learning_rate": mark("learning rate"),
    "epochs": mark("epochs"),
    "data_seed": mark("seed of the data"),
    "weights_seed": mark("seed of the start"),
    "shuffle_seed": mark("seed of the order"),
    "schedule": mark("schedule"),
}
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


def labels() -> dict[str, str]:
    """The fields' names, as runs are named by them."""
    return {name: t(label) for name, label in FIELD_NAMES.items()}


def written(value: Any) -> str:
    """A setting's value in the name of a run."""
    return t(SCHEDULE_NAMES[value]) if value in SCHEDULE_NAMES else pins.shown(value)


def ask_run(*, open: bool = True, scheduled: bool = False) -> CallbacksSettings:
    """The run: its schedule, if that is asked for, then optimizer, rate and epochs, and the rest under "More"."""
    asked = controls.Controls(LESSON, CallbacksSettings, schedule=FIRST)
    values: dict[str, Any] = ask_schedule(asked) if scheduled else {}
    place = st.container() if open else st.expander(t("The run"), icon=":material/tune:", key=f"{LESSON}_place_run")
    with place:
        help = t("The base rate: what the optimizer starts with.")
        values["learning_rate"] = asked.ask("learning_rate", t("Learning rate η₀"), help)
        values["epochs"] = asked.ask("epochs", t("Epochs"), t("How long the whole run would be."))
        help = t("How a gradient becomes a step; the lesson Optimizers compares them.")
        values["optimizer"] = asked.ask("optimizer", t("Optimizer"), help)
        with st.popover(t("Data and seeds"), icon=":material/casino:"):
            help = t("How many digits in all; two fifths of them are held out. All other digits are for testing.")
            values["examples"] = asked.ask("examples", t("Examples"), help)
            values["data_seed"] = asked.ask_seed("data_seed", t("Seed of the data"), t("Which digits are drawn."))
            help = t("Another seed, other starting weights.")
            values["weights_seed"] = asked.ask_seed("weights_seed", t("Seed of the start"), help)
            help = t("Another seed, another order of the examples.")
            values["shuffle_seed"] = asked.ask_seed("shuffle_seed", t("Seed of the order"), help)
    return CallbacksSettings(**values)


def ask_schedule(asked: controls.Controls) -> dict[str, Any]:
    """The schedule and its knobs."""
    names = {name: t(SCHEDULE_NAMES.get(name, name)) for name in SCHEDULES}
    help = t("How the learning rate changes from epoch to epoch.")
    schedule = asked.ask("schedule", t("Schedule"), help, labels=names)
    return {"schedule": schedule, **ask_knobs(asked, schedule)}


def ask_knobs(asked: controls.Controls, schedule: str) -> dict[str, Any]:
    knobs = {name: field(schedule, name) for name in SCHEDULES[schedule].knobs}
    return {key: asked.ask(key, name, t(KNOB_HELP.get(name, FORMULA_HELP))) for name, key in knobs.items()}


def ask_watch() -> WatchSettings:
    """What the callbacks that watch are given, but for the slider inside the picture, which the session knows."""
    asked = controls.Controls(LESSON, WatchSettings)
    values: dict[str, Any] = {}
    help = t("Which callback may end the run.")
    values["stopper"] = stopper = asked.ask("stopper", t("Who may stop the run"), help)
    if stopper != EARLY:
        help = t("The accuracy to be reached.")
        values["target_monitor"] = asked.ask("target_monitor", "monitor", help)
    help = t("The metric that EarlyStopping and ModelCheckpoint look at.")
    label = "monitor" if stopper == EARLY else t("monitor of ModelCheckpoint")
    values["monitor"] = asked.ask("monitor", label, help, side_by_side=True)
    if stopper == EARLY:
        help = t("By how much a value has to be better than the best so far to count as better.")
        values["min_delta"] = asked.ask("min_delta", "min_delta", help, format="%.3f")
        help = t("Whether the weights of the best epoch are put back when the run ends.")
        values["restore_best_weights"] = asked.ask("restore_best_weights", "restore_best_weights", help)
    help = t("ModelCheckpoint writes only where the metric is better than ever before.")
    values["save_best_only"] = asked.ask("save_best_only", "save_best_only", help)
    with st.expander(t("More"), key=f"{LESSON}_place_watch"):
        help = t("Which way is better: down, up, or what Keras makes of the metric's name.")
        values["mode"] = asked.ask("mode", "mode", help)
        if stopper == EARLY:
            help = t("EarlyStopping does not look before this epoch, counted from 0.")
            values["start_from_epoch"] = asked.ask("start_from_epoch", "start_from_epoch", help)
    return WatchSettings(**values)


def ask_lowering() -> dict[str, Any]:
    """The knobs of ReduceLROnPlateau, which is only asked what it would do."""
    asked = controls.Controls(LESSON, CallbacksSettings)
    with st.expander("ReduceLROnPlateau", key=f"{LESSON}_place_lowering"):
        st.markdown(t("What it would decide on this curve. In the part Schedules the run is trained with it."))
        return ask_knobs(asked, PLATEAU)
