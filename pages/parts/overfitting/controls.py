"""What the lesson Over-fitting asks: data, network, what is done against over-fitting, and how it is trained."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import controls, hidden_layers, pins
from components.language import mark, t
from lab.lessons.overfitting.choices import COLUMNS, IN_THE_PLANE, OverfittingSettings
from lab.settings import default, rules

LESSON = "overfitting"
NETWORKS = ("7-7", "16-16", "1024-1024")
DATA_NAMES = {
    "moons": mark("two moons"),
    "circles": mark("circle in a circle"),
    "spiral": mark("spiral"),
    "clouds": mark("four clouds (XOR)"),
    "breast_cancer": mark("breast cancer (30 measurements)"),
    "digits": mark("handwritten digits (8×8)"),
    "imdb": mark("film reviews (10,000 words)"),
}
FIELD_NAMES = {
    "data": mark("data"),
    "examples": mark("examples"),
    "layers": mark("hidden layers"),
    "l1": "L1",
    "l2": "L2",
    "dropout": mark("dropout"),
    "epochs": mark("epochs"),
    "noise": mark("noise"),
    "batch_normalisation": mark("batch normalisation"),
    "activation": mark("activation"),
    "optimizer": mark("optimizer"),
    "learning_rate": mark("learning rate"),
    "batch_size": mark("batch size"),
    "validation_fraction": mark("validation share"),
    "data_seed": mark("seed of the data"),
    "weights_seed": mark("seed of the start"),
}


def labels() -> dict[str, str]:
    """The fields' names, as runs are named by them."""
    return {name: t(label) for name, label in FIELD_NAMES.items()}


def written(value: Any) -> str:
    """A setting's value in the name of a run."""
    return t(DATA_NAMES[value]) if value in COLUMNS else pins.shown(value)


def beside(runs: Sequence[OverfittingSettings]) -> dict[str, Any]:
    """What a button puts to lay runs side by side; the controls stand at the second one."""
    values = {name: getattr(runs[1], name) for name in rules(OverfittingSettings)}
    changed = {name: value for name, value in values.items() if value != default(OverfittingSettings, name)}
    return {**changed, "pins": pins.line(runs), "shown": "runs"}


def ask() -> OverfittingSettings:
    """The settings from their controls. Layers that cannot be read are told, and the last good ones stay."""
    asked = controls.Controls(LESSON, OverfittingSettings)
    values = _data(asked) | {"layers": hidden_layers.ask(asked, "layers", NETWORKS)} | _against(asked)
    help = t("How often the network sees all training examples.")
    values["epochs"] = asked.ask("epochs", t("Epochs"), help)
    with st.expander(t("More")):
        values |= _more(asked, values["data"])
    return OverfittingSettings(**values)


def _data(asked: controls.Controls) -> dict[str, Any]:
    names = {name: t(label) for name, label in DATA_NAMES.items()}
    help = t("The first four can be drawn. All are built in but the film reviews, which Keras keeps on disk.")
    data = asked.ask("data", t("Data"), help, labels=names)
    help = t("Training and validation together. The fewer there are, the sooner they are learned by heart.")
    return {"data": data, "examples": asked.ask("examples", t("Examples"), help)}


def _against(asked: controls.Controls) -> dict[str, Any]:
    """L1, L2 and dropout."""
    left, right = st.columns(2)
    with left:
        l1 = asked.ask("l1", "L1 λ₁", t("Adds λ₁·Σ|w| to the loss: pulls every weight towards 0 and many onto it."))
    with right:
        l2 = asked.ask("l2", "L2 λ₂", t("Adds λ₂·Σw² to the loss: pulls large weights most."))
    help = t("Share of each hidden layer's outputs that is set to 0; at every step it is other ones.")
    return {"l1": l1, "l2": l2, "dropout": asked.ask("dropout", t("Dropout rate"), help)}


def _more(asked: controls.Controls, data: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if data in IN_THE_PLANE:
        help = t("How far points scatter from their place; with more of it the classes overlap.")
        values["noise"] = asked.ask("noise", t("Noise"), help)
    help = t("Share of the examples that is held out: the network never learns from them.")
    values["validation_fraction"] = asked.ask("validation_fraction", t("Validation share"), help)
    help = t("Between each hidden layer and its activation.")
    values["batch_normalisation"] = asked.ask("batch_normalisation", t("Batch normalisation"), help)
    values["activation"] = asked.ask("activation", t("Activation"), t("Of the hidden layers."))
    help = t("How a gradient becomes a step; the lesson Optimizers compares them.")
    values["optimizer"] = asked.ask("optimizer", t("Optimizer"), help)
    values["learning_rate"] = asked.ask("learning_rate", t("Learning rate"), t("How far one step goes."))
    values["batch_size"] = asked.ask("batch_size", t("Batch size"), t("How many examples make one step."))
    values["data_seed"] = asked.ask_seed("data_seed", t("Seed of the data"), t("Other points, another split."))
    help = t("Another seed, other starting weights and another order of the examples.")
    values["weights_seed"] = asked.ask_seed("weights_seed", t("Seed of the start"), help)
    return values
