"""Formulas: what they mean, what is refused, and that nothing typed is ever executed."""

import contextlib
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.expressions import FUNCTIONS, latex, number_latex, parse
from lab.problems import Problem

VALUES = [
    ("x^2 + 2*y", 11.0),
    ("-x**2", -9.0),
    ("2**-1 * x", 1.5),
    ("x**-2", 1 / 9),
    ("x**0", 1.0),
    ("2**x", 8.0),
    ("x**0.5", 3**0.5),
    ("2**3**y", 8.0),
    ("(x + y)*(x − y)", 8.0),
    ("x² · y³", 9.0),
    ("+x/2/y", 1.5),
    ("sin(pi/2) + log(e)", 2.0),
    ("abs(-x) + sqrt(4) + sign(-2)", 4.0),
    ("1e3", 1000.0),
]

ATTACKS = [
    "__import__('os').system('true')",
    "x.__class__",
    "().__class__.__bases__",
    "lambda: 1",
    "[x for x in (1,)]",
    "x if y else 1",
    "x[0]",
    "x, y",
    "'text'",
    "f'{x}'",
    "True",
    "None",
    "1j",
    "...",
    "x := 2",
    "x == y",
    "x and y",
    "~x",
    "not x",
    "x // y",
    "x % y",
    "x @ y",
    "x << 3",
    "sin(x, y)",
    "sin(x=1)",
    "sin(*x)",
    "sin()",
    "sin",
    "sin(sin)",
    "x(2)",
    "pi(2)",
    "eval(x)",
    "z",
    "2x",
    "x y",
    "x +",
    "",
    "   ",
    "()",
    "import os",
    "x = 1",
    "x\ny",
    "x; y",
    "\0",
    "#",
    "9**9**9**9",
    "9**9**9",
    "x**(10**10)",
    "x**33",
    "x**-40.5",
    "x**(1/0)",
    "x**log(-1)",
    "1e400",
    "1e13",
    "9" * 150,
    "(" * 99 + "x" + ")" * 99 + "(",
    "(" * 120 + "x",
    "-" * 199 + "(",
    "x" * 201,
    "+".join(["x"] * 100),
    "𝐞𝐯𝐚𝐥(x)",
]


@pytest.mark.parametrize(("formula", "value"), VALUES)
def test_a_formula_has_the_value_of_school_mathematics(formula, value):
    assert parse(formula).evaluate({"x": 3.0, "y": 1.0}) == pytest.approx(value)


@pytest.mark.parametrize("formula", ATTACKS)
def test_everything_else_is_a_problem(formula):
    with pytest.raises(Problem):
        parse(formula)


def test_the_problem_says_what_is_known():
    with pytest.raises(Problem, match=r"ln is not known in a formula; known are x, y, pi, e and sin, .*log"):
        parse("ln(x)")
    with pytest.raises(Problem, match=r"the exponent 3\.8742e\+08 is too large"):
        parse("9**9**9")
    with pytest.raises(Problem, match="201 characters; the limit is 200"):
        parse("x" * 201)
    with pytest.raises(Problem, match=r"put \* between"):
        parse("x(y + 1)")


def test_deep_and_long_formulas_within_the_limits_are_read():
    assert parse("(" * 60 + "x" + ")" * 60).evaluate({"x": 2.0, "y": 0.0}) == 2.0
    assert parse("-" * 100 + "x").evaluate({"x": 2.0, "y": 0.0}) == 2.0
    assert parse("+".join(["x"] * 70)).evaluate({"x": 2.0, "y": 0.0}) == 140.0


def test_where_there_is_no_real_value_there_is_nan_and_no_error():
    got = parse("log(x) + sqrt(y) + 1/0*0").evaluate({"x": np.array([-1.0, 0.0, 1.0]), "y": np.array([1.0, 1.0, -1.0])})
    assert np.isnan(got).all()
    assert parse("exp(exp(exp(x)))").evaluate({"x": 100.0, "y": 0.0}) == np.inf


