"""Where the state of a large training lies between two chunks: in files that all workers can read, not in the pipe.

The network of 11 million weights that the course trains on film reviews has a state of 90 MB, which would cross the
pipe twice in every chunk. Here only the files' names do. They go when nobody in the web process holds the state any
more, and all of them with the server.
"""

import contextlib
import shutil
import tempfile
import uuid
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from lab.traces import Chunk, State, Trace

LARGE = 4_000_000
"""Bytes from which on a state goes to the shelf."""


class Shelved(Sequence):
    """Arrays in files, to be read like a tuple of them. An array is mapped into memory when it is looked at."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index):
        found = self.paths[index]
        return tuple(map(_read, found)) if isinstance(index, slice) else _read(found)

    def __iter__(self) -> Iterator[np.ndarray]:
        return map(_read, self.paths)


def _read(path: Path) -> np.ndarray:
    return np.load(path, mmap_mode="r")


@cache
def folder() -> Path:
    """The shelf of this server, to be asked for in the web process; `clear` takes it away."""
    return Path(tempfile.mkdtemp(prefix="see-it-learn-"))


def clear(shelf: Path) -> None:
    """Take the shelf away, with all that is on it."""
    shutil.rmtree(shelf, ignore_errors=True)


def put(result: Chunk | Trace, shelf: Path) -> Chunk | Trace:
    """The same with its state's arrays on the shelf, where they are large. For workers."""
    state = result.state
    if sum(array.nbytes for array in (*state.variables, *state.slots)) < LARGE:
        return result
    shelf.mkdir(parents=True, exist_ok=True)
    variables, slots = _written(state.variables, shelf), _written(state.slots, shelf)
    return replace(result, state=replace(state, variables=variables, slots=slots))


def _written(arrays: Sequence[np.ndarray], shelf: Path) -> Shelved:
    paths = [shelf / f"{uuid.uuid4().hex}.npy" for _ in arrays]
    for path, array in zip(paths, arrays, strict=True):
        np.save(path, array)
    return Shelved(paths)


def adopt(state: State) -> None:
    """Have the state's files deleted once the state is forgotten. For the web process, when a state has come."""
    for arrays in (state.variables, state.slots):
        if isinstance(arrays, Shelved):
            weakref.finalize(arrays, _delete, arrays.paths)


def _delete(paths: Sequence[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()
