"""The choice of a gate, or of a truth table of one's own: the same in every part of the Perceptron lesson."""

import pandas as pd
import streamlit as st

from components.controls import ask
from components.language import t
from lab.data.gates import GATES, INPUTS, Table, formula
from lab.settings import Choice, Flag

OWN = "own"


def ask_gate(lesson: str, start: str) -> tuple[Table, str]:
    """The wanted outputs in the order of `INPUTS`, and what to call them.

    `start` is the gate that the part opens with. That of another part gives way, unless it was changed.
    """
    key, memory = f"{lesson}_gate", f"{lesson}_gate_start"
    if (
        st.session_state.get(memory, start) not in (start, None)
        and st.session_state.get(key) == st.session_state[memory]
    ):
        st.session_state[key] = start
    st.session_state[memory] = start
    gate = ask(
        key,
        Choice(GATES, (OWN,)),
        start,
        t("Gate"),
        t("Which outputs the neuron should give to the four inputs."),
        labels={OWN: t("own table")},
        side_by_side=True,
    )
    if gate != OWN:
        return GATES[gate], gate
    with st.container(horizontal=True):
        bits = [_bit(lesson, a, b) for a, b in INPUTS]
    return (bits[0], bits[1], bits[2], bits[3]), formula((bits[0], bits[1], bits[2], bits[3]))


def _bit(lesson: str, a: int, b: int) -> int:
    help = t("The output wanted for A = {a}, B = {b}", a=a, b=b)
    return int(ask(f"{lesson}_out{a}{b}", Flag(), a != b, f"({a}, {b})", help))


def rows(table: Table) -> pd.DataFrame:
    """The four examples as charts want them: x1, x2, y."""
    return pd.DataFrame(INPUTS, columns=["x1", "x2"]).assign(y=table)
