"""Hidden layers written as one text, such as 16-16: a box, buttons with some of them, and the last good one."""

from collections.abc import Sequence

import streamlit as st

from components import frame
from components.controls import Controls
from components.language import t
from lab.problems import Problem
from lab.settings import default


def ask(controls: Controls, field: str, networks: Sequence[str]) -> str:
    """The text, and buttons that put the ones of some networks.

    A text that says no layers is told under its box, where it stays, and the last good one is taken.
    """
    text = _good(controls, field, controls.ask(field))
    with st.container(horizontal=True, gap="xsmall"):
        for network in networks:
            key, args = f"{controls.lesson}_take_{network}", (controls.key(field), network)
            help = t("Use {layers}", layers=network)
            st.button(network, key=key, type="tertiary", on_click=_take, args=args, help=help)
    return text


def _good(controls: Controls, field: str, text: str) -> str:
    memory = f"_{controls.lesson}_good"
    try:
        controls.kind(**{field: text})
    except Problem as problem:
        frame.tell(problem)
        text = st.session_state.get(memory, default(controls.kind, field))
        st.caption(t("The pictures still show {layers}.", layers=text))
    st.session_state[memory] = text
    return text


def _take(key: str, value: str) -> None:
    st.session_state[key] = value
