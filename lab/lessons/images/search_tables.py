"""The trainings of a search as rows to take home."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lab.lessons.images.searches import Grid, Outcome


@dataclass(frozen=True)
class Row:
    """A training of a search that is done, to take home: the values of the axes, its seed, its metrics, its seconds."""

    values: tuple[tuple[str, Any], ...]
    seed: int
    metrics: tuple[tuple[str, float], ...]
    seconds: float
    failed: bool

    @property
    def cell(self) -> str:
        return "_".join(f"{name}_{value}" for name, value in self.values)

    @property
    def name(self) -> str:
        """Short, and good for a folder.

        >>> Row((("units", "20-30"), ("learning_rate", 0.1)), 2, (), 1.0, False).name
        'units_20-30_learning_rate_0.1_seed_2'
        """
        return f"{self.cell}_seed_{self.seed}"


def rows(grid: Grid, outcomes: Sequence[Outcome | None]) -> tuple[Row, ...]:
    """The trainings that are done, in the order of `grid.runs`."""
    made = []
    for settings, outcome in zip(grid.runs, outcomes, strict=True):
        if outcome is not None:
            chosen = tuple((name, getattr(settings, name)) for name in grid.names)
            metrics = tuple(sorted(outcome.metrics.items()))
            made.append(Row(chosen, settings.weights_seed, metrics, outcome.seconds, outcome.failed is not None))
    return tuple(made)


def table(rows: Sequence[Row]) -> str:
    """Rows as CSV. Metrics are those after the last epoch; a training that failed has none on the test pictures.

    >>> print(table([Row((("n1", 6),), 0, (("loss", 0.5), ("test_loss", 0.625)), 1.25, False)]).strip())
    n1,seed,loss,test_loss,seconds,failed
    6,0,0.5,0.625,1.25,0
    """
    made = [
        {**dict(row.values), "seed": row.seed, **dict(row.metrics), "seconds": row.seconds, "failed": int(row.failed)}
        for row in rows
    ]
    last = ["seconds", "failed"]
    columns = list(dict.fromkeys(name for each in made for name in each if name not in last))
    written = io.StringIO()
    writer = csv.DictWriter(written, [*columns, *last], lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    return written.getvalue()
