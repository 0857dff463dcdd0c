"""A stack of one's own in the laboratory: the Shapes lesson's editor, and what is told where it cannot be trained."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st

from components import frame, link, stack_editor
from components.controls import Controls
from components.language import t
from components.names import describe_stack
from lab.data.pictures import PICTURES, SETS
from lab.lessons.images.choices import ImagesSettings
from lab.problems import Problem
from lab.stacks import stack_text, trainable
from lab.stacks.known_stacks import Stack
from lab.stacks.shapes import report
from lab.stacks.sizes import by

LESSON = "images"
GOOD = "_images_stack_good"


class Own(NamedTuple):
    """The stack as a line, "" where it is the one that everybody begins with; and the place for what is told of it."""

    line: str
    place: Any


def ask(controls: Controls, data: str) -> Own:
    """The editor. As long as nobody has changed it, the stack that it begins with follows the pictures."""
    begin = {name: stack_text.write(trainable.start(its.shape)) for name, its in SETS.items()}
    key = controls.key("layers")
    if link.take(key, stack_editor.ANY_TEXT, begin[data]) in {"", *begin.values()}:
        st.session_state[key] = begin[data]
    with st.container(border=True):
        stack = stack_editor.current(controls.lesson, trainable.start(PICTURES[data].shape))
        stack_editor.layer_number(controls.lesson, stack)
        stack_editor.edit(controls.lesson, stack, report(*stack).failed_at)
        place = st.container()
    line = stack_text.write(stack)
    return Own("" if line == begin[data] else line, place)


def settings(values: Mapping[str, Any], own: Own) -> ImagesSettings:
    """The settings with this stack. One that cannot be trained is told, and the last one that could stays."""
    try:
        made = ImagesSettings(**values, layers=own.line)
        st.session_state[GOOD] = made.layers
        return made
    except Problem as problem:
        made = last_good(values)
        with own.place:
            frame.tell(problem)
            mend(own.line, made)
            st.caption(t("The pictures still show the stack before: {stack}.", stack=describe_stack(made.own())))
        return made


def last_good(values: Mapping[str, Any]) -> ImagesSettings:
    """The same settings with the stack that could be trained last or, on other pictures, with the one to begin with."""
    try:
        return ImagesSettings(**values, layers=st.session_state.get(GOOD, ""))
    except Problem:
        return ImagesSettings(**values)


def mend(line: str, made: ImagesSettings) -> None:
    """Where only the input is another one, a button that puts the pictures' shape."""
    stack, shape = stack_text.read(line), made.pictures.shape
    if stack.input_shape != shape:
        label = t("Use {shape} as the input", shape=by(shape))
        help = t("The layers stay as they are.")
        key, args = f"mend_{LESSON}", (LESSON, Stack(shape, stack.layers))
        st.button(label, key=key, on_click=stack_editor.put, args=args, icon=":material/build:", help=help)
