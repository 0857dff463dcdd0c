"""Who has a worker next: with made-up workers and a made-up clock, so that every second of them can be counted."""

import heapq
from collections import Counter
from concurrent.futures import BrokenExecutor, Future
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cache.memory import Memory
from cache.scheduler import HALF_LIFE_S, TRIES, Job, Scheduler
from lab.problems import Problem, Trouble


class Work(Job):
    """So many chunks of so many seconds each."""

    def __init__(self, name="", chunks=1_000_000, seconds=0.5, is_long=False):
        super().__init__()
        self.name, self.chunks, self.seconds, self.is_long = name, chunks, seconds, is_long
        self.done = 0

    def chunk(self):
        return (self,)

    def take(self, result):
        self.done += 1
        return self.done >= self.chunks

    def fail(self, error):
        self.problem = error if isinstance(error, Problem) else Trouble("it failed")


class Workers:
    """Workers that take as long as a job says, by a clock of their own. `begun` has (time, job) of every chunk."""

    def __init__(self, places=2):
        self.now, self.places, self.deaths = 0.0, places, 0
        self.busy, self.begun, self._numbers = [], [], count()
        self.scheduler = Scheduler(self.submit, places, lambda: self.now)

    def submit(self, job):
        future = Future()
        heapq.heappush(self.busy, (self.now + job.seconds, next(self._numbers), job, future))
        self.begun.append((self.now, job))
        assert len(self.busy) <= self.places
        return future

    def run(self, until):
        """What happens up to this time."""
        while self.busy and self.busy[0][0] <= until:
            self.now, _, job, future = heapq.heappop(self.busy)
            if job.name == "deadly":
                self.deaths += 1
                future.set_exception(BrokenExecutor())
            else:
                future.set_result(None)
        self.now = until

    def seconds(self, since=0.0):
        """Of workers that each name has had, since a time."""
        had = Counter()
        for began, job in self.begun:
            if began >= since:
                had[job.name] += job.seconds
        return had


@pytest.fixture
def workers():
    return Workers()


@settings(deadline=None, max_examples=25)
@given(
    places=st.integers(1, 4),
    loads=st.lists(st.tuples(st.integers(1, 40), st.sampled_from([0.1, 0.25, 0.5])), min_size=2, max_size=8),
)
def test_whatever_each_has_asked_for_all_get_the_same_share(places, loads):
    workers = Workers(places)
    for number, (jobs, seconds) in enumerate(loads):
        workers.scheduler.put(str(number), "lane", [Work(str(number), seconds=seconds) for _ in range(jobs)])
    workers.run(60.0)
    had = workers.seconds()
    most = min(1, places / len(loads)) * 60
    for number, (jobs, _) in enumerate(loads):
        # Where there are more workers than visitors, those with several jobs share what is left.
        assert had[str(number)] >= most - 2.0
        if jobs == 1 or len(loads) >= places:
            assert had[str(number)] <= most + 2.0


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(st.floats(0, 60), st.integers(0, 9), st.integers(1, 20), st.sampled_from([0.05, 0.5]), st.booleans()),
        min_size=1,
        max_size=40,
    )
)
def test_everything_that_stays_wanted_comes_and_no_worker_idles_while_somebody_waits(arrivals):
    workers = Workers(2)
    jobs = []
    for at, visitor, chunks, seconds, is_long in sorted(arrivals):
        workers.run(at)
        jobs.append(Work(str(visitor), chunks, seconds, is_long))
        workers.scheduler.want(str(visitor), "lane", jobs[-1])
        waiting = [job for job in jobs if not job.over.is_set() and job not in [busy[2] for busy in workers.busy]]
        free_for = [job for job in waiting if not job.is_long or not any(busy[2].is_long for busy in workers.busy)]
        assert len(workers.busy) == 2 or not free_for
    workers.run(60 + sum(job.chunks * job.seconds for job in jobs))
    assert all(job.over.is_set() and job.done == job.chunks for job in jobs)


def test_who_comes_later_waits_for_one_chunk_and_is_not_favoured_for_ever(workers):
    workers.scheduler.put("old", "lane", [Work("old") for _ in range(9)])
    workers.run(200.0)
    workers.scheduler.put("new", "lane", [Work("new") for _ in range(9)])
    workers.run(201.0)
    assert any(job.name == "new" and began <= 200.5 for began, job in workers.begun)
    workers.run(200.0 + 2 * HALF_LIFE_S)
    old, new = (workers.seconds(since=200.0 + HALF_LIFE_S)[name] for name in ("old", "new"))
    assert abs(old - new) < 2.0


def test_a_short_training_waits_for_no_long_one(workers):
    """Two visitors with the longest ones that there are; a third comes with something short, again and again."""
    for name in ("one", "other"):
        workers.scheduler.put(name, "lane", [Work(name, seconds=10.0, is_long=True) for _ in range(5)])
    for number in range(20):
        workers.run(100.0 + number)
        short = Work("short", chunks=3, seconds=0.01)
        workers.scheduler.want("third", f"lane {number}", short)
        workers.run(100.1 + number)
        assert short.over.is_set()
    assert workers.seconds()["one"] >= 40
    assert workers.seconds()["other"] >= 40


