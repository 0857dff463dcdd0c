"""What a search asks: which settings, which values, how many seeds; everything else is as in the laboratory."""

from typing import Any

import streamlit as st

from components import controls, frame, glossary, link
from components.language import mark, t
from lab.lessons.images import choices, searches
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.searches import AXES, Axes, Grid
from lab.problems import Problem
from lab.settings import Choice, Flag, Number, Text, default, rule
from pages.parts.images import stack
from pages.parts.images.controls import ITS_OWN, LESSON, SELDOM, ask_setting

LINE, NONE = Text(120), "none"
PLACES = {
    "first": mark("Setting in rows"),
    "second": mark("Setting in columns"),
    "third": mark("Setting in small multiples"),
}


def ask() -> Grid | None:
    """The grid from its controls. What cannot be is told, and the last good grid stays."""
    its = controls.Controls(LESSON, ImagesSettings, data=choices.first_set())
    values = its.ask_all("data", "network")
    network = values["network"]
    own = stack.ask(its, values["data"]) if network == choices.OWN else None
    axes = _axes(network)
    searched = [name for name, _ in axes]

    def put(*names: str) -> None:
        values.update({name: ask_setting(its, name) for name in names if name not in searched})

    put(*ITS_OWN.get(network, ()), "examples", "epochs")
    its_rule, key = Number(1, searches.MOST_SEEDS, 1, whole=True), f"{LESSON}_search_seeds"
    help = t("Every cell is trained from this many seeds, and its median is shown: one start alone may be lucky.")
    seeds = controls.ask(key, its_rule, 1, t("Seeds per cell"), help)
    with st.expander(t("More")):
        put("scaled", *SELDOM)
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


def _axes(network: str) -> Axes:
    """The settings to search over, each with its values; a setting that this network has not is replaced."""
    axes: list[tuple[str, tuple[Any, ...]]] = []
    for place, label in PLACES.items():
        left = [name for name in searches.possible(network) if name not in [taken for taken, _ in axes]]
        options = (NONE, *left) if place == "third" else tuple(left)
        key = f"{LESSON}_search_{place}"
        if st.session_state.get(key) not in options:
            st.session_state[key] = None
        labels = {name: glossary.short(ImagesSettings, name) for name in left} | {NONE: t("none")}
        help = t("All combinations of the values of these settings are trained.")
        name = controls.ask(key, Choice(options), options[0], t(label), help, labels=labels)
        if name != NONE:
            axes.append((name, _values(name)))
    return tuple(axes)


def _values(name: str) -> tuple[Any, ...]:
    """The values of an axis: typed, or chosen where they are names. What cannot be read is told, the last ones stay."""
    its_rule, memory = rule(ImagesSettings, name), f"_{LESSON}_search_values_{name}"
    options = {Choice: getattr(its_rule, "options", ()), Flag: ("on", "off")}.get(type(its_rule))
    text = _ask_picked(name, options) if options else _ask_typed(name)
    try:
        st.session_state[memory] = searches.values(name, text)
    except Problem as problem:
        frame.tell(glossary.explain(problem, ImagesSettings))
        kept = st.session_state.get(memory) or searches.values(name, AXES[name].values)
        shown = ", ".join(glossary.describe(ImagesSettings, name, value) for value in kept)
        st.caption(t("The search still uses {values}.", values=shown))
        return kept
    return st.session_state[memory]


def _label(name: str) -> str:
    return t("Values of {setting}", setting=glossary.short(ImagesSettings, name))


def _ask_typed(name: str) -> str:
    examples, its_rule = AXES[name].values, rule(ImagesSettings, name)
    help = t("Up to {most} values separated by commas, such as {values}.", most=searches.MOST_VALUES, values=examples)
    if isinstance(its_rule, Number):
        help += " " + t("They go from {low:g} to {high:g}.", low=its_rule.low, high=its_rule.high)
    return controls.ask(f"{LESSON}_search_values_{name}", LINE, examples, _label(name), help)


def _ask_picked(name: str, options: tuple[str, ...]) -> str:
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
    return search_values("n1", "n2", data=data, **searches.EXAM)


def search_values(first: str, second: str, **others: Any) -> dict[str, Any]:
    """What a button puts to search over two settings."""
    chosen = {"part": "search", "search_first": first, "search_second": second}
    base = {name: value for name, value in others.items() if name == "data" or value != default(ImagesSettings, name)}
    return chosen | base
