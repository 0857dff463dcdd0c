"""The arrays of Keras's pictures: read by a worker, left as files for everybody; `lab.data.pictures` reads them."""

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lab.data import pictures
from lab.data.pictures import NAMES, is_copied, place
from lab.problems import unwritable


def prepare(name: str) -> None:
    """A task: have Keras's loader read a set, unless its arrays lie there. `Problem` where Keras's file is missing."""
    from lab.training import keras_data  # a worker's own; the web process has no Keras

    dataset, source = keras_data.KERAS_DATASETS[name]
    source.check()
    if not is_copied(name):
        copy(name, dataset.make(0))


def copy(name: str, arrays: Sequence[np.ndarray]) -> None:
    """Leave the four arrays for everybody, in the place of broken ones. They are seen whole or not at all: written
    aside, to the disk, then renamed. `Trouble` where the disk is full or may not be written to."""
    try:
        pictures.COPIES.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=pictures.COPIES, ignore_cleanup_errors=True) as folder:
            aside = Path(folder, "whole")
            aside.mkdir(0o755)
            for array, values in zip(NAMES, arrays, strict=True):
                with (aside / f"{array}.npy").open("wb") as file:
                    np.save(file, values)
                    file.flush()
                    os.fsync(file.fileno())
            if not is_copied(name):  # somebody else may have left them meanwhile
                with contextlib.suppress(FileNotFoundError):
                    place(name).rename(Path(folder, "broken"))
                aside.rename(place(name))
    except OSError as error:
        if not is_copied(name):
            raise unwritable(pictures.COPIES, error) from None
