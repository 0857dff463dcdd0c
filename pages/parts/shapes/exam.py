"""Exam questions: asked first, answered when one wants to know."""

import streamlit as st

from components import controls, frame, theme
from components.charts.shapes.volumes import drawing
from components.language import mark, t
from lab.lessons.shapes.questions import EXAM, Epoch
from lab.settings import Choice, Flag
from lab.stacks import stack_text
from lab.stacks.known_stacks import PRESETS, Stack, iterations_per_epoch
from lab.stacks.shapes import report
from pages.parts.shapes.layer import lines, whole
from pages.parts.shapes.stack import volumes_of

QUESTIONS = {
    "E9a": mark("(1, 128, 128, 3) goes through Conv2D(5, (2, 2)). What shape comes out, with how many parameters?"),
    "E9b": mark("(1, 24, 24, 16) goes through Flatten. What shape comes out?"),
    "E9c": mark("10 examples, a batch size of 3: how many iterations does an epoch have?"),
    "E9d": mark("28×28 becomes 27×27 by one kernel of 2×2 without bias. How many weights does that take?"),
    "E9e": mark("The same mapping, 28×28 to 27×27, by a Dense layer without bias. How many weights does that take?"),
}


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("exam") as (left, right):
        with left:
            label, help = t("Question"), t("Five exam questions.")
            numbers = {name: str(number) for number, name in enumerate(EXAM, start=1)}
            rule = Choice(EXAM)
            name = controls.ask("shapes_question", rule, EXAM[0], label, help, labels=numbers, side_by_side=True)
            help = t("Think first; then compare.")
            answered = controls.ask(f"shapes_answer_{name}", Flag(), False, t("Show the answer"), help)
        with right:
            st.markdown(f"##### {t(QUESTIONS[name])}")
            if name == "E9c":
                iterations(answered)
            else:
                stack_question(PRESETS[name](), answered)


def stack_question(stack: Stack, answered: bool) -> None:
    """Picture and formulas of a stack; before the answer only what is given."""
    found = report(*stack)
    volumes, failed = volumes_of(stack, found)
    chart = drawing(volumes if answered else volumes[:1], failed, theme.ink())
    alt = t("What is given and, once it is answered, what comes out, drawn to scale")
    st.altair_chart(chart, key="shapes_exam_volumes", width="content", alt=alt)
    if not answered:
        return
    shapes = [found.input_shape, *(row.output_shape for row in found.rows)]
    for index, row in enumerate(found.rows):
        st.markdown(f"**{row.name}**\n\n" + "\n".join(f"- {line}" for line in lines(row, whole(shapes[index]))))
    st.markdown(
        t(
            "**{shape}**, with **{count}** parameters.",
            shape=found.rows[-1].with_batch(1),
            count=f"{found.parameters:,}",
        )
    )
    values = {"part": "stack", "stack": stack_text.write(stack)}
    help = t("There its numbers can be changed.")
    if st.button(t("Open in the stack"), key="shapes_open", on_click=controls.put, args=(values, "shapes"), help=help):
        st.rerun()


def iterations(answered: bool) -> None:
    """The question of the iterations, with numbers of one's own."""
    with st.container(horizontal=True):
        values = controls.Controls("shapes", Epoch).ask_all("examples", "batch_size", typed=True, width=180)
    if not answered:
        return
    examples, batch_size = values.values()
    count = iterations_per_epoch(examples, batch_size)
    st.latex(rf"\left\lceil \frac{{{examples}}}{{{batch_size}}} \right\rceil = {count}")
    last = examples - (count - 1) * batch_size
    text = t(
        "**{count}** iterations: {full} batches of {size}, and a last one of {last}.",
        count=count,
        full=count - 1,
        size=batch_size,
        last=last,
    )
    st.markdown(
        text
        if last < batch_size
        else t("**{count}** iterations, every batch full with {size} examples.", count=count, size=batch_size)
    )
