"""English and Korean. Short strings go through gettext's catalogue, the lessons' prose has a file for each language."""

import gettext
from functools import cache
from pathlib import Path

import streamlit as st

from components.particles import fill
from lab.problems import Problem

LANGUAGES = {"en": "English", "ko": "한국어"}
LOCALE = Path(__file__).with_name("locale")
DOMAIN = "see_it_learn"


def preferred() -> str:
    """The browser's language if there is a catalogue for it, otherwise English."""
    language = (st.context.locale or "en").split("-")[0]
    return language if language in LANGUAGES else "en"


def current() -> str:
    """The language that was chosen, else the browser's."""
    chosen = st.session_state.get("lang") or st.query_params.get("lang")
    return chosen if chosen in LANGUAGES else preferred()


def switch() -> None:
    """The choice of language, kept in the link: `lang=ko`. (A widget bound to the link would write `lang=한국어`.)"""
    st.session_state.setdefault("lang", current())
    st.segmented_control(
        "Language · 언어",
        list(LANGUAGES),
        key="lang",
        persist_state="session",
        required=True,
        format_func=LANGUAGES.__getitem__,
        help="The language of the lessons and of every label. · 수업과 모든 표시의 언어입니다.",
    )
    if current() != preferred():
        st.query_params["lang"] = current()
    elif "lang" in st.query_params:
        del st.query_params["lang"]


def t(message: str, **values: object) -> str:
    """The message in the visitor's language, with its places filled. The message itself has to be a literal."""
    return fill(catalogue(current()).gettext(message), **values)


def mark(message: str) -> str:
    """Marks a string for the catalogue where it is written but not yet shown; `t` translates it where it is shown."""
    return message


def translate(problem: Problem) -> str:
    """The sentence of a problem in the visitor's language; a problem that is its reason is told in it, too."""
    values = {name: translate(value) if isinstance(value, Problem) else value for name, value in problem.values.items()}
    return t(problem.template, **values)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, [language], fallback=True)
