"""What holds for all tests: a run may take a share of the slow ones."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner

# Every AppTest reads what all installed packages say of themselves, to find components among them: that took 85 % of
# the time of an opening. Nothing is installed while tests run, and once is enough.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

# Where Keras has been imported, Streamlit clears its session after every run of a page, which takes a second. That
# never happens to the web process, but here a page may be opened after a test that trains.
script_runner._clean_problem_modules = lambda: None

OPTION = "--slow-share"


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Where arrays of pictures are kept during this test: in an empty folder, which is yet to be made."""
    from lab.data import pictures
    from lab.training import keras_data

    monkeypatch.setattr(pictures, "COPIES", tmp_path / "files")
    keras_data.load.cache_clear()
    yield tmp_path / "files"
    keras_data.load.cache_clear()


def share(text: str) -> tuple[int, int]:
    """`3/7` as (3, 7): the third of seven shares.

    >>> share("3/7")
    (3, 7)
    """
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise pytest.UsageError(f"{OPTION} is {text}; it is a share such as 3/7")
    return int(number), int(count)


def is_in(test: str, number: int, count: int) -> bool:
    """Whether a test belongs to this share. Every test belongs to one, the same on every machine."""
    return crc32(test.encode()) % count == number - 1


def pytest_addoption(parser: pytest.Parser) -> None:
    help = "of the tests marked slow only this share, such as 3/7; the seven shares together are all of them"
    parser.addoption(OPTION, default="1/1", metavar="N/M", help=help)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    number, count = share(config.getoption(OPTION))
    left = [item for item in items if item.get_closest_marker("slow") and not is_in(item.nodeid, number, count)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    number, count = share(config.getoption(OPTION))
    if count > 1:
        terminalreporter.write_line(f"of the tests marked slow, share {number} of {count} was run")
