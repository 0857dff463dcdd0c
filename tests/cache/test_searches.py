"""The trainings of searches: the gate before the workers, stopped and gone on with, never trained twice."""

import time
from collections import deque
from concurrent.futures import Future
from dataclasses import replace

import pytest

from cache import searches
from cache.searches import Desk, Gate, Job
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.searches import Examined
from lab.problems import Problem
from lab.traces import State, Trace

TINY = ImagesSettings(epochs=4, units="8")


class Workers:
    """Workers that answer when they are told to, with one epoch or, at the end, with the test."""

    def __init__(self):
        self.asked = []

    def submit(self, task, place, training, trace, epochs, at_once):
        future = Future()
        self.asked.append((future, training, trace))
        return future

    def answer(self, index=0):
        future, training, trace = self.asked.pop(index)
        epochs = (trace.epochs if trace else 0) + 1
        found = Trace(State(epochs, (), ()), {"loss": [0.5] * epochs}, seconds=float(epochs))
        future.set_result((found, Examined(0.25, 0.9, 0.5) if epochs == training.epochs else None))


@pytest.fixture
def workers(monkeypatch):
    its = Workers()
    monkeypatch.setattr(searches.workers, "submit", its.submit)
    monkeypatch.setattr(searches.workers, "NUM_WORKERS", 2)
    gate = Gate(2)
    monkeypatch.setattr(searches, "_gate", lambda: gate)
    measured = deque()
    monkeypatch.setattr(searches, "measured", lambda: measured)
    return its


def runs(count):
    return [replace(TINY, weights_seed=seed) for seed in range(count)]


def test_the_gate_lets_in_as_many_as_there_are_workers_in_their_order():
    gate, seen = Gate(2), []
    for number in range(4):
        gate.enter(False, lambda number=number: seen.append(number))
    assert seen == [0, 1]
    gate.leave(False)
    assert seen == [0, 1, 2]
    gate.leave(False)
    assert seen == [0, 1, 2, 3]


def test_long_ones_leave_one_worker_free_and_short_ones_pass_them():
    gate, seen = Gate(2), []
    for number, is_long in enumerate((True, True, False)):
        gate.enter(is_long, lambda number=number: seen.append(number))
    assert seen == [0, 2]
    gate.leave(False)
    assert seen == [0, 2]
    gate.leave(True)
    assert seen == [0, 2, 1]


def test_where_there_is_one_worker_long_ones_take_it():
    gate, seen = Gate(1), []
    for number in range(2):
        gate.enter(True, lambda number=number: seen.append(number))
    assert seen == [0]
    gate.leave(True)
    assert seen == [0, 1]


def test_all_come_a_few_at_a_time_and_keep_only_their_numbers(workers):
    desk = Desk()
    jobs = desk.jobs(runs(3))
    assert not workers.asked
    desk.start(jobs)
    most = 0
    while workers.asked:
        most = max(most, len(workers.asked))
        workers.answer()
    assert most == 2
    assert not desk.is_searching(jobs)
    assert [job.outcome.metrics for job in jobs] == [{"loss": 0.5, "test_loss": 0.25, "test_accuracy": 0.9}] * 3
    assert [job.outcome.seconds for job in jobs] == [4.5] * 3
    assert all(job._trace is None for job in jobs)
    assert len(searches.measured()) == 3


def test_stopped_it_goes_on_where_it_stood_and_what_is_done_is_not_trained_again(workers):
    desk = Desk()
    jobs = desk.jobs(runs(3))
    desk.start(jobs)
    for _ in range(4):
        workers.answer()
    workers.answer(0)
    while jobs[0].outcome is None:
        workers.answer(next(i for i, (_, training, _) in enumerate(workers.asked) if training == jobs[0].training))
    desk.stop()
    assert not desk.is_searching(jobs)
    while workers.asked:  # what was under way comes, and nothing after it
        workers.answer()
    shares = [job.share for job in jobs]
    assert shares[0] == 1.0
    assert 0 < shares[1] < 1.0
    first = jobs[0].outcome
    again = desk.jobs(runs(3))
    assert again == jobs
    desk.start(again)
    begun = {training.weights_seed: trace.epochs if trace else 0 for _, training, trace in workers.asked}
    assert begun == {1: int(shares[1] * 4), 2: int(shares[2] * 4)}
    while workers.asked:
        workers.answer()
    assert jobs[0].outcome is first
    assert all(job.outcome for job in jobs)


def test_another_grid_keeps_what_it_shares_and_gives_up_the_rest(workers):
    desk = Desk()
    before = desk.jobs(runs(4))
    desk.start(before)
    while not all(job.outcome for job in before[:2]):
        workers.answer()
    after = desk.jobs([*runs(2), replace(TINY, units="16")])
    assert after[:2] == before[:2]
    assert not desk.is_searching(after)
    desk.start(after)
    while workers.asked:
        workers.answer()
    assert after[2].outcome
    assert not any(job.outcome for job in before[2:])


def test_a_training_that_fails_is_an_outcome_with_its_reason(workers):
    desk = Desk()
    jobs = desk.jobs(runs(3))
    desk.start(jobs)
    workers.asked.pop(0)[0].set_exception(Problem("no pictures"))
    workers.asked.pop(0)[0].set_exception(ValueError("some\nreason"))
    assert str(jobs[0].outcome.failed) == "no pictures"
    assert "reason" in str(jobs[1].outcome.failed)
    while workers.asked:
        workers.answer()
    assert jobs[2].outcome.failed is None


def test_a_session_remembers_a_bounded_number(workers, monkeypatch):
    monkeypatch.setattr(searches, "MOST_JOBS", 5)
    desk = Desk()
    first = desk.jobs(runs(3))
    desk.jobs([replace(TINY, weights_seed=seed) for seed in range(10, 14)])
    assert len(desk._jobs) == 5
    assert desk.jobs(runs(3))[0] is not first[0]


def test_a_search_through_real_workers_is_as_without_stopping():
    settings = replace(TINY, weights_seed=5, epochs=60, batch_size=16)
    gate = Gate(2)
    straight, broken = Job(settings, gate, deque()), Job(settings, gate, deque())
    broken._epochs = 7
    for job in (straight, broken):
        job.go_on(lambda: None)
    while broken.share == 0:
        time.sleep(0.02)
    broken.abandon()
    while broken.is_busy:
        time.sleep(0.02)
    broken.go_on(lambda: None)
    while not (straight.outcome and broken.outcome):
        time.sleep(0.05)
    assert broken.outcome.metrics == straight.outcome.metrics