def test_other_names_can_be_given_and_hide_constants():
    assert parse("e*rate", ("e", "rate")).evaluate({"e": 2.0, "rate": 5.0}) == 10.0
    with pytest.raises(Problem, match="known are e, rate, pi"):
        parse("x", ("e", "rate"))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=220))
def test_no_text_raises_anything_but_a_problem(text):
    with contextlib.suppress(Problem):
        parse(text)


@settings(max_examples=300, deadline=None)
@given(st.text("xy0189.e+-*/^() ,sincolgpt_'[]=:", max_size=60))
def test_no_text_of_formula_characters_raises_anything_but_a_problem(text):
    try:
        expression = parse(text)
    except Problem:
        return
    expression.evaluate({"x": 0.5, "y": -2.0})
    assert latex(expression)


LEAVES = st.sampled_from(["x", "y", "pi", "2.0", "0.5", "7.0"])


def _join(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.tuples(parts, st.sampled_from(["+", "-", "*", "/"]), parts).map(lambda three: "({}{}{})".format(*three))
    called = st.tuples(st.sampled_from(FUNCTIONS), parts).map(lambda two: f"{two[0]}({two[1]})")
    return binary | called | parts.map(lambda part: f"(-{part})") | parts.map(lambda part: f"({part})**3")


@settings(max_examples=200, deadline=None)
@given(st.recursive(LEAVES, _join, max_leaves=12).filter(lambda formula: len(formula) <= 200))
def test_random_formulas_agree_with_python(formula):
    known = {name: getattr(np, name) for name in FUNCTIONS} | {
        "x": np.float64(0.3),
        "y": np.float64(-1.7),
        "pi": math.pi,
    }
    with np.errstate(all="ignore"):
        try:
            expected = eval(formula, {"__builtins__": {}}, known)
        except ArithmeticError:  # Python's floats raise where numpy's are infinite
            return
    np.testing.assert_allclose(parse(formula).evaluate({"x": 0.3, "y": -1.7}), expected, rtol=1e-6, equal_nan=True)


LATEX = [
    ("x**2 + 2*y", r"x^{2} + 2\,y"),
    ("-(x + y)", r"-\left(x + y\right)"),
    ("x - (y - 1)", r"x - \left(y - 1\right)"),
    ("x - y - 1", r"x - y - 1"),
    ("(x*y)**2", r"\left(x\,y\right)^{2}"),
    ("(x/y)**2", r"\left(\frac{x}{y}\right)^{2}"),
    ("sin(x)**2", r"\left(\sin\left(x\right)\right)^{2}"),
    ("2*-x", r"2\,\left(-x\right)"),
    ("x + -y", r"x + \left(-y\right)"),
    ("(-x)**2", r"\left(-x\right)^{2}"),
    ("-x**2", r"-x^{2}"),
    ("x*3", r"x \cdot 3"),
    ("sqrt(x + 1)*abs(y)", r"\sqrt{x + 1}\,\left|y\right|"),
    ("sign(pi)", r"\operatorname{sign}\left(\pi\right)"),
]


@pytest.mark.parametrize(("formula", "shown"), LATEX)
def test_a_formula_in_latex_has_the_parentheses_that_it_needs(formula, shown):
    assert latex(parse(formula)) == shown


def test_numbers_in_place_of_names():
    assert latex(parse("x*y**2"), {"x": 0.5, "y": -3.0}) == r"0.5\,\left(-3\right)^{2}"
    assert latex(parse("y**2"), {"y": 1e-9}) == r"\left(10^{-9}\right)^{2}"
    assert number_latex(math.nan) == r"\text{NaN}"
    assert number_latex(-math.inf) == r"-\infty"


@pytest.mark.parametrize("formula", ["x # ![a](http://host/x.png)", "(x # <b>\n+ y)", "(x\n# x\n)", "x#"])
def test_a_comment_is_no_part_of_a_formula(formula):
    with pytest.raises(Problem, match="cannot be read as a formula"):
        parse(formula)


def test_a_formula_stands_on_one_line():
    assert parse("(x\n\n + y)").formula == "(x + y)"
