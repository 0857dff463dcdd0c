"""Questions to workers: answered once for all, put off when nobody looks, and what went wrong is not for ever."""

from concurrent.futures import Future, TimeoutError

import numpy as np
import pytest

from cache import visitors
from cache.answers import PATIENCE_S, Answer
from cache.memory import Memory
from cache.scheduler import Scheduler
from lab.problems import Problem, Trouble
from lab.traces import Unfinished


class Workers:
    """They answer when they are told to."""

    def __init__(self):
        self.asked, self.arguments, self.now = [], [], 0.0

    def submit(self, task, name, *arguments):
        self.asked.append((name, Future()))
        self.arguments.append(arguments)
        return self.asked[-1][1]


@pytest.fixture
def workers(monkeypatch):
    its = Workers()
    monkeypatch.setattr(visitors, "scheduler", Scheduler(its.submit, 1, lambda: its.now))
    monkeypatch.setattr(visitors, "memory", Memory(1000))
    return its


def test_equal_questions_are_answered_once(workers):
    one, other = Answer("a:b", (1, "x"), "one"), Answer("a:b", (1, "x"), "other")
    assert len(workers.asked) == 1
    with pytest.raises(TimeoutError):
        one.result(0.0)
    workers.asked[0][1].set_result("yes")
    assert one.result(0.0) == other.result(0.0) == "yes"


def test_what_is_unfinished_is_asked_again_with_its_state(workers):
    answer = Answer("a:b", (1,), "one")
    workers.asked[0][1].set_result(Unfinished("half"))
    assert not answer.done()
    assert workers.arguments == [(1,), (1, "half")]
    workers.asked[1][1].set_result("whole")
    assert answer.result(0.0) == "whole"


def test_questions_with_arrays_are_each_visitor_s_own(workers):
    first, second = (Answer("a:b", (np.zeros(2),), name) for name in ("one", "other"))
    workers.asked[0][1].set_result("first")
    workers.asked[1][1].set_result("second")
    assert {first.result(0.0), second.result(0.0)} == {"first", "second"}


def test_what_no_page_waits_for_any_more_is_put_off_until_it_is_looked_for_again(workers):
    Answer("a:first", (), "visitor")
    moved, shown = Answer("a:moved", (), "visitor"), Answer("a:shown", (), "visitor")
    workers.now = PATIENCE_S - 1
    assert not shown.done()
    workers.now = PATIENCE_S + 1
    workers.asked[0][1].set_result(None)
    assert [name for name, _ in workers.asked] == ["a:first", "a:shown"]
    workers.asked[1][1].set_result(None)
    assert len(workers.asked) == 2
    assert not moved.done()
    assert workers.asked[2][0] == "a:moved"


@pytest.mark.parametrize("error", [RuntimeError("the roof\nfell in"), Trouble("no space")])
def test_what_nobody_foresaw_is_told_calmly_and_may_be_tried_again(workers, error):
    its = Answer("a:b", (), "visitor")
    workers.asked[0][1].set_exception(error)
    with pytest.raises(Trouble, match=r"fell in|no space"):
        its.result(0.0)
    with pytest.raises(Trouble):
        its.result(0.0)
    its.try_again()
    workers.asked[1][1].set_result("yes")
    assert its.result(0.0) == "yes"


def test_a_wish_that_cannot_be_stays_one(workers):
    its = Answer("a:b", (), "visitor")
    workers.asked[0][1].set_exception(Problem("no such thing"))
    with pytest.raises(Problem, match="no such thing") as told:
        its.result(0.0)
    assert not isinstance(told.value, Trouble)
