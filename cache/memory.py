"""What has been asked for once by whoever it was, so that it is computed once: of 30 visitors with one link, the first
one's training is that of all."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import numpy as np

from cache.scheduler import Job

J = TypeVar("J", bound=Job)


class Memory:
    """Jobs by what they compute. A job that somebody holds is always found; of the others, those that were asked for
    last and that fit into so many bytes together."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._all: WeakValueDictionary[Hashable, Job] = WeakValueDictionary()
        self._latest: OrderedDict[Hashable, Job] = OrderedDict()

    def job(self, key: Hashable, make: Callable[[], J]) -> J:
        """The job of this key, made where there is none, or only one that has failed."""
        with self._lock:
            job: Any = self._all.get(key)
            if job is None or job.problem:
                job = self._all[key] = make()
            self._latest[key] = job
            self._latest.move_to_end(key)
            while sum(its.num_bytes for its in self._latest.values()) > self._most_bytes and len(self._latest) > 1:
                self._latest.popitem(last=False)
            return job


def num_bytes(value: Any) -> int:
    """About how much memory a value takes: its arrays and texts, through tuples, tables and records.

    >>> num_bytes((np.zeros(10), {"a": np.zeros(5, "float32")}))
    100
    """
    if isinstance(value, np.memmap):
        return 0
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(num_bytes, value.values()))
    if isinstance(value, tuple | list):
        return sum(map(num_bytes, value))
    if is_dataclass(value):
        return sum(num_bytes(getattr(value, item.name)) for item in fields(value))
    return 0
