"""Three ways to look at a search: its grid as a heat map, its cells as lines through their values, and a table."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components import figures, glossary, theme
from components.charts import named
from components.charts.images import searches as charts
from components.language import t
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.searches import MEASURES, Grid
from pages.parts.images.controls import LESSON
from pages.parts.images.search_cells import BEST, CHOSEN, FAILED, MEASURE_NAMES, Found, tip

PAPER = {False: "#FFFFFF", True: "#10141C"}
"""The page's own ground in the light theme and in the dark one."""


def heat(grid: Grid, cells: Sequence[Found], measure: str, best: int | None, chosen: int | None) -> None:
    """The grid with its numbers, small multiples for a third setting."""
    axes = [tuple(glossary.describe(ImagesSettings, name, value) for value in each) for name, each in grid.axes]
    rows, columns, panels = axes[0], axes[1], axes[2] if len(axes) > 2 else ()
    look = charts.Heat(rows, columns, panels, titles(grid), theme.ink(), theme.is_narrow())
    alt = t("A cell for every combination, with its number; the better the darker, what is still to come empty")
    key, tables = f"{LESSON}_search_heat", {"cells": heat_rows(cells, axes, measure, best, chosen)}
    picture = named.filled(heat_spec(look), tables, {})
    st.vega_lite_chart(
        picture, width="content", key=key, on_select=on_press(key, cells), selection_mode="cell", alt=alt
    )
    signs = t("The better, the darker; {best} is the best, {failed} failed.", best=BEST, failed=FAILED)
    signs += " " + t("A frame of long dashes is being trained, one of short dashes waits. Press a cell to choose it.")
    st.caption(signs)


def heat_rows(
    cells: Sequence[Found], axes: Sequence[Sequence[str]], measure: str, best: int | None, chosen: int | None
) -> pd.DataFrame:
    """The table of the heat map."""
    its = MEASURES[measure]
    values = np.array([its.middle(each.whole) if each.state == "done" and each.whole else np.nan for each in cells])
    colours = charts.grounds(values, low_is_good=its.less_is_better, log=measure != "test_accuracy")
    rows = []
    for index, (each, (ground, on_ground)) in enumerate(zip(cells, colours, strict=True)):
        names = [axis[at] for axis, at in zip(axes, each.cell.place, strict=True)]
        place = dict(zip(("row", "column", "panel"), (*names, ""), strict=False))
        text = {"done": each.median(measure), "running": f"{each.share:.0%}", "failed": FAILED, "waiting": ""}[
            each.state
        ]
        looks = {"ground": ground, "on_ground": on_ground or theme.ink(), "tip": tip(each)}
        small = f"{BEST} {_spread(each, measure)}" if index == best else _spread(each, measure)
        told = {"text": text, "small": small if each.state == "done" else "", "chosen": index == chosen}
        rows.append({**place, "index": index, "state": each.state, **looks, **told})
    return pd.DataFrame(rows)


def _spread(each: Found, measure: str) -> str:
    """Half of what lies between the seeds of a cell."""
    values = [MEASURES[measure].of(outcome) for outcome in each.outcomes if not outcome.failed]
    if len(values) < 2:
        return ""
    return f"±{figures.metric(measure, (max(values) - min(values)) / 2)}"


def parallel(grid: Grid, cells: Sequence[Found], measure: str, best: int | None, chosen: int | None) -> None:
    """A line for every cell that is done, through its values to its losses."""
    losses = [name for name in ("val_loss", "test_loss") if name == "test_loss" or grid.base.validation_fraction]
    axes = titles(grid) + tuple(t(MEASURE_NAMES[name]) for name in losses)
    look = charts.Parallel(axes, theme.ink(), PAPER[theme.is_dark()], theme.is_narrow())
    tables = parallel_tables(grid, cells, axes, losses, best, chosen)
    alt = t("A line for every cell, through its values and its losses; the best one is thick")
    key = f"{LESSON}_search_parallel"
    picture = named.filled(parallel_spec(look), tables, {})
    st.vega_lite_chart(
        picture, width="content", key=key, on_select=on_press(key, cells), selection_mode="cell", alt=alt
    )
    st.caption(
        t(
            "A line is a cell. The thick blue one is the best by {measure}; low on the last axes is good. Put the "
            "pointer on a line to follow it, press it to choose its cell.",
            measure=t(MEASURE_NAMES[measure]),
        )
    )


