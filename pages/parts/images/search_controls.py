"""What a search asks: which settings, which values, how many seeds; everything else is as in the laboratory."""

from typing import Any

import streamlit as st

from components import controls, frame, hidden_layers, link
from components.language import mark, t
from lab.lessons.images import choices, searches
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.searches import AXES, Axes, Grid
from lab.problems import Problem
from lab.settings import Choice, Flag, Number, Text, default, rule
from pages.parts.images import controls as images_controls
from pages.parts.images import stack
from pages.parts.images.controls import LESSON

LINE, NONE = Text(120), "none"
PLACES = {
    "first": mark("Setting in rows"),
    "second": mark("Setting in columns"),
    "third": mark("Setting in small multiples"),
}
ITS_OWN = {"dense": ("units", "dropout"), "convolution": ("n1", "n2")}
"""The settings that only one network has."""
ALWAYS = ("examples", "epochs")
MORE = ("optimizer", "learning_rate", "batch_size", "scaled", "validation_fraction")
QUESTIONS = {
    "n1": (
        mark("Filters n1"),
        mark("How many kernels the first convolution has, and the second."),
    ),
    "n2": (
        mark("Filters n2"),
        mark("How many kernels the first convolution has, and the second."),
    ),
    "dropout": (mark("Dropout"), mark("The share of units that is dropped after each hidden layer.")),
    "examples": (
        mark("Examples"),
        mark("Training and validation together: the first ones of the set. Test pictures are extra."),
    ),
    "epochs": (mark("Epochs"), mark("How often the network sees all training examples.")),
    "optimizer": (
        mark("Optimizer"),
        mark("How a gradient becomes a step; the lesson Optimizers compares them."),
    ),
    "learning_rate": (mark("Learning rate"), mark("How far one step goes.")),
    "batch_size": (mark("Batch size"), mark("How many examples make one step.")),
    "scaled": (
        mark("Divide by the whitest grey"),
        mark("Grey values become numbers from 0 to 1 before the network sees them. Off: they stay as they are."),
    ),
    "validation_fraction": (
        mark("Validation share"),
        mark("Share of the examples that is held out: the network never learns from them."),
    ),
}


def ask() -> Grid | None:
    """The grid from its controls. What cannot be is told, and the last good grid stays."""
    asked = controls.Controls(LESSON, ImagesSettings, data=choices.first_set())
    values = _pictures(asked)
    network = values["network"]
    own = stack.ask(asked, values["data"]) if network == choices.OWN else None
    axes = _axes(network)
    names = [name for name, _ in axes]
    rest = [name for name in (*ITS_OWN.get(network, ()), *ALWAYS) if name not in names]
    values |= {name: _ask(asked, name) for name in rest}
    its_rule, key = Number(1, searches.MOST_SEEDS, 1, whole=True), f"{LESSON}_search_seeds"
    help = t("Every cell is trained from this many seeds, and its median is shown: one start alone may be lucky.")
    seeds = controls.ask(key, its_rule, 1, t("Seeds per cell"), help)
    with st.expander(t("More")):
        values |= {name: _ask(asked, name) for name in MORE if name not in names}
        help = t("Which examples are held out.")
        values["data_seed"] = asked.ask_seed("data_seed", t("Seed of the data"), help)
        help = t("Another seed, other starting weights and another order of the examples.")
        values["weights_seed"] = asked.ask_seed("weights_seed", t("Seed of the start"), help)
    base = stack.settings(values, own) if own else ImagesSettings(**values)
    return _grid(base, axes, seeds)


def _grid(base: ImagesSettings, axes: Axes, seeds: int) -> Grid | None:
    """The grid; where there can be none, the last one that there was."""
    memory = f"_{LESSON}_search_good"
    try:
        st.session_state[memory] = Grid(base, axes, seeds)
    except Problem as problem:
        frame.tell(problem)
        if memory in st.session_state:
            st.caption(t("The pictures still show the previous search."))
    return st.session_state.get(memory)


