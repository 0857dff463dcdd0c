"""Every setting is in the link: a setting that is not at its default stands in the address, under its key.

Streamlit's own `bind="query-params"` writes the label of a choice into the address, so that a link made in Korean would
not work in English, and it drops a bad value without a word. Here the value itself is written, and a bad one is told.
"""

from typing import Any

import streamlit as st

from components.language import mark, t
from lab.problems import Problem, shortened
from lab.settings import Rule

SEEN = "_link"
MOVED = "_link_moved"
TROUBLES = "_link_troubles"


def arrive() -> None:
    """At the first run of a page: what the address says counts, what it does not mention stays as it was left."""
    st.session_state[SEEN] = {}
    st.session_state[TROUBLES] = {}


def look() -> None:
    """At every run of a whole page: which settings the address has changed by itself, as back and forward do.

    Runs of a fragment do not look. While a slider is moved fast, they come with an address that lags behind what was
    written, and it would pull the slider back.
    """
    seen = st.session_state.setdefault(SEEN, {})
    st.session_state[MOVED] = {key for key in seen if st.query_params.get(key) != seen[key]}


def take(key: str, rule: Rule, default: Any) -> Any:
    """The setting's value, to be called before its widget is made.

    It is the session's own, except at the first run of the page and after the browser's back or forward, when it is the
    address's. A value that breaks the rule is told by `troubles`, and the default is taken.
    """
    seen, raw = st.session_state.setdefault(SEEN, {}), st.query_params.get(key)
    moved: set[str] = st.session_state.setdefault(MOVED, set())
    if key in moved or (key not in seen and raw is not None):
        st.session_state[key] = _check(key, raw, rule, default)
        seen[key] = raw
        moved.discard(key)
    elif st.session_state.get(key) is None:
        st.session_state[key] = default
    seen.setdefault(key, raw)
    return st.session_state[key]


def keep(key: str, rule: Rule, value: Any, default: Any) -> None:
    """Write the setting into the address, or take it out where it is at its default."""
    raw = None if value == default else rule.write(value)
    if st.query_params.get(key) != raw:
        if raw is None:
            del st.query_params[key]
        else:
            st.query_params[key] = raw
    st.session_state[SEEN][key] = raw


def forget(lesson: str) -> None:
    """Take all settings of a lesson out of the address."""
    seen = st.session_state.setdefault(SEEN, {})
    others = {key: value for key, value in st.query_params.items() if not key.startswith(f"{lesson}_")}
    st.query_params.from_dict(others)  # all at once, so that the browser's back does not stop half-way
    for key in [key for key in seen if key.startswith(f"{lesson}_")]:
        seen[key] = None
    st.session_state[TROUBLES] = {}


def _check(key: str, raw: str | None, rule: Rule, default: Any) -> Any:
    troubles = st.session_state.setdefault(TROUBLES, {})
    troubles.pop(key, None)
    if raw is None:
        return default
    try:
        return rule.take(key, raw)
    except Problem:
        troubles[key] = (raw, rule.possible, default)
        return default


BAD_LINK = mark("The link says {key} = {value}, but only {possible} is possible; {default} is used instead.")


MOST_TOLD = 4
"""Of how many bad values of one link it is told what they are."""


def troubles() -> list[str]:
    """What was wrong with the link, as sentences: the first few bad values, and how many more there are."""
    found = st.session_state.get(TROUBLES, {})
    told = [
        t(BAD_LINK, key=key.partition("_")[2], value=f"“{shortened(raw[:40])}”", possible=possible, default=default)
        for key, (raw, possible, default) in list(found.items())[:MOST_TOLD]
    ]
    more = len(found) - len(told)
    return told + ([t("And {count} more, for which the defaults are used, too.", count=more)] if more else [])
