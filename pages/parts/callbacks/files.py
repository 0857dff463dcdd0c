"""CSV and TensorBoard: the run written down by Keras's own CSVLogger and TensorBoard callbacks, to be taken along."""

from dataclasses import replace
from io import StringIO

import pandas as pd
import streamlit as st

from cache.answers import asked
from cache.trainings import running
from components import controls, frame, waiting, watching
from components.language import t
from lab.lessons.callbacks.decisions import EARLY, CallbacksSettings, WatchSettings, num_epochs, record, until
from lab.settings import Flag
from lab.traces import Trace
from pages.parts.callbacks import controls as callbacks_controls
from pages.parts.callbacks.controls import LESSON

HEIGHT = 320
CODE = """callbacks = [
    keras.callbacks.CSVLogger("log.csv"),
    keras.callbacks.TensorBoard("logs", write_graph=False),{more}
]
model.fit(x, y, validation_data=(x_val, y_val), epochs={epochs}, callbacks=callbacks)"""
SHELL = """pip install tensorboard
unzip see_it_learn_logs.zip
tensorboard --logdir logs"""


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    lesson.explain("events")


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """Controls and pictures, a fragment of their own."""
    with frame.beside("files") as (left, right):
        with left:
            stopped, watch = ask_stopped()
            settings = callbacks_controls.ask_run()
            lesson.read("files_try")
        with right:
            its = running(settings.training(), LESSON)
            place = st.container()
            trace = watching.watch(its, lambda trace: None, HEIGHT, f"{LESSON}_files")
            if trace is not None and trace.epochs:
                with place:
                    show_files(settings, trace, watch if stopped else None)


def ask_stopped() -> tuple[bool, WatchSettings]:
    """Whether EarlyStopping ends the run, and with which patience: the one of the part "Stop, keep, drop"."""
    label, help = t("With EarlyStopping"), t("The files end where EarlyStopping on the validation loss ends the run.")
    stopped = controls.ask(f"{LESSON}_stopped", Flag(), False, label, help)
    return stopped, WatchSettings(**(controls.Controls(LESSON, WatchSettings).ask_all("patience") if stopped else {}))


def show_files(settings: CallbacksSettings, trace: Trace, watch: WatchSettings | None) -> None:
    """Both files of the run, the first of them to be read here, too."""
    recorded = record(trace)
    last = num_epochs(recorded)
    if watch is not None:
        arguments = recorded, watch.question(), settings.lowering(), settings.learning_rate
        decisions = waiting.answer(asked("replays:decide", *arguments), HEIGHT)
        if decisions is None:
            return
        last = decisions.outcome(replace(watch, stopper=EARLY)).last
    csv = waiting.answer(asked("replays:csv", until(recorded, last)), HEIGHT)
    if csv is None:
        return
    table = pd.read_csv(StringIO(csv))
    text = t("**log.csv**, as CSVLogger writes it: {rows} rows; it counts epochs from 0.", rows=len(table))
    st.markdown(text)
    st.dataframe(table, hide_index=True, height=250)
    with st.container(horizontal=True):
        save("log.csv", csv, "log.csv", "text/csv", t("The file, byte by byte."))
        cut = replace(trace, metrics={name: values[:last] for name, values in trace.metrics.items()})
        packed = waiting.answer(asked("tensorboard:archive", settings.training(), slim(cut)), 40)
        if packed is not None:
            help = t("Event files in logs/train and logs/validation.")
            save(t("TensorBoard logs (zip)"), packed, "see_it_learn_logs.zip", "application/zip", help)
    st.markdown(t("Where TensorBoard is installed, it shows them in a browser at port 6006:"))
    st.code(SHELL, language="bash")
    more = "" if watch is None else f"\n    keras.callbacks.EarlyStopping(patience={watch.patience}),"
    st.code(CODE.format(epochs=settings.epochs, more=more), language="python", wrap_lines=True)


def slim(trace: Trace) -> Trace:
    """The trace without what no log needs: its weights, and why it ended early, which no cache could tell apart."""
    state = replace(trace.state, variables=(), slots=())
    return replace(trace, state=state, snapshot_epochs=(), snapshots=(), stopped=None)


def save(label: str, data: str | bytes, name: str, mime: str, help: str) -> None:
    """A button that downloads one file."""
    key = f"{LESSON}_save_{name}"
    st.download_button(label, data, name, mime, key, help, "ignore", icon=":material/download:")
