"""Perceptron or logistic regression: on clouds that overlap one never settles, the other gives a probability."""

import numpy as np
import pandas as pd
import streamlit as st

from components import controls, frame, theme
from components.charts import curves, layout, neurons
from components.language import t
from lab.experiments import evenly
from lab.separation import Separation, SeparationSettings, calibration, separate, turns

FRAMES = 100
LAST = 10
"""Epochs at the end over which the caption looks back."""


@st.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("logistic") as (left, right):
        with left:
            lesson.read("logistic")
            settings = ask()
            lesson.read("logistic_try")
        with right:
            both = separate(settings)
            alt = t("Two clouds of points, the perceptron's line and the sigmoid neuron's, and the mistakes of both")
            st.altair_chart(picture(both, settings), key="perceptron_logistic", alt=alt)
            caption(both)
            calibrated(both)
            lesson.explain("softmax")


def ask() -> SeparationSettings:
    """The settings, from their controls."""
    asked = controls.Controls("perceptron_clouds", SeparationSettings)
    distance = asked.ask(
        "distance", t("Distance of the clouds"), t("Between their centres. At 0 they are the same cloud.")
    )
    spread = asked.ask("spread", t("Spread"), t("Standard deviation of a cloud along each axis."))
    number = asked.ask("num_examples", t("Examples"), t("Half of them from each cloud."))
    rate = asked.ask("learning_rate", t("Learning rate η"), t("How far one mistake moves the weights."))
    with st.expander(t("More")):
        epochs = asked.ask("epochs", t("Epochs"), t("How often both see all examples."))
        data_seed = asked.ask_seed("data_seed", t("Seed of the data"), t("Another seed, other points."))
        seed = asked.ask_seed("weights_seed", t("Seed of the start"), t("Both neurons start from the same weights."))
    return SeparationSettings(number, distance, spread, rate, epochs, data_seed=data_seed, weights_seed=seed)


def picture(both: Separation, settings: SeparationSettings):
    """Both planes and the mistakes of both, moved together by one slider over the epochs."""
    epochs = evenly(settings.epochs, FRAMES)
    reach = float(np.abs(both.perceptron.inputs).max()) + 0.3
    domain = (-reach, reach)
    points = pd.DataFrame(both.perceptron.inputs, columns=["x1", "x2"]).assign(y=both.perceptron.targets).round(4)
    planes, records, counts = [], [], []
    for name, title, trace in (
        ("record", t("perceptron"), both.perceptron),
        ("record2", t("logistic regression"), both.logistic),
    ):
        weights = np.column_stack([trace.weights, trace.bias])[list(epochs)]
        record, neuron = neurons.frames(weights, trace is both.logistic, name)
        records.append(record)
        planes.append(neurons.plane(neuron, points, titles=("x₁", "x₂"), domain=domain, title=title, size=210))
        counts.append(pd.DataFrame({"epoch": epochs, "value": trace.num_mistakes[list(epochs)], "run": title}))
    runs = [(t("perceptron"), theme.PURPLE), (t("logistic regression"), theme.GREEN)]
    titles = (t("epoch"), t("mistakes"))
    curve = curves.compared(pd.concat(counts), titles, runs, width=210 if theme.is_narrow() else 470, height=130)
    joined = layout.together(*planes, narrow=theme.is_narrow())
    return layout.moved(layout.under(joined, curve), *curves.scrubber(epochs, t("epoch")), *records)


def caption(both: Separation) -> None:
    """How restless both are at the end, with this run's figures."""
    text = t(
        "In the last {last} epochs the perceptron made {mistakes} mistakes an epoch and its line turned by {turn:.1f}° "
        "each time; the sigmoid neuron made {other_mistakes} and its line turned by {other_turn:.2f}°.",
        last=min(LAST, len(both.perceptron.error_sum)),
        mistakes=between(both.perceptron.num_mistakes[-LAST:]),
        turn=float(np.nanmean(turns(both.perceptron)[-LAST:])),
        other_mistakes=between(both.logistic.num_mistakes[-LAST:]),
        other_turn=float(np.nanmean(turns(both.logistic)[-LAST:])),
    )
    st.markdown(text)


def between(counts: np.ndarray) -> str:
    """The smallest and the largest of some counts, as one number where they are the same."""
    low, high = int(counts.min()), int(counts.max())
    return f"{low}–{high}" if low < high else f"{low}"


def calibrated(both: Separation) -> None:
    """Whether what is called 70 % is right about as often."""
    with st.expander(t("Are its probabilities right?")):
        bins = calibration(both.logistic.outputs[-1], both.logistic.targets)
        table = {
            t("said"): [f"{100 * one.low:.0f}–{100 * one.high:.0f} %" for one in bins],
            t("examples"): [one.num_examples for one in bins],
            t("mean said"): [f"{100 * one.predicted:.0f} %" for one in bins],
            t("really class 1"): [f"{100 * one.observed:.0f} %" for one in bins],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True)
