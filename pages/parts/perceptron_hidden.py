"""Hidden layer: a 2-k-1 network learns the gate; where one line fails, two that are combined do not."""

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from cache.trainings import asked, running
from components import controls, frame, theme, waiting
from components.charts import bars, curves, fields, layout, networks, neurons
from components.gate import ask_gate, rows
from components.language import t
from lab import hidden
from lab.gates import INPUTS, Table
from lab.hidden import HiddenSettings
from lab.traces import Trace

STARTS = 100
PIXELS = 128
HEIGHT = 640


@st.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("hidden") as (left, right):
        with left:
            lesson.read("hidden")
            table, name = ask_gate("perceptron", "XOR")
            settings = ask()
        with right:
            trace = waiting.whole(running(hidden.training(settings, table)), HEIGHT)
            if trace is not None and trace.snapshots:
                alt = t("The network's decision, its loss, its weights and its hidden layer over the epochs")
                st.altair_chart(picture(trace, settings, table), key="perceptron_hidden", alt=alt)
                caption(trace, settings, table, name)
            lesson.explain("hidden_space")
    starts(settings, table, name)


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
    size = 200
    frames = trace.snapshots
    corners = np.array(INPUTS, float)
    right = np.array(
        [(hidden.output(one, settings.activation, corners) >= 0.5) == np.array(table, bool) for one in frames]
    )
    seen = [hidden.seen(one, settings.activation) for one in frames]
    x, y = neurons.plane_axes()
    urls = [fields.png(hidden.field(one, settings.activation, PIXELS)) for one in frames]
    told = pd.concat([rows(table).assign(frame=index, right=right[index]) for index in range(len(frames))])
    marks = alt.Chart(told).transform_filter("datum.frame == now").transform_calculate(px="datum.x1", py="datum.x2")
    field = alt.layer(
        fields.scrubbed(urls, hidden.LOW, hidden.HIGH, x, y, size),
        *neurons.examples(marks, x, y, few=True),
        neurons.names_of_corners(marks, x, y),
    ).properties(width=size, height=size)
    curve = pd.DataFrame({"epoch": np.arange(1, trace.epochs + 1), "value": trace.metrics["loss"]}).iloc[
        :: max(1, trace.epochs // 200)
    ]
    titles = ("h₁", "h₂") if settings.units == 2 else (t("along the output's weights"), t("across them"))
    names = (("A", "B"), [f"h{index + 1}" for index in range(settings.units)], ("E",))
    return layout.together(
        field,
        curves.over_epochs(curve, (t("epoch"), t("loss")), theme.BLUE, width=size - 10, height=size),
        networks.hidden_space(
            np.array([one.points for one in seen]), np.array([one.line for one in seen]), right, table, titles, size
        ),
        networks.drawing([(one[0], one[2]) for one in frames], names, theme.ink(), size),
        narrow=theme.is_narrow(),
    ).add_params(*curves.scrubber(trace.snapshot_epochs, t("epoch")))


def caption(trace: Trace, settings: HiddenSettings, table: Table, name: str) -> None:
    """What came of it, with this run's figures."""
    outputs = hidden.output(trace.snapshots[-1], settings.activation, np.array(INPUTS, float))
    said = " / ".join(f"{value:.3f}" for value in outputs)
    count = hidden.num_right(trace.snapshots[-1], settings.activation, table)
    parameters = sum(array.size for array in trace.snapshots[-1])
    st.markdown(
        t(
            "After {epochs} epochs **{count} of 4** rows of {gate} are right; outputs {outputs}; loss {loss:.4f}; {parameters} parameters.",
            epochs=trace.epochs,
            count=count,
            gate=name,
            outputs=said,
            loss=trace.metrics["loss"][-1],
            parameters=parameters,
        )
    )


def starts(settings: HiddenSettings, table: Table, name: str) -> None:
    """How many of 100 starts learn the gate, for every k."""
    with st.expander(t("Luck or skill: {count} starts for every k", count=STARTS)):
        st.markdown(
            t("All of them are trained now, with the settings above and the seeds 0 to {last}.", last=STARTS - 1)
        )
        if not st.toggle(
            t("Train them"), key="perceptron_starts", help=t("Trains 100 networks for each k from 1 to 8.")
        ):
            return
        counts(settings, table, name)


def counts(settings: HiddenSettings, table: Table, name: str) -> None:
    futures = {
        units: asked(
            "many:final_weights", hidden.training(replace(settings, units=units), table, 0), tuple(range(STARTS))
        )
        for units in range(1, hidden.MOST_UNITS + 1)
    }
    done = {units: future.result() for units, future in futures.items() if future.done()}
    learned = {
        units: sum(hidden.num_right(weights, settings.activation, table) == 4 for weights in results)
        for units, results in done.items()
    }
    data = pd.DataFrame({"k": list(learned), "learned": list(learned.values())})
    titles = (t("hidden neurons k"), t("starts that learn {gate}, of {count}", gate=name, count=STARTS))
    st.altair_chart(bars.counted(data, titles, STARTS, hidden.MOST_UNITS), key="perceptron_starts_chart", alt=titles[1])
    if len(done) < len(futures):
        waiting.look_again(lambda: all(future.done() for future in futures.values()))
    elif settings.units in learned:
        text = t(
            "With k = {units}, {learned} of {count} starts learn {gate}.",
            units=settings.units,
            learned=learned[settings.units],
            count=STARTS,
            gate=name,
        )
        st.markdown(text)
