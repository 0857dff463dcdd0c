"""What the lesson Over-fitting asks: data, network, what is done against over-fitting, and how it is trained."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import hidden_layers, pins
from components.controls import Controls
from components.language import t
from lab.lessons.overfitting.choices import IN_THE_PLANE, OverfittingSettings
from lab.settings import default, rules

LESSON = "overfitting"
NETWORKS = ("7-7", "16-16", "1024-1024")
MORE = (
    *("validation_fraction", "batch_normalisation", "activation", "optimizer", "learning_rate", "batch_size"),
    *("data_seed", "weights_seed"),
)


def beside(runs: Sequence[OverfittingSettings]) -> dict[str, Any]:
    """What a button puts to lay runs side by side; the controls stand at the second one."""
    values = {name: getattr(runs[1], name) for name in rules(OverfittingSettings)}
    changed = {name: value for name, value in values.items() if value != default(OverfittingSettings, name)}
    return {**changed, "pins": pins.line(runs), "shown": "runs"}


def ask() -> OverfittingSettings:
    """The settings from their controls. Layers that cannot be read are told, and the last good ones stay."""
    controls = Controls(LESSON, OverfittingSettings)
    values = controls.ask_all("data", "examples") | {"layers": hidden_layers.ask(controls, "layers", NETWORKS)}
    for name, column in zip(("l1", "l2"), st.columns(2), strict=True):
        with column:
            values[name] = controls.ask(name)
    values |= controls.ask_all("dropout", "epochs")
    with st.expander(t("More")):
        if values["data"] in IN_THE_PLANE:
            values |= controls.ask_all("noise")
        values |= controls.ask_all(*MORE)
    return OverfittingSettings(**values)
