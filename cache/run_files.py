"""A long training's state as a file, so that a server that is killed loses only the seconds since it was written.

The file holds weights, slots, and what was measured in every piece. Reading it needs no TensorFlow.
"""

import contextlib
import hashlib
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from cache import shelf
from lab.lessons.images.cifar import Plan
from lab.lessons.images.cifar_states import Kept, Progress
from lab.problems import Problem

MOST_FILES = 6
BEGINNING = "cifar10-training-"
DAMAGES = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)


def path_of(plan: Plan, place: Path) -> Path:
    """The file of a training: its settings, and on how many pictures, decide its name."""
    key = hashlib.sha256(_fingerprint(plan).encode()).hexdigest()[:16]
    return place / f"{BEGINNING}{key}.npz"


def _fingerprint(plan: Plan) -> str:
    return repr((plan.settings, plan.settings.layers(), plan.num_pictures, plan.num_test, plan.piece_work))


def read_progress(plan: Plan, place: Path) -> Progress:
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
    if str(file["settings"]) != _fingerprint(plan) or measured.shape[1:] != (3,) or len(measured) > len(plan.pieces):
        raise ValueError("it belongs to another training")
    return Progress(len(measured), measured)


def _damaged(path: Path, error: Exception) -> Problem:
    text = "{path} is damaged, so the training begins anew: {reason}"
    return Problem(text, path=str(path), reason=str(error) or type(error).__name__)


def write(plan: Plan, place: Path, kept: Kept) -> None:
    """Leave the state under its name; the oldest of more than six are removed."""
    arrays: dict[str, Any] = {f"variable{index:04}": array for index, array in enumerate(kept.variables)}
    arrays |= {f"slot{index:04}": array for index, array in enumerate(kept.slots)}
    arrays |= {"settings": np.array(_fingerprint(plan)), "measured": kept.progress.measured}
    shelf.write(path_of(plan, place), lambda file: np.savez(file, **arrays), sync=True)
    _tidy(place)


def _tidy(place: Path) -> None:
    """Remove the states that were written longest ago."""
    ages = []
    for path in place.glob(f"{BEGINNING}*.npz"):
        with contextlib.suppress(OSError):
            ages.append((path.stat().st_mtime, path))
    shelf.delete(path for _, path in sorted(ages)[:-MOST_FILES])
