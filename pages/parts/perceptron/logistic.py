"""Perceptron or logistic regression: on clouds that overlap one never settles, the other gives a probability."""

import math
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from components import frame, theme
from components.charts import curves, layout, named, neurons
from components.controls import Controls, mount
from components.language import t
from lab.experiments import evenly
from lab.lessons.perceptron.separation import Separation, SeparationSettings, calibration, separate, turns

FRAMES = 100
LAST = 10
"""Epochs at the end over which the caption looks back."""


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("logistic") as (left, right):
        with left:
            settings = ask()
            lesson.read("logistic_try")
        with right:
            both = separate(settings)
            said = t("Two clouds of points, the perceptron's line and the sigmoid neuron's, and the mistakes of both")
            st.vega_lite_chart(picture(both), key="perceptron_logistic", width="content", alt=said)
            caption(both)
            show_calibration(both)
            lesson.explain("softmax")


def ask() -> SeparationSettings:
    """The settings, from their controls."""
    controls = Controls("perceptron_clouds", SeparationSettings)
    values = controls.ask_all("distance", "spread", "num_examples", "learning_rate")
    with st.expander(t("More")):
        values |= controls.ask_all("epochs", "data_seed", "weights_seed")
    return SeparationSettings(**values)


def picture(both: Separation) -> dict[str, Any]:
    """Both planes and the mistakes of both, moved together by one slider over the epochs."""
    names, titles = (t("perceptron"), t("logistic regression")), (t("epoch"), t("mistakes"))
    inputs, targets = both.perceptron.inputs, both.perceptron.targets
    points = pd.DataFrame(inputs, columns=["x1", "x2"]).assign(y=targets).round(4)
    reach = math.ceil(2 * np.abs(inputs).max() + 0.6) / 2
    epochs = evenly(len(both.perceptron.weights) - 1, FRAMES)
    scrubber = curves.scrubber(epochs, t("epoch"), mount("perceptron"))
    tables = {"points": points, "frames": frames(both, list(epochs), names)}
    drawing = chart_spec(names, titles, theme.is_narrow())
    return named.filled(drawing, tables, {"reach": reach}, *scrubber)


@lru_cache(maxsize=16)
def chart_spec(names: tuple[str, str], titles: tuple[str, str], narrow: bool) -> str:
    """The picture over tables that are still to come."""
    domain = (alt.ExprRef("-reach"), alt.ExprRef("reach"))
    points = alt.NamedData("points")
    planes, records = [], []
    for place, name in enumerate(names):
        record, neuron = neurons.recorded(f"record{place}", f"data('frames')[2 * now + {place}]", sigmoid=bool(place))
        records.append(record)
        planes.append(
            neurons.plane(neuron, points, few=False, titles=("x₁", "x₂"), domain=domain, title=name, size=210)
        )
    runs = list(zip(names, (theme.PURPLE, theme.GREEN), strict=True))
    curve = curves.compared(alt.NamedData("frames"), titles, runs, width=210 if narrow else 470, height=130)
    whole = layout.under(layout.together(*planes, narrow=narrow), curve)
    return named.kept(layout.moved(whole, alt.param(name="reach", value=1.0), *records))


def frames(both: Separation, epochs: list[int], names: tuple[str, str]) -> pd.DataFrame:
    """Mistakes and weights at some epochs: of the perceptron, then of the other, epoch by epoch."""
    parts = [
        pd.DataFrame(
            {
                "epoch": epochs,
                "value": trace.num_mistakes[epochs],
                "run": name,
                "w1": trace.weights[epochs, 0],
                "w2": trace.weights[epochs, 1],
                "bias": trace.bias[epochs],
            }
        )
        for name, trace in zip(names, both, strict=True)
    ]
    return pd.concat(parts).sort_values("epoch", kind="stable")


def caption(both: Separation) -> None:
    """How restless both are at the end, with this run's figures."""
    text = t(
        "In the last {last} epochs the perceptron made {mistakes} mistakes an epoch and its line turned by {turn:.2f}° "
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


def show_calibration(both: Separation) -> None:
    """Whether what is called 70 % is right about as often."""
    with st.expander(t("Are its probabilities right?")):
        bins = calibration(both.logistic.outputs[-1], both.logistic.targets)
        table = {
            t("predicted"): [f"{100 * one.low:.0f}–{100 * one.high:.0f} %" for one in bins],
            t("examples"): [one.num_examples for one in bins],
            t("mean predicted"): [f"{100 * one.predicted:.0f} %" for one in bins],
            t("really class 1"): [f"{100 * one.observed:.0f} %" for one in bins],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True)
