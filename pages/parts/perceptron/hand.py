"""By hand: three sliders are the whole neuron. Line, halves and truth table follow while they are dragged."""

from functools import lru_cache

import altair as alt
import streamlit as st

from components import controls, frame, theme
from components.charts import layout, named, neurons
from components.dragging import drag, expression, sliders
from components.gate import ask_gate, rows
from components.language import t
from lab.data.gates import is_separable, num_right
from lab.lessons.perceptron.neurons import HandSettings

LABELS = {"w1": "w₁", "w2": "w₂", "bias": "b"}


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("hand") as (left, right):
        with left:
            table, name = ask_gate("perceptron", "AND")
            lesson.read("hand_try")
        with right:
            hand = drag(controls.Controls("perceptron_hand", HandSettings), "hand", LABELS)
            heads = ("A", "B", t("wanted"), "z", t("output"), "")
            drawing = chart_spec(heads, theme.ink(), theme.is_narrow())
            picture = named.filled(drawing, {"rows": rows(table)}, {"hand": hand.start})
            said = t("The plane of A and B, cut by the neuron's line")
            st.vega_lite_chart(picture, key=hand.key, on_select="rerun", width="content", alt=said)
            w1, w2, bias = hand.values.values()
            right_ones = num_right((w1, w2), bias, table)
            st.markdown(rf"$z = {w1:g}\,A {w2:+g}\,B {bias:+g}$, " + t("output 1 where z ≥ 0."))
            st.markdown(t("Rows of {gate} that are right: **{count} of 4**.", count=right_ones, gate=name))
            if not is_separable(table):
                st.info(t("No line can do {gate}: three right rows are the best there is.", gate=name))


@lru_cache(maxsize=16)
def chart_spec(heads: tuple[str, ...], ink: str, narrow: bool) -> str:
    """The plane and the truth table, over rows that are still to come."""
    w1, w2, bias = (expression("hand", name) for name in LABELS)
    neuron = neurons.Neuron(w1, w2, bias)
    data = alt.NamedData("rows")
    plane = neurons.plane(neuron, data, params=[sliders(HandSettings, "hand", LABELS)])
    return named.kept(layout.together(plane, neurons.truth_table(neuron, data, heads, ink), narrow=narrow))
