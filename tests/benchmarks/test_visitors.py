"""The visitors without a browser: what they do is what a browser does, tried with a few of them for a moment."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import TypeVar

import psutil
import pytest
from google.protobuf.message import DecodeError
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider

from tests.benchmarks import visitors
from tests.serving import ROOT, served

SCRIPT = """
import sys
import time
import streamlit as st

if "cache.delivery" not in sys.modules:  # as the dashboard's own server has it, or an answer is lost now and then
    sys.path.insert(0, ROOT)
    from cache import delivery
    delivery.keep()

@st.fragment
def show():
    rate = st.slider("rate", 0.0, 1.0, 0.5, 0.1, key="rate")
    scale = st.select_slider("other rate", ["a", "b", "c"], "b", key="scale")
    st.query_params["rate"] = str(rate)
    st.session_state.setdefault("moved", []).append(f"{rate:.1f}{scale}")
    end = time.monotonic() + 0.5

    @st.fragment(run_every=0.1)
    def grow():
        if time.monotonic() > end:
            st.rerun()
        st.text("growing")

    if st.session_state.get("grown") != (rate, scale):
        st.session_state["grown"] = rate, scale
        grow()
    st.text(" ".join(st.session_state["moved"]))
    st.text("x" * 20_000)

show()
"""


Result = TypeVar("Result")


def run(coroutine: Coroutine[None, None, Result]) -> Result:
    """What a coroutine returns. In a thread of its own: a browser of tests that ran before keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class Texts(visitors.Visitor):
    """A visitor who keeps the texts of the page."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.texts = []

    def _receive(self, message, fragments):
        super()._receive(message, fragments)
        if message.WhichOneof("type") == "delta":
            self.texts.append(message.delta.new_element.text.body)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    script = tmp_path_factory.mktemp("page") / "growing.py"
    script.write_text(SCRIPT.replace("ROOT", repr(str(ROOT))))
    with served(script) as server:
        yield server


def test_an_answer_is_whole_once_nothing_grows(page, monkeypatch):
    monkeypatch.setattr(visitors, "Visitor", Texts)

    async def visit():
        async with AsyncExitStack() as stack:
            visitor = await visitors.arrive(stack, page.url)
            times = [await visitor.open(""), *[await visitor.move() for _ in range(3)]]
            return times, visitor

    times, visitor = run(visit())
    assert all(0.5 < each < 5 for each in times)
    assert visitor.texts.count("growing") > 4
    moved = [text for text in visitor.texts if text[:3] == "0.5"][-1].split()
    assert len(set(moved)) > 1
    rate, scale = (visitor.values[name] for name in sorted(visitor.values, key=lambda name: "scale" in name))
    assert moved[-1] == f"{rate:.1f}{scale}"
    assert visitor.query == f"rate={rate}"
    assert any(message.delta.new_element.text.body[:1] == "x" for _, message in visitor.messages.values())


def test_two_visitors_for_three_seconds(page, monkeypatch):
    monkeypatch.setattr(visitors, "LESSONS", ("",))
    times = run(visitors.lesson_hour(page.url, 2, 3.0, (0.2, 0.8)))
    assert len(times) >= 2
    assert all(0 < each < 5 for each in times)


def test_the_growth_of_a_process_over_some_moves(page, monkeypatch):
    monkeypatch.setattr(visitors, "LESSONS", ("",))
    grown = run(visitors.growth(page.url, psutil.Process(page.process.pid), 4, 2, 3))
    assert abs(grown) < 50


class Socket:
    """A connection over which a server says some messages and is asked for runs, which never come."""

    def __init__(self, *messages):
        self.messages = messages
        self.sent = 0

    async def send(self, message):
        self.sent += 1

    async def __aiter__(self):
        for message in self.messages:
            yield message


def broken_page():
    """A page's message that its script has failed."""
    message = ForwardMsg()
    message.delta.new_element.exception.message = "no such field"
    return message.SerializeToString()


@pytest.mark.parametrize("is_first_heard", [True, False])
@pytest.mark.parametrize(
    ("messages", "error", "said"),
    [
        ((broken_page(),), AssertionError, "no such field"),
        ((b"\xff\xff",), DecodeError, "."),
        ((), ConnectionError, "has closed"),
    ],
)
def test_whoever_waits_hears_at_once_that_nothing_more_is_heard(messages, error, said, is_first_heard):
    """It took five minutes to be told nothing but that there was no answer."""

    async def visit():
        visitor = visitors.Visitor(Socket(*messages), 0)
        listening = asyncio.create_task(visitor.listen())
        if is_first_heard:
            await listening
        async with asyncio.timeout(5):
            await visitor.open("")

    with pytest.raises(error, match=said):
        run(visit())


def test_a_slider_s_stops():
    plain = Slider(min=0, max=1, step=0.25, default=[0.5])
    assert visitors.num_stops(plain) == 5
    assert [visitors.value_at(plain, stop) for stop in range(5)] == [0, 0.25, 0.5, 0.75, 1]
    assert visitors.stop_of(plain, visitors.first_value(plain)) == 2
    named = Slider(type=Slider.SELECT_SLIDER, options=["a", "b", "c"], default=[1])
    assert visitors.num_stops(named) == 3
    assert visitors.first_value(named) == "b"
    assert visitors.stop_of(named, visitors.value_at(named, 2)) == 2
    put = Slider(type=Slider.SELECT_SLIDER, options=["a", "b"], default=[0], set_value=True, raw_value=["b"])
    assert visitors.first_value(put) == "b"
