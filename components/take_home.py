"""A training to take home: as plain Keras code, as a notebook, its metrics as a table, its picture as a drawing."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import streamlit as st

from cache.answers import Answer, asked
from components import frame, waiting
from components.browser import svg
from components.language import t
from lab import export
from lab.experiments import Training
from lab.export_code import NOBODY, Watching
from lab.traces import State, Trace

GLANCE = 2.0
"""Seconds for which the page waits for the code; a warm worker takes some hundredths."""
NAME = "see_it_learn"


def show(training: Training, trace: Trace, key: str, watching: Watching = NOBODY) -> None:
    """An expander with everything about this run that can be kept. Closed, it costs nothing.

    `key` is the picture's or the part's; a page that shows several of these gives each another one. `watching` are
    callbacks that the lesson's run was watched by.
    """
    choose({"": (training, trace)}, key, watching)


@frame.fragment
def choose(runs: Mapping[str, tuple[Training, Trace]], key: str, watching: Watching = NOBODY) -> None:
    """The same for one of several runs, which have names in the visitor's language."""
    place = st.expander(t("Take it home"), key=f"take_home_{key}", icon=":material/home_storage:", on_change="rerun")
    if not place.open or not runs:
        return
    with place:
        st.markdown(t("This run as plain Keras code that needs nothing of this page: same seeds, same curves."))
        chosen = next(iter(runs))
        if len(runs) > 1:
            help = t("Each of them is a training of its own, with its own code and metrics.")
            chosen = st.selectbox(t("Which run"), list(runs), key=f"take_home_run_{key}", help=help)
        files(*runs[chosen], key, watching)


def files(training: Training, trace: Trace, key: str, watching: Watching) -> None:
    """The buttons, and the code to read."""
    made = asked("exporting:script", training, watching), asked("exporting:notebook", training, words(), watching)
    texts = waiting.answers(made, seconds=GLANCE)
    if texts is None:
        return
    with st.container(horizontal=True):
        button("Python", f"{NAME}.py", texts[0], "text/x-python", key, t("A script; run it with python."))
        button("Notebook", f"{NAME}.ipynb", texts[1], "application/x-ipynb+json", key, t("For Jupyter or Colab."))
        button("CSV", f"{NAME}.csv", export.table(trace), "text/csv", key, t("The metrics of every epoch."))
        place = st.container(width="content")
        svg.button(t("Pictures (SVG)"), f"{NAME}.svg", f"take_home_svg_{key}")
    help, its = t("Event files; made when you ask."), Trace(State(trace.epochs, (), ()), trace.metrics)
    last = len(trace.metrics["loss"])
    events(place, "TensorBoard", NAME, key, help, (training, last), lambda: asked("tensorboard:archive", training, its))
    st.caption(t("A picture's own menu, at its upper right corner, saves it as PNG."))
    if st.toggle(t("Show the code"), key=f"take_home_code_{key}", help=t("The script, to be read or copied here.")):
        st.code(texts[0], language="python")


def events(place: Any, label: str, name: str, key: str, help: str, of: Hashable, ask: Callable[[], Answer]) -> None:
    """Event files, which a worker makes when they are asked for: a button at `place`, then the files in its stead.

    How far they are, and what went wrong, is told here. `of` is what they are of: with another the button is back.
    """
    memory, icon = f"_take_home_events_{key}", ":material/folder_zip:"
    if st.session_state.get(memory) != of:

        def wish() -> None:
            st.session_state[memory] = of

        place.button(label, key=f"take_home_events_{key}", icon=icon, help=help, on_click=wish)
        return
    packed = waiting.answers([ask()], seconds=GLANCE)
    with place:
        if packed is None:
            st.button(label, key=f"take_home_events_{key}", icon=icon, help=help, disabled=True)
        else:
            button(t("Save {label}", label=label), f"{name}.zip", packed[0], "application/zip", key, help)


def button(label: str, name: str, data: str | bytes, mime: str, key: str, help: str) -> None:
    """A file to be saved; nothing on the page changes."""
    suffix = name.rpartition(".")[2]
    st.download_button(label, data, name, mime, f"take_home_{suffix}_{key}", help, "ignore", icon=":material/download:")


def words() -> tuple[tuple[str, str], ...]:
    """What the notebook says between its cells, in the visitor's language, by the names of its sections."""
    return (
        ("title", t("A training of See It Learn, as plain Keras code")),
        ("about", t("It needs TensorFlow, NumPy and scikit-learn. Same seeds, same order of examples: same curves.")),
        ("data", t("The data, made or loaded as the lesson does it.")),
        ("parts", t("Which examples train, and which are held out.")),
        ("order", t("The batches: an order of its own for every epoch, decided by the seed.")),
        ("network", t("The network. Every layer draws its starting weights with its own seed.")),
        ("training", t("Loss, optimizer, and the training itself.")),
        ("result", t("What came of it, and how.")),
    )
