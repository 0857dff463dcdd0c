"""A search to take home: a table of its trainings, and event files for TensorBoard's HParams."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from cache.answers import fetch
from cache.searches import Job
from components import take_home
from components.language import t
from lab.lessons.images import search_tables
from lab.lessons.images.searches import Grid
from pages.parts.images.controls import LESSON

NAME = "see_it_learn_search"


def show(grid: Grid, jobs: Sequence[Job]) -> None:
    """The buttons, for what is done so far."""
    rows = search_tables.rows(grid, [job.outcome for job in jobs])
    key = f"{LESSON}_search"
    with st.container(horizontal=True):
        help = t("A row for every training that is done: its settings, its metrics, its seconds.")
        take_home.button("CSV", f"{NAME}.csv", search_tables.table(rows), "text/csv", key, help)
        help = t("Event files for TensorBoard's HParams page; made when you ask.")
        packed = partial(events, grid.names, rows)
        take_home.button("TensorBoard HParams", f"{NAME}.zip", packed, "application/zip", key, help)


def events(names: tuple[str, ...], rows: tuple[search_tables.Row, ...]) -> bytes:
    """The event files. Streamlit asks for them in a thread of its own, where there is no session to keep them in."""
    return fetch("hparams:archive", names, rows, seconds=take_home.PATIENCE)
