"""Why a smooth activation: six functions and their derivatives, which are all that gradient descent is told."""

import numpy as np
import pandas as pd
import streamlit as st

from components import frame, theme
from components.charts import curves
from components.language import t
from lab.activations import ACTIVATIONS

LOW, HIGH, POINTS = -4.0, 4.0, 161
NAMES = {"step": "step", "sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "leaky_relu": "Leaky ReLU", "elu": "ELU"}


def show(lesson: frame.Lesson) -> None:
    with lesson.explain("smooth"):
        titles = ("z", t("activation"), t("its derivative"))
        chart = curves.functions(sampled(), list(NAMES.values()), titles, columns=2 if theme.is_narrow() else 3)
        st.altair_chart(chart, key="perceptron_smooth", alt=t("Six activation functions with their derivatives"))


def sampled() -> pd.DataFrame:
    """All six over the same z: columns name, z, value, derivative. At the step's jump there is no derivative: a gap."""
    z = np.linspace(LOW, HIGH, POINTS)
    parts = [
        pd.DataFrame(
            {"name": shown, "z": z, "value": ACTIVATIONS[name].value(z), "derivative": ACTIVATIONS[name].derivative(z)}
        )
        for name, shown in NAMES.items()
    ]
    return pd.concat(parts).round(4)
