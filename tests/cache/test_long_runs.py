"""Long trainings: they advance while somebody looks, take turns, and go on where a file says."""

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cache import long_runs, visitors
from cache.long_runs import LongRun
from cache.memory import Memory
from cache.run_files import write
from cache.scheduler import Scheduler
from lab.lessons.images.cifar import CifarSettings, Plan
from lab.lessons.images.cifar_states import Kept, Progress
from lab.problems import Problem

PLAN = Plan(CifarSettings(design="tutorial", epochs=1, batch_size=20), 200, 60, piece_work=1e9)


@pytest.fixture
def asked(monkeypatch):
    """The pieces that workers were asked for and have not given yet: (plan, is to be written, future)."""
    waiting = []

    def submit(task, place, plan, folder, state, files, is_to_write):
        future = Future()
        waiting.append((plan, is_to_write, future))
        return future

    monkeypatch.setattr(visitors, "scheduler", Scheduler(submit, 2, lambda: give.now))
    monkeypatch.setattr(visitors, "memory", Memory(1000))
    return waiting


def run(plan=PLAN, place=Path("/nowhere"), visitor="visitor"):
    return LongRun(plan, Path("/nowhere"), place, visitor)


def give(asked, outcome=None):
    """The piece that was asked for first comes, or a problem does."""
    plan, _, future = asked.pop(0)
    give.now += 0.5
    done = give.done[plan] = give.done.get(plan, 0) + 1
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(Kept(outcome or Progress(done, np.ones((done, 3))), (), ()))


@pytest.fixture(autouse=True)
def from_the_start():
    give.done, give.now = {}, 0.0


def test_nothing_is_asked_for_before_somebody_wants_it(asked):
    its = run()
    its.look()
    assert not asked
    assert its.seconds_left is None


def test_one_piece_follows_another_to_the_end(asked):
    its = run()
    its.go_on()
    for number in range(len(PLAN.pieces)):
        assert len(asked) == 1
        its.look()
        assert its.progress.done == number
        give(asked)
    assert its.is_whole
    assert not asked
    assert its.seconds_left == 0


def test_it_waits_when_nobody_looks_and_goes_on_at_the_next_look(asked):
    its = run()
    its.go_on()
    give.now = long_runs.UNSEEN_S
    give(asked)
    assert not asked
    its.look()
    assert len(asked) == 1


def test_it_is_written_every_few_seconds_and_not_with_every_piece(asked, monkeypatch):
    its = run()
    its.go_on()
    give(asked)
    assert not asked[0][1]
    monkeypatch.setattr(long_runs, "WRITE_EVERY_S", 0.0)
    give(asked)
    assert asked[0][1]


def test_two_visitors_have_one_run_and_one_stops_it_for_themselves(asked):
    its, other = run(), run(visitor="another")
    its.go_on()
    other.go_on()
    assert len(asked) == 1
    give(asked)
    assert its.progress.done == other.progress.done == 1
    its.stop()
    give(asked)
    assert len(asked) == 1
    other.stop()
    give(asked)
    assert not asked


def test_stopped_it_takes_the_piece_under_way_and_no_more_until_it_goes_on(asked):
    its = run()
    its.go_on()
    its.stop()
    give(asked)
    assert (its.progress.done, asked) == (1, [])
    its.look()
    assert not asked
    its.go_on()
    assert len(asked) == 1


def test_long_runs_take_turns_and_only_one_has_a_worker(asked):
    plans = [replace(PLAN, settings=replace(PLAN.settings, seed=seed)) for seed in range(3)]
    runs = [run(plan, visitor=str(plan.settings.seed)) for plan in plans]
    for its in runs:
        its.go_on()
    turns = []
    for _ in range(9):
        assert len(asked) == 1
        turns.append(asked[0][0].settings.seed)
        give(asked)
    assert {seed: turns.count(seed) for seed in range(3)} == {0: 3, 1: 3, 2: 3}


@pytest.mark.parametrize(
    ("error", "told"),
    [(Problem("the disk is full"), "the disk is full"), (RuntimeError("boom"), "the training failed: boom")],
)
def test_what_went_wrong_is_told_and_another_try_can_be_made(asked, error, told):
    its = run()
    its.go_on()
    give(asked, error)
    assert told in str(its.problem)
    its.look()
    assert not asked
    its.go_on()
    assert its.problem is None
    assert len(asked) == 1


def test_a_damaged_file_stays_told_when_the_training_has_begun_anew(asked):
    its = run()
    its.go_on()
    give(asked, Progress(1, np.ones((1, 3)), Problem("damaged")))
    give(asked)
    assert str(its.damaged) == "damaged"


def test_a_new_server_goes_on_where_the_file_says(asked, tmp_path):
    write(PLAN, tmp_path, Kept(Progress(2, np.ones((2, 3))), [np.zeros(3)], []))
    its = run(place=tmp_path)
    assert its.progress.done == 2
    assert not its.is_wanted
    its.go_on()
    assert len(asked) == 1
