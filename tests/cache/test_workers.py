"""Workers that train: what happens when one dies, and that the web process stays free of TensorFlow."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import wait
from dataclasses import replace

import numpy as np
import psutil
import pytest

from cache import trainings, visitors, workers
from cache.answers import Task
from cache.memory import Memory
from lab.stacks.layers import Dense
from tests import samples
from tests.cache import tasks
from tests.serving import served

XOR = replace(samples.XOR, epochs=100, snapshots=(0, 100))
LAYERS = (Dense(32, "relu"), Dense(10, "softmax"))
LONG = replace(samples.DIGITS, layers=LAYERS, validation_fraction=0.0, shuffle=False, batch_size=8, epochs=400)


def worker_ids() -> list[int]:
    """The process ids of the workers, asked of themselves."""
    futures = [workers.submit(tasks.who, 0.3) for _ in range(2 * workers.NUM_WORKERS)]
    return sorted({future.result(60) for future in futures})


def test_a_training_comes_back_from_a_worker_whole():
    running = trainings.Running(XOR)
    assert running.wait(90)
    assert running.problem is None
    assert running.trace.epochs == 100
    assert running.trace.snapshot_epochs == (0, 100)
    assert workers.are_warm()


@pytest.mark.slow
def test_a_killed_worker_costs_a_training_a_second_try_and_nobody_else_anything(monkeypatch):
    first, other = trainings.Running(LONG), trainings.Running(replace(LONG, weights_seed=1))
    begun(first)
    assert not first.is_done
    victims = children_at_work(os.getpid())
    assert victims
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    assert first.wait(120)
    assert other.wait(120)
    assert first.problem is None
    assert other.problem is None
    monkeypatch.setattr(visitors, "memory", Memory(10**8))
    again = trainings.Running(LONG)
    assert again.wait(120)
    np.testing.assert_array_equal(first.trace.metrics["loss"], again.trace.metrics["loss"])
    assert not np.array_equal(first.trace.metrics["loss"], other.trace.metrics["loss"])


def begun(running: trainings.Running) -> None:
    """Wait until some epochs are there."""
    for _ in range(9000):
        if running.wait(0.01) or (running.trace and running.trace.epochs):
            return


def children_at_work(pid: int) -> list[int]:
    """The workers among a process's children: those that were started by loky to work."""
    children = psutil.Process(pid).children(recursive=True)
    return [child.pid for child in children if "loky.backend.popen_loky_posix" in " ".join(child.cmdline())]


@pytest.mark.slow
def test_a_task_that_kills_every_worker_ends_in_a_calm_message_and_the_next_one_works():
    class Poison(Task):
        def chunk(self):
            return (tasks.die,)

    poison = Poison("", ())
    visitors.scheduler.want("", "poison", poison)
    assert poison.over.wait(120)
    assert "ended 3 times" in str(poison.problem)
    running = trainings.Running(replace(XOR, weights_seed=3))
    assert running.wait(90)
    assert running.problem is None


def test_a_problem_of_a_task_comes_back_as_that_problem():
    running = trainings.Running(replace(XOR, layers=(Dense(3, "sigmoid"),)))
    assert running.wait(60)
    assert "the last layer gives" in str(running.problem)
    assert running.trace is None


def test_an_abandoned_training_stops_after_its_chunk():
    running = trainings.Running(replace(LONG, epochs=20_000))
    begun(running)
    running.abandon()
    for _ in range(1000):
        if not visitors.scheduler.is_busy(running.course):
            break
        time.sleep(0.01)
    done = running.course.trace.epochs
    assert 0 < running.trace.epochs <= done < 20_000
    workers.submit(tasks.now).result(60)
    assert running.course.trace.epochs == done


def test_two_trainings_at_once_get_their_own_results():
    many = [trainings.Running(replace(XOR, weights_seed=seed)) for seed in range(6)]
    assert all(running.wait(60) for running in many)
    alone = trainings.Running(replace(XOR, weights_seed=4))
    assert alone.wait(60)
    losses = [running.trace.metrics["loss"] for running in many]
    np.testing.assert_array_equal(losses[4], alone.trace.metrics["loss"])
    assert len({loss.tobytes() for loss in losses}) == 6


@pytest.mark.parametrize("are_awake", [True, False])
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_workers_end_with_their_server(end, are_awake):
    """However the server ends, and however early, it leaves no worker behind."""
    with served() as server:
        deadline = time.time() + 60
        while not (workers_of := children_at_work(server.process.pid)) and time.time() < deadline:
            time.sleep(0.1)
        assert workers_of
        while are_awake and not all(is_awake(pid) for pid in workers_of) and time.time() < deadline:
            time.sleep(0.1)
        server.process.send_signal(end)
        server.process.wait(30)
    deadline = time.time() + 15
    while any(is_running(pid) for pid in workers_of) and time.time() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in workers_of if is_running(pid)]


def is_awake(pid: int) -> bool:
    """Whether the worker has begun to warm up, which it says by being nice to others."""
    return psutil.Process(pid).nice() > psutil.Process().nice()


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.mark.slow
def test_the_web_process_imports_no_tensorflow_and_a_worker_no_streamlit():
    script = (
        "import sys\n"
        "from cache import workers\n"
        "from cache.worker import awake, named\n"
        "from lab.stacks.layers import Dense\n"
        "from tests.cache import tasks\n"
        "assert workers.submit(awake).result(90)\n"
        "assert workers.submit(named, 'building:build', (4,), (Dense(2),)).result(90).parameters == 10\n"
        "assert workers.submit(named, 'breaking:fitted', 'five outputs').result(90).error\n"
        "error = workers.submit(tasks.fails_inside_tensorflow).exception(90)\n"
        "assert type(error) is RuntimeError and 'InvalidArgumentError' in str(error), error\n"
        "there = {name.partition('.')[0] for _ in range(4) for name in workers.submit(tasks.modules).result(60)}\n"
        "assert 'keras' in there and not {'streamlit', 'altair'} & there, there\n"
        "workers.stop()\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules), 'imported here'\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)


def test_tasks_run_beside_each_other():
    assert len(worker_ids()) == workers.NUM_WORKERS
    done, late = wait([workers.submit(tasks.who, 0.0) for _ in range(20)], timeout=30)
    assert len(done) == 20
    assert not late
