"""What claims train, each thing once in a whole run of pytest, whichever test or process asks first."""

import hashlib
import pickle
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from lab.experiments import Training
from lab.traces import Trace

SHARED: list[Path] = []
"""The folder that all processes of a run of pytest share; `conftest.py` puts it here."""


@cache
def once(function: Callable, *arguments: Any) -> Any:
    """What a function answers, remembered for all processes; one of them computes while the others wait."""
    said = repr((function.__module__, function.__qualname__, arguments))
    path = SHARED[0] / hashlib.sha256(said.encode()).hexdigest()
    begun = path.with_suffix(".begun")
    while not path.exists():
        try:
            begun.mkdir()
        except FileExistsError:
            time.sleep(0.05)
            continue
        try:
            aside = path.with_suffix(".aside")
            aside.write_bytes(pickle.dumps(function(*arguments)))
            aside.rename(path)
        finally:
            begun.rmdir()
    return pickle.loads(path.read_bytes())


def trained(training: Training) -> Trace:
    """The trace of a training."""
    from lab.training.runs import train

    return once(train, training)


def ends(settings: Any) -> dict[str, float]:
    """Every metric of a lesson's settings after the last epoch."""
    return {name: float(values[-1]) for name, values in trained(settings.training()).metrics.items()}