def parallel_tables(
    grid: Grid,
    cells: Sequence[Found],
    axes: Sequence[str],
    losses: Sequence[str],
    best: int | None,
    chosen: int | None,
) -> dict[str, pd.DataFrame]:
    """The lines and what is written at the axes. Losses are placed by their logarithm."""
    done = [index for index, each in enumerate(cells) if each.state == "done"]
    ticks, heights = [], []
    for position, (name, each) in enumerate(grid.axes):
        ticks.append(charts.ticks(axes[position], [glossary.describe(ImagesSettings, name, value) for value in each]))
        heights.append(charts.spaced(len(each))[[cells[index].cell.place[position] for index in done]])
    for axis, name in zip(axes[len(grid.axes) :], losses, strict=True):
        values = np.array([MEASURES[name].middle(cells[index].outcomes) for index in done])
        heights.append(charts.shares_of(values, log=True))
        ends = np.geomspace(values.min(), values.max(), 3) if len(values) else np.array([])
        ticks.append(charts.ticks(axis, [figures.metric(name, end) for end in ends]))
    lines = [
        {
            "axis": axis,
            "y": height[row],
            "index": index,
            "best": index == best,
            "chosen": index == chosen,
            "tip": tip(cells[index]),
        }
        for axis, height in zip(axes, heights, strict=True)
        for row, index in enumerate(done)
    ]
    columns = ["axis", "y", "index", "best", "chosen", "tip"]
    return {"lines": pd.DataFrame(lines, columns=columns), "ticks": pd.concat(ticks, ignore_index=True)}


def table(grid: Grid, cells: Sequence[Found], measure: str, best: int | None, chosen: int | None) -> None:
    """A row a cell; a press on a column's head sorts by it, one on a row chooses the cell."""
    key = f"{LESSON}_search_table"
    shown = table_rows(grid, cells, best)
    forms = {t(MEASURE_NAMES[name]): _column(name) for name in MEASURES}
    config = {name: form for name, form in forms.items() if name in shown.columns}

    def put() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            st.session_state[CHOSEN] = cells[rows[0]].key

    st.dataframe(shown, hide_index=True, column_config=config, key=key, on_select=put, selection_mode="single-row")
    st.caption(t("Press the head of a column to sort by it, and the box before a row to choose its cell."))


def _column(measure: str) -> Any:
    return st.column_config.NumberColumn(format=figures.COLUMNS[figures.quantity(measure)], width="small")


def table_rows(grid: Grid, cells: Sequence[Found], best: int | None) -> pd.DataFrame:
    """What stands in the table: settings, state, and the medians as numbers."""
    rows = []
    words = {"running": t("being trained"), "waiting": t("waits"), "failed": f"{FAILED} {t('failed')}", "done": "✓"}
    for index, each in enumerate(cells):
        values = [_sortable(name, value) for name, value in zip(grid.names, each.cell.values, strict=True)]
        its = dict(zip(titles(grid), values, strict=True))
        state = f"{words[each.state]} {BEST}" if index == best else words[each.state]
        found = {name: measure.middle(each.outcomes) for name, measure in MEASURES.items()}
        shown = {
            t(MEASURE_NAMES[name]): figures.number(name, value) if np.isfinite(value) and each.whole else None
            for name, value in found.items()
        }
        rows.append({**its, **shown, t("state"): state})
    return pd.DataFrame(rows).dropna(axis="columns", how="all")


def _sortable(name: str, value: Any) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else glossary.describe(ImagesSettings, name, value)


def titles(grid: Grid) -> tuple[str, ...]:
    """What the settings of the grid are called."""
    return tuple(glossary.short(ImagesSettings, name) for name in grid.names)


def on_press(key: str, cells: Sequence[Found]) -> Callable[[], None]:
    """What happens when a cell is pressed in a picture: it is the chosen one."""

    def put() -> None:
        cell = st.session_state[key].get("selection", {}).get("cell") or []
        if cell and int(cell[0].get("index", len(cells))) < len(cells):
            st.session_state[CHOSEN] = cells[int(cell[0]["index"])].key

    return put


@lru_cache(maxsize=64)
def heat_spec(look: charts.Heat) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(charts.heat_map(look))


@lru_cache(maxsize=64)
def parallel_spec(look: charts.Parallel) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(charts.parallel(look))
