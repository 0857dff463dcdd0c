"""One server and one browser for the browser tests. Without Chromium they are skipped; in CI they fail then."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import ARGUMENTS, CHROMIUM, QUIET, Server, served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip(f"no Chromium at {CHROMIUM}; Debian's package chromium has one")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with served() as running:
        yield running


class Visitor:
    """A visitor with a browser of their own."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self, path: str) -> Page:
        """Open a page and wait until its script has run and its trainings have come."""
        self.page.goto(f"{self.url}/{path}")
        return self.settled()

    def settled(self) -> Page:
        """The page once nothing runs and nothing is being trained."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_selector(QUIET, timeout=60_000)
        self.page.wait_for_function("() => !document.querySelector('[data-testid^=stSkeleton]')", timeout=60_000)
        self.page.wait_for_selector(QUIET, timeout=60_000)
        self.page.wait_for_timeout(300)
        return self.page


USUAL = {"locale": "en-US", "viewport": {"width": 1366, "height": 900}, "reduced_motion": "reduce"}
"""What a visitor has, unless a test says otherwise. Without moving skeletons a page costs a third less to be drawn."""


@contextmanager
def visitors(browser: Browser, server: Server) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: `visit(locale="ko-KR", color_scheme="dark", …)`, with the options of a Playwright context."""
    contexts = []

    def make(**options) -> Visitor:
        context = browser.new_context(**{**USUAL, **options})
        contexts.append(context)
        return Visitor(context.new_page(), server.url)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors who leave after the test."""
    with visitors(browser, server) as make:
        yield make


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page; an error in it fails the test."""
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    page, errors = context.new_page(), list[object]()
    page.on("pageerror", lambda error: errors.append(error))
    yield page
    context.close()
    assert not errors
