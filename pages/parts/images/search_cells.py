"""The cells of a search as pages show them: what each is called, how far it is, and its numbers as they are written."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cache.searches import Job
from components import figures, glossary
from components.language import mark, t
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.searches import MEASURES, Cell, Grid, Outcome
from pages.parts.images import controls

MEASURE_NAMES = {
    "test_loss": mark("test loss"),
    "test_accuracy": mark("test accuracy"),
    "val_loss": mark("validation loss"),
    "seconds": mark("seconds"),
}
CHOSEN = f"{controls.LESSON}_search_cell"
"""Where the session has the cell that was pressed, by its `key`."""
BEST, FAILED = "★", "✗"


@dataclass(frozen=True)
class Found:
    """A cell and what has come of it: `outcomes` of the seeds that are done, `state` as the charts call it."""

    cell: Cell
    name: str
    outcomes: tuple[Outcome, ...]
    state: str
    share: float

    @property
    def key(self) -> str:
        """What the cell is called in the link: its values."""
        return "|".join(map(str, self.cell.values))

    @property
    def whole(self) -> tuple[Outcome, ...] | None:
        """What is ranked: cells of which all seeds are done."""
        return self.outcomes if self.state in ("done", "failed") else None

    def median(self, measure: str) -> str:
        """Its median, as it is written; empty where there is none."""
        value = MEASURES[measure].middle(self.outcomes)
        return figures.metric(measure, value) if np.isfinite(value) else ""


def read_cells(grid: Grid, jobs: Sequence[Job]) -> list[Found]:
    """All cells, with the jobs of each."""
    made = []
    for index, cell in enumerate(grid.cells):
        its = jobs[index * grid.seeds : (index + 1) * grid.seeds]
        outcomes = tuple(job.outcome for job in its if job.outcome)
        pairs = [(ImagesSettings, name, value) for name, value in zip(grid.names, cell.values, strict=True)]
        name = " · ".join(f"{glossary.short(*pair[:2])} {glossary.describe(*pair)}" for pair in pairs)
        made.append(Found(cell, name, outcomes, _state(its, outcomes), sum(job.share for job in its) / len(its)))
    return made


def _state(its: Sequence[Job], outcomes: Sequence[Outcome]) -> str:
    if len(outcomes) == len(its):
        return "done" if np.isfinite(MEASURES["test_loss"].middle(outcomes)) else "failed"
    return "running" if any(job.share or job.is_busy for job in its) else "waiting"


def tip(each: Found) -> str:
    """All about a cell in a line."""
    told = [f"{t(MEASURE_NAMES[name])} {each.median(name)}" for name in MEASURES if each.median(name)]
    words = {"running": t("being trained"), "waiting": t("waits"), "failed": t("failed"), "done": ", ".join(told)}
    return f"{each.name}: {words[each.state]}"
