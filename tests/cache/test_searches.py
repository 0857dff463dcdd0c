"""The trainings of searches: a few at a time, stopped and gone on with, never trained twice."""

from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

from cache import searches, visitors
from cache.memory import Memory
from cache.scheduler import Scheduler
from cache.searches import Desk
from lab.lessons.images.choices import ImagesSettings
from lab.problems import Problem
from lab.traces import Chunk, State

TINY = ImagesSettings(epochs=4, units="8")


class Workers:
    """Workers that answer when they are told to, with one epoch, the last one with the test."""

    def __init__(self):
        self.asked = []

    def submit(self, task, *arguments):
        future, (training, state) = Future(), arguments[1:]
        self.asked.append((future, training, state))
        return future

    def answer(self, index=0):
        future, training, state = self.asked.pop(index)
        epochs = (state.epoch if state else 0) + 1
        tested = (0.25, 0.9) if epochs == training.epochs else (np.nan, np.nan)
        values = {"loss": 0.5, "test_loss": tested[0], "test_accuracy": tested[1]}
        metrics = {name: np.full(1, value) for name, value in values.items()}
        state = State(epochs, (), ())
        future.set_result(Chunk(state, metrics, (), (), seconds=1.0))


@pytest.fixture
def workers(monkeypatch):
    its = Workers()
    monkeypatch.setattr(visitors, "scheduler", Scheduler(its.submit, 2))
    monkeypatch.setattr(visitors, "memory", Memory(10**6))
    return its


def runs(count):
    return [replace(TINY, weights_seed=seed) for seed in range(count)]


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
    assert [job.outcome.seconds for job in jobs] == [4.0] * 3
    assert all(job.trace is None for job in jobs)


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
    first, stood = jobs[0].outcome, {index: jobs[index].trace.state.epoch for index in (1, 2)}
    again = desk.jobs(runs(3))
    assert again == jobs
    desk.start(again)
    begun = {training.weights_seed: state.epoch if state else 0 for _, training, state in workers.asked}
    assert begun == stood
    while workers.asked:
        workers.answer()
    assert jobs[0].outcome is first
    assert all(job.outcome for job in jobs)


def test_the_time_that_is_left_grows_with_work_and_shrinks_with_what_is_done(workers):
    desk = Desk()
    jobs = [desk.jobs([settings])[0] for settings in (TINY, replace(TINY, epochs=50), replace(TINY, batch_size=1))]
    left = [searches.seconds_left([job]) for job in jobs]
    assert left[0] < min(left[1:])
    assert searches.seconds_left(jobs) == pytest.approx(sum(left))
    assert searches.share(jobs) == 0
    desk.start(jobs[:1])
    workers.answer()
    assert searches.seconds_left(jobs) < sum(left)
    assert 0 < searches.share(jobs) < 1


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
    desk.jobs(runs(3))
    desk.jobs([replace(TINY, weights_seed=seed) for seed in range(10, 14)])
    assert [settings.weights_seed for settings in desk._jobs] == [2, 10, 11, 12, 13]


def test_what_failed_by_bad_luck_is_begun_again_and_what_cannot_be_is_not(workers):
    desk = Desk()
    jobs = desk.jobs(runs(2))
    desk.start(jobs)
    workers.asked.pop(0)[0].set_exception(ValueError("some reason"))
    workers.asked.pop(0)[0].set_exception(Problem("no pictures"))
    assert [job.is_luckless for job in jobs] == [True, False]
    desk.start(jobs)
    assert len(workers.asked) == 1
    again = desk.jobs(runs(2))
    assert [job.outcome for job in again] == [None, jobs[1].outcome]


def test_two_visitors_with_the_same_search_have_it_computed_once(workers):
    desks = Desk("one"), Desk("other")
    for desk in desks:
        desk.start(desk.jobs(runs(3)))
    assert desks[0].jobs(runs(3)) == desks[1].jobs(runs(3))
    desks[0].stop()
    count = 0
    while workers.asked:
        workers.answer()
        count += 1
    assert count == 3 * 4
    assert all(job.outcome for job in desks[0].jobs(runs(3)))


@pytest.mark.slow
def test_a_search_through_real_workers_is_as_without_stopping(monkeypatch):
    settings, found = replace(TINY, weights_seed=5, units="64-64", epochs=100, batch_size=1), []
    for is_broken in (False, True):
        monkeypatch.setattr(visitors, "memory", Memory(10**6))
        desk = Desk()
        (job,) = desk.jobs([settings])
        desk.start([job])
        while is_broken and job.share == 0:
            job.over.wait(0.02)
        if is_broken:
            desk.stop()
            assert not job.over.wait(0.5)
            desk.start([job])
        assert job.over.wait(120)
        found.append(job.outcome.metrics)
    assert found[0] == found[1]
