"""The lessons' prose: both languages have the same parts, none is empty, and every part that a page reads is there."""

import ast
import re
from pathlib import Path

import pytest

from components import prose
from components.catalogue import LESSONS
from components.language import LANGUAGES

PAGES = Path(__file__).parent.parent.parent / "pages"
NAMES = ["home", *(lesson.name for lesson in LESSONS)]
READERS = ("read", "explain", "part")


def asked_for(lesson):
    """The names of the parts that the page and its parts ask for by a literal."""
    files = [PAGES / f"{lesson}.py", *sorted((PAGES / "parts").joinpath(lesson).glob("*.py"))]
    calls = [
        node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    return {
        name.value
        for call in calls
        for name in (
            (call.args[0].body, call.args[0].orelse)
            if call.args and isinstance(call.args[0], ast.IfExp)
            else call.args[:1]
        )
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in READERS
        and getattr(call.func.value, "id", "") in ("lesson", "home")
        and isinstance(name, ast.Constant)
    }


def test_there_is_prose_for_every_lesson_and_no_other():
    for language in LANGUAGES:
        assert {path.stem for path in (prose.FOLDER / language).glob("*.md")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_parts_in_the_same_order(name):
    english, korean = (prose.read(name, language) for language in ("en", "ko"))
    assert english.parts
    assert list(english.parts) == list(korean.parts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_part_is_empty(name, language):
    text = prose.read(name, language)
    assert text.title
    assert len(text.question) > 10
    for part in text.parts.values():
        assert part.title
        assert len(part.body) > 20


@pytest.mark.parametrize("name", NAMES)
def test_every_part_that_a_page_reads_is_written(name):
    wanted = asked_for(name)
    assert wanted
    for language in LANGUAGES:
        assert wanted <= set(prose.read(name, language).parts)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_lesson_says_where_it_stops_being_true(lesson):
    for language in LANGUAGES:
        assert "limits" in prose.read(lesson.name, language).parts


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_state_the_same_figures(name):
    """A figure that was changed in one language only is the likeliest slip. Digits inside words are left out."""

    def figures(language):
        text = (prose.FOLDER / language / f"{name}.md").read_text("utf-8")
        return set(re.findall(r"(?<![\w.])\d+(?:[.,]\d+)+", text))

    assert figures("en") == figures("ko")


def test_the_korean_is_korean():
    for name in NAMES:
        for part in prose.read(name, "ko").parts.values():
            assert re.search("[가-힣]", part.body)


def test_a_file_is_read_again_when_it_has_changed(tmp_path, monkeypatch):
    import os

    monkeypatch.setattr(prose, "FOLDER", tmp_path)
    (tmp_path / "en").mkdir()
    file = tmp_path / "en" / "new.md"
    file.write_text("# One\n\nWhy?\n\n## First {#first}\n\nText.\n", "utf-8")
    assert prose.read("new", "en").title == "One"
    file.write_text("# Two\n\nWhy?\n\n## First {#first}\n\nText.\n", "utf-8")
    os.utime(file, ns=(0, 12345))
    assert prose.read("new", "en").title == "Two"


def test_a_heading_without_a_name_belongs_to_the_part_it_stands_in():
    text = prose.parsed("# T\n\nQ?\n\n## A {#a}\n\none\n\n## B\n\ntwo\n\n## C {#c}\n\nthree\n")
    assert list(text.parts) == ["a", "c"]
    assert text.parts["a"].body == "one\n\n## B\n\ntwo"
