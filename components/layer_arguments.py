"""A widget for each argument of a layer, made from the argument's rule; what is typed is checked and, if good, taken.

The stack lives under `line_key`, see `components.stack_editor`; a text that cannot be taken stays in its widget.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from components import frame
from components.language import mark, t
from lab.problems import Problem
from lab.settings import Choice, Flag, Number, Rule, default, rule, rules
from lab.stacks import stack_text
from lab.stacks.known_stacks import Stack
from lab.stacks.layers import Layer, keras_arguments
from lab.stacks.shapes import check_shape
from lab.stacks.sizes import by, read_sizes

LINES = {"images": "layers"}
"""What the stack is called in a lesson's link, where that is not `stack`."""
RARE = ("dilation_rate", "groups", "use_bias", "depth_multiplier")
"""Arguments that stand under "More"."""

HELP = {
    "filters": mark("How many kernels there are, each of which makes one channel of the output."),
    "kernel_size": mark("Height × width of the window, such as 3×3. One number stands for both."),
    "strides": mark("How far the window moves, down × across. Left empty in a pooling: by its own size."),
    "padding": mark(
        "valid: only windows that fit; same: zeros around the edge, so that stride 1 keeps the size. Numbers are "
        "margins."
    ),
    "dilation_rate": mark("How far apart the values under the kernel are; 1 is side by side."),
    "groups": mark("Channels and filters are split into this many groups, which do not see each other."),
    "activation": mark("The function after the sum; it changes no shape and no count."),
    "use_bias": mark("Whether one number for each output channel is added."),
    "depth_multiplier": mark("How many kernels each input channel has."),
    "pool_size": mark("Height × width of the window of which one number is kept."),
    "size": mark("How often each row × each column is repeated."),
    "target_shape": mark("The new axes, such as 7×7×-1; -1 stands for whatever is left."),
    "units": mark("The number of neurons, which becomes the length of the last axis."),
    "rate": mark("The share of values that are set to 0 while training."),
}


def line_key(lesson: str) -> str:
    """Under which key a lesson's stack lives, in the session and in the link."""
    return f"{lesson}_{LINES.get(lesson, 'stack')}"


def input_shape(lesson: str, stack: Stack) -> None:
    """The shape of the stack's input, as text."""
    key = f"{lesson}_input"
    _text(lesson, key, by(stack.input_shape))
    help = t("Height × width × channels of one example, or fewer axes; without the batch.")
    st.text_input(t("Input shape"), key=key, help=help, on_change=_input_changed, args=(lesson,))
    _trouble(lesson, key)


def arguments(lesson: str, layer: Layer, number: int) -> None:
    """A widget for each argument of the chosen layer, made from the argument's rule."""
    found = rules(type(layer))
    st.markdown(f"**{number} · {type(layer).__name__}**")
    if not found:
        st.caption(t("This layer has nothing to set."))
    often, seldom = ([name for name in found if (name in RARE) is rare] for rare in (False, True))
    _in_columns(lesson, layer, number, {name: found[name] for name in often})
    if seldom:
        with st.expander(t("More")):
            _in_columns(lesson, layer, number, {name: found[name] for name in seldom})


def _in_columns(lesson: str, layer: Layer, number: int, its_rules: Mapping[str, Rule]) -> None:
    columns = st.columns(2) if len(its_rules) > 1 else [st.container()] * 2
    for place, (name, its_rule) in enumerate(its_rules.items()):
        with columns[place % 2]:
            _argument(lesson, layer, number, name, its_rule)


def _argument(lesson: str, layer: Layer, number: int, name: str, its_rule: Rule) -> None:
    key, value = f"{lesson}_arg_{number}_{name}", getattr(layer, name)
    help = t(HELP[name]) if name in HELP else None
    common: dict[str, Any] = {"key": key, "help": help, "on_change": _on_change, "args": (lesson, number, name)}
    match its_rule:
        case Number():
            kind = int if its_rule.whole else float
            _text(lesson, key, kind(value))
            low, high, step = kind(its_rule.low), kind(its_rule.high), kind(its_rule.step)
            (st.number_input if its_rule.whole else st.slider)(name, low, high, step=step, **common)
        case Choice():
            _text(lesson, key, value)
            st.selectbox(name, its_rule.options, **common)
        case Flag():
            _text(lesson, key, value)
            st.toggle(name, **common)
        case _:
            _text(lesson, key, its_rule.say(value))
            st.text_input(name, **common)
    _trouble(lesson, key)


def _text(lesson: str, key: str, value: Any) -> None:
    """The widget shows the stack's value; only a text that could not be taken stays in it, to be mended."""
    texts = st.session_state[f"_{lesson}_stack"]["texts"]
    if key not in st.session_state:  # another layer was looked at meanwhile, and the text is gone
        texts.pop(key, None)
    if key not in texts:
        st.session_state[key] = value


def _trouble(lesson: str, key: str) -> None:
    problem = st.session_state[f"_{lesson}_stack"]["texts"].get(key)
    if problem:
        frame.tell(problem)


def _input_changed(lesson: str) -> None:
    """Another input's shape, if it can be one."""
    key = f"{lesson}_input"
    stack = stack_text.read(st.session_state[line_key(lesson)])
    _try(lesson, key, lambda: Stack(check_shape(read_sizes(st.session_state[key] or "")), stack.layers))


def _on_change(lesson: str, number: int, name: str) -> None:
    """Another argument of a layer, if its rule allows it."""
    key = f"{lesson}_arg_{number}_{name}"
    stack = stack_text.read(st.session_state[line_key(lesson)])
    layer = stack.layers[number - 1] if number <= len(stack.layers) else None
    if layer is None or name not in rules(type(layer)):
        return  # the layer was removed or moved in the same moment
    its_rule, value = rule(type(layer), name), st.session_state[key]
    if isinstance(value, str):
        value = its_rule.read(value)
    before, after = stack.layers[: number - 1], stack.layers[number:]
    _try(lesson, key, lambda: Stack(stack.input_shape, (*before, replace(layer, **{name: value}), *after)))


def _try(lesson: str, key: str, make: Callable[[], Stack]) -> None:
    """Take the changed stack, or keep the problem with the widget that caused it."""
    memory = st.session_state[f"_{lesson}_stack"]
    memory["texts"].pop(key, None)
    try:
        st.session_state[line_key(lesson)] = stack_text.write(make())
    except Problem as problem:
        memory["texts"][key] = problem


def details(layer: Layer) -> str:
    """A layer's arguments in short: what Keras requires, and what differs from the default."""
    kind = type(layer)
    said = []
    for name, value in keras_arguments(layer).items():
        its_rule = rule(kind, name)
        text = its_rule.say(value).replace("-", "−")
        if name in kind.required or (value != default(kind, name) and isinstance(its_rule, Choice)):
            said.append(text)
        elif value != default(kind, name):
            said.append(f"{name} {text}")
    return ", ".join(said)
