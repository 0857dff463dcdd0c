"""Break and resume: a training is written to a file, read again, and gone on with; with its slots and without."""

from functools import lru_cache

import pandas as pd
import streamlit as st

from cache.answers import asked
from components import controls, figures, frame, link, theme, waiting
from components.charts import named
from components.charts.callbacks import watched_run
from components.language import t
from lab.lessons.callbacks.decisions import Record, Resumed, apart
from lab.settings import Number
from pages.parts.callbacks import controls as callbacks_controls
from pages.parts.callbacks.controls import LESSON

HEIGHT = 420
KEY = f"{LESSON}_break"
START = 20
CODE = """model.save("model.keras")  # the network and the optimizer

model = keras.saving.load_model("model.keras")
model.fit(x, y, initial_epoch={epoch}, epochs={epochs})"""
WRONG = """model.save_weights("model.weights.h5")

model = make_model()
model.load_weights("model.weights.h5")
model.compile(optimizer, loss)  # a new optimizer, too late
model.fit(x, y, initial_epoch={epoch}, epochs={epochs})"""


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    for part in ("slots", "order"):
        lesson.explain(part)


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("resume") as (left, right):
        with left:
            place = st.container()
            settings = callbacks_controls.ask_run()
            with place:
                after = ask_break(settings.epochs)
            lesson.read("resume_try")
        with right:
            future = asked("resuming:resumed", settings.training(), after)
            found: Resumed | None = waiting.answer(future, HEIGHT)
            if found is not None:
                draw(found)
                tell(found)
            at = {"epoch": after, "epochs": settings.epochs}
            st.code(CODE.format(**at), language="python", wrap_lines=True)
            st.markdown(t("And what forgets the slots:"))
            st.code(WRONG.format(**at), language="python", wrap_lines=True)


def ask_break(epochs: int) -> int:
    """After which epoch the training is broken off; always before the last one."""
    rule = Number(1, epochs - 1, 1, whole=True)
    value = link.take(KEY, rule, min(START, epochs - 1))
    st.session_state[KEY] = min(max(int(value), 1), epochs - 1)
    help = t("The training ends after this epoch, is written to a file, read back, and continued.")
    return int(controls.ask(KEY, rule, min(START, epochs - 1), t("Break after epoch"), help))


def names() -> tuple[str, str, str]:
    return t("without a break"), t("resumed, whole model"), t("resumed, weights only")


def draw(found: Resumed) -> None:
    """The three curves, and how far two of them are from the first."""
    narrow = theme.is_narrow()
    titles = (t("epoch"), t("training loss (log)"), t("difference"))
    drawing = chart_spec(watched_run.Broken(names(), titles, narrow, theme.ink()))
    whole, *others = found.whole, found.resumed, found.without_slots
    curves = [losses(run, name) for run, name in zip((whole, *others), names(), strict=True)]
    gaps = [
        pd.DataFrame({"value": gap, "run": name}).assign(epoch=range(1, len(gap) + 1))
        for run, name in zip(others, names()[1:], strict=True)
        for gap in [apart(whole, run, "loss")]
    ]
    tables = {
        "runs": pd.concat(curves, ignore_index=True),
        "apart": pd.concat(gaps, ignore_index=True),
        "break": pd.DataFrame({"epoch": [found.epoch + 0.5]}),
    }
    alt = t("The loss without a break and with one, and below how far apart they are")
    picture = named.filled(drawing, tables, {})
    st.vega_lite_chart(picture, key=f"{LESSON}_resume", width="content", alt=alt)


@lru_cache(maxsize=16)
def chart_spec(plan: watched_run.Broken) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(watched_run.broken(plan))


def losses(run: Record, name: str) -> pd.DataFrame:
    values = dict(run)["loss"]
    return pd.DataFrame({"epoch": range(1, len(values) + 1), "value": values, "run": name})


def tell(found: Resumed) -> None:
    """The differences as numbers, and what the two files have in them."""
    gap, wrong = (apart(found.whole, run, "loss").max() for run in (found.resumed, found.without_slots))
    rows = [
        (names()[1], f"{gap:g}", f"{found.most_resumed:g}", f"{found.bytes_model:,}"),
        (
            names()[2],
            figures.in_short(wrong, 2),
            figures.in_short(found.most_without_slots, 2),
            f"{found.bytes_weights:,}",
        ),
    ]
    heads = ["", t("largest difference of a loss"), t("and of a weight at the end"), t("bytes on the disk")]
    st.dataframe(pd.DataFrame(rows, columns=heads), hide_index=True)
    text = t("Whole model: the largest difference between the two curves is **{gap:g}**.", gap=gap)
    if wrong:
        more = t(
            "Weights only: **{wrong:.2g}**, since {slots:,} numbers were forgotten.", wrong=wrong, slots=found.num_slots
        )
    else:
        more = t("Weights only: **0** as well; this optimizer remembers nothing but the number of its steps.")
    st.container(key="outcome").markdown(f"{text} {more}")
