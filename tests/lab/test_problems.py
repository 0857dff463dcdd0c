"""Problems: whatever a value is, it is quoted shortly, on one line, and at once."""

import math
import pickle
import time
from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.problems import LONGEST, Problem, shortened

NESTED = reduce(lambda inner, _: (inner,) * 10, range(30), (1,) * 10)
"""10 to the power of 31 ones, in the memory of 310."""
HUGE = [
    "x" * 10**6,
    10**10**5,
    -(10**10**5),
    NESTED,
    [NESTED] * 1000,
    {"a": NESTED},
    (10**5000,) * 4,
    ("a" * 10**6,),
    set(range(10**5)),
    ValueError("x" * 10**6),
    reduce(lambda inner, _: (inner,), range(10**5), 1),
]


@pytest.mark.parametrize("value", HUGE, ids=[f"{number}" for number in range(len(HUGE))])
@pytest.mark.parametrize("template", ["the value is {value}", "the value is {value!r}"])
def test_huge_values_are_quoted_shortly_and_at_once(template, value):
    begin = time.perf_counter()
    sentence = str(Problem(template, value=value))
    assert time.perf_counter() - begin < 0.5
    assert 13 < len(sentence) < LONGEST + 30
    assert sentence == str(pickle.loads(pickle.dumps(Problem(template, value=value))))


@pytest.mark.parametrize("spec", ["g", ".3g", ",", "d", ".1f"])
def test_a_huge_number_is_told_by_its_power_of_ten_whatever_digits_are_asked_for(spec):
    assert str(Problem(f"{{value:{spec}}} is too much", value=-(10**5000) - 1)) == "-10^5000 is too much"


@pytest.mark.parametrize(
    "value", [0, -3, 10**12, 0.1, math.inf, True, None, (28, 28, 1), (None, 28), "kernel_size", np.float32(0.5)]
)
def test_what_is_short_is_quoted_as_it_is(value):
    problem = Problem("it is {value}", value=value)
    assert problem.values["value"] == value
    assert str(problem) == f"it is {value}"


def test_nan_keeps_its_name():
    assert str(Problem("it is {value:.3f}", value=math.nan)) == "it is nan"


def test_what_is_no_character_to_be_seen_is_not_shown_as_it_is():
    assert shortened("one\ntwo\r\n\tthree\u2028four") == "one two   three four"
    assert shortened("\ud800a\x00b\u202ec\u200bd") == "\ufffda\ufffdb\ufffdc\ufffdd"


def test_a_reason_stays_a_problem_so_that_it_can_be_translated():
    reason = Problem("{size} is too much", size=10**10**4)
    problem = Problem("line {line}: {reason}", line=3, reason=reason)
    assert problem.values["reason"] is reason
    assert str(problem) == "line 3: 10^10000 is too much"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.characters(categories=["Cs"]),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_every_sentence_is_short_has_one_line_and_can_be_sent(value):
    sentence = str(Problem("it is {value}", value=value))
    assert len(sentence) <= LONGEST + 10
    assert len(sentence.splitlines()) == 1
    sentence.encode("utf-8")
