"""Widgets made from a setting's rule: its range, step and default stand on the field of the settings class."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from components import glossary, link
from components.language import current, t
from lab.settings import Choice, Flag, Number, Rule, Text, default, rule

FEW = 4
"""Up to so many choices are shown side by side; more of them in a list."""
MANY = 1000
"""With more whole numbers than this, such as seeds, one is typed, not slid to."""


class Controls:
    """The controls of one settings class in one lesson. A setting's key, in session and link, is `lesson_field`."""

    def __init__(self, lesson: str, kind: type, **defaults: Any) -> None:
        self.lesson = lesson
        self.kind = kind
        self.defaults = defaults

    def key(self, name: str) -> str:
        """A field's key in the session and in the link."""
        return f"{self.lesson}_{name}"

    def default(self, name: str) -> Any:
        """What a field is at first: the lesson's own default, or that of the field."""
        return self.defaults[name] if name in self.defaults else default(self.kind, name)

    def ask(self, name: str, label: str = "", help: str = "", **more: Any) -> Any:
        """The widget of a field, and its value; a seed has a button beside it for another one.

        Label and help are those of the glossary, but for a knob, which brings its own.
        """
        if not (label and help):
            words = glossary.look_up(self.kind, name)
            label, help = label or t(words.label), help or t(words.help)
        arguments: tuple[Any, ...] = (self.key(name), rule(self.kind, name), self.default(name), label, help)
        if name.endswith("seed"):
            return _ask_seed(*arguments)
        return ask(*arguments, labels=glossary.choices(self.kind, name), **more)

    def ask_all(self, *names: str, **more: Any) -> dict[str, Any]:
        """The widgets of several fields, one under the other, and their values."""
        return {name: self.ask(name, **more) for name in names}


def _ask_seed(key: str, its_rule: Number, its_default: int, label: str, help: str) -> int:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = ask(key, its_rule, its_default, label, help)
        another, args = t("Another seed"), (key, its_rule)
        st.button(another, key=f"another_{key}", icon=":material/casino:", on_click=_next, args=args, help=help)
    return seed


def _next(key: str, its_rule: Number) -> None:
    """The seed after this one; after the largest the first one comes again."""
    seed = int(st.session_state.get(key) or 0) + 1
    st.session_state[key] = seed if seed <= its_rule.high else int(its_rule.low)


def ask(
    key: str,
    its_rule: Rule,
    its_default: Any,
    label: str,
    help: str,
    *,
    labels: Mapping[str, str] | None = None,
    side_by_side: bool = False,
    typed: bool = False,
    **more: Any,
) -> Any:
    """A widget for a rule, under a key; its value is checked again here, since the browser's limits bind nobody.

    `typed`: a number is typed into a box instead of being set by a slider.
    """
    value = link.take(key, its_rule, its_default)
    common = {"key": key, "help": help, "persist_state": "session", **more}
    if isinstance(its_rule, Choice) and (side_by_side or len(its_rule.options) <= FEW):
        value = _buttons(its_rule, label, labels or {}, common)
    elif isinstance(its_rule, Number) and typed:
        value = _typed(its_rule, value, label, common)
    else:
        value = WIDGETS[type(its_rule)](its_rule, value, label, labels or {}, common)
    link.keep(key, its_rule, value, its_default)
    return value


def _number(its_rule: Number, value: Any, label: str, labels: Mapping[str, str], common: dict[str, Any]) -> Any:
    if its_rule.whole and not its_rule.log and its_rule.high - its_rule.low > MANY * its_rule.step:
        return st.number_input(label, int(its_rule.low), int(its_rule.high), step=int(its_rule.step), **common)
    if not its_rule.log:
        low, high, step = (int(x) if its_rule.whole else float(x) for x in (its_rule.low, its_rule.high, its_rule.step))
        st.session_state[common["key"]] = type(low)(value)
        return st.slider(label, low, high, step=step, **common)
    marks = its_rule.marks()
    if value not in marks:  # a value of the link that the scale does not stop at gets a stop of its own
        marks.insert(bisect_left(marks, value), value)
    return st.select_slider(label, marks, format_func=lambda mark: f"{mark:g}", **common)


def _typed(its_rule: Number, value: Any, label: str, common: dict[str, Any]) -> Any:
    low, high, step = (int(x) if its_rule.whole else float(x) for x in (its_rule.low, its_rule.high, its_rule.step))
    st.session_state[common["key"]] = type(low)(value)
    typed = st.number_input(label, low, high, step=step, **common)
    return value if typed is None else typed


def _choice(its_rule: Choice, value: Any, label: str, labels: Mapping[str, str], common: dict[str, Any]) -> Any:
    keep_in_language(common["key"], value)
    return st.selectbox(label, its_rule.options, format_func=lambda option: labels.get(option, option), **common)


def keep_in_language(key: str, value: Any) -> None:
    """Before a list is made: send its value to the browser again where the language is another one than before.

    The browser keeps the words of what was chosen. It would go on showing them, and as they are none of the list's any
    more, the next run would take its first option.
    """
    memory, language = f"_{key}_language", current()
    if st.session_state.get(memory, language) != language:
        st.session_state[key] = value
    st.session_state[memory] = language


def _buttons(its_rule: Choice, label: str, labels: Mapping[str, str], common: dict[str, Any]) -> Any:
    shown = [labels.get(option, option) for option in its_rule.options]
    named = dict(zip(its_rule.options, shown, strict=True))
    return st.segmented_control(label, its_rule.options, format_func=named.__getitem__, required=True, **common)


def _flag(its_rule: Flag, value: Any, label: str, labels: Mapping[str, str], common: dict[str, Any]) -> Any:
    return st.toggle(label, **common)


def _text(its_rule: Text, value: Any, label: str, labels: Mapping[str, str], common: dict[str, Any]) -> Any:
    return st.text_input(label, max_chars=its_rule.longest, **common)


WIDGETS: dict[type, Callable] = {Number: _number, Choice: _choice, Flag: _flag, Text: _text}


def put(values: Mapping[str, Any], lesson: str) -> None:
    """Set some settings of a lesson and forget the others, which go back to their defaults. For buttons' callbacks."""
    for key in [key for key in st.session_state if isinstance(key, str) and key.startswith(f"{lesson}_")]:
        del st.session_state[key]
    for key, value in values.items():
        st.session_state[f"{lesson}_{key}"] = value
    link.forget(lesson)
    st.session_state[f"_{lesson}_mount"] = mount(lesson) + 1


def mount(lesson: str) -> int:
    """How often the lesson's settings were put from outside its controls. A picture with controls of its own has this
    number in its key, so that it starts anew from the settings."""
    return st.session_state.get(f"_{lesson}_mount", 0)
