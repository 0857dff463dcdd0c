"""Every part of every lesson stands before a worker has answered, and says nothing that it cannot know yet."""

import ast
from pathlib import Path

import pytest

from tests.pages.opening import ROOT, opened


def parts(page: Path) -> list[str]:
    """The names in the page's `PARTS`."""
    for node in ast.parse(page.read_text(encoding="utf-8")).body:
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "PARTS"
            and isinstance(node.value, ast.Dict)
        ):
            return [ast.literal_eval(key) for key in node.value.keys if key is not None]
    return []


EVERY = [(page.stem, part) for page in sorted((ROOT / "pages").glob("*.py")) for part in parts(page)]


def test_there_are_parts():
    assert len(EVERY) > 20


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "part"), EVERY)
def test_it_stands_while_no_worker_answers(lesson, part, idle):
    at = opened(lesson, **{f"{lesson}_part": part})
    assert not at.exception
    assert not at.error
