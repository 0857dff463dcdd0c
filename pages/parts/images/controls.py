"""What the lesson Images asks: the pictures, the network, and how it is trained."""

from typing import Any

import streamlit as st

from components import hidden_layers, pins
from components.controls import Controls
from components.language import mark, t
from lab.data.pictures import PICTURES
from lab.lessons.images import choices
from lab.lessons.images.choices import ImagesSettings
from lab.settings import default, rules
from pages.parts.images import stack

LESSON = "images"
DENSE = ("20-30", "512", "256-128-64-32", "100-64-32")
"""The hidden layers of E1, F, B7 and B11."""
ITS_OWN = {"dense": ("units", "dropout"), "convolution": ("n1", "n2")}
"""The settings that only one network has."""
SELDOM = ("optimizer", "learning_rate", "batch_size", "validation_fraction", "data_seed", "weights_seed")
CLASS_NAMES = (
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
)
"""Those of Fashion-MNIST's labels, which are translated."""


def classes(data: str) -> tuple[str, ...]:
    """The names of the labels, in the visitor's language."""
    return tuple(t(name) if name in CLASS_NAMES else name for name in PICTURES[data].classes)


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
    controls = Controls(LESSON, ImagesSettings, data=choices.first_set())
    values = controls.ask_all("data", "network")
    network = values["network"]
    own = stack.ask(controls, values["data"]) if network == choices.OWN else None
    places = st.columns(2) if network == "convolution" else [st.container()] * 2
    for name, place in zip(ITS_OWN.get(network, ()), places, strict=False):
        with place:
            values[name] = ask_setting(controls, name)
    values |= controls.ask_all("examples", "epochs", "scaled")
    with st.expander(t("More")):
        values |= controls.ask_all(*SELDOM)
    return stack.settings(values, own) if own else ImagesSettings(**values)


def ask_setting(controls: Controls, name: str) -> Any:
    """The control of one setting; hidden layers have buttons, filters are typed."""
    if name == "units":
        return hidden_layers.ask(controls, name, DENSE)
    return controls.ask(name, typed=name in ITS_OWN["convolution"])
