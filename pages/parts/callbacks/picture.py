"""The picture of a watched run: its plan, kept as text, and its tables, one row a value of the slider."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from components import figures, theme
from components.charts import named
from components.charts.callbacks import watched_run
from components.dragging import expression, sliders
from components.language import t
from lab.lessons.callbacks.decisions import (
    PATIENCES,
    TARGETS,
    CallbacksSettings,
    Decisions,
    Outcome,
    Record,
    WatchSettings,
    num_epochs,
    scores,
)

GROUNDS = {False: "#ffffff", True: "#10141c"}
"""The page's ground in light and dark, as `.streamlit/config.toml` has it."""
SCORES = ("val_loss", "val_accuracy", "test_loss", "test_accuracy")


HELD = ("index", "row", "now", *(f"c{number}" for number in range(6)))
"""Columns of the table of weights held."""


def look(settings: CallbacksSettings, watch: WatchSettings, ink: str, narrow: bool) -> watched_run.Look:
    """The picture's plan."""
    early, percent = watch.stops_early, watch.metric.endswith("accuracy")
    slider = expression(watch.limit, watch.limit)
    metric = t("accuracy") if percent else t("loss")
    heads = [t("weights at the end"), t("of epoch"), t("val. loss"), t("val. acc."), t("test loss"), t("test acc.")]
    rows = ("best", t("new best")), ("file", t("file written")), ("rate", t("rate ↓")), ("lost", t("NaN"))
    if narrow:
        heads = [heads[0], heads[1], heads[3], heads[5]]
    return watched_run.Look(
        titles=(t("epoch"), metric, t("waited"), t("no longer trained")),
        kinds=(t("training"), t("validation")),
        events=rows if early else rows[1:],
        heads=tuple(heads),
        index=slider if early else f"round(({slider} - {TARGETS[0]}) * 100)",
        level="" if early else slider,
        counts=early,
        percent=percent,
        epochs=settings.epochs,
        ink=ink,
        ground=GROUNDS[theme.is_dark()],
        narrow=narrow,
    )


@lru_cache(maxsize=32)
def chart_spec(plan: watched_run.Look, name: str) -> str:
    """The specification of the picture, over tables that are still to come; `name` is its slider's."""
    return named.kept(watched_run.watched(plan, sliders(WatchSettings, name, {name: name})))


def tables(recorded: Record, decisions: Decisions, watch: WatchSettings) -> dict[str, pd.DataFrame]:
    """What the picture shows of this run, for every place of the slider."""
    outcomes = decisions.outcomes(watch)
    return {
        "curves": curves(recorded, watch.metric),
        "decisions": ending_rows(recorded, outcomes, watch),
        "waits": pd.DataFrame({"epoch": np.arange(len(decisions.waits)) + 1, "wait": decisions.waits}),
        "events": events(decisions, watch),
        "held": pd.DataFrame(weight_rows(recorded, outcomes, watch), columns=HELD),
        "one": pd.DataFrame({"zero": [0]}),
    }


def curves(recorded: Record, monitor: str) -> pd.DataFrame:
    """The metric on training and validation examples."""
    values, name = dict(recorded), monitor.removeprefix("val_")
    parts = ((t("training"), values[name]), (t("validation"), values.get(f"val_{name}", ())))
    rows = [(epoch, value, kind) for kind, found in parts for epoch, value in enumerate(found, start=1)]
    table = pd.DataFrame(rows, columns=["epoch", "value", "kind"])
    return table[np.isfinite(table.value)]


def ending_rows(recorded: Record, outcomes: tuple[Outcome, ...], watch: WatchSettings) -> pd.DataFrame:
    """How the run ends, for every place of the slider."""
    values = dict(recorded)[watch.metric]
    rows = []
    for index, found in enumerate(outcomes):
        place = found.best if watch.stops_early else (found.last if found.stopped else None)
        value = values[place - 1] if place else float("nan")
        ended = found.last < num_epochs(recorded)
        text = t("stopped after epoch {last}", last=found.last) if found.stopped or ended else t("never stopped")
        if found.best:
            text += " · " + t("best: epoch {best}", best=found.best)
        rows.append((index, found.last, found.stopped or ended, place, value, text))
    return pd.DataFrame(rows, columns=["index", "last", "stopped", "best", "best_value", "text"])


def events(decisions: Decisions, watch: WatchSettings) -> pd.DataFrame:
    """What happens after which epoch, as long as nobody stops."""
    lost = () if decisions.not_a_number is None else (decisions.not_a_number,)
    kinds = {
        "best": decisions.bests if watch.stops_early else (),
        "file": tuple(epoch for epoch, _ in decisions.files),
        "rate": tuple(epoch for epoch, _ in decisions.lowered),
        "lost": lost,
    }
    rows = [(epoch, what) for what, epochs in kinds.items() for epoch in epochs]
    return pd.DataFrame(rows, columns=["epoch", "what"])


def weight_rows(recorded: Record, outcomes: tuple[Outcome, ...], watch: WatchSettings) -> Iterator[dict[str, Any]]:
    """The table's rows, for every place of the slider: the weights as they are, restored, and on the disk."""
    for index, found in enumerate(outcomes):
        kept: dict[str, int | None] = {t("as the run ended"): found.last}
        if watch.stops_early:
            kept[t("best restored")] = found.restored
        kept[t("the last file")] = found.on_disk
        counts = int(watch.stops_early and watch.restore_best_weights)
        for row, (label, epoch) in enumerate(kept.items()):
            mark = "▸ " if row == counts else "   "
            cells = cells_of(recorded, epoch)
            yield {"index": index, "row": row + 1, "now": int(row == counts), "c0": mark + label} | cells


def cells_of(recorded: Record, epoch: int | None) -> dict[str, str]:
    """Epoch and scores of some weights, as they are written."""
    if epoch is None:
        return {f"c{number}": "–" for number in range(1, 6)}
    found = scores(recorded, epoch)
    names = [name for name in SCORES if not (theme.is_narrow() and name.endswith("loss"))]
    shown = [figures.metric(name, found[name]) for name in names]
    return {f"c{number}": text for number, text in enumerate([str(epoch), *shown], start=1)}


assert len(PATIENCES) == PATIENCES[-1] + 1, "the slider's value is the row's number"
