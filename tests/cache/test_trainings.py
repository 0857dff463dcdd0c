"""A visitor's trainings: stopped, gone on with, and kept for comparison."""

import time
from dataclasses import replace

import numpy as np
from streamlit.testing.v1 import AppTest

from cache import trainings
from tests import samples

LONG = replace(samples.DIGITS, batch_size=8, epochs=400)
SHORT = replace(samples.DIGITS, batch_size=8, epochs=40)


def until(running: trainings.Running, epochs: int) -> None:
    """Wait until so many epochs are there."""
    for _ in range(600):
        if running.wait(0.1) or (running.trace is not None and running.trace.epochs >= epochs):
            return


def test_stopped_and_gone_on_with_is_as_if_it_had_never_been_stopped():
    stopped, straight = trainings.Running(LONG), trainings.Running(LONG)
    until(stopped, 1)
    stopped.stop()
    assert stopped.wait(60)
    assert stopped.is_stopped
    assert not stopped.is_whole
    so_far = stopped.trace.epochs
    assert 0 < so_far < LONG.epochs
    stopped.go_on()
    assert stopped.wait(120)
    assert straight.wait(120)
    assert stopped.is_whole
    assert not stopped.is_stopped
    np.testing.assert_array_equal(stopped.trace.metrics["loss"], straight.trace.metrics["loss"])


def test_the_time_left_is_known_after_the_first_chunk_and_shrinks_to_nothing():
    running = trainings.Running(replace(LONG, weights_seed=9))
    until(running, 1)
    assert running.seconds_left is not None
    assert 0 <= running.seconds_left < 600
    assert running.wait(120)
    assert running.seconds_left == 0


def visitor() -> None:
    """Three runs of a page: a long training, another one in its place, then the first one again, which was stopped."""
    import streamlit as st

    from cache import trainings
    from tests.cache.test_trainings import LONG, replace, until

    first, other = replace(LONG, weights_seed=1), replace(LONG, weights_seed=2)
    one = trainings.running(first, "here")
    st.write(f"nothing before: {trainings.previous('here') is None}")
    until(one, 1)
    two = trainings.running(other, "here")
    one.wait(60)
    st.write(f"the one before: {trainings.previous('here') is one}")
    st.write(f"abandoned: {0 < one.trace.epochs < LONG.epochs}")
    two.stop()
    two.wait(60)
    st.write(f"still stopped: {trainings.running(other, 'here').is_stopped}")
    trainings.running(other, "here").abandon()


def test_what_is_replaced_is_abandoned_and_kept_and_what_is_stopped_stays_stopped():
    app = AppTest.from_function(visitor, default_timeout=180).run()
    assert not app.exception
    assert [each.value for each in app.markdown] == [
        "nothing before: True",
        "the one before: True",
        "abandoned: True",
        "still stopped: True",
    ]


def test_of_trainings_in_turn_a_few_are_under_way_and_all_come():
    turns, runs = (
        trainings.Turns(),
        [trainings.Running(replace(SHORT, weights_seed=seed), begin=False) for seed in range(6)],
    )
    turns.take(runs)
    most = 0
    while not all(run.is_whole for run in runs):
        most = max(most, sum(run.is_under_way for run in runs))
        time.sleep(0.01)
    assert 1 <= most <= trainings.AT_ONCE


def test_trainings_that_are_no_longer_wanted_do_not_begin():
    turns = trainings.Turns()
    first, other = (
        [trainings.Running(replace(LONG, weights_seed=seed), begin=False) for seed in seeds]
        for seeds in ((11, 12, 13), (14,))
    )
    turns.take(first)
    turns.take(other)
    until(other[0], 1)
    turns.abandon()
    assert all(run.wait(60) for run in [*first[: trainings.AT_ONCE], *other])
    assert first[-1].trace is None
    assert not any(run.is_whole for run in [*first, *other])


def test_stopped_in_turn_nothing_is_under_way_until_they_go_on():
    turns, runs = (
        trainings.Turns(),
        [trainings.Running(replace(SHORT, epochs=80, weights_seed=20 + seed), begin=False) for seed in range(5)],
    )
    turns.take(runs)
    until(runs[0], 1)
    trainings.stop(runs)
    while any(run.is_under_way for run in runs):
        time.sleep(0.01)
    assert runs[-1].trace is None
    trainings.let_go_on(runs)
    turns.take(runs)
    while not all(run.is_whole for run in runs):
        time.sleep(0.01)
    assert {run.trace.epochs for run in runs} == {80}
