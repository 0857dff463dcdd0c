"""The stack: built layer by layer on the left; what each layer puts out, in a picture and in numbers, on the right."""

import streamlit as st

from components import frame, stack_editor, theme
from components.charts.shapes.volumes import Volume, drawing
from components.language import t
from lab.lessons.shapes.questions import E6, e6_numbers, preset_of
from lab.problems import Problem
from lab.settings import Number, rules
from lab.stacks.known_stacks import PRESETS, Stack
from lab.stacks.shapes import Report, report
from pages.parts.shapes import keras, layer, table, train
from pages.parts.shapes.names import OWN, STACKS

START = PRESETS["E6"]()
PICTURE = "shapes_volumes"
PLACE, NARROW_PLACE = 620, 340
"""Pixels that there are for the picture; a wider one is scrolled."""


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    lesson.explain("counted")
    lesson.explain("field")


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("stack") as (left, right):
        with left:
            stack = stack_editor.current("shapes", START)
            known(stack)
            found = report(*stack)
            key = clicked()
            number = stack_editor.layer_number("shapes", stack)
            stack_editor.edit("shapes", stack, found.failed_at)
        with right:
            totals(found)
            train.button(stack)
            if found.problem and found.failed_at is not None:
                name = type(stack.layers[found.failed_at]).__name__
                text = "layer {number}, {name}: {reason}"
                frame.tell(Problem(text, number=found.failed_at + 1, name=name, reason=found.problem))
            picture(stack, found, number, key)
            layer.show(stack, found, number)
            table.show(stack, found, number, keras.compare(stack, found))
            table.formulas(found)


def known(stack: Stack) -> None:
    """The choice of a stack that is known by name, and E6's three numbers where it is that."""
    st.session_state["shapes_known"] = preset_of(stack) or OWN
    names = {OWN: t("own stack"), **{name: t(label) for name, label in STACKS.items()}}
    help = t("Exam questions and classics; choosing one loads its layers.")
    label, name_of = t("Known stacks"), names.__getitem__
    st.selectbox(label, list(names), format_func=name_of, key="shapes_known", on_change=put_known, help=help)
    numbers = e6_numbers(stack)
    if numbers:
        ask_e6(numbers)


def ask_e6(numbers: E6) -> None:
    """E6's own three numbers."""
    helps = (t("Filters of the first convolution"), t("Filters of the second"), t("Units of the hidden Dense layer"))
    for column, name, help in zip(st.columns(3, gap="small"), ("n1", "n2", "n3"), helps, strict=True):
        its_rule, key = rules(E6)[name], f"shapes_{name}"
        assert isinstance(its_rule, Number)
        st.session_state[key] = getattr(numbers, name)
        low, high = int(its_rule.low), int(its_rule.high)
        column.number_input(name, low, high, step=1, key=key, on_change=put_e6, help=help)


def put_known() -> None:
    name = st.session_state["shapes_known"]
    if name != OWN:
        stack_editor.put("shapes", PRESETS[name](), 1)


def put_e6() -> None:
    numbers = {name: st.session_state[f"shapes_{name}"] for name in ("n1", "n2", "n3")}
    if None not in numbers.values():
        stack_editor.put("shapes", PRESETS["E6"](**numbers))


def clicked() -> str:
    """A click on a volume chooses its layer. Returns the picture's key.

    Where another layer was chosen since, the picture begins anew, so that the same volume can be clicked again.
    """
    memory = st.session_state.setdefault("_shapes_clicks", {"begun": 0, "told": None})
    state = st.session_state.get(f"{PICTURE}_{memory['begun']}")
    rows = state["selection"].get("pick") if state else None
    told = int(rows[0]["layer"]) if rows else None
    if told is not None and told != memory["told"]:
        st.session_state["shapes_layer"] = told
    elif told is not None and told != st.session_state.get("shapes_layer"):
        memory["begun"], told = memory["begun"] + 1, None
    memory["told"] = told
    return f"{PICTURE}_{memory['begun']}"


def totals(found: Report) -> None:
    """What the whole stack comes to, for one example."""
    with st.container(horizontal=True):
        st.metric(
            t("Parameters"),
            f"{found.parameters:,}",
            help=t("Numbers that the layers hold: weights, biases, statistics."),
        )
        if found.non_trainable:
            st.metric(
                t("not trainable"), f"{found.non_trainable:,}", help=t("Followed while training, but not learned.")
            )
        st.metric(
            t("Multiply-adds"), short(found.multiply_adds), help=f"{found.multiply_adds:,} " + t("for one example")
        )
        help = t("All layers' outputs for one example, 4 bytes a number; training keeps them for the way back.")
        st.metric(t("Memory of outputs"), table.memory(found.activation_bytes), help=help)


def short(count: int) -> str:
    """A large count in thousands, millions or billions."""
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return str(count)


def picture(stack: Stack, found: Report, number: int, key: str) -> None:
    """The volumes from the input to the output, or as far as the stack goes."""
    volumes, failed = volumes_of(stack, found)
    chart = drawing(volumes, failed, theme.ink(), number, pick="pick")
    place = NARROW_PLACE if theme.is_narrow() else PLACE
    alt = t("The output of every layer, drawn to scale")
    st.altair_chart(chart, key=key, on_select="rerun", width="content", alt=alt)
    st.caption(
        t(
            "From {first} to {last}. Heights and depths in proportion, depths drawn slanting; channels and vectors by "
            "their square root. Blue layers have weights, grey ones have none. A click chooses a layer.",
            first="×".join(map(str, found.input_shape)),
            last="×".join(map(str, found.output_shape)),
        )
        + (" " + t("The picture goes on to the right.") if chart.width > place else "")
    )


def volumes_of(stack: Stack, found: Report) -> tuple[list[Volume], str]:
    """What there is to draw, and the name of the layer that cannot be, or ""."""
    volumes = [Volume(found.input_shape, t("Input"))]
    pairs = zip(stack.layers, found.rows, strict=False)
    volumes += [Volume(row.output_shape, layer.short, row.parameters > 0) for layer, row in pairs]
    return volumes, stack.layers[found.failed_at].short if found.failed_at is not None else ""
