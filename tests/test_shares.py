"""The shares of the slow tests: together they are all, and none runs in two."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import is_in, share

ROOT = Path(__file__).parent.parent
FILE = """import pytest

def test_quick(): pass

@pytest.mark.slow
@pytest.mark.parametrize("n", range(40))
def test_n(n): pass
"""


def test_every_test_is_in_one_share_and_the_shares_are_about_equal():
    tests = [f"tests/test_some.py::test_{number}" for number in range(700)]
    found = [[test for test in tests if is_in(test, number, 7)] for number in range(1, 8)]
    assert sorted(test for each in found for test in each) == sorted(tests)
    assert all(60 < len(each) < 140 for each in found)


@pytest.mark.parametrize("text", ["", "0/7", "8/7", "1", "1/0", "-1/7", "a/b"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(pytest.UsageError, match="a share such as 3/7"):
        share(text)


def test_a_run_with_a_share_runs_the_quick_ones_and_says_which_share(tmp_path):
    (tmp_path / "test_some.py").write_text(FILE)
    (tmp_path / "conftest.py").write_text((ROOT / "tests/conftest.py").read_text(encoding="utf-8"))
    command = [sys.executable, "-m", "pytest", "-v", "--rootdir", str(tmp_path), str(tmp_path)]
    ran = []
    for number in (1, 2, 3):
        done = subprocess.run([*command, f"--slow-share={number}/3"], capture_output=True, text=True, check=True)
        assert f"of the tests marked slow, share {number} of 3 was run" in done.stdout
        assert "test_quick PASSED" in done.stdout
        ran += [line.split()[0] for line in done.stdout.splitlines() if "::test_n[" in line]
    assert len(ran) == len(set(ran)) == 40
