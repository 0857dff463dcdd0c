"""What all three parts of the lesson ask: the surface and the start, who races, the learning rates and the knobs."""

from functools import lru_cache
from typing import Any

import streamlit as st

from components import controls, frame, link
from components.language import mark, t
from lab.lessons.optimizers.choices import FIRST_RACERS, OWN, RACERS, SurfaceSettings
from lab.lessons.optimizers.races import suggested
from lab.lessons.optimizers.surfaces import Heights, Surface, heights, read
from lab.optimizers import LEARNING_RATE, OPTIMIZERS, OptimizerSettings, Option
from lab.problems import Problem
from lab.settings import Flag, Number, Rule

LESSON = "optimizers"
START = ("x", "y")
GOOD, DEFAULTS = "_optimizers_good", "_optimizers_defaults"
KNOB_HELP = {
    "momentum": mark("The share of its velocity that a step keeps; at 0 it is plain gradient descent."),
    "rho": mark("How slowly the mean of the squared gradients forgets."),
    "beta_1": mark("How slowly the mean of the gradients forgets."),
    "beta_2": mark("How slowly the mean of the squared gradients forgets."),
    "epsilon": mark("Added below the fraction line, so that nothing is divided by 0."),
    "weight_decay": mark("The share of η by which every weight shrinks at each step."),
}
OPTION_HELP = {
    "weight_decay": mark("The share of η by which every weight shrinks at each step; 0 is off."),
    "clipnorm": mark("A longer gradient is shortened to this, for each kernel and bias by itself; 0 is off."),
    "global_clipnorm": mark("A gradient that is longer, over all weights together, is shortened to this; 0 is off."),
    "clipvalue": mark("No weight's gradient counts as larger than this; 0 is off."),
    "momentum": mark("The share of the last step that is taken once more; 0 is off."),
    "amsgrad": mark("Divide by the largest mean of squared gradients so far, not by that of now."),
    "centered": mark("Subtract the square of the gradients' mean, so that their variance is what is divided by."),
}
RULE_HELP = mark("It stands in the rule under the race.")
"""Of a knob or an option that has no words of its own."""


@lru_cache(maxsize=32)
def height_map(surface: Surface) -> Heights:
    """The heights of a surface, as they are drawn."""
    return heights(read(surface.formula), surface.x_range, surface.y_range)


def follow(key: str, default: Any) -> Any:
    """The default itself. A setting that stood at the default before, which nobody has moved, moves along with it."""
    known = st.session_state.setdefault(DEFAULTS, {})
    if key in known and st.session_state.get(key) == known[key] != default:
        st.session_state[key] = default
    known[key] = default
    return default


def recall(key: str, its_rule: Rule, default: Any) -> Any:
    """A setting whose control is not shown now: it stays in the session and in the link."""
    value = st.session_state[key] = link.take(key, its_rule, follow(key, default))
    link.keep(key, its_rule, value, default)
    return value


def ask_surface() -> tuple[SurfaceSettings, Surface]:
    """The surface, and the settings that it comes from. A formula that is none is told, and the last good one stays."""
    its = controls.Controls(LESSON, SurfaceSettings)
    name = its.ask("surface", on_change=_begin_anew)
    more, place = {}, st.container()
    if name == OWN:
        more["formula"] = its.ask("formula")
        place = st.container()
        more["reach"] = its.ask("reach", on_change=_begin_anew)
    settings = SurfaceSettings(name, **more)
    try:
        surface = settings.surface_shown()
        height_map(surface)
    except Problem as problem:
        settings = st.session_state.get(GOOD, SurfaceSettings(OWN))
        surface = settings.surface_shown()
        with place:
            frame.tell(problem)
            st.caption(t("The picture still shows {formula}.", formula=f"`{surface.formula}`"))
    st.session_state[GOOD] = settings
    return settings, surface


def _begin_anew() -> None:
    """Another surface has a start of its own."""
    for name in START:
        st.session_state.pop(f"{LESSON}_{name}", None)


def ask_steps() -> int:
    """How many steps are taken."""
    return controls.Controls(LESSON, SurfaceSettings).ask("num_steps")


def ask_start(surface: Surface) -> tuple[float, float]:
    """Where all paths begin; a click on the picture sets these numbers, too."""
    places = []
    ranges = (surface.x_range, surface.y_range)
    for column, name, (low, high), start in zip(st.columns(2), START, ranges, surface.start, strict=True):
        key, default = f"{LESSON}_{name}", follow(f"{LESSON}_{name}", float(start))
        if isinstance(st.session_state.get(key), int | float):
            st.session_state[key] = min(max(float(st.session_state[key]), low), high)
        with column:
            its_rule, label = Number(low, high, (high - low) / 40, free=True), t("Start {axis}", axis=name)
            help = t("Where every path begins. A click on the surface sets it, too.")
            place = controls.ask(key, its_rule, default, label, help, typed=True, format="%.4g")
            places.append(float(place))
    return places[0], places[1]


