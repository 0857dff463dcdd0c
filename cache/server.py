"""What the server does beside serving: at its start it gets ready, and its workers end with it.

Whoever comes first has the machine for their page alone. What the other pages need is imported while no page is made,
and the workers import TensorFlow once the first page is out, or nobody has come.
"""

import threading
from collections.abc import Iterable
from contextlib import asynccontextmanager
from importlib import import_module

from cache import delivery, garbage, visitors, workers

UNVISITED_S = 5.0
"""So long the workers wait for the first page."""
AFTER_S = 0.3
"""So long the browser has, after the first page is out, to draw it."""

_timer: threading.Timer | None = None
_is_quiet = threading.Event()


@asynccontextmanager
async def lifespan(app: object, modules: Iterable[str] = ()):
    """While the server runs, it has workers; `modules` are those that its pages need."""
    delivery.keep()
    visitors.scheduler.hold()
    _is_quiet.set()
    threading.Thread(target=_prepare, args=(list(modules),), daemon=True).start()
    _begin_in(UNVISITED_S)
    yield {}
    if _timer is not None:
        _timer.cancel()
    visitors.scheduler.hold()
    workers.stop()


def page_begins() -> None:
    """A page is being made."""
    _is_quiet.clear()
    _begin_in(UNVISITED_S)


def page_is_out() -> None:
    """All of a page has been sent."""
    _is_quiet.set()
    _begin_in(AFTER_S)


def _begin_in(seconds: float) -> None:
    """Start the workers then, and not before, where the server has them wait."""
    global _timer
    if not visitors.scheduler.is_held:
        return
    if _timer is not None:
        _timer.cancel()
    _timer = threading.Timer(seconds, _begin)
    _timer.daemon = True
    _timer.start()


def _begin() -> None:
    workers.start()
    visitors.scheduler.hold(False)


def _prepare(modules: Iterable[str]) -> None:
    """Import them one by one, none of them while a page is made."""
    for name in modules:
        _is_quiet.wait(UNVISITED_S)
        import_module(name)
    garbage.freeze()
