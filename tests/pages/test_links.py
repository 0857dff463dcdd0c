"""Whatever a link says: every page stands, tells what it does not take, and is there as soon as ever.

No key is written down here. A page is opened, and says itself what it asks for.
"""

import time

import pytest
import streamlit as st
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from components.catalogue import LESSONS
from components.link import MOST_TOLD, SEEN, TROUBLES
from tests.attacks import MARKDOWN
from tests.pages.opening import opened

pytestmark = pytest.mark.usefixtures("idle")

BAD = {
    "no numbers": [
        "nan",
        "inf",
        "-inf",
        "1e999",
        "",
        "abc",
        "0x10",
        "True",
        "1;2",
        "\x00",
        "\u202e",
        "\n\n# h",
        "\ufffe",
    ],
    "too much": ["9" * 5000, "1e308", "x" * 100_000, "-" * 5000, "((((" * 1000, "2147483648", "-2147483648"],
    "markup": MARKDOWN,
}
BETWEEN = ["-0", "0", "1", "-1", "0.123456789", "1.5", "105", "2147483647", "1e-300"]
"""What some settings take, and others do not."""
PARTS = {
    "perceptron": ("hand", "learning", "hidden", "wired", "logistic"),
    "optimizers": ("race", "sweep", "digits"),
    "overfitting": ("watch", "against", "dropout"),
    "callbacks": ("stop", "schedules", "resume", "files"),
    "shapes": ("stack", "code", "exam", "dense", "arrays"),
    "convolution": ("slide", "channels", "maps"),
    "images": ("lab", "errors", "search", "sums", "cifar"),
}
PLACES = [(lesson, part) for lesson, parts in PARTS.items() for part in parts]
MOST_SECONDS = 5
WITHOUT = [("overfitting", "against")]
"""Parts that ask for nothing."""
MOST_CHARACTERS = 400_000
"""Of the values of one link; Streamlit ignores an address of more than 524,288."""
"""Of a processor, for one run; most take some tenths, the first one imports what the page needs."""


def keys(lesson: str, part: str) -> list[str]:
    """What the page asks its link for. A part that asks for nothing takes any key for one that it does not know."""
    at = stands(lesson, {f"{lesson}_part": part})
    found = sorted(key for key in at.session_state[SEEN] if key != f"{lesson}_part")
    assert found or (lesson, part) in WITHOUT
    return found


def stands(lesson: str, link: dict[str, str]):
    """Open the page: no exception, no apology, in time, and what is told is short."""
    begin = time.process_time()
    at = opened(lesson, **link)
    assert time.process_time() - begin < MOST_SECONDS
    assert not at.exception, link
    assert not [said.value for said in at.info if "Something went wrong" in said.value], link
    assert at.title, link
    assert all(len(said.value) < 2000 for said in (*at.warning, *at.caption, *at.markdown) if "$" not in said.value)
    return at


def sentences(at) -> list[str]:
    """What is told of the link: in one place, however much is wrong."""
    told = [said.value for said in at.warning if said.icon == ":material/link_off:"]
    assert len(told) <= 1
    return [sentence for each in told for sentence in each.split("\n\n")]


def test_every_part_of_every_lesson_is_opened_here():
    assert set(PARTS) == {lesson.name for lesson in LESSONS}


@pytest.mark.parametrize(("lesson", "part"), PLACES)
def test_a_link_that_is_wrong_in_everything_is_told_and_the_page_stands(lesson, part):
    asked = keys(lesson, part)
    begin = PLACES.index((lesson, part))  # so that over all pages every value meets many kinds of keys
    for values in (*BAD.values(), BETWEEN):
        link, left = dict[str, str](), MOST_CHARACTERS
        for place, key in enumerate(asked):
            value = values[(begin + place) % len(values)]
            link[key] = value if len(value) < left else value[:10]
            left -= len(link[key])
        st.cache_data.clear()
        at = stands(lesson, {f"{lesson}_part": part, **link})
        if values is not BETWEEN and asked:
            assert at.warning, link
            told = at.session_state[TROUBLES]
            assert set(told) <= set(link)
            assert len(sentences(at)) == min(len(told), MOST_TOLD + 1), link


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "part"), PLACES)
def test_whatever_somebody_writes_into_a_link_the_page_stands(lesson, part):
    asked = keys(lesson, part)
    every = [value for values in (*BAD.values(), BETWEEN) for value in values]
    number = some.one_of(some.integers().map(str), some.floats().map(str))
    anything = some.sampled_from(every) | number | some.text(max_size=200)

    @settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(some.dictionaries(some.sampled_from(asked or [f"{lesson}_other"]), anything, max_size=8))
    def stands_with(link):
        stands(lesson, {f"{lesson}_part": part, **link})

    stands_with()
