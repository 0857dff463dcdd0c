"""By hand: three sliders are the whole neuron. Line, halves and truth table follow while they are dragged."""

import streamlit as st

from components import controls, frame, theme
from components.charts import layout, neurons
from components.dragging import drag
from components.gate import ask_gate, rows
from components.language import t
from lab.gates import is_separable, num_right
from lab.neurons import HandSettings

LABELS = {"w1": "w₁", "w2": "w₂", "bias": "b"}


@st.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("hand") as (left, right):
        with left:
            lesson.read("hand")
            table, name = ask_gate("perceptron", "AND")
            lesson.read("hand_try")
        with right:
            hand = drag(controls.Controls("perceptron_hand", HandSettings), "hand", tuple(LABELS), LABELS)
            neuron = neurons.Neuron(*(hand.expression(field) for field in LABELS))
            heads = ("A", "B", t("wanted"), "z", t("output"), "")
            picture = layout.together(
                neurons.plane(neuron, rows(table), params=[hand.sliders]),
                neurons.truth_table(neuron, rows(table), heads, theme.ink()),
                narrow=theme.is_narrow(),
            )
            st.altair_chart(
                picture, key=hand.key, on_select="rerun", alt=t("The plane of A and B, cut by the neuron's line")
            )
            w1, w2, bias = hand.values.values()
            right_ones = num_right((w1, w2), bias, table)
            st.markdown(rf"$z = {w1:g}\,A {w2:+g}\,B {bias:+g}$, " + t("output 1 where z ≥ 0."))
            st.markdown(t("**{count} of 4** rows of {gate} are right.", count=right_ones, gate=name))
            if not is_separable(table):
                st.info(t("No line can do {gate}: three rows right is the most there is.", gate=name))
