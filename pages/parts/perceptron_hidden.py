"""Hidden layer: a 2-k-1 network learns the gate; where one line fails, two that are combined do not."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from cache.trainings import running
from components import controls, frame, theme, waiting
from components.charts import curves, fields, layout, networks, neurons
from components.gate import ask_gate, rows
from components.language import t
from lab import hidden
from lab.gates import INPUTS, Table
from lab.hidden import HiddenSettings
from lab.traces import Trace
from pages.parts import perceptron_smooth, perceptron_starts

PIXELS = 128
SIZE = 200
POINTS = 200
HEIGHT = 640


@st.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("hidden") as (left, right):
        with left:
            lesson.read("hidden")
            table, name = ask_gate("perceptron", "XOR")
            settings = ask()
            lesson.read("hidden_try")
        with right:
            trace = waiting.whole(running(hidden.training(settings, table), "perceptron_hidden"), HEIGHT)
            if trace is not None and trace.snapshots:
                said = t("The network's decision, its loss, its weights and its hidden layer over the epochs")
                st.altair_chart(picture(trace, settings, table), key="perceptron_hidden", alt=said)
                caption(trace, settings, table, name)
            lesson.explain("hidden_space")
            perceptron_smooth.show(lesson)
    perceptron_starts.show(settings, table, name)


def ask() -> HiddenSettings:
    """The settings, from their controls."""
    asked_for = controls.Controls("perceptron_net", HiddenSettings)
    units = asked_for.ask("units", t("Hidden neurons k"), t("Each draws one line through the plane."))
    activation = asked_for.ask(
        "activation", t("Activation"), t("Of the hidden neurons; the output is always a sigmoid.")
    )
    optimizer = asked_for.ask(
        "optimizer", t("Optimizer"), t("How a gradient becomes a step; the lesson Optimizers compares them.")
    )
    rate = asked_for.ask("learning_rate", t("Learning rate"), t("How far one step goes."))
    seed = asked_for.ask_seed("weights_seed", t("Seed of the start"), t("Another seed, other starting weights."))
    with st.expander(t("More")):
        loss = asked_for.ask("loss", t("Loss"), t("What is made small: mean squared error, or cross-entropy."))
        epochs = asked_for.ask("epochs", t("Epochs"), t("How often the network sees all four rows."))
    return HiddenSettings(units, activation, optimizer, loss, rate, epochs, seed)


def picture(trace: Trace, settings: HiddenSettings, table: Table):
    """Field, loss, hidden space and network; one slider over the epochs moves all four."""
    told = np.array([hidden.told(one, settings.activation) == np.array(table, bool) for one in trace.snapshots])
    names = (("A", "B"), [f"h{index + 1}" for index in range(settings.units)], ("E",))
    kernels = [(one[0], one[2]) for one in trace.snapshots]
    whole = layout.together(
        answer(trace, settings, table, told),
        curves.over_epochs(losses(trace), (t("epoch"), t("loss")), theme.BLUE, width=SIZE - 10, height=SIZE),
        hidden_space(trace, settings, table, told),
        networks.drawing(kernels, names, theme.ink(), SIZE).properties(
            title=title(t("weights: orange +, blue dashed −"))
        ),
        narrow=theme.is_narrow(),
    )
    return layout.moved(whole, *curves.scrubber(trace.snapshot_epochs, t("epoch")))


def title(text: str) -> alt.TitleParams:
    return alt.TitleParams(text, fontSize=12)


def answer(trace: Trace, settings: HiddenSettings, table: Table, told: np.ndarray) -> alt.LayerChart:
    """What the network says over the plane of A and B, and the four rows, told right or wrong (frames, 4)."""
    x, y = neurons.plane_axes()
    urls = [fields.png(hidden.field(one, settings.activation, PIXELS)) for one in trace.snapshots]
    data = pd.concat([rows(table).assign(frame=index, right=told[index]) for index in range(len(told))])
    marks = alt.Chart(data).transform_filter("datum.frame == now").transform_calculate(px="datum.x1", py="datum.x2")
    field = fields.scrubbed(urls, hidden.LOW, hidden.HIGH, x, y, SIZE)
    layers = [field, *neurons.examples(marks, x, y, few=True), neurons.names_of_corners(marks, x, y)]
    whole = alt.LayerChart(layer=layers)
    return whole.properties(width=SIZE, height=SIZE, title=title(t("what the network says")))


def losses(trace: Trace) -> pd.DataFrame:
    """The loss over the epochs, at no more of them than a curve needs."""
    curve = pd.DataFrame({"epoch": np.arange(1, trace.epochs + 1), "value": trace.metrics["loss"]})
    return curve.iloc[:: -max(1, trace.epochs // POINTS)]


def hidden_space(trace: Trace, settings: HiddenSettings, table: Table, told: np.ndarray) -> alt.LayerChart:
    """The four rows as the output neuron sees them, and its line."""
    seen = [hidden.seen(one, settings.activation) for one in trace.snapshots]
    points, lines = np.array([one.points for one in seen]), np.array([one.line for one in seen])
    axes = ("h₁", "h₂") if settings.units == 2 else (t("along the output's weights"), t("across them"))
    picture = networks.hidden_space(points, lines, told, table, axes, SIZE)
    return picture.properties(title=title(t("the rows as the hidden layer sees them")))


def caption(trace: Trace, settings: HiddenSettings, table: Table, name: str) -> None:
    """What came of it, with this run's figures."""
    outputs = hidden.output(trace.snapshots[-1], settings.activation, np.array(INPUTS, float))
    said = " / ".join(f"{value:.3f}" for value in outputs)
    count = hidden.num_right(trace.snapshots[-1], settings.activation, table)
    parameters = sum(array.size for array in trace.snapshots[-1])
    st.container(key="outcome").markdown(
        t(
            "After {epochs} epochs **{count} of 4** rows of {gate} are right; outputs {outputs}; loss {loss:.4f}; "
            "{parameters} parameters.",
            epochs=trace.epochs,
            count=count,
            gate=name,
            outputs=said,
            loss=trace.metrics["loss"][-1],
            parameters=parameters,
        )
    )
