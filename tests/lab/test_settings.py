"""Rules of settings: their checks and the marks at which a slider stops."""

import pickle
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.lessons.perceptron.hidden import HiddenSettings
from lab.lessons.perceptron.neurons import HandSettings, NeuronSettings, learn
from lab.lessons.perceptron.separation import SeparationSettings
from lab.lessons.perceptron.wiring import WiringSettings
from lab.problems import Problem
from lab.settings import Choice, Flag, Number, Settings, Text, choice, default, flag, number, rule, rules, text

KINDS = (HandSettings, HiddenSettings, NeuronSettings, SeparationSettings, WiringSettings)


@dataclass(frozen=True)
class Oven(Settings):
    degrees: int = number(180, 50, 250, 10, unit="°C")
    heat: str = choice("top", ("top", "bottom"))
    fan: bool = flag(False)
    dish: str = text("bread", 10)
    door: float = number(0.5, 0.0, 1.0, 0.1)
    note: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bare(Settings):
    a: int


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"degrees": 40}, "degrees is 40; it goes from 50 to 250"),
        ({"degrees": 251}, "it goes from 50 to 250"),
        ({"degrees": 100.5}, "has to be a whole number"),
        ({"degrees": "hot"}, "degrees is hot; it has to be a number"),
        ({"degrees": True}, "degrees is True; it has to be a number"),
        ({"degrees": 105}, "degrees is 105; it goes from 50 to 250 in steps of 10"),
        ({"door": 0.55}, "door is 0.55; it goes from 0 to 1 in steps of 0.1"),
        ({"door": float("nan")}, "door is nan; it goes from 0 to 1"),
        ({"door": float("inf")}, "door is inf; it goes from 0 to 1"),
        ({"heat": "left"}, "heat is left; it is one of top, bottom"),
        ({"fan": 1}, "fan is 1; it is on or off"),
        ({"dish": "x" * 11}, "dish has 11 characters; the limit is 10"),
        ({"dish": 7}, "dish has 1 characters"),
    ],
    ids=str,
)
def test_what_breaks_a_rule_is_told_with_the_rule_and_the_value(wish, reason):
    with pytest.raises(Problem, match=reason):
        Oven(**wish)


def test_both_ends_are_allowed():
    assert Oven(degrees=50).degrees == 50
    assert Oven(degrees=250.0, door=0).door == 0


@pytest.mark.parametrize("its_rule", [Number(0, 1, 0.05), Number(-3, 3, 0.1), Number(0, 0.999, 0.001), Number(4, 9, 2)])
def test_every_mark_is_at_a_step_and_what_lies_between_is_not(its_rule):
    marks = [*its_rule.marks(), its_rule.high]
    for low, high in pairwise(marks):
        its_rule.check("value", low + (high - low) * 1e-9)
        if low != high:
            with pytest.raises(Problem, match="in steps of"):
                its_rule.check("value", low + (high - low) * 0.4)


def test_between_the_marks_of_a_log_scale_and_of_what_is_typed_every_number_is_good():
    Number(0.001, 1, 0, log=True).check("rate", 0.0123)
    Number(-4, 4, 0.01, free=True).check("x", 0.12345)


def test_a_whole_number_given_as_a_float_is_kept_whole():
    assert str(Oven(degrees=100.0).degrees) == "100"
    trace = learn([[0, 1]], [1], NeuronSettings(epochs=3.0))
    assert len(trace.weights) == 4


def test_marks_of_an_even_scale_go_from_low_to_high_in_steps_without_rounding_errors():
    assert Number(0, 1, 0.1).marks() == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
    assert Number(-3, 3, 1.5).marks() == [-3, -1.5, 0, 1.5, 3]
    assert Number(0.05, 0.95, 0.05).marks()[-1] == 0.95


def test_marks_of_an_even_scale_whose_step_does_not_fit_stay_inside():
    assert Number(0, 7, 2).marks() == [0, 2, 4, 6]


def test_marks_of_a_log_scale_are_1_2_3_5_within_the_range():
    assert Number(0.001, 0.1, 0, log=True).marks() == [0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1]
    assert Number(4, 40, 0, log=True, whole=True).marks() == [5, 10, 20, 30]
    assert all(isinstance(mark, int) for mark in Number(1, 5000, 0, log=True, whole=True).marks())


def test_marks_of_a_log_scale_that_begins_at_0_are_0_and_then_six_powers_of_ten():
    marks = Number(0.0, 1.0, 0, log=True).marks()
    assert marks[:2] == [0.0, 1e-6]
    assert {0.001, 0.0001, 1.0} <= set(marks)
    assert len(marks) == 1 + 6 * 4 + 1
    assert Number(0, 20, 0, log=True, whole=True).marks() == [0, 1, 2, 3, 5, 10, 20]


@given(st.integers(-8, 3), st.integers(1, 8))
def test_marks_of_a_log_scale_grow_and_stay_inside(power, powers):
    rule = Number(10.0**power, 10.0 ** (power + powers), 0, log=True)
    marks = rule.marks()
    assert marks == sorted(set(marks))
    assert all(rule.low <= mark <= rule.high for mark in marks)
    assert len(marks) in (4 * powers, 4 * powers + 1)  # the last power of ten may miss its end by a rounding error


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_default_keeps_its_rule_and_is_a_mark_of_its_slider(kind):
    assert rules(kind)
    assert kind() == kind(**{name: default(kind, name) for name in rules(kind)})
    for name, its_rule in rules(kind).items():
        its_rule.check(name, default(kind, name))
        if isinstance(its_rule, Number) and its_rule.high < 10_000:
            assert default(kind, name) in its_rule.marks()


def test_rules_are_read_from_the_fields_in_their_order():
    assert list(rules(Oven)) == ["degrees", "heat", "fan", "dish", "door"]
    assert rule(Oven, "degrees") == Number(50, 250, 10, "°C", whole=True)
    assert (rule(Oven, "heat"), rule(Oven, "fan"), rule(Oven, "dish")) == (Choice(("top", "bottom")), Flag(), Text(10))


def test_a_field_without_a_default_says_so():
    with pytest.raises(Problem, match="a has no default"):
        default(Bare, "a")


def test_settings_are_values():
    assert Oven() == Oven(degrees=180)
    assert len({Oven(), Oven(), Oven(fan=True)}) == 2


def test_a_problem_travels_between_processes_with_its_sentence_and_values():
    problem = pickle.loads(pickle.dumps(Problem("{a} is not {b}", a=1, b="two")))
    assert (str(problem), problem.template, problem.values) == ("1 is not two", "{a} is not {b}", {"a": 1, "b": "two"})
