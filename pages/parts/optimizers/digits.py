"""The same race where it matters: handwritten digits, a network of 2,778 weights, several seeds."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from cache.trainings import kept
from components import comparing, frame, take_home, theme
from components.charts.optimizers import races
from components.controls import Controls
from components.language import t
from lab.experiments import Training
from lab.lessons.optimizers.choices import DigitsSettings
from lab.optimizers import OPTIMIZERS
from pages.parts.optimizers import controls as optimizers_controls
from pages.parts.optimizers.controls import LESSON

PRESSED = "_optimizers_pressed"
HEIGHT = 360


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("digits") as (left, right):
        with left:
            place = st.container()  # the button stands where the picture is in sight, above the controls that it reads
            settings = ask()
            help = t("Every optimizer with every seed; a few seconds the first time.")
            label = t("Start the race")
            if place.button(label, type="primary", icon=":material/play_arrow:", key=f"{LESSON}_start", help=help):
                st.session_state[PRESSED] = settings if settings.racers else None
        with right:
            started = st.session_state.get(PRESSED)
            if started is None:
                with st.container(height=HEIGHT, border=True, key=f"{LESSON}_nothing_yet"):
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
    values = Controls(LESSON, DigitsSettings).ask_all("num_seeds", "epochs")
    return DigitsSettings(**values, racers=tuple(racer for racer in racers if racer.name in shown))


def watch(settings: DigitsSettings) -> None:
    """The race as far as it is; it grows by itself until it is over."""
    entrants = [entrant(name, group) for name, group in settings.trainings().items()]
    if not comparing.show(entrants, f"{LESSON}_digits"):
        return
    verdict(entrants)
    firsts = {each.name: each.trainings[0] for each in entrants}
    there = {name: (run.training, run.trace) for name, run in firsts.items() if run.trace and run.trace.epochs}
    take_home.choose(there, f"{LESSON}_digits")


def entrant(name: str, trainings: Sequence[Training]) -> comparing.Entrant:
    """An optimizer with its own colour and shape, and a training for each seed."""
    place = list(OPTIMIZERS).index(name)
    rate = {"η": f"{trainings[0].optimizer.learning_rate:g}"}
    return comparing.Entrant(name, theme.colour(place), races.shape(place), tuple(map(kept, trainings)), rate)


def verdict(entrants: Sequence[comparing.Entrant]) -> None:
    """Who got furthest, as a sentence."""
    ends = {each.name: [trace.metrics["val_accuracy"][-1] for trace in comparing.traces(each)] for each in entrants}
    middles = {name: float(np.median(values)) for name, values in ends.items() if values}
    if middles:
        best, worst = max(middles, key=middles.__getitem__), min(middles, key=middles.__getitem__)
        text = t("**{best}** ends with {high:.1%} of the held-out digits right", best=best, high=middles[best])
        more = t("; **{worst}** with {low:.1%}.", worst=worst, low=middles[worst])
        st.markdown(text + (more if worst != best else "."))
