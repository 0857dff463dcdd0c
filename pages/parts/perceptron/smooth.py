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
NAMES = {"relu": "ReLU", "leaky_relu": "Leaky ReLU", "elu": "ELU"}
"""Of those that are not called as Keras calls them."""


def show(lesson: frame.Lesson) -> None:
    with lesson.explain("smooth"):
        titles = ("z", t("activation"), t("its derivative"))
        chart = named.filled(chart_spec(titles, tuple(ACTIVATIONS), theme.is_narrow()), {}, {})
        said = t("Six activation functions with their derivatives")
        st.vega_lite_chart(chart, key="perceptron_smooth", width="content", alt=said)


@lru_cache(maxsize=8)
def chart_spec(titles: tuple[str, str, str], names: tuple[str, ...], narrow: bool) -> str:
    """The specification of the chart, over tables that are still to come."""
    shown = [NAMES.get(name, name) for name in names]
    picture = curves.functions(samples(), shown, titles, columns=2 if narrow else 3)
    return named.kept(picture)


def samples() -> pd.DataFrame:
    """All over the same z: columns name, z, value, derivative. At the step's jump there is no derivative: a gap."""
    z = np.linspace(LOW, HIGH, POINTS)
    parts = [
        pd.DataFrame({"name": NAMES.get(name, name), "z": z, "value": its.value(z), "derivative": its.derivative(z)})
        for name, its in ACTIVATIONS.items()
    ]
    return pd.concat(parts).round(4)
