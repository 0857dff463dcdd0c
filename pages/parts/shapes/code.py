"""Code: a network's Keras code is read, never executed; and the stack as code, to copy."""

import streamlit as st

from components import frame, stack_editor, theme
from components.charts.shapes.volumes import drawing
from components.language import t
from lab.problems import Problem
from lab.stacks import stack_code, stack_text
from lab.stacks.known_stacks import PRESETS
from lab.stacks.shapes import report
from pages.parts.shapes.stack import START, volumes_of

EXAMPLE = stack_code.write(PRESETS["B11"]())
TEXT = "pasted_shapes"
"""Not a setting: presets and reset leave the visitor's text alone."""
OUTCOME = "_shapes_read"


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("code") as (left, right):
        with left:
            stack = stack_editor.current("shapes", START)
            help = t(
                "keras.Sequential([...]) or model.add(...) lines, with imports or without; at most {most} characters.",
                most=f"{stack_code.MAX_LENGTH:,}",
            )
            st.text_area(t("Keras code"), key=TEXT, height=320, help=help, placeholder=EXAMPLE, persist_state="session")
            help = t("Replaces the stack by the network in the code.")
            st.button(t("Read"), key="shapes_read", on_click=read, help=help, type="primary", icon=":material/input:")
            outcome()
        with right:
            found = report(*stack)
            if found.problem:
                frame.tell(found.problem)
            chart = drawing(*volumes_of(stack, found), theme.ink())
            st.altair_chart(
                chart, key="shapes_code_volumes", width="content", alt=t("The output of every layer, drawn to scale")
            )
            parameters = f"{found.parameters:,}"
            st.markdown(
                t(
                    "**The stack as code**, {count} layers with {parameters} parameters",
                    count=len(stack.layers),
                    parameters=parameters,
                )
            )
            st.code(stack_code.write(stack), language=None)  # Streamlit's colours for Python are too pale to read


def read() -> None:
    """The button was pressed: the stack of the code, or the problem with it. The text stays as it is."""
    code = st.session_state.get(TEXT) or ""
    try:
        now = stack_text.read(st.session_state["shapes_stack"])
        found = stack_code.read(code, now.input_shape)
        stack_text.check_length(len(found.stack.layers))
        stack_editor.put("shapes", found.stack, min(1, len(found.stack.layers)))
        st.session_state[OUTCOME] = (code, found, None)
    except Problem as problem:
        st.session_state[OUTCOME] = (code, None, problem)


def outcome() -> None:
    """What came of the last reading, as long as the text is the one that was read."""
    code, found, problem = st.session_state.get(OUTCOME, ("", None, None))
    if code != (st.session_state.get(TEXT) or "") or (found is None and problem is None):
        return
    if problem:
        frame.tell(problem)
        return
    st.success(t("Read: {count} layers.", count=len(found.stack.layers)), icon=":material/check:")
    for note in found.notes:
        frame.tell(note)
