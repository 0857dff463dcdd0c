"""What the tests of pages share."""

from collections.abc import Iterator
from concurrent.futures import Future

import pytest
import streamlit as st


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers that never answer: the page stands, and nothing is left in their queue for the tests that follow.

    Nor is an answer that never comes left in the session's memory, which all tests share.
    """
    st.cache_resource.clear()
    monkeypatch.setattr("cache.workers.submit", lambda *task: Future())
    yield
    st.cache_resource.clear()
