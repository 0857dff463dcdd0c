"""Hidden layers written as one text, such as 16-16: a box, buttons with some of them, and the last good one."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components import controls, frame
from components.language import t
from lab.problems import Problem
from lab.settings import Settings, default


def ask(asked: controls.Controls, field: str, networks: Sequence[str]) -> str:
    """The text, and buttons that put the ones of some networks."""
    help = t("The units of each hidden layer with hyphens between, such as 16-16: up to 4 layers of up to 1024.")
    text = asked.ask(field, t("Hidden layers"), help)
    with st.container(horizontal=True, gap="xsmall"):
        for network in networks:
            key, args = f"{asked.lesson}_take_{network}", (asked.key(field), network)
            help = t("Use {layers}", layers=network)
            st.button(network, key=key, type="tertiary", on_click=_take, args=args, help=help)
    return text


def _take(key: str, value: str) -> None:
    st.session_state[key] = value


def settings(asked: controls.Controls, values: Mapping[str, Any], field: str) -> Any:
    """The settings of these values. Layers that cannot be read are told, and the last good ones stay."""
    kind: type[Settings] = asked.kind
    memory = f"_{asked.lesson}_good"
    try:
        made = kind(**values)
        st.session_state[memory] = getattr(made, field)
        return made
    except Problem as problem:
        frame.tell(problem)
        layers = st.session_state.get(memory, default(kind, field))
        st.caption(t("The pictures still show {layers}.", layers=layers))
        return kind(**{**values, field: layers})