def ask_shown() -> tuple[str, ...]:
    """Which of them race, in their order; in the link as one text."""
    key, pills = f"{LESSON}_shown", f"{LESSON}_pills"
    value = link.take(key, RACERS, FIRST_RACERS)
    st.session_state[pills] = list(RACERS.names(value))

    def chosen() -> None:
        st.session_state[key] = RACERS.text(st.session_state[pills])

    help = t("Each one on or off. Every optimizer has its own colour and its own shape.")
    st.pills(t("Optimizers"), list(OPTIMIZERS), selection_mode="multi", key=pills, on_change=chosen, help=help)
    link.keep(key, RACERS, value, FIRST_RACERS)
    if not RACERS.names(value):
        st.caption(t("Nobody races yet: switch an optimizer on."))
    return RACERS.names(value)


def ask_racers(
    shown: tuple[str, ...], rates: dict[str, float], kind: str = "rate", *, ask_rates: bool = True
) -> tuple[OptimizerSettings, ...]:
    """All of them with learning rates, knobs and options, of which those shown have controls.

    `rates`: the learning rates where nobody has moved them. `kind`: "rate" on a surface, "net_rate" on a network.
    """
    learning_rates = {
        name: _ask_rate(name, f"{LESSON}_{name}_{kind}", rates[name], visible=ask_rates and name in shown)
        for name in OPTIMIZERS
    }
    with st.container(horizontal=True, key=f"knobs_{kind}_{ask_rates}"):
        values = {name: _ask_knobs(name) if name in shown else _recall_knobs(name) for name in OPTIMIZERS}
    return tuple(_settings(name, learning_rates[name], values[name]) for name in OPTIMIZERS)


def _settings(name: str, learning_rate: float, values: dict[str, Any]) -> OptimizerSettings:
    """The optimizer; without its options, and that is told, where they do not go together."""
    flags = tuple(key for key, value in values.items() if value is True)
    knobs = tuple((key, value) for key, value in values.items() if not isinstance(value, bool))
    try:
        return OptimizerSettings(name, learning_rate, knobs, flags)
    except Problem as problem:
        frame.tell(problem)
        its_own = tuple((key, value) for key, value in knobs if key in OPTIMIZERS[name].knobs)
        return OptimizerSettings(name, learning_rate, its_own)


def _ask_rate(name: str, key: str, default: float, *, visible: bool) -> float:
    if not visible:
        return float(recall(key, LEARNING_RATE, default))
    label, help = t("{optimizer}: learning rate η", optimizer=name), t("How far a step goes, on a logarithmic scale.")
    return float(controls.ask(key, LEARNING_RATE, follow(key, default), label, help))


def _ask_knobs(name: str) -> dict[str, Any]:
    """The knobs of one optimizer, behind a button with its name, and under "More" what else Keras can do."""
    with st.popover(name, icon=":material/tune:", help=t("The knobs of {optimizer}", optimizer=name)):
        values = {}
        for key, knob in OPTIMIZERS[name].knobs.items():
            help = f"${knob.symbol}$: {t(KNOB_HELP.get(key, RULE_HELP))}"
            values[key] = controls.ask(f"{LESSON}_{name}_{key}", knob.rule, knob.default, key, help)
        more = st.expander(t("More"), key=f"{LESSON}_more_{name}", on_change="rerun")
        if not more.open:  # closed, it costs the page no widgets
            return values | _recall_options(name)
        with more:
            for key, option in OPTIMIZERS[name].options.items():
                its_rule, default = _option_rule(option)
                help = t(OPTION_HELP.get(key, RULE_HELP))
                help = f"${option.knob.symbol}$: {help}" if option.knob else help
                values[key] = controls.ask(f"{LESSON}_{name}_{key}", its_rule, default, key, help)
        return values


def _recall_knobs(name: str) -> dict[str, Any]:
    knobs = OPTIMIZERS[name].knobs
    values = {key: recall(f"{LESSON}_{name}_{key}", knob.rule, knob.default) for key, knob in knobs.items()}
    return values | _recall_options(name)


def _recall_options(name: str) -> dict[str, Any]:
    options = OPTIMIZERS[name].options
    return {key: recall(f"{LESSON}_{name}_{key}", *_option_rule(option)) for key, option in options.items()}


def _option_rule(option: Option) -> tuple[Rule, Any]:
    """What its setting may be, and its being off."""
    return (option.knob.rule, option.knob.default) if option.knob else (Flag(), False)


def surface_rates(surface: Surface) -> dict[str, float]:
    """A good learning rate for each optimizer on this surface."""
    return {name: suggested(name, surface).learning_rate for name in OPTIMIZERS}
