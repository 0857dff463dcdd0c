"""Home: every lesson with its question, in both languages."""

import pytest

from components import prose
from components.catalogue import LESSONS
from tests.pages.opening import opened


@pytest.mark.parametrize("language", ["en", "ko"])
def test_home_has_every_lesson_with_its_question(language):
    at = opened(lang=language)
    assert not at.exception
    shown = {element.value for element in at.markdown}
    assert LESSONS
    assert {prose.read(lesson.name, language).question for lesson in LESSONS} <= shown
    assert at.title[0].value == prose.read("home", language).title


def test_the_language_can_be_switched_and_a_language_that_there_is_not_is_the_browsers():
    at = opened()
    at.button_group(key="lang").set_value("ko").run()
    assert not at.exception
    assert at.subheader[0].value == prose.read("home", "ko").parts["teaching"].title
    assert not opened(lang="tlh").exception


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_lesson_opens_from_home(lesson):
    at = opened(lesson.name)
    assert not at.exception
    assert at.title[0].value == prose.read(lesson.name, "en").title
