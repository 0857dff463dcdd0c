"""What the tests of pages share."""

from collections.abc import Iterator
from concurrent.futures import Future

import pytest
import streamlit as st

from cache import visitors
from cache.memory import Memory
from cache.scheduler import Scheduler
from tests.pages import opening


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers that never answer: the page stands, and nothing is left in their queue for the tests that follow.

    Nor is an answer that never comes left in the session's memory, which all tests share.
    """
    st.cache_resource.clear()
    monkeypatch.setattr(visitors, "scheduler", Scheduler(lambda *task: Future(), 2))
    monkeypatch.setattr(visitors, "memory", Memory(0))
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def at_the_rule_s_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long trainings took in other tests, on a busy machine, says nothing about what is expected here."""
    monkeypatch.setattr("cache.visitors._measured", {})


@pytest.fixture(autouse=True)
def leave() -> Iterator[None]:
    """What a test does not wait for is not computed beside the next one."""
    yield
    opening.leave()
