"""The search: what it costs, told before it starts; a picture that fills while it runs; stopped, and gone on with."""

from collections.abc import Sequence

import streamlit as st

from cache import searches as desks
from cache import visitors
from cache.searches import Desk, Job
from components import controls, frame, waiting
from components.language import mark, t
from lab.lessons.images import search_costs
from lab.lessons.images.searches import EXAM, Grid
from pages.parts.images import lab, search_board, search_controls
from pages.parts.images.controls import LESSON

LOOK_EVERY = 1.0
GRIDS = {
    "exam": (mark("filters n1 × n2"), ("n1", "n2", EXAM)),
    "rates": (mark("learning rate × batch size"), ("learning_rate", "batch_size", {"epochs": 5})),
    "units": (mark("units × dropout"), ("units", "dropout", {"epochs": 5})),
}


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    for part in ("search_cost", "search_test", "search_luck", "search_exam"):
        lesson.explain(part)


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """Controls and pictures, a fragment of their own."""
    with frame.beside("search") as (left, right):
        with left:
            _presets()
            grid = search_controls.ask()
            lesson.read("search_try")
        with right:
            if grid is None:
                return
            base = lab.ready(grid.base, set())
            if base is not None:
                its_board(grid if base == grid.base else Grid(base, grid.axes, grid.seeds))


def _presets() -> None:
    """Grids worth a look, on the pictures that are chosen."""
    st.markdown(f"**{t('Searches')}**")
    with st.container(horizontal=True, gap="xsmall"):
        for name, (label, (first, second, others)) in GRIDS.items():
            data = st.session_state.get(f"{LESSON}_data")
            values = search_controls.search_values(first, second, **({"data": data} if data else {}), **others)
            key, help = f"{LESSON}_search_take_{name}", t("Chooses these two settings, with values to start from.")
            st.button(t(label), key=key, on_click=controls.put, args=(values, LESSON), help=help, type="tertiary")


def its_board(grid: Grid) -> None:
    """The search as far as it is: growing, or at rest with the button that starts it."""
    desk = desks.desk()
    jobs = desk.jobs(grid.runs)
    if desk.is_searching(jobs):

        @frame.fragment(run_every=LOOK_EVERY)
        def grow() -> None:
            if not desk.is_searching(jobs):
                st.rerun()
            costs(grid, jobs)
            frame.warming_up()
            progress(desk, jobs)
            search_board.show(grid, jobs, is_growing=True)

        grow()
        return
    costs(grid, jobs)
    start(desk, jobs)
    search_board.show(grid, jobs, is_growing=False)


def costs(grid: Grid, jobs: Sequence[Job]) -> None:
    """How many trainings, how many multiplications, and how long: before it starts, and what is left while it runs."""
    work = sum(search_costs.multiplications(run) for run in grid.runs)
    seconds = desks.seconds_left(jobs)
    text = t(
        "**{cells} cells × {seeds} = {count} trainings** · {work:,.1f} × 10⁹ multiplications",
        cells=grid.num_cells,
        seeds=grid.seeds,
        count=grid.num_trainings,
        work=work / 1e9,
    )
    if seconds:
        begun, told = any(job.share for job in jobs), waiting.duration(seconds)
        text += " · " + (t("about **{time}** left", time=told) if begun else t("about **{time}**", time=told))
    st.container(key="search_cost", border=True).markdown(f":material/payments: {text}")
    if not seconds:
        return
    paces = visitors.paces(jobs[0].training)
    if not paces:
        st.caption(t("Until such a network has been trained here, the time is a rule of thumb."))
    else:
        text = t(
            "The time comes from {count} trainings measured on this machine; they take {slower:.2g} times what "
            "the rule of thumb says.",
            count=len(paces),
            slower=visitors.pace(jobs[0].training),
        )
        st.caption(text)


def start(desk: Desk, jobs: Sequence[Job]) -> None:
    """The button that starts it, or has it go on where it stood; nothing where all is done."""
    done = sum(job.outcome is not None and not job.is_luckless for job in jobs)
    if done == len(jobs):
        return
    begun = any(job.share for job in jobs)
    label = t("Continue") if begun else t("Start")
    help = t("Trains what is not there yet, a few at a time. What is done is never trained again.")
    with st.container(horizontal=True, vertical_alignment="center"):
        key, icon = f"go_{LESSON}_search", ":material/play_arrow:"
        st.button(label, key=key, type="primary", icon=icon, on_click=desk.start, args=(jobs,), help=help)
        if begun:
            st.markdown(t("{done} of {count} trainings are done", done=done, count=len(jobs)))


def progress(desk: Desk, jobs: Sequence[Job]) -> None:
    """How far the search is, and the button that stops it."""
    done = sum(job.outcome is not None for job in jobs)
    text = t("{done} of {count} trainings are done", done=done, count=len(jobs))
    if ahead := desk.ahead:
        text += " · " + t("{count} before you", count=ahead)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(desks.share(jobs), text)
        help = t("What has been trained so far is kept, and can be continued later.")
        key, icon = f"stop_{LESSON}_search", ":material/stop:"
        st.button(t("Stop"), key=key, icon=icon, on_click=desk.stop, help=help)
