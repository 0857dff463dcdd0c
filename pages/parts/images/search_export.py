"""A search to take home: a table of its trainings, and event files for TensorBoard's HParams."""

from collections.abc import Sequence

import streamlit as st

from cache.answers import asked
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
        place = st.container(width="content")
    help = t("Event files for TensorBoard's HParams page; made when you ask.")
    take_home.events(
        place, "TensorBoard HParams", NAME, key, help, rows, lambda: asked("hparams:archive", grid.names, rows)
    )
