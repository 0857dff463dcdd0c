"""Hidden layer: a 2-k-1 network learns the gate; where one line fails, two that are combined do not."""

from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from cache.trainings import running
from components import frame, take_home, theme, waiting
from components.charts import curves, fields, layout, named, neurons
from components.charts.perceptron import small_network
from components.controls import Controls, mount
from components.gate import ask_gate, rows
from components.language import t
from lab.data.gates import GATES, INPUTS, Table
from lab.lessons.perceptron import hidden
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.lessons.perceptron.printed import printed_hidden
from lab.traces import Trace
from pages.parts.perceptron import beside, folds, smooth, starts

PIXELS = 96
SIZE = 200
POINTS = 200
HEIGHT = 640


def show(lesson: frame.Lesson) -> None:
    """What moves with a slider is a fragment of its own: the less is in it, the sooner the new picture is there."""
    lesson.read("hidden")
    experiment(lesson)
    _, right = st.columns([1, 2], gap="large")
    with right:
        lesson.explain("hidden_space")
        smooth.show(lesson)


@frame.fragment
def experiment(lesson: frame.Lesson) -> None:
    """Controls and pictures, a fragment of their own."""
    with frame.beside("hidden") as (left, right):
        with left:
            table, name = ask_gate("perceptron", "XOR")
            settings = ask()
            lesson.read("hidden_try" if is_as_opened(settings, table) else "hidden_free")
        with right:
            training = hidden.training(settings, table)
            trace = waiting.whole(running(training, "perceptron_hidden"), HEIGHT, "perceptron_hidden")
            if trace is not None and trace.snapshots:
                said = t("The network's decision, its loss, its weights and its hidden layer over the epochs")
                drawing = picture(trace, settings, table)
                st.vega_lite_chart(drawing, key="perceptron_hidden", width="content", alt=said)
                caption(trace, settings, table, name)
                beside.show(settings, table)
                take_home.show(training, trace, "perceptron_hidden")
    starts.show(settings, table, name)


def is_as_opened(settings: HiddenSettings, table: Table) -> bool:
    """Whether this is the experiment that the part opens with, from any start: only then its figures are told."""
    return table == GATES["XOR"] and replace(settings, weights_seed=0) == HiddenSettings()


def ask() -> HiddenSettings:
    """The settings, from their controls."""
    controls = Controls("perceptron_net", HiddenSettings)
    values = controls.ask_all("units", "activation", "optimizer", "learning_rate", "weights_seed")
    with st.expander(t("More")):
        values |= controls.ask_all("loss", "epochs")
    return HiddenSettings(**values)


class Look(NamedTuple):
    """What the picture depends on beside its tables and its scrubber."""

    titles: tuple[str, str, str]
    axes: tuple[str, str]
    curve: tuple[str, str]
    ink: str
    narrow: bool


def picture(trace: Trace, settings: HiddenSettings, table: Table) -> dict[str, Any]:
    """Field, loss, hidden space and network; one slider over the epochs moves all four."""
    look = Look(
        (
            t("what the network says"),
            t("the rows as the hidden layer sees them"),
            t("weights: orange +, blue dashed −"),
        ),
        ("h₁", "h₂") if settings.units == 2 else (t("along the output's weights"), t("across them")),
        (t("epoch"), t("loss")),
        theme.ink(),
        theme.is_narrow(),
    )
    scrubber = curves.scrubber(trace.snapshot_epochs, t("epoch"), mount("perceptron"))
    return named.filled(chart_spec(look), tables(trace, settings, table), {}, *scrubber)


@lru_cache(maxsize=32)
def chart_spec(look: Look) -> str:
    """The picture over tables that are still to come."""
    x, y = neurons.plane_axes()
    field = fields.scrubbed(alt.NamedData("fields"), x, y, SIZE)
    marks = named.chart("rows").transform_filter("datum.frame == now")
    answer = alt.LayerChart(layer=[field, *neurons.examples(marks, x, y, True), neurons.names_of_corners(marks, x, y)])
    examples, ends, corners = map(alt.NamedData, ("examples", "ends", "corners"))
    space = small_network.hidden_space(examples, ends, corners, look.axes, SIZE)
    network = small_network.drawing(alt.NamedData("edges"), alt.NamedData("nodes"), 3, look.ink, SIZE)
    first, second, third = (alt.TitleParams(text, fontSize=12) for text in look.titles)
    whole = layout.together(
        answer.properties(width=SIZE, height=SIZE, title=first),
        curves.over_epochs(alt.NamedData("losses"), look.curve, theme.BLUE, width=SIZE - 10, height=SIZE),
        space.properties(title=second),
        network.properties(title=third),
        narrow=look.narrow,
    )
    return named.kept(whole)


def tables(trace: Trace, settings: HiddenSettings, table: Table) -> dict[str, pd.DataFrame]:
    """What the picture shows of this run, frame by frame."""
    frames, activation = trace.snapshots, settings.activation
    right = np.array([hidden.told(one, activation) == np.array(table, bool) for one in frames])
    seen = [hidden.seen(one, activation) for one in frames]
    urls = [fields.png(hidden.field(one, activation, PIXELS)) for one in frames]
    corners = pd.concat([rows(table)] * len(frames), ignore_index=True)
    names = (("A", "B"), [f"h{index + 1}" for index in range(settings.units)], ("E",))
    return {
        "fields": fields.frames(urls, hidden.LOW, hidden.HIGH),
        "rows": corners.assign(
            px=corners.x1, py=corners.x2, right=right.ravel(), frame=np.repeat(range(len(frames)), len(table))
        ),
        "losses": losses(trace),
        **small_network.space(
            np.array([one.points for one in seen]), np.array([one.line for one in seen]), right, table
        ),
        "edges": small_network.edges([(one[0], one[2]) for one in frames]),
        "nodes": small_network.nodes(names),
    }


def losses(trace: Trace) -> pd.DataFrame:
    """The loss over the epochs, at no more of them than a curve needs."""
    curve = pd.DataFrame({"epoch": np.arange(1, trace.epochs + 1), "value": trace.metrics["loss"]})
    return curve.iloc[:: -max(1, trace.epochs // POINTS)]


def caption(trace: Trace, settings: HiddenSettings, table: Table, name: str) -> None:
    """What came of it, with this run's figures."""
    outputs = hidden.output(trace.snapshots[-1], settings.activation, np.array(INPUTS, float))
    said = " / ".join(f"{value:.3f}" for value in outputs)
    count = hidden.num_right(trace.snapshots[-1], settings.activation, table)
    parameters = sum(array.size for array in trace.snapshots[-1])
    st.container(key="outcome").markdown(
        t(
            "After {epochs} epochs, rows of {gate} that are right: **{count} of 4**; outputs {outputs}; loss "
            "{loss:.4f}; {parameters} parameters.",
            epochs=trace.epochs,
            count=count,
            gate=name,
            outputs=said,
            loss=trace.metrics["loss"][-1],
            parameters=parameters,
        )
        + " "
        + folds.sentence(hidden.hidden(trace.snapshots[-1], settings.activation, np.array(INPUTS, float)), table)
    )
    theirs = printed_hidden(settings, table)
    if theirs:
        said = " / ".join(f"{value:.3f}" for value in theirs)
        st.caption(t("From a start of its own, the course prints the outputs {outputs}.", outputs=said))
