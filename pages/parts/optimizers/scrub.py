"""What the race's picture reports, a clicked start and the step of its slider, and the settings that these are."""

import math
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components import controls, link
from lab.settings import Number
from pages.parts.optimizers.controls import LESSON, follow

MEMORY = "_optimizers_race"
REPORTED = {"clicked": ("x", "y"), "scrub": ("step",)}


@dataclass(frozen=True)
class Told:
    """The step that is looked at, of 0, stride, … last; the step that the slider began at; and the picture's key."""

    step: int
    last: int
    stride: int
    begun: int
    key: str


def hear() -> None:
    """Take over what the picture has reported since the last time, before any control is made."""
    memory = _memory()
    state: Any = st.session_state.get(_key(memory))
    for name, fields in REPORTED.items() if state else ():
        rows = state["selection"].get(name)
        if rows and rows != memory["told"].get(name):
            memory["told"][name] = rows
            for field in fields:
                value = rows[0].get(field)
                if isinstance(value, int | float) and math.isfinite(value):
                    st.session_state[f"{LESSON}_{field}"] = memory["shown"][field] = round(float(value), 6)


def take(num_steps: int, start: tuple[float, float], stride: int, drawn: Any) -> Told:
    """The step, a setting like any other, and the picture's slider.

    The picture is begun anew, under another key, where step or start were set from elsewhere: it would not know. The
    slider keeps the value that it was begun with while `drawn`, all that the picture shows, stays the same.
    """
    memory, key = _memory(), f"{LESSON}_step"
    default = follow(key, num_steps)
    steps = Number(0, num_steps, 1, whole=True)
    value = link.take(key, steps, default)
    step = st.session_state[key] = min(max(int(value) // stride * stride, 0), num_steps)
    link.keep(key, steps, step, default)
    now = {"x": start[0], "y": start[1], "step": step, "num_steps": num_steps}
    if now != memory["shown"]:
        memory.update(begun=memory["begun"] + 1, shown=now, told={})
    if drawn != memory["drawn"]:
        memory.update(drawn=drawn, start=step)
    return Told(step, num_steps, stride, memory["start"], _key(memory))


def _memory() -> dict[str, Any]:
    fresh: dict[str, Any] = {"begun": 0, "mount": 0, "start": 0, "drawn": None, "shown": {}, "told": {}}
    memory = st.session_state.setdefault(MEMORY, fresh)
    if memory["mount"] != controls.mount(LESSON):
        memory.update(begun=memory["begun"] + 1, mount=controls.mount(LESSON), shown={}, told={})
    return memory


def _key(memory: dict[str, Any]) -> str:
    return f"{LESSON}_race_{memory['begun']}"
