"""The dashboard opened as a visitor opens it: through `app.py`, at a page, with what a link says."""

import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cache import visitors

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 60


def opened(page: str = "", **query: object) -> AppTest:
    """The page after its first run; `query` is the link's."""
    at = AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE_S)
    for key, value in query.items():
        at.query_params[key] = str(value)
    if page:
        at.switch_page(f"pages/{page}.py")
    return at.run()


def finished(at: AppTest) -> AppTest:
    """Run again until no training is under way, which is when no place is kept for one."""
    end = time.monotonic() + PATIENCE_S
    while at.get("skeleton") and time.monotonic() < end:
        time.sleep(0.2)
        at.run()
    assert not at.get("skeleton")
    return at


def settled(at: AppTest) -> AppTest:
    """Run again until nothing is being trained, by one or by several."""
    end = time.monotonic() + 3 * PATIENCE_S
    while at.get("skeleton") or at.get("progress"):
        assert time.monotonic() < end
        time.sleep(0.2)
        at.run()
    return at


def charts(at: AppTest) -> int:
    """How many charts stand on the page."""
    return len(at.get("vega_lite_chart"))


def leave() -> None:
    """Close all pages: what was being computed for them is given up."""
    for visitor in list(visitors.scheduler._visitors):
        visitors.scheduler.leave(visitor)
