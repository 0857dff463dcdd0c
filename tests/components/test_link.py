"""Settings in the address: what is written is what is read, and what cannot be is refused with a reason."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import link
from components.link import MOST_TOLD
from lab.expressions import MAX_LENGTH
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.lessons.perceptron.neurons import HandSettings, NeuronSettings
from lab.lessons.perceptron.separation import SeparationSettings
from lab.lessons.perceptron.wiring import WiringSettings
from lab.problems import Problem
from lab.settings import Choice, Flag, Number, Text, default, rules

KINDS = (HandSettings, HiddenSettings, NeuronSettings, SeparationSettings, WiringSettings)
FIELDS = [(kind, name, its_rule) for kind in KINDS for name, its_rule in rules(kind).items()]


@pytest.mark.parametrize(
    ("kind", "name", "its_rule"),
    FIELDS,
    ids=lambda value: value if isinstance(value, str) else getattr(value, "__name__", type(value).__name__),
)
def test_every_default_and_every_mark_comes_back_as_it_was_written(kind, name, its_rule):
    values = [default(kind, name)]
    if isinstance(its_rule, Choice):
        values += its_rule.options
    if isinstance(its_rule, Number):
        values += [its_rule.low, its_rule.high]
        values += its_rule.marks() if its_rule.high - its_rule.low < 10_000 else []
    for value in values:
        back = its_rule.take(name, its_rule.write(value))
        assert back == value
        assert isinstance(back, type(default(kind, name))) or back == value


@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_come_back(value):
    rule = Number(-(10**9), 10**9, 1, whole=True)
    assert rule.take("", rule.write(value)) == value
    assert isinstance(rule.take("", rule.write(value)), int)


@given(st.floats(-1e6, 1e6))
def test_numbers_come_back_to_ten_digits(value):
    rule = Number(-1e6, 1e6, 0.1, free=True)
    assert math.isclose(rule.take("", rule.write(value)), value, rel_tol=1e-9, abs_tol=1e-12)
    assert "e" not in rule.write(value)


@given(st.text(max_size=MAX_LENGTH))
def test_texts_come_back(value):
    assert Text(MAX_LENGTH).take("", Text(MAX_LENGTH).write(value)) == value


@given(st.booleans())
def test_on_and_off_come_back(value):
    assert Flag().take("", Flag().write(value)) is value
    assert Flag().write(value) in ("0", "1")


GARBAGE = ["", " ", "nan", "inf", "-inf", "1e999", "1,5", "0x10", "maybe", "None", "1; DROP", "<b>", "١٢x", "9" * 400]


@pytest.mark.parametrize("raw", GARBAGE)
@pytest.mark.parametrize("rule", [Number(0, 1, 0.1), Number(0, 8, 1, whole=True), Choice(("a", "b")), Flag()], ids=str)
def test_garbage_is_refused(rule, raw):
    with pytest.raises(Problem):
        rule.take("", raw)


@given(st.text(max_size=30))
def test_whatever_stands_in_a_link_is_a_value_that_keeps_the_rule_or_a_problem(raw):
    for rule in (Number(-3, 3, 0.1), Number(1, 8, 1, whole=True), Choice(("a", "b")), Flag(), Text(10)):
        try:
            value = rule.take("", raw)
        except Problem:
            continue
        rule.check("value", value)


def test_half_a_neuron_and_a_text_that_is_too_long_are_refused():
    with pytest.raises(Problem, match="whole number"):
        Number(1, 8, 1, whole=True).take("", "2.5")
    with pytest.raises(Problem, match="11 characters"):
        Text(10).take("", "x" * 11)


def test_whole_numbers_may_be_written_as_they_are_elsewhere():
    assert Number(1, 8, 1, whole=True).take("", "2.0") == 2
    assert Number(0, 1, 0.1).take("", "1e-1") == 0.1


def test_what_a_rule_allows_is_said_in_symbols():
    assert Number(0.001, 10, 0, log=True).possible == "0.001 … 10"
    assert Number(4, 400, 2, whole=True).possible == "4, 6 … 400"
    assert Number(-3, 3, 0.1).possible == "-3, -2.9 … 3"
    assert Number(1, 8, 1, whole=True).possible == "1 … 8"
    assert Choice(("mse", "mae")).possible == "mse, mae"
    assert Flag().possible == "0, 1"
    assert Text(80).possible == "≤ 80"


def test_of_many_bad_values_a_handful_is_told_and_how_many_more_there_are(monkeypatch):
    for count, said in ((0, 0), (1, 1), (MOST_TOLD, MOST_TOLD), (86, MOST_TOLD + 1)):
        bad = {f"lesson_field{number}": (f"x{number}", "0, 1", 0) for number in range(count)}
        monkeypatch.setattr(link.st, "session_state", {link.TROUBLES: bad, "lang": "en"})
        told = link.troubles()
        assert len(told) == said
        assert all(f"field{number} = “x{number}”" in told[number] for number in range(min(count, MOST_TOLD)))
    assert told[-1].startswith(f"And {86 - MOST_TOLD} more")
