"""A stack of layers that a visitor edits: add, move, change, copy, remove. It is one value, and stands in the link.

The stack lives under `layer_arguments.line_key` as `lab.stacks.stack_text` writes it, mostly `lesson_stack`; the chosen
layer under `lesson_layer`: 0 is the input, 1 the first layer. Whatever changes the stack goes through `put`.
"""

from collections.abc import Callable

import streamlit as st

from components import frame, layer_arguments, link
from components.language import t
from lab.problems import Problem
from lab.settings import Number, Text
from lab.stacks import stack_text
from lab.stacks.known_stacks import Stack
from lab.stacks.layers import LAYERS, Layer
from lab.stacks.shapes import MAX_LAYERS

CHOSEN = Number(0, MAX_LAYERS, 1, whole=True)
ANY_TEXT = Text(1_000_000)
"""The link's text is checked by `lab.stacks.stack_text`, which says why."""
ROWS_IN_SIGHT = 9
LIST_HEIGHT = 330

Layers = tuple[Layer, ...]


def current(lesson: str, start: Stack) -> Stack:
    """The lesson's stack: the session's, or the link's on arrival. A link that cannot be read changes nothing."""
    key, fallback = layer_arguments.line_key(lesson), stack_text.write(start)
    memory = st.session_state.setdefault(f"_{lesson}_stack", {"line": fallback, "trouble": None, "texts": {}})
    line = link.take(key, ANY_TEXT, fallback)
    try:
        stack = stack_text.read(line)
        if line != memory["line"]:
            memory.update(line=line, trouble=None)
    except Problem as problem:
        text = "the stack in the link cannot be read, so the one before is shown; the reason: {reason}"
        memory["trouble"] = Problem(text, reason=problem)
        stack = stack_text.read(memory["line"])
        st.session_state[key] = memory["line"]
    link.keep(key, ANY_TEXT, memory["line"], fallback)
    if memory["trouble"]:
        frame.tell(memory["trouble"])
    return stack


def put(lesson: str, stack: Stack, layer: int | None = None) -> None:
    """Put another stack, for the callbacks of buttons, and choose a layer of it."""
    st.session_state[layer_arguments.line_key(lesson)] = stack_text.write(stack)
    memory = st.session_state.get(f"_{lesson}_stack")
    if memory:
        memory.update(trouble=None, texts={})
    if layer is not None:
        st.session_state[f"{lesson}_layer"] = layer


def layer_number(lesson: str, stack: Stack) -> int:
    """The chosen layer's number, 0 for the input, to be called before `edit`."""
    key, start = f"{lesson}_layer", min(1, len(stack.layers))
    number = min(int(link.take(key, CHOSEN, start)), len(stack.layers))
    st.session_state[key] = number
    link.keep(key, CHOSEN, number, start)
    return number


def edit(lesson: str, stack: Stack, failed_at: int | None = None) -> None:
    """The controls: the input's shape, the layers one under the other, and the chosen one's arguments."""
    key, number = f"{lesson}_layer", st.session_state[f"{lesson}_layer"]
    layer_arguments.input_shape(lesson, stack)
    with st.container(height="content" if len(stack.layers) < ROWS_IN_SIGHT else LIST_HEIGHT, border=True):
        labels = [_row(index, layer, failed_at) for index, layer in enumerate(stack.layers)]
        names = ["0 · " + t("Input"), *labels]
        help = t("The chosen layer can be changed, moved, copied and removed; a new one comes after it.")
        st.radio(t("Layers"), range(len(names)), format_func=names.__getitem__, key=key, help=help)
    _buttons(lesson, stack, number)
    if number:
        layer_arguments.arguments(lesson, stack.layers[number - 1], number)


def _row(index: int, layer: Layer, failed_at: int | None) -> str:
    sign = "✗ " if index == failed_at else ""
    return f"{index + 1} · {sign}**{type(layer).__name__}** {layer_arguments.details(layer)}"


def _buttons(lesson: str, stack: Stack, number: int) -> None:
    """What can be done with the chosen layer, and a new one."""
    size = len(stack.layers)
    actions: tuple[tuple[str, str, str, Callable, bool], ...] = (
        ("up", t("Up"), t("One place towards the input"), _move_up, number < 2),
        ("down", t("Down"), t("One place towards the output"), _move_down, not 0 < number < size),
        ("copy", t("Copy"), t("The same layer again, after this one"), _copy, number == 0 or size >= MAX_LAYERS),
        ("remove", t("Remove"), t("Take this layer out"), _remove, number == 0),
    )
    with st.container(horizontal=True, gap="xsmall"):
        for name, label, help, action, disabled in actions:
            key = f"{lesson}_do_{name}"
            st.button(label, key=key, help=help, on_click=_do, args=(lesson, action), disabled=disabled)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        help = t("Which layer the button adds; its arguments can be changed afterwards.")
        st.selectbox(t("New layer"), list(LAYERS), key=f"{lesson}_new", help=help, persist_state="session")
        full = size >= MAX_LAYERS
        help = t("Adds it after the chosen layer; up to {most} layers.", most=MAX_LAYERS)
        st.button(
            t("Add"),
            key=f"{lesson}_do_add",
            help=help,
            on_click=_do,
            args=(lesson, _add),
            disabled=full,
            type="primary",
        )


def _do(lesson: str, action: Callable[[Layers, int, str], tuple[Layers, int]]) -> None:
    """A button was pressed: other layers, and another one is chosen."""
    stack, number = (
        stack_text.read(st.session_state[layer_arguments.line_key(lesson)]),
        st.session_state[f"{lesson}_layer"],
    )
    layers, number = action(stack.layers, number, st.session_state.get(f"{lesson}_new", "Dense"))
    put(lesson, Stack(stack.input_shape, layers), number)


def _move_up(layers: Layers, number: int, new: str) -> tuple[Layers, int]:
    return (*layers[: number - 2], layers[number - 1], layers[number - 2], *layers[number:]), number - 1


def _move_down(layers: Layers, number: int, new: str) -> tuple[Layers, int]:
    return _move_up(layers, number + 1, new)[0], number + 1


def _copy(layers: Layers, number: int, new: str) -> tuple[Layers, int]:
    return (*layers[:number], layers[number - 1], *layers[number:]), number + 1


def _remove(layers: Layers, number: int, new: str) -> tuple[Layers, int]:
    return (*layers[: number - 1], *layers[number:]), min(number, len(layers) - 1)


def _add(layers: Layers, number: int, new: str) -> tuple[Layers, int]:
    return (*layers[:number], LAYERS[new](), *layers[number:]), number + 1
