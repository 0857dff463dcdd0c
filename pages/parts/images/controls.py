"""What the lesson Images asks: the pictures, the network, and how it is trained."""

from typing import Any

import streamlit as st

from components import controls, hidden_layers, pins
from components.language import mark, t
from components.names import SET_NAMES
from lab.data.pictures import FASHION, PICTURES
from lab.lessons.images import choices
from lab.lessons.images.choices import ImagesSettings
from lab.settings import default, rules
from pages.parts.images import stack

LESSON = "images"
DENSE = ("20-30", "512", "256-128-64-32", "100-64-32")
"""The hidden layers of E1, F, B7 and B11."""
NETWORK_NAMES = {
    "softmax": mark("softmax regression"),
    "dense": mark("dense"),
    "convolution": mark("small CNN"),
    "large convolution": mark("large CNN"),
    choices.OWN: mark("my own stack"),
}
FIELD_NAMES = {
    "data": mark("data"),
    "network": mark("network"),
    "units": mark("hidden layers"),
    "examples": mark("examples"),
    "epochs": mark("epochs"),
    "scaled": mark("divided by 255"),
    "batch_size": mark("batch size"),
    "optimizer": mark("optimizer"),
    "learning_rate": mark("learning rate"),
    "validation_fraction": mark("validation share"),
    "data_seed": mark("seed of the data"),
    "weights_seed": mark("seed of the start"),
    "n1": "n1",
    "n2": "n2",
    "dropout": mark("dropout"),
    "layers": mark("stack"),
}
CLASS_NAMES = dict(
    zip(
        FASHION,
        (
            mark("T-shirt/top"),
            mark("Trouser"),
            mark("Pullover"),
            mark("Dress"),
            mark("Coat"),
            mark("Sandal"),
            mark("Shirt"),
            mark("Sneaker"),
            mark("Bag"),
            mark("Ankle boot"),
        ),
        strict=True,
    )
)


def labels() -> dict[str, str]:
    """The fields' names, as runs are named by them."""
    return {name: t(label) for name, label in FIELD_NAMES.items()}


def written(value: Any) -> str:
    """A setting's value in the name of a run."""
    names = SET_NAMES | NETWORK_NAMES
    if isinstance(value, str) and (not value or "--" in value):
        return stack.said(value)
    return t(names[value]) if value in names else pins.shown(value)


def classes(data: str) -> tuple[str, ...]:
    """The names of the labels, in the visitor's language."""
    return tuple(t(CLASS_NAMES[name]) if name in CLASS_NAMES else name for name in PICTURES[data].classes)


def put(settings: ImagesSettings, data: str) -> dict[str, Any]:
    """What a button puts to show one run on a set of pictures."""
    values = {name: getattr(settings, name) for name in rules(ImagesSettings)} | {"data": data}
    return {name: value for name, value in values.items() if name == "data" or value != default(ImagesSettings, name)}


def beside(name: str, data: str) -> dict[str, Any]:
    """What a button puts to lay the runs of a what-if side by side; the controls stand at the second one."""
    runs = choices.what_if(name, data)
    return {**put(runs[1], data), "pins": pins.line(runs), "shown": "runs"}


def ask() -> ImagesSettings:
    """The settings from their controls. Layers that cannot be read are told, and the last good ones stay."""
    asked = controls.Controls(LESSON, ImagesSettings, data=choices.first_set())
    values = _network(asked)
    own = stack.ask(asked, values["data"]) if values["network"] == choices.OWN else None
    values |= _training(asked, values["data"])
    with st.expander(t("More")):
        values |= _more(asked)
    return stack.settings(values, own) if own else ImagesSettings(**values)


def _network(asked: controls.Controls) -> dict[str, Any]:
    """Pictures, network, and the hidden layers of a dense one."""
    names = {name: t(label) for name, label in SET_NAMES.items()}
    help = t("Digits are built in. The other two are read by Keras's own loaders from Keras's folder.")
    values = {"data": asked.ask("data", t("Pictures"), help, labels=names)}
    help = t("Softmax regression has no hidden layer; the two CNNs begin with convolutions.")
    names = {name: t(label) for name, label in NETWORK_NAMES.items()}
    values["network"] = network = asked.ask("network", t("Network"), help, labels=names)
    if network == "convolution":
        values |= _filters(asked)
    if network != "dense":
        return values
    values["units"] = hidden_layers.ask(asked, "units", DENSE)
    values["dropout"] = asked.ask(
        "dropout", t("Dropout"), t("The share of units that is dropped after each hidden layer.")
    )
    return values


def _filters(asked: controls.Controls) -> dict[str, Any]:
    """How many filters E6's two convolutions have."""
    help = t("How many kernels the first convolution has, and the second.")
    left, right = st.columns(2)
    with left:
        values = {"n1": asked.ask("n1", t("Filters n1"), help, typed=True)}
    with right:
        values["n2"] = asked.ask("n2", t("Filters n2"), help, typed=True)
    return values


def _training(asked: controls.Controls, data: str) -> dict[str, Any]:
    help = t("Training and validation together: the first ones of the set. Test pictures are extra.")
    values = {"examples": asked.ask("examples", t("Examples"), help)}
    values["epochs"] = asked.ask("epochs", t("Epochs"), t("How often the network sees all training examples."))
    help = t("Grey values become numbers from 0 to 1 before the network sees them. Off: they stay as they are.")
    values["scaled"] = asked.ask("scaled", t("Divide by {high}", high=PICTURES[data].high), help)
    return values


def _more(asked: controls.Controls) -> dict[str, Any]:
    values: dict[str, Any] = {}
    help = t("How a gradient becomes a step; the lesson Optimizers compares them.")
    values["optimizer"] = asked.ask("optimizer", t("Optimizer"), help)
    values["learning_rate"] = asked.ask("learning_rate", t("Learning rate"), t("How far one step goes."))
    values["batch_size"] = asked.ask("batch_size", t("Batch size"), t("How many examples make one step."))
    help = t("Share of the examples that is held out: the network never learns from them.")
    values["validation_fraction"] = asked.ask("validation_fraction", t("Validation share"), help)
    values["data_seed"] = asked.ask_seed("data_seed", t("Seed of the data"), t("Which examples are held out."))
    help = t("Another seed, other starting weights and another order of the examples.")
    values["weights_seed"] = asked.ask_seed("weights_seed", t("Seed of the start"), help)
    return values
