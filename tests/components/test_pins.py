"""Held runs: how they stand in the link, what cannot be read, and their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import pins
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.problems import Problem
from lab.settings import Choice, Number, rules

SETTINGS = st.builds(
    HiddenSettings,
    **{
        name: st.sampled_from(rule.options if isinstance(rule, Choice) else rule.marks())
        for name, rule in rules(HiddenSettings).items()
        if isinstance(rule, Choice) or (isinstance(rule, Number) and rule.high < 10_000)
    },
)


@given(st.lists(SETTINGS, max_size=4))
def test_runs_come_back_from_the_link_as_they_were(runs):
    assert list(pins.read(HiddenSettings, pins.line(runs))) == runs


def test_all_defaults_are_a_hyphen_and_nothing_is_nothing():
    assert pins.line([HiddenSettings()]) == "-"
    assert pins.line([]) == ""
    assert pins.read(HiddenSettings, "") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("units:99", "^k is 99; it goes from 1 to 8"),
        ("units:x", "^k is x; it has to be a number"),
        ("nonsense:1", "is not a setting here"),
        ("units", "^k is ; it has to be a number"),
        ("-;-;-;-;-", "5 runs are held; the limit is 4"),
        ("loss:;DROP", "is one of|is not a setting"),
        ("<b>:1", "is not a setting here"),
    ],
)
def test_what_cannot_be_read_is_told(text, told):
    with pytest.raises(Problem, match=told):
        pins.read(HiddenSettings, text)