def test_where_there_is_one_worker_long_ones_have_it():
    workers = Workers(1)
    workers.scheduler.want("one", "lane", Work("one", chunks=2, is_long=True))
    workers.run(5.0)
    assert workers.seconds() == {"one": 1.0}


def test_who_is_alone_has_all_workers_and_jobs_come_in_their_order(workers):
    jobs = [Work(str(number), chunks=2) for number in range(4)]
    workers.scheduler.put("alone", "lane", jobs)
    workers.run(10.0)
    assert [(began, job.name) for began, job in workers.begun] == [
        *((0.0, "0"), (0.0, "1"), (0.5, "0"), (0.5, "1")),
        *((1.0, "2"), (1.0, "3"), (1.5, "2"), (1.5, "3")),
    ]


def test_another_place_of_the_page_waits_for_no_search(workers):
    workers.scheduler.put("visitor", "search", [Work("cell", chunks=9) for _ in range(180)])
    workers.run(60.0)
    shown = Work("shown", chunks=4)
    workers.scheduler.put("visitor", "run", [shown])
    workers.run(62.6)
    assert shown.over.is_set()


@pytest.mark.parametrize("end", ["put", "drop", "leave", "lapse"])
def test_what_nobody_wants_any_more_is_free_within_a_chunk(workers, end):
    job = Work("gone")
    workers.scheduler.put("visitor", "lane", [job], 20.0 if end == "lapse" else 1e9)
    workers.run(20.2)
    {
        "put": lambda: workers.scheduler.put("visitor", "lane", []),
        "drop": lambda: workers.scheduler.drop("visitor", job),
        "leave": lambda: workers.scheduler.leave("visitor"),
        "lapse": lambda: None,
    }[end]()
    workers.run(100.0)
    assert max(began for began, _ in workers.begun) <= 20.2
    assert not workers.busy
    assert not workers.scheduler.wants("visitor", job)


def test_it_goes_on_while_anybody_wants_it_and_has_one_worker_at_a_time(workers):
    job = Work("shared")
    for number in range(30):
        workers.scheduler.want(str(number), "lane", job)
    workers.run(5.0)
    assert workers.seconds()["shared"] == 5.5
    for number in range(29):
        workers.scheduler.leave(str(number))
    workers.run(10.0)
    assert workers.seconds()["shared"] == 10.5
    workers.scheduler.leave("29")
    workers.run(20.0)
    assert workers.seconds()["shared"] == 10.5


def test_a_dead_worker_s_task_is_tried_again_but_not_for_ever(workers):
    job = Work("deadly")
    workers.scheduler.want("visitor", "lane", job)
    workers.run(60.0)
    assert workers.deaths == TRIES
    assert isinstance(job.problem, Trouble)
    assert f"ended {TRIES} times" in str(job.problem)
    assert job.over.is_set()


def test_a_dead_worker_s_task_is_not_tried_again_where_nobody_wants_it(workers):
    job = Work("deadly")
    workers.scheduler.want("visitor", "lane", job)
    workers.scheduler.leave("visitor")
    workers.run(60.0)
    assert workers.deaths == 1
    assert job.problem is None


def test_a_job_that_cannot_even_say_what_it_wants_fails_alone(workers):
    bad, good = Work("bad"), Work("good", chunks=1)
    bad.chunk = lambda: [][0]
    workers.scheduler.put("visitor", "lane", [bad, good])
    workers.run(5.0)
    assert bad.problem
    assert good.over.is_set()


def test_how_many_are_before_one_is_known(workers):
    for number in range(5):
        workers.scheduler.put(str(number), "lane", [Work(str(number), seconds=1.0 + number / 100)])
    assert [workers.scheduler.ahead(str(number)) for number in range(5)] == [0, 0, 0, 0, 0]
    workers.run(10.0)
    places = sorted(workers.scheduler.ahead(str(number)) for number in range(5))
    assert places == [0, 0, 0, 1, 2]
    assert workers.scheduler.ahead("nobody") == 0


def test_held_nothing_new_is_begun_until_it_may(workers):
    workers.scheduler.hold()
    workers.scheduler.want("visitor", "lane", Work("later"))
    workers.run(5.0)
    assert not workers.begun
    workers.scheduler.hold(False)
    assert len(workers.begun) == 1


def test_what_was_asked_for_before_is_found_and_what_failed_is_made_anew():
    memory = Memory(1000)
    first = memory.job("key", Work)
    assert memory.job("key", Work) is first
    assert memory.job("other", Work) is not first
    first.problem = Problem("no")
    assert memory.job("key", Work) is not first


def test_no_more_is_kept_than_fits_but_what_somebody_holds_is_found():
    memory = Memory(1000)
    held = memory.job("held", Work)
    held.num_bytes = 100
    for key in range(5):
        memory.job(key, lambda: Work("first")).num_bytes = 300
    assert memory.job("held", Work) is held
    assert [memory.job(key, lambda: Work("again")).name for key in (4, 3, 0)] == ["first", "first", "again"]
