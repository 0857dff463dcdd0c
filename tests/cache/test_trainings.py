"""A visitor's trainings: stopped, continued, shared with others, agreed to, tried again, and kept for comparison."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cache import trainings, visitors
from cache.memory import Memory
from lab import costs
from lab.lessons.images.choices import ImagesSettings
from lab.problems import Trouble
from lab.traces import Chunk, State
from tests import samples

LONG = replace(samples.DIGITS, batch_size=8, epochs=400)
SHORT = replace(samples.DIGITS, batch_size=8, epochs=40)
FOR_HOURS = ImagesSettings(
    data="fashion_mnist", units="1024-1024-1024-1024", examples=60_000, epochs=100, batch_size=1
).training()
MINUTES = replace(samples.DIGITS, batch_size=1, epochs=2000)


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Nothing is known of what was trained before."""
    monkeypatch.setattr(visitors, "memory", Memory(10**8))
    monkeypatch.setattr(visitors, "_measured", {})


def until(running: trainings.Running, epochs: int) -> None:
    """Wait until so many epochs are there."""
    for _ in range(6000):
        if running.wait(0.01) or (running.trace is not None and running.trace.epochs >= epochs):
            return


@pytest.mark.slow
def test_stopped_and_continued_is_as_if_it_had_never_been_stopped(monkeypatch):
    stopped = trainings.Running(LONG)
    until(stopped, 1)
    stopped.stop()
    assert stopped.is_done
    assert stopped.is_stopped
    assert not stopped.is_whole
    so_far = stopped.trace.epochs
    assert 0 < so_far < LONG.epochs
    stopped.go_on()
    assert stopped.wait(120)
    assert stopped.is_whole
    assert not stopped.is_stopped
    monkeypatch.setattr(visitors, "memory", Memory(10**8))
    straight = trainings.Running(LONG)
    assert straight.wait(120)
    np.testing.assert_array_equal(stopped.trace.metrics["loss"], straight.trace.metrics["loss"])


def test_the_time_left_is_known_after_the_second_chunk_and_shrinks_to_nothing():
    running = trainings.Running(replace(LONG, weights_seed=9))
    while running.seconds_left is None and not running.wait(0.01):
        pass
    assert running.seconds_left is not None
    assert 0 <= running.seconds_left < 600
    assert running.wait(120)
    assert running.seconds_left == 0
    assert running.share == 1


def test_one_chunk_that_waited_does_not_change_what_is_said_of_the_rest(monkeypatch):
    """A worker that died takes its chunk's seconds, its own start and its compiler's with it."""
    now = [1000.0]
    monkeypatch.setattr(trainings, "time", SimpleNamespace(monotonic=lambda: now[0]))
    course, told = trainings.Course(replace(LONG, epochs=10)), []
    for epoch, seconds in enumerate((1.0, 1.0, 1.0, 30.0, 1.0), start=1):
        course.chunk()
        now[0] += seconds
        course.take(Chunk(State(epoch, (), ()), {"loss": np.zeros(1)}, (), (), seconds=seconds, pace=None))
        told.append(course.seconds_left)
    assert told[0] is None  # it was compiled in the first one
    assert told[1:] == pytest.approx([8, 7, 6, 5])


