"""Where the state of a large training lies between two chunks: in files that all workers can read, not in the pipe.

The network of 11 million weights that the course trains on film reviews has a state of 90 MB, which would cross the
pipe twice in every chunk. Here only the files' names do. They go when nobody in the web process holds the state any
more, and all of them with the server.
"""

import contextlib
import os
import shutil
import tempfile
import time
import uuid
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np

from lab.lessons.images.cifar_states import Kept
from lab.problems import unwritable
from lab.traces import State

S = TypeVar("S", State, Kept)

LARGE = 4_000_000
"""Bytes from which on a state goes to the shelf."""
ASIDE = ".aside-"
STALE_S = 3600.0


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


def put(state: S, shelf: Path) -> S:
    """The same with its arrays on the shelf, where they are large. For workers."""
    if sum(array.nbytes for array in (*state.variables, *state.slots)) < LARGE:
        return state
    return replace(state, variables=_put(state.variables, shelf), slots=_put(state.slots, shelf))


def _put(arrays: Sequence[np.ndarray], shelf: Path) -> Shelved:
    paths = [shelf / f"{uuid.uuid4().hex}.npy" for _ in arrays]
    for path, array in zip(paths, arrays, strict=True):
        write(path, partial(np.save, arr=array))
    return Shelved(paths)


def write(path: Path, save: Callable[[BinaryIO], object], *, sync: bool = False) -> None:
    """Have a file written aside, and give it its name once it is whole; `Trouble` where that cannot be.

    With `sync` it is on the disk before it has its name. What writers that were killed have left is taken away.
    """
    folder, aside = path.parent, path.parent / f"{ASIDE}{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with aside.open("xb") as file:
            save(file)
            file.flush()
            length = file.tell()
            if sync:
                os.fsync(file.fileno())
        if aside.stat().st_size != length:
            raise OSError(f"{aside.stat().st_size:,} bytes of {length:,} were written")
        aside.replace(path)
    except OSError as error:
        raise unwritable(folder, error) from None
    finally:
        delete([aside])
    if sync:
        delete(scrap for scrap in folder.glob(f"{ASIDE}*") if time.time() - _age(scrap) > STALE_S)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # its writer has taken it away meanwhile
        return time.time()


def adopt(state: State | Kept) -> None:
    """Have the state's files deleted once the state is forgotten. For the web process, when a state has come."""
    for arrays in (state.variables, state.slots):
        if isinstance(arrays, Shelved):
            weakref.finalize(arrays, delete, arrays.paths)


def delete(paths: Iterable[Path]) -> None:
    """Take files away, where they are there."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()
