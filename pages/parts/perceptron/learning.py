"""Learning: one neuron goes through the four rows again and again, by Rosenblatt's rule or by the delta rule."""

from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
import streamlit as st

from components import frame, theme
from components.charts import curves, layout, named, neurons
from components.controls import Controls, mount
from components.gate import ask_gate, rows
from components.language import t
from lab.data.gates import INPUTS, Table, is_separable
from lab.experiments import evenly
from lab.lessons.perceptron.neurons import BIASES, Cycle, NeuronSettings, NeuronTrace, learn
from pages.parts.perceptron import single
from pages.parts.perceptron import tables as perceptron_tables

FRAMES = 200


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("learning") as (left, right):
        with left:
            table, name = ask_gate("perceptron", "AND")
            settings = ask()
            lesson.read("learning_try")
        with right:
            trace = learn(INPUTS, table, settings)
            said = t("The neuron's line over the epochs, and its error")
            st.vega_lite_chart(picture(trace, table), key="perceptron_learning", width="content", alt=said)
            st.markdown(verdict(trace, table, name))
            perceptron_tables.show_forgotten_bias(trace, table)
            perceptron_tables.last_table(trace)
            perceptron_tables.one_epoch(trace)
            lesson.explain("delta")
            lesson.explain("bias_slip")
            single.show(lesson)


def ask() -> NeuronSettings:
    """The settings, from their controls."""
    controls = Controls("perceptron_learn", NeuronSettings)
    values = controls.ask_all("rule", "learning_rate", "epochs", "weights_seed")
    with st.expander(t("More")):
        values |= controls.ask_all("order", "bias", "shuffle_seed")
    return NeuronSettings(**values)


class Look(NamedTuple):
    """What the picture depends on beside its tables and its scrubber."""

    sigmoid: bool
    axes: tuple[str, str]
    heads: tuple[str, ...]
    ink: str
    narrow: bool


def picture(trace: NeuronTrace, table: Table) -> dict[str, Any]:
    """Plane, error curve and truth table, moved together by one slider over the epochs."""
    sigmoid = trace.settings.rule == "delta"
    error = t("mean squared error") if sigmoid else t("rows wrong")
    heads = ("A", "B", t("wanted"), "z", t("output"), "")
    look = Look(sigmoid, (t("epoch"), error), heads, theme.ink(), theme.is_narrow())
    epochs = evenly(len(trace.weights) - 1, FRAMES)
    scrubber = curves.scrubber(epochs, t("epoch"), mount("perceptron"))
    tables = {"frames": frames(trace, list(epochs)), "rows": rows(table)}
    return named.filled(chart_spec(look), tables, {}, *scrubber)


@lru_cache(maxsize=16)
def chart_spec(look: Look) -> str:
    """The picture over tables that are still to come."""
    record, neuron = neurons.recorded("record", "data('frames')[now]", look.sigmoid)
    data = alt.NamedData("rows")
    whole = layout.together(
        neurons.plane(neuron, data, title=neurons.weights_title(neuron), size=230),
        curves.over_epochs(alt.NamedData("frames"), look.axes, theme.BLUE, width=190, height=230),
        neurons.truth_table(neuron, data, look.heads, look.ink, size=240),
        narrow=look.narrow,
    )
    return named.kept(layout.moved(whole, record))


def frames(trace: NeuronTrace, epochs: list[int]) -> pd.DataFrame:
    """Error and weights at some epochs; the bias is the one that the training used."""
    errors = trace.mean_squared_error if trace.settings.rule == "delta" else trace.num_mistakes
    w1, w2 = trace.weights[epochs].T
    bias = trace.bias[epochs] + BIASES[trace.settings.bias]
    return pd.DataFrame({"epoch": epochs, "value": errors[epochs], "w1": w1, "w2": w2, "bias": bias})


def cycling(cycle: Cycle, wrong: int) -> str:
    """How a perceptron goes round."""
    if cycle.length == 1:
        return t(
            "It never settles: from epoch {start} on every epoch undoes in its four turns what it does, "
            "and ends with {wrong} of 4 rows wrong.",
            start=cycle.start + 1,
            wrong=wrong,
        )
    return t(
        "It never settles: from epoch {start} on the same weights come back every {length} epochs, "
        "with {wrong} of 4 rows wrong.",
        start=cycle.start,
        length=cycle.length,
        wrong=wrong,
    )


def verdict(trace: NeuronTrace, table: Table, name: str) -> str:
    """What came of it, in a sentence or two with this run's figures."""
    wrong = int(trace.num_mistakes[-1])
    if trace.converged is not None:
        return t("No mistake is left after epoch {epoch}; the rule changes nothing any more.", epoch=trace.converged)
    if trace.cycle is not None:
        text = cycling(trace.cycle, wrong)
    elif wrong == 0:
        outputs = ", ".join(f"{value:.3f}" for value in trace.outputs[-1])
        return t("All four rows are on their right sides; the outputs are {outputs}.", outputs=outputs)
    else:
        outputs = ", ".join(f"{value:.3f}" for value in trace.outputs[-1])
        text = t("Rows that are still wrong: {wrong} of 4; the outputs are {outputs}.", wrong=wrong, outputs=outputs)
    if not is_separable(table):
        text += " " + t("No line separates {gate}, so no training of one neuron can.", gate=name)
    return text