def test_the_few_batches_that_are_tried_first_say_nothing_of_the_time_left(monkeypatch):
    """They took as long as the compiler: 198 hours were said to be left of a training of a minute."""
    now = [1000.0]
    monkeypatch.setattr(trainings, "time", SimpleNamespace(monotonic=lambda: now[0]))
    training = ImagesSettings(data="fashion_mnist", units="512-256", examples=60_000, epochs=30).training()
    steps = costs.work(training).steps
    course, told = trainings.Course(training), []
    for step, seconds in ((1, 4.0), (steps // 10, 0.4), (steps // 10 + 1, 3.0), (steps // 5, 0.4)):
        course.chunk()
        now[0] += seconds
        course.take(Chunk(State(0, (), (), step=step), {"loss": np.zeros(0)}, (), (), seconds=seconds))
        told.append(course.seconds_left)
    assert told[0] is None
    assert all(60 < left < 180 for left in told[1:]), told


def test_thirty_visitors_have_one_training_and_each_stops_it_for_themselves():
    everyone = [trainings.Running(LONG, f"visitor {number}") for number in range(30)]
    assert len({id(each.course) for each in everyone}) == 1
    until(everyone[0], 1)
    everyone[0].stop()
    shown = everyone[0].trace
    for each in everyone[1:-1]:
        each.abandon()
    assert everyone[-1].wait(120)
    assert everyone[-1].is_whole
    assert everyone[0].trace is shown
    assert not everyone[0].is_whole
    everyone[0].go_on()
    assert everyone[0].trace is everyone[-1].trace


def test_what_takes_hours_is_refused_and_told_what_would_fit():
    running = trainings.Running(FOR_HOURS)
    assert running.is_done
    assert running.trace is None
    assert "What would fit" in str(running.problem)
    assert not visitors.scheduler.wants("", running.course)


def test_what_takes_longer_than_a_link_may_has_to_be_agreed_to_and_is_corrected_by_what_was_measured():
    assert costs.LINK_S < costs.seconds(MINUTES) < costs.MOST_S
    running = trainings.Running(MINUTES, begin=False)
    assert trainings.to_agree([running]) == pytest.approx(costs.seconds(MINUTES))
    several = [trainings.Running(replace(MINUTES, weights_seed=seed), begin=False) for seed in range(3)]
    assert trainings.to_agree(several) == pytest.approx(3 * costs.seconds(MINUTES) / max(1, trainings.places(True)))
    visitors.measure(MINUTES, 2.0)
    assert trainings.to_agree([running]) == pytest.approx(costs.seconds(MINUTES, 2.0))
    trainings.agree([running])
    assert trainings.to_agree([running]) is None
    assert trainings.to_agree([trainings.Running(SHORT, begin=False)]) is None


def test_what_the_rule_refuses_is_refused_though_other_trainings_went_faster_than_it_says():
    """A worker knows only the rule, and would end it with a refusal of its own."""
    hours = replace(MINUTES, epochs=100_000)
    assert costs.seconds(hours, 0.1) < costs.MOST_S < costs.seconds(hours)
    visitors.measure(MINUTES, 0.1)
    assert visitors.refusal(hours) is not None
    visitors.measure(MINUTES, 100.0)
    visitors.measure(MINUTES, 100.0)
    assert visitors.refusal(MINUTES) is not None


def test_what_failed_by_bad_luck_is_begun_again_when_it_is_asked_for():
    running = trainings.Running(SHORT)
    until(running, 1)
    running.abandon()
    running.course.fail(RuntimeError("the roof fell in"))
    running.course.over.set()
    assert isinstance(running.problem, Trouble)
    assert "the training failed: the roof fell in" in str(running.problem)
    running.try_again()
    running.go_on()
    assert running.problem is None
    assert running.wait(60)
    assert running.trace.epochs == SHORT.epochs


def visitor() -> None:
    """Three runs of a page: a long training, another one in its place, then the first one again, which was stopped."""
    import streamlit as st

    from cache import trainings
    from tests.cache.test_trainings import LONG, MINUTES, replace, until

    first, other = replace(LONG, weights_seed=1), replace(LONG, weights_seed=2)
    one = trainings.running(first, "here")
    st.write(f"nothing before: {trainings.previous('here') is None}")
    until(one, 1)
    two = trainings.running(other, "here")
    st.write(f"the one before: {trainings.previous('here') is one}")
    st.write(f"abandoned: {one.is_done and 0 < one.trace.epochs < LONG.epochs}")
    two.stop()
    st.write(f"still stopped: {trainings.running(other, 'here').is_stopped}")
    long = trainings.running(MINUTES, "here")
    st.write(f"waits to be agreed to: {not long.is_under_way and not long.is_done}")
    trainings.agree([long])
    trainings.running(MINUTES, "here")
    until(long, 1)
    st.write(f"agreed to: {long.trace.epochs > 0}")
    long.abandon()


def test_what_is_replaced_is_abandoned_and_kept_and_what_is_stopped_stays_stopped():
    app = AppTest.from_function(visitor, default_timeout=180).run()
    assert not app.exception
    told = [each.value for each in app.markdown]
    assert len(told) == 6
    assert all(each.endswith(": True") for each in told), told


def in_turn() -> None:
    """Trainings in turn: a few at a time; stopped, and continued; and others in their place."""
    import streamlit as st

    from cache import trainings, workers
    from tests.cache.test_trainings import LONG, SHORT, replace, until

    def kept(training, seeds):
        return [trainings.kept(replace(training, weights_seed=seed)) for seed in seeds]

    runs, most = kept(SHORT, range(20, 26)), 0
    while not trainings.in_turn(runs, "here"):
        most = max(most, sum(run.is_under_way for run in runs))
        runs[-1].wait(0.01)
    st.write(f"all came: {all(run.trace.epochs == 40 for run in runs)}")
    st.write(f"a few at a time: {1 <= most <= workers.NUM_WORKERS}")
    first, other = kept(LONG, (11, 12, 13)), kept(LONG, (14,))
    trainings.in_turn(first, "here")
    trainings.in_turn(other, "here")
    until(other[0], 1)
    st.write(f"what is not wanted any more has not begun: {first[-1].trace is None and all(x.is_done for x in first)}")
    trainings.stop(other)
    st.write(f"stopped: {trainings.in_turn(other, 'here') and not other[0].is_whole}")
    trainings.let_go_on(other)
    st.write(f"continued: {not trainings.in_turn(other, 'here')}")
    trainings.in_turn([], "here")


def test_trainings_in_turn():
    app = AppTest.from_function(in_turn, default_timeout=180).run()
    assert not app.exception
    told = [each.value for each in app.markdown]
    assert len(told) == 5
    assert all(each.endswith(": True") for each in told), told
