"""Wired by hand: XOR out of three threshold neurons, each of which is a gate that one neuron can be."""

from functools import lru_cache

import altair as alt
import pandas as pd
import streamlit as st

from components import controls, frame, theme
from components.charts import layout, named, neurons
from components.charts.perceptron import wirings
from components.dragging import drag, expression, sliders
from components.gate import ask_gate, rows
from components.language import t
from lab.data.gates import INPUTS, Table, formula, gate_name
from lab.lessons.perceptron.wiring import WIRINGS, Targets, Wiring, WiringSettings, targets
from lab.settings import Choice
from pages.parts.perceptron import folds

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
            table, name = ask_gate("perceptron", "XOR")
            meant = ask_plan(table, name)
            lesson.read("wired_try")
        with right:
            hand = drag(controls.Controls("perceptron_wire", WiringSettings), "wired", LABELS)
            titles = (t("neuron C"), t("neuron D"), t("neuron E, in the plane of C and D"), t("the whole network"))
            drawing = chart_spec(titles, theme.is_narrow())
            picture = named.filled(drawing, {"rows": with_targets(table, meant)}, {"wired": hand.start})
            said = t("The half-planes of the neurons C, D and E, and what the network says")
            st.vega_lite_chart(picture, key=hand.key, on_select="rerun", width="content", alt=said)
            wiring = WiringSettings(**hand.values).wired()
            st.markdown(neurons_verdict(wiring, meant))
            st.markdown(network_verdict(wiring, table, name))
            st.markdown(folds.sentence(wiring.hidden_outputs(INPUTS), table, exact=True))


def ask_plan(table: Table, name: str) -> Targets | None:
    """What C, D and E are meant to be, for the gates that there is a plan for."""
    plans = {name: targets(name, table) for name in WIRINGS}
    labels = {name: ", ".join(plan.formulas()) for name, plan in plans.items() if plan}
    if not labels:
        st.caption(t("There is no plan for {gate}: the marks of C, D and E show what they compute.", gate=name))
        return None
    help = t("What C, D and E are meant to be. Each neuron is judged by its own formula.")
    plan = controls.ask("perceptron_wire_plan", Choice(WIRINGS), "OR", t("Plan: C, D, E"), help, labels=labels)
    return plans[plan]


def with_targets(table: Table, meant: Targets | None) -> pd.DataFrame:
    """The four rows of a gate, with each neuron's own target as the picture wants it; −1 where nothing is meant."""
    c, d, e = meant or ((-1,) * len(table),) * 3
    return rows(table).assign(c_target=c, d_target=d, **dict(zip(wirings.E_TARGETS, e, strict=True)))


def neurons_verdict(wiring: Wiring, meant: Targets | None) -> str:
    """What each neuron computes, and what it is meant to where that is something else."""
    computed = wiring.formulas()
    sentences = [",  ".join(f"{name} = {said}" for name, said in zip("CDE", computed, strict=True)) + "."]
    for name, said, plan in zip("CDE", computed, meant.formulas() if meant else computed, strict=True):
        if said != plan:
            sentences.append(t("{neuron} is meant to be {plan}.", neuron=name, plan=plan))
    return " ".join(sentences)


def network_verdict(wiring: Wiring, table: Table, name: str) -> str:
    """How many rows are right and, unless all are, what the network computes in the place of the gate."""
    right = wiring.num_right(table)
    text = t("Rows of {gate} that are right: **{count} of 4**.", count=right, gate=name)
    if right < len(table):
        computed = gate_name(wiring.table) or formula(wiring.table)
        text += " " + t("The network computes {gate} instead.", gate=computed)
    return text


@lru_cache(maxsize=16)
def chart_spec(titles: tuple[str, str, str, str], narrow: bool) -> str:
    """C and D in the plane of the inputs, E in the plane of C and D, and all three together; rows are still to come."""
    c, d, e = (
        neurons.Neuron(expression("wired", w1), expression("wired", w2), expression("wired", bias))
        for w1, w2, bias in (("c_a", "c_b", "c_bias"), ("d_a", "d_b", "d_bias"), ("e_c", "e_d", "e_bias"))
    )
    data = alt.NamedData("rows")
    whole = layout.together(
        neurons.plane(
            c,
            data,
            title=titles[0],
            size=SIZE,
            params=[sliders(WiringSettings, "wired", LABELS)],
            target="datum.c_target",
        ),
        neurons.plane(d, data, title=titles[1], size=SIZE, target="datum.d_target"),
        wirings.hidden_plane(c, d, e, data, titles[2], SIZE),
        wirings.network_plane(c, d, e, data, titles[3], SIZE),
        narrow=narrow,
    )
    return named.kept(whole)
