"""A long training's state as a file: written aside and then renamed, so that a server that is killed loses one piece.

The file holds weights, slots, and what was measured in every piece. Reading it needs no TensorFlow.
"""

import contextlib
import hashlib
import os
import time
import uuid
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from lab.lessons.images.cifar import Plan
from lab.problems import Problem

MOST_FILES = 6
STALE_S = 3600.0
BEGINNING, ASIDE = "cifar10-training-", ".cifar10-training-"
DAMAGES = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)
NOTHING = np.zeros((0, 3))


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a training is. `measured` (done, 3): pictures, mean loss and accuracy of each piece that is done.

    `damaged` says that the file of a state could not be read, so that the training began anew.
    """

    done: int = 0
    measured: np.ndarray = field(default_factory=NOTHING.copy)
    damaged: Problem | None = None

    def curve(self, plan: Plan, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Steps, losses and accuracies: of "train" after each piece, else after all pictures have been measured."""
        chosen = [
            (plan.steps * (piece.epoch + 1) if kind == "held out" else plan.steps * piece.epoch + piece.last, *measured)
            for piece, measured in zip(plan.pieces, self.measured, strict=False)
            if piece.kind == kind
        ]
        rows = np.array(chosen).reshape(-1, 4)
        if kind == "train":
            return rows[:, 0], rows[:, 2], rows[:, 3]
        whole = plan.num_test if kind == "test" else plan.examples - plan.num_train
        groups = [rows[rows[:, 0] == step] for step in np.unique(rows[:, 0])] if kind == "held out" else [rows]
        means = [
            (group[0, 0], *(group[:, 1] @ group[:, 2:]) / whole)
            for group in groups
            if len(group) and group[:, 1].sum() == whole
        ]
        found = np.array(means).reshape(-1, 3)
        return found[:, 0], found[:, 1], found[:, 2]

    def test_accuracy(self, plan: Plan) -> float | None:
        """Once all has been done."""
        found = self.curve(plan, "test")[2]
        return float(found[0]) if len(found) else None


@dataclass(frozen=True, eq=False)
class Kept:
    """A state between two pieces: what was measured so far, the network's variables, the optimizer's slots."""

    progress: Progress
    variables: Sequence[np.ndarray]
    slots: Sequence[np.ndarray]


def path_of(plan: Plan, place: Path) -> Path:
    """The file of a training: its settings, and on how many pictures, decide its name."""
    key = hashlib.sha256(_said(plan).encode()).hexdigest()[:16]
    return place / f"{BEGINNING}{key}.npz"


def _said(plan: Plan) -> str:
    return repr((plan.settings, plan.settings.layers(), plan.num_pictures, plan.num_test, plan.piece_work))


def seen(plan: Plan, place: Path) -> Progress:
    """How far the file says that the training is; nothing done where there is none, or none that can be read."""
    path = path_of(plan, place)
    if not path.exists():
        return Progress()
    try:
        with np.load(path, allow_pickle=False) as file:
            return _progress(plan, file)
    except DAMAGES as error:
        return Progress(damaged=_damaged(path, error))


def read(plan: Plan, place: Path) -> Kept | Progress:
    """The state in the file; where there is none, or one that cannot be read, `Progress` with nothing done."""
    path = path_of(plan, place)
    if not path.exists():
        return Progress()
    try:
        with np.load(path, allow_pickle=False) as file:
            names = sorted(file.files)
            arrays = {kind: [file[name] for name in names if name.startswith(kind)] for kind in ("variable", "slot")}
            return Kept(_progress(plan, file), arrays["variable"], arrays["slot"])
    except DAMAGES as error:
        return Progress(damaged=_damaged(path, error))


def _progress(plan: Plan, file) -> Progress:
    measured = file["measured"]
    if str(file["settings"]) != _said(plan) or measured.shape[1:] != (3,) or len(measured) > len(plan.pieces):
        raise ValueError("it belongs to another training")
    return Progress(len(measured), measured)


def _damaged(path: Path, error: Exception) -> Problem:
    text = "{path} is damaged, so the training begins anew: {reason}"
    return Problem(text, path=str(path), reason=str(error) or type(error).__name__)


def write(plan: Plan, place: Path, kept: Kept) -> None:
    """Leave the state under its name; the oldest of more than six are removed."""
    path = path_of(plan, place)
    aside = place / f"{ASIDE}{uuid.uuid4().hex}.npz"
    arrays: dict[str, Any] = {f"variable{index:04}": array for index, array in enumerate(kept.variables)}
    arrays |= {f"slot{index:04}": array for index, array in enumerate(kept.slots)}
    try:
        place.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            np.savez(file, settings=np.array(_said(plan)), measured=kept.progress.measured, **arrays)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise Problem("{folder} cannot be written to: {reason}", folder=str(place), reason=str(error)) from None
    finally:
        _remove(aside)
    _tidy(place)


def _tidy(place: Path) -> None:
    """Remove the states that were written longest ago, and what writers that were killed have left."""
    ages = []
    for path in place.glob(f"{BEGINNING}*.npz"):
        with contextlib.suppress(OSError):
            ages.append((path.stat().st_mtime, path))
    for _, path in sorted(ages)[:-MOST_FILES]:
        _remove(path)
    for path in place.glob(f"{ASIDE}*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_S:
                _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def sizes(folder: Path) -> tuple[int, int]:
    """How many pictures there are to learn from and to test with, in a folder of arrays."""
    return tuple(len(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ("y", "y_test"))  # type: ignore[return-value]
