"""What workers are asked beside trainings: the outcome of any task of `lab.training`. Equal questions of several
sessions are answered once, and a question that no page waits for any more is put off."""

from collections.abc import Hashable
from concurrent.futures import TimeoutError
from itertools import count
from typing import Any

import streamlit as st

from cache import visitors, worker
from cache.memory import num_bytes
from cache.scheduler import Job
from lab.problems import Problem, Trouble
from lab.traces import Unfinished

MOST_ANSWERS = 64
PATIENCE_S = 10.0
"""So long after somebody has last looked for it an answer is still worked at."""
LANE = "answers"

_numbers = count()


class Task(Job):
    """A task as it is computed, for everybody who asked: `answer`, or `problem`."""

    def __init__(self, task: str, arguments: tuple[Any, ...]) -> None:
        super().__init__()
        self._call = self._asked = worker.named, task, *arguments
        self.answer: Any = None
        self.so_far: Any = None

    def chunk(self) -> tuple[Any, ...]:
        return self._call

    def take(self, result: Any) -> bool:
        if isinstance(result, Unfinished):
            self._call, self.so_far = (*self._asked, result.state), result.state
            return False
        self.answer, self.num_bytes = result, num_bytes(result)
        return True

    def fail(self, error: Exception) -> None:
        if not isinstance(error, Problem):
            text = "a worker could not compute it: {error}"
            error = Trouble(text, error=visitors.reason(error, self._call[1]))
        self.problem = error


class Answer:
    """A task's outcome, to come, as one visitor waits for it. Every look says that it is still wanted."""

    def __init__(self, task: str, arguments: tuple[Any, ...], visitor: str) -> None:
        self.number = next(_numbers)
        self._task, self._arguments, self._visitor = task, arguments, visitor
        self._job = self._find()
        self.done()

    def _find(self) -> Task:
        key: Hashable = self._task, self._arguments
        try:
            hash(key)
        except TypeError:  # arrays are among them: the answer is this visitor's own
            key = self.number
        return visitors.memory.job(key, lambda: Task(self._task, self._arguments))

    def done(self) -> bool:
        """Whether there is an outcome, in good or in bad."""
        return self.wait(0.0)

    def wait(self, seconds: float) -> bool:
        """Wait for it, but no longer than this; whether it is there."""
        if not self._job.over.is_set():
            visitors.scheduler.want(self._visitor, LANE, self._job, PATIENCE_S + seconds)
        return self._job.over.wait(seconds)

    def result(self, timeout: float) -> Any:
        """What the task gives; whatever went wrong is a `Problem`, and `TimeoutError` that it takes longer."""
        if not self.wait(timeout):
            raise TimeoutError
        if self._job.problem is not None:
            raise self._job.problem
        return self._job.answer

    @property
    def so_far(self) -> Any:
        """What a task that is still going on has found: the state that it goes on from; None before there is one."""
        return self._job.so_far

    def try_again(self) -> None:
        """Ask once more, if it has failed."""
        self._job = self._find()
        self.done()

    def forget(self) -> None:
        visitors.scheduler.drop(self._visitor, self._job)


@st.cache_resource(scope="session", max_entries=MOST_ANSWERS, show_spinner=False, on_release=Answer.forget)
def asked(task: str, *arguments: Any) -> Answer:
    """The outcome of a task, asked for at the first call. `task` is its name, as `worker.named` takes it."""
    return Answer(task, arguments, visitors.visitor())
