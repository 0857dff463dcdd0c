"""What the course documents print of runs that callbacks ended, to be told beside what the same callback does here."""

from typing import NamedTuple

from lab.lessons.callbacks.decisions import EARLY, TARGET, WatchSettings


class Ended(NamedTuple):
    """Where a run of the course ended: on which pictures, after which epoch, and which one was best, if told."""

    data: str
    last: int
    best: int | None = None


FIELDS = {
    EARLY: ("monitor", "mode", "patience", "min_delta", "start_from_epoch"),
    TARGET: ("target_monitor", "target"),
}
"""What the end depends on."""
RUNS: dict[str, tuple[WatchSettings, tuple[Ended, ...]]] = {
    EARLY: (WatchSettings(), (Ended("mnist", 30), Ended("fashion_mnist", 14, 11))),
    TARGET: (WatchSettings(stopper=TARGET, target=0.9), (Ended("fashion_mnist", 6),)),
}


def course_endings(watch: WatchSettings) -> tuple[Ended, ...]:
    """The runs of the course that such a callback ended.

    >>> [run.last for run in course_endings(WatchSettings(restore_best_weights=True))]
    [30, 14]
    >>> course_endings(WatchSettings(patience=4))
    ()
    >>> course_endings(WatchSettings(stopper=TARGET, target=0.9))
    (Ended(data='fashion_mnist', last=6, best=None),)
    """
    asked, runs = RUNS[watch.stopper]
    return runs if all(getattr(watch, name) == getattr(asked, name) for name in FIELDS[watch.stopper]) else ()
