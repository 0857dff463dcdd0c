"""What a run has sent is kept when the next one begins at once, on a server that is made slow enough for that."""

import asyncio
from contextlib import AsyncExitStack
from importlib import reload

import pytest
from streamlit.runtime.app_session import AppSession

from cache import delivery
from tests.benchmarks import visitors
from tests.benchmarks.test_visitors import Texts, run
from tests.serving import ROOT, served

SCRIPT = """
import sys
import time

import streamlit as st
from streamlit.runtime.app_session import AppSession

if not hasattr(AppSession, "slow"):
    AppSession.slow = AppSession.has_fragment

    def has_fragment(session, number):
        time.sleep({slow})
        return AppSession.slow(session, number)

    AppSession.has_fragment = has_fragment
    sys.path.insert(0, {root!r})
    from cache import delivery
    {keep}

@st.fragment
def show():
    time.sleep({run})
    st.text(st.slider("rate", 0, 100, 50, key="rate"))

@st.fragment
def other():
    st.text(st.slider("other", 0, 1, 0))

show()
other()
"""
MOVES = 6
SLOW_S, RUN_S = 0.2, 0.3
"""How long the server takes to hear, and how long a run takes; so what comes in between is heard as the run ends."""


async def moved(url):
    """Which of the values that a slider was put to have come back as a text."""
    async with AsyncExitStack() as stack:
        visitor = await visitors.arrive(stack, url)
        await visitor.open("")
        by_label = {slider.label: (name, fragment) for name, (slider, fragment) in visitor.sliders.items()}
        name, fragment = by_label["rate"]
        for value in range(MOVES):
            visitor.values[name] = float(value)
            await visitor._ask(fragment)
            await asyncio.sleep(SLOW_S + RUN_S - SLOW_S / 2)
            await visitor._ask(by_label["other"][1])
            await asyncio.sleep(2 * SLOW_S + RUN_S)
        return [value for value in range(MOVES) if str(value) in visitor.texts]


def test_to_call_it_twice_is_to_call_it_once(monkeypatch):
    """Also where the module was imported anew in between, as Streamlit does with one that has changed."""
    its_own = getattr(AppSession._create_scriptrunner, "__wrapped__", AppSession._create_scriptrunner)
    monkeypatch.setattr(AppSession, "_create_scriptrunner", its_own)
    delivery.keep()
    once = AppSession._create_scriptrunner
    assert once.__wrapped__ is its_own
    delivery.keep()
    reload(delivery).keep()
    assert AppSession._create_scriptrunner is once


@pytest.mark.slow
@pytest.mark.parametrize("keep", [True, False])
def test_every_answer_comes_though_another_run_is_asked_for_as_it_ends(keep, tmp_path, monkeypatch):
    monkeypatch.setattr(visitors, "Visitor", Texts)
    script = tmp_path / "page.py"
    script.write_text(SCRIPT.format(slow=SLOW_S, run=RUN_S, root=str(ROOT), keep="delivery.keep()" if keep else ""))
    with served(script) as server:
        came = run(moved(server.url))
    assert (len(came) == MOVES) == keep, came
