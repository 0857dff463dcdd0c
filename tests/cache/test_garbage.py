"""Garbage is collected by Python's own thresholds: not after every run, but not never."""

import gc
import subprocess
import sys
import tomllib
from pathlib import Path

from streamlit import config

ROOT = Path(__file__).parent.parent.parent
LATER = """
import gc, weakref
import streamlit
from cache import garbage

class Knot:
    def __init__(self):
        self.me = self

garbage.freeze()
assert gc.get_freeze_count() > 20_000
old = Knot()
gc.collect()  # it has become old
end = weakref.ref(old)
del old
kept = []
for number in range(300_000):
    kept.append([number])
    if end() is None:
        break
print(number)
"""
"""A cycle of the oldest generation is dropped beside much that stays."""


def test_streamlit_does_not_collect_after_every_run():
    assert config.get_option("runner.postScriptGC") is False


def test_every_option_of_the_configuration_is_one_that_streamlit_has():
    text = (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8")

    def names(table: dict, room: str = "") -> list[str]:
        deep = {f"{room}{key}": value for key, value in table.items()}
        return [
            one
            for key, value in deep.items()
            for one in (names(value, f"{key}.") if isinstance(value, dict) else [key])
        ]

    known = config.get_config_options()
    assert len(names(tomllib.loads(text))) > 10
    assert not [name for name in names(tomllib.loads(text)) if name not in known]


def test_what_was_imported_is_looked_at_no_more_and_what_comes_later_is_still_collected():
    done = subprocess.run(
        [sys.executable, "-c", LATER], check=True, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert 700 < int(done.stdout) < 299_999
    assert gc.isenabled()
