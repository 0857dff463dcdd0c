"""Train this stack: the Images laboratory with the stack of the Shapes lesson, where its pictures fit."""

from collections.abc import Mapping

import streamlit as st

from components import frame
from components.catalogue import LESSONS
from components.language import t
from components.names import SET_NAMES
from lab.data.pictures import PICTURES, SETS
from lab.lessons.images import choices
from lab.problems import Problem
from lab.stacks import stack_text, trainable
from lab.stacks.known_stacks import Stack
from lab.stacks.shapes import Shape
from lab.stacks.sizes import by

PRESSED = "_shapes_trained"
"""The stack for which the button was pressed, and which cannot be trained."""


def button(stack: Stack) -> None:
    """The button, and why it cannot be, once it was pressed for this very stack."""
    line = stack_text.write(stack)
    help = t("Opens the Images laboratory with this stack; its input has to be a picture of one of the sets there.")
    if st.button(t("Train this stack"), key="shapes_train", icon=":material/model_training:", help=help):
        st.session_state[PRESSED] = line
    if st.session_state.get(PRESSED) != line:
        return
    try:
        found = pictures_for(stack)
    except Problem as problem:
        frame.tell(problem)
        return
    del st.session_state[PRESSED]
    page = next(lesson for lesson in LESSONS if lesson.name == "images")
    st.switch_page(frame.page_of(page), query_params=put(line, found))


def put(line: str, found: str) -> dict[str, str]:
    """Put the laboratory's settings, and give back what its link says; the rest of them stay as they were left.

    What stands at its default is not in the link, or the laboratory would take it out, one step back in the browser.
    """
    values = {"images_data": found, "images_network": choices.OWN, "images_layers": line, "images_part": "lab"}
    st.session_state.update(values)
    defaults = {"images_data": choices.first_set(), "images_part": "lab"}
    return {key: value for key, value in values.items() if value != defaults.get(key)}


def pictures_for(stack: Stack) -> str:
    """A set of pictures that this stack can be trained on, one that is on this machine if there is; else `Problem`."""
    shapes = {name: its.shape for name, its in SETS.items()}
    fitting = trainable.sets_for(stack.input_shape, shapes)
    if not fitting:
        text = (
            "the stack takes an input of {given}, and no set of pictures has that shape. Put one of these as the input "
            "shape, and Flatten before the first Dense: {known}"
        )
        raise Problem(text, given=by(stack.input_shape), known=known(shapes))
    trainable.check(stack, stack.input_shape, choices.ImagesSettings().batch_size)
    return next((name for name in fitting if PICTURES[name].is_there), fitting[0])


def known(shapes: Mapping[str, Shape]) -> str:
    """The shapes of the sets of pictures, each with the sets that have it."""
    sets: dict[Shape, list[str]] = {}
    for name, shape in shapes.items():
        sets.setdefault(shape, []).append(t(SET_NAMES.get(name, name)))
    return "; ".join(f"{by(shape)} ({', '.join(names)})" for shape, names in sets.items())
