"""Settings moved inside a picture, by sliders of Vega's: the picture follows at once, the server hears afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import altair as alt
import streamlit as st

from components import link
from components.charts.neurons import dragged
from components.controls import Controls
from lab.settings import Number, rule


@dataclass(frozen=True)
class Drag:
    """`values` are the settings now, `start` what the picture's sliders begin with, `key` the picture's key."""

    values: dict[str, float]
    start: list[dict[str, float]]
    key: str


def sliders(kind: type, picture: str, labels: dict[str, str]) -> alt.Parameter:
    """The parameter, called like the picture, that has a slider below it for each setting that has a label."""
    return dragged(picture, {name: _range(kind, name) for name in labels}, labels)


def expression(picture: str, name: str) -> str:
    """A setting inside the picture, as a Vega expression."""
    return f"{picture}.{name}[0]"


def drag(controls: Controls, picture: str, names: Iterable[str]) -> Drag:
    """What the sliders of a picture say, and what they are to begin with.

    The picture keeps the values that it was begun with, since a change of its specification would begin it anew under
    the visitor's hand. It is begun anew where the settings were put from elsewhere: a preset, reset, back and forward.
    """
    values = {name: link.take(controls.key(name), rule(controls.kind, name), controls.default(name)) for name in names}
    memory = st.session_state.setdefault(
        f"_{controls.lesson}_{picture}", {"begun": 0, "start": values, "shown": values}
    )
    told = _report(f"picture_{controls.lesson}_{memory['begun']}", picture)
    if told is not None and told != memory.get("told"):
        memory["told"], memory["shown"] = told, {**values, **told}
        values = _check(controls, memory["shown"], values)
    elif values != memory["shown"]:
        memory.update(begun=memory["begun"] + 1, start=values, shown=values, told=None)
    for name, value in values.items():
        st.session_state[controls.key(name)] = value
        link.keep(controls.key(name), rule(controls.kind, name), value, controls.default(name))
    return Drag(values, [memory["start"]], f"picture_{controls.lesson}_{memory['begun']}")


def _report(key: str, picture: str) -> dict[str, float] | None:
    """What the picture has reported of its sliders, if it was moved."""
    state: Any = st.session_state.get(key)
    rows = state["selection"].get(picture) if state else None
    return dict(rows[0]) if rows else None


def _check(controls: Controls, new: dict[str, float], old: dict[str, float]) -> dict[str, float]:
    """The reported values where they keep the rules; a browser could send anything."""
    good = {}
    for name, value in new.items():
        try:
            rule(controls.kind, name).check(name, value)
            good[name] = float(value)
        except ValueError:
            good[name] = old[name]
    return good


def _range(kind: type, name: str) -> tuple[float, float, float]:
    its_rule = rule(kind, name)
    assert isinstance(its_rule, Number)
    return its_rule.low, its_rule.high, its_rule.step
