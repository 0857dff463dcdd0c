"""Every figure of the prose is claimed by some test, in both languages, and no claim is about what is not printed."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from components import prose
from tests.claims.claims import changed, troubles
from tests.claims.figures import figures

LESSONS = sorted(path.stem for path in (prose.FOLDER / "en").glob("*.md"))


def tables(lesson):
    """The claims of all modules about a lesson: part → claims."""
    found = {}
    for path in sorted(Path(__file__).parent.glob(f"test_{lesson}*.py")):
        table = import_module(f"tests.claims.{path.stem}").CLAIMS
        assert not found.keys() & table.keys(), f"two modules claim the figures of {found.keys() & table.keys()}"
        found |= table
    return found


def texts(lesson, language):
    """A lesson's question and parts with their headings, by name."""
    text = prose.read(lesson, language)
    parts = {name: f"{part.title}\n\n{part.body}" for name, part in text.parts.items()}
    return {"question": f"{text.title}\n\n{text.question}", **parts}


@pytest.mark.parametrize("lesson", LESSONS)
def test_both_languages_have_the_same_parts_and_claims_are_about_these(lesson):
    english, korean = (texts(lesson, language) for language in ("en", "ko"))
    assert len(english) > 1
    assert list(english) == list(korean)
    assert tables(lesson).keys() <= english.keys()


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_figure_of_both_languages_is_claimed_and_every_claim_is_printed(lesson):
    english, korean = (texts(lesson, language) for language in ("en", "ko"))
    claimed = tables(lesson)
    found = {part: troubles(english[part], korean[part], claimed.get(part, ())) for part in english}
    assert not any(found.values()), "\n".join(f"{part}: {each}" for part, several in found.items() for each in several)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_figure_that_is_changed_in_both_languages_is_noticed(lesson):
    """84.7 % becomes 94.7 %, and so does every other figure in its turn, in memory."""
    english, korean = (texts(lesson, language) for language in ("en", "ko"))
    claimed, count = tables(lesson), 0
    for part, claims in claimed.items():
        for figure in {figure for claim in claims for figure in claim.figures} - WORDED:
            both = [re.sub(written(figure), changed(figure), text) for text in (english[part], korean[part])]
            assert figures(both[0]) != figures(english[part]), f"{part}: {figure} is not to be found"
            assert troubles(*both, claims), f"{part}: {figure} became {changed(figure)} and nobody noticed"
            count += 1
    assert count >= len(claimed)


WORDED = {"1/3", "1/4", "1/5", "1/10", "1e-12", "1.2e-38"}
"""Figures that are not written as they are claimed, so that they cannot be found by that."""


def written(figure):
    """A pattern of the figure as a text may have it, with its commas and its sign."""
    digits = re.sub(r"(?<=\d)(?=\d)", ",?", re.escape(figure.removesuffix("%")).replace(r"\-", "[-−]"))
    return rf"(?<![\d.,]){digits}(?!\d|\.\d|,\d)"


def test_figures_that_are_exchanged_are_noticed():
    claimed = tables("images")["what_ifs"]
    english, korean = (texts("images", language)["what_ifs"] for language in ("en", "ko"))
    swapped = english.replace("84.4 %", "X").replace("84.7 %", "84.4 %").replace("X", "84.7 %")
    assert troubles(swapped, korean, claimed)


def test_whoever_trains_for_a_claim_lets_others_have_it():
    """A training that is asked for elsewhere than in `trainings.py` would be trained again by the next test."""
    modules = {path.name: path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py")}
    assert len(modules) > 10
    importing = re.compile(r"^ *from lab.training.runs import", re.MULTILINE)
    assert [name for name, text in modules.items() if importing.search(text)] == ["trainings.py"]
