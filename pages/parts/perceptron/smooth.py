"""Why a smooth activation: six functions and their derivatives, which are all that gradient descent is told."""

from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from components import frame, theme
from components.charts import curves, named
from components.language import t
from lab.activations import ACTIVATIONS

LOW, HIGH, POINTS = -4.0, 4.0, 161
NAMES = {"step": "step", "sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "leaky_relu": "Leaky ReLU", "elu": "ELU"}


def show(lesson: frame.Lesson) -> None:
    with lesson.explain("smooth"):
        titles = ("z", t("activation"), t("its derivative"))
        chart = named.filled(drawn(titles, theme.is_narrow()), {}, {})
        said = t("Six activation functions with their derivatives")
        st.vega_lite_chart(chart, key="perceptron_smooth", width="content", alt=said)


@lru_cache(maxsize=8)
def drawn(titles: tuple[str, str, str], narrow: bool) -> str:
    picture = curves.functions(sampled(), list(NAMES.values()), titles, columns=2 if narrow else 3)
    return named.kept(picture)


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
