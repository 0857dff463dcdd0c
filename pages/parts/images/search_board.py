"""What a search has found so far: one of three views of it, the verdict, and a cell to be opened in the laboratory."""

from collections.abc import Sequence

import streamlit as st

from cache.searches import Job
from components import controls, theme
from components.language import mark, t
from lab.lessons.images import searches
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.searches import MEASURES, Grid
from lab.settings import Choice, rules
from pages.parts.images import search_export, search_verdict, search_views
from pages.parts.images.controls import LESSON
from pages.parts.images.search_cells import CHOSEN, MEASURE_NAMES, Found, read_cells

VIEWS = {
    "heat": (mark("Heat map"), search_views.heat),
    "parallel": (mark("Parallel coordinates"), search_views.parallel),
    "table": (mark("Table"), search_views.table),
}


def show(grid: Grid, jobs: Sequence[Job], *, is_growing: bool) -> None:
    """One of three views of it, and what can be said about it."""
    cells = read_cells(grid, jobs)
    measure, view = _choices(grid)
    ranks = searches.ranked([each.whole for each in cells], MEASURES[measure])
    best = ranks[0] if ranks else None
    chosen = _choose(cells, best)
    VIEWS[view][1](grid, cells, measure, best, chosen)
    if best is None:
        search_verdict.failures(cells)
        return
    search_verdict.tell(cells, is_growing or any(each.whole is None for each in cells), grid.seeds)
    search_verdict.failures(cells)
    open_cell(cells, best)
    search_export.show(grid, jobs)


def _choices(grid: Grid) -> tuple[str, str]:
    """Which view of the cells, and by what they are ranked."""
    help = t("Three ways to look at the same cells.")
    labels = {name: t(label) for name, (label, _) in VIEWS.items()}
    view = controls.ask(f"{LESSON}_search_view", Choice(tuple(VIEWS)), "heat", t("View"), help, labels=labels)
    names = {name: t(label) for name, label in MEASURE_NAMES.items()}
    possible = tuple(name for name in MEASURES if grid.base.validation_fraction or name != "val_loss")
    key = f"{LESSON}_search_measure"
    if st.session_state.get(key) not in possible:
        st.session_state[key] = None
    help = t("What the cells are ranked by. Seconds are those of a worker, compiling included.")
    return controls.ask(key, Choice(possible), "test_loss", t("Ranked by"), help, labels=names), view


def _choose(cells: Sequence[Found], best: int | None) -> int | None:
    """The cell that was pressed, else the best one, also when another one becomes the best."""
    keys, memory = [each.key for each in cells], "_images_search_best"
    if st.session_state.get(CHOSEN) == st.session_state.get(memory) or st.session_state.get(CHOSEN) not in keys:
        st.session_state[CHOSEN] = None
    st.session_state[memory] = keys[best] if best is not None else None
    said = st.session_state[CHOSEN]
    return keys.index(said) if said in keys else best


def open_cell(cells: Sequence[Found], best: int) -> None:
    """A cell chosen by its name, and the button that opens it as a run in the laboratory."""
    by_key = {each.key: each for each in cells}
    names = {key: each.name for key, each in by_key.items()}
    with st.container(horizontal=not theme.is_narrow(), vertical_alignment="bottom"):
        help = t("Or press it in the picture.")
        chosen = controls.ask(CHOSEN, Choice(tuple(by_key)), cells[best].key, t("Cell"), help, labels=names)
        help = t("Sets the laboratory's controls to this cell and trains it there, with curves, pictures and mistakes.")
        settings = by_key[chosen].cell.runs[0]
        open_key, icon = f"open_{LESSON}_search", ":material/open_in_full:"
        label = t("Open in the laboratory")
        if st.button(label, key=open_key, icon=icon, on_click=_open, args=(settings,), help=help):
            st.rerun()  # the choice of the part stands outside this fragment


def _open(settings: ImagesSettings) -> None:
    for name in rules(ImagesSettings):
        st.session_state[f"{LESSON}_{name}"] = getattr(settings, name)
    st.session_state[f"{LESSON}_part"] = "lab"
    st.session_state[f"{LESSON}_shown"] = "run"
