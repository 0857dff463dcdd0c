"""The dashboard opened as a visitor opens it: through `app.py`, at a page, with what a link says."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cache import visitors
from components.prose import Part

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 120
LOOK_S = 2.0
"""So long the workers are left alone at most."""


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
    return until(at, lambda: not at.get("skeleton"))


def settled(at: AppTest) -> AppTest:
    """Run again until nothing is being trained, by one or by several."""
    return until(at, lambda: not (at.get("skeleton") or at.get("progress")), 3 * PATIENCE_S)


def until(at: AppTest, is_done: Callable[[], bool], seconds: float = PATIENCE_S) -> AppTest:
    """Run again whenever the workers have done what the page wants of them: a run in between costs them time."""
    end = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < end
        look = time.monotonic() + LOOK_S
        while _is_wanted() and time.monotonic() < look:
            time.sleep(0.02)
        time.sleep(0.02)  # what has come is put in its place after it has come
        at.run()
    return at


def _is_wanted() -> bool:
    """Whether the workers have something to do for anybody."""
    lanes = [lane for visitor in list(visitors.scheduler._visitors.values()) for lane in list(visitor.lanes.values())]
    return any(lane.jobs for lane in lanes)


def charts(at: AppTest) -> int:
    """How many charts stand on the page."""
    return len(at.get("vega_lite_chart"))


def leave() -> None:
    """Close all pages: what was being computed for them is given up."""
    for visitor in list(visitors.scheduler._visitors):
        visitors.scheduler.leave(visitor)


def teaches(at: AppTest, told: Mapping[str, Part], part: str) -> bool:
    """Whether a page shows a part's prose, and has a tab for where the lesson stops being true."""
    titles, tabs = [element.value for element in at.subheader], [tab.label for tab in at.tabs]
    return told[part].title in titles and told["limits"].title in tabs