def _pictures(asked: controls.Controls) -> dict[str, Any]:
    names = {name: t(label) for name, label in images_controls.SET_NAMES.items()}
    help = t("Digits are built in. The other two are read by Keras's own loaders from Keras's folder.")
    values = {"data": asked.ask("data", t("Pictures"), help, labels=names)}
    names = {name: t(label) for name, label in images_controls.NETWORK_NAMES.items()}
    help = t("Each network has settings of its own to search over.")
    return {**values, "network": asked.ask("network", t("Network"), help, labels=names)}


def _ask(asked: controls.Controls, name: str) -> Any:
    """The control of a setting that is the same in all cells."""
    if name == "units":
        return hidden_layers.ask(asked, "units", images_controls.DENSE)
    label, help = QUESTIONS[name]
    return asked.ask(name, t(label), t(help), typed=name in ("n1", "n2"))


def _axes(network: str) -> Axes:
    """The settings to search over, each with its values; a setting that this network has not is replaced."""
    axes: list[tuple[str, tuple[Any, ...]]] = []
    for place, label in PLACES.items():
        left = [name for name in searches.possible(network) if name not in [taken for taken, _ in axes]]
        options = (NONE, *left) if place == "third" else tuple(left)
        key = f"{LESSON}_search_{place}"
        if st.session_state.get(key) not in options:
            st.session_state[key] = None
        labels = {**images_controls.labels(), NONE: t("none")}
        help = t("All combinations of the values of these settings are trained.")
        name = controls.ask(key, Choice(options), options[0], t(label), help, labels=labels)
        if name != NONE:
            axes.append((name, _values(name)))
    return tuple(axes)


def _values(name: str) -> tuple[Any, ...]:
    """The values of an axis: typed, or chosen where they are names. What cannot be read is told, the last ones stay."""
    its_rule, memory = rule(ImagesSettings, name), f"_{LESSON}_search_values_{name}"
    options = {Choice: getattr(its_rule, "options", ()), Flag: ("on", "off")}.get(type(its_rule))
    text = _picked(name, options) if options else _typed(name)
    try:
        st.session_state[memory] = searches.values(name, text)
    except Problem as problem:
        frame.tell(problem)
        kept = st.session_state.get(memory) or searches.values(name, AXES[name].values)
        shown = ", ".join(images_controls.written(value) for value in kept)
        st.caption(t("The search still uses {values}.", values=shown))
        return kept
    return st.session_state[memory]


def _label(name: str) -> str:
    return t("Values of {setting}", setting=images_controls.labels()[name])


def _typed(name: str) -> str:
    examples, its_rule = AXES[name].values, rule(ImagesSettings, name)
    help = t("Up to {most} values separated by commas, such as {values}.", most=searches.MOST_VALUES, values=examples)
    if isinstance(its_rule, Number):
        help += " " + t("They go from {low:g} to {high:g}.", low=its_rule.low, high=its_rule.high)
    return controls.ask(f"{LESSON}_search_values_{name}", LINE, examples, _label(name), help)


def _picked(name: str, options: tuple[str, ...]) -> str:
    """The chosen ones of a few names, as the text that stands in the link."""
    key, pills = f"{LESSON}_search_values_{name}", f"_{LESSON}_search_pills_{name}"
    text = link.take(key, LINE, AXES[name].values)
    chosen = [part.strip() for part in text.split(",")]
    if set(chosen) <= set(options):
        st.session_state[pills] = chosen
    words = {"on": t("on"), "off": t("off")}
    help = t("All that are chosen are tried.")

    def put() -> None:
        st.session_state[key] = ", ".join(st.session_state[pills])

    st.pills(
        _label(name),
        options,
        selection_mode="multi",
        key=pills,
        format_func=lambda option: words.get(option, option),
        on_change=put,
        help=help,
    )
    link.keep(key, LINE, text, AXES[name].values)
    return text


def exam(data: str) -> dict[str, Any]:
    """What a button puts for E7."""
    return searched("n1", "n2", data=data, **searches.EXAM)


def searched(first: str, second: str, **others: Any) -> dict[str, Any]:
    """What a button puts to search over two settings."""
    chosen = {"part": "search", "search_first": first, "search_second": second}
    base = {name: value for name, value in others.items() if name == "data" or value != default(ImagesSettings, name)}
    return chosen | base
