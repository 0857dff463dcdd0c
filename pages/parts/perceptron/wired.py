"""Wired by hand: XOR out of three threshold neurons, each of which is a gate that one neuron can be."""

from functools import lru_cache

import altair as alt
import streamlit as st

from components import controls, frame, theme
from components.charts import layout, named, neurons
from components.charts.perceptron import wirings
from components.dragging import drag, expression, sliders
from components.gate import ask_gate, rows
from components.language import t
from lab.data.gates import gate_name
from lab.lessons.perceptron.wiring import WiringSettings

LABELS = {
    "c_a": "A → C", "c_b": "B → C", "c_bias": "b → C",
    "d_a": "A → D", "d_b": "B → D", "d_bias": "b → D",
    "e_c": "C → E", "e_d": "D → E", "e_bias": "b → E",
}  # fmt: skip
SIZE = 205


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("wired") as (left, right):
        with left:
            lesson.read("wired")
            table, name = ask_gate("perceptron", "XOR")
            lesson.read("wired_try")
        with right:
            hand = drag(controls.Controls("perceptron_wire", WiringSettings), "wired", LABELS)
            titles = (t("neuron C"), t("neuron D"), t("neuron E, in the plane of C and D"), t("the whole network"))
            drawing = drawn(titles, theme.is_narrow())
            picture = named.filled(drawing, {"rows": rows(table)}, {"wired": hand.start})
            said = t("The half-planes of the neurons C, D and E, and what the network says")
            st.vega_lite_chart(picture, key=hand.key, on_select="rerun", width="content", alt=said)
            wiring = WiringSettings(**hand.values).wired()
            c, d, e = wiring.formulas()
            st.markdown(f"C = {c},  D = {d},  E = {e}")
            right_ones = wiring.num_right(table)
            st.markdown(t("Rows of {gate} that are right: **{count} of 4**.", count=right_ones, gate=name))
            st.caption(t("The network computes {gate}.", gate=gate_name(wiring.table) or t("a table without a name")))


@lru_cache(maxsize=16)
def drawn(titles: tuple[str, str, str, str], narrow: bool) -> str:
    """C and D in the plane of the inputs, E in the plane of C and D, and all three together; rows are still to come."""
    c, d, e = (
        neurons.Neuron(expression("wired", w1), expression("wired", w2), expression("wired", bias))
        for w1, w2, bias in (("c_a", "c_b", "c_bias"), ("d_a", "d_b", "d_bias"), ("e_c", "e_d", "e_bias"))
    )
    data = alt.NamedData("rows")
    whole = layout.together(
        neurons.plane(c, data, title=titles[0], size=SIZE, params=[sliders(WiringSettings, "wired", LABELS)]),
        neurons.plane(d, data, title=titles[1], size=SIZE),
        wirings.hidden_plane(c, d, e, data, titles[2], SIZE),
        wirings.network_plane(c, d, e, data, titles[3], SIZE),
        narrow=narrow,
    )
    return named.kept(whole)
