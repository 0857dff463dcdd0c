"""Hidden layer: a 2-k-1 network learns the gate; where one line fails, two that are combined do not."""

from dataclasses import replace

import numpy as np
import streamlit as st

from cache.trainings import running
from components import families, frame, take_home, theme, waiting
from components.browser import live
from components.browser.live import stories
from components.controls import Controls
from components.gate import ask_gate
from components.language import t
from lab.data.gates import GATES, INPUTS, Table
from lab.lessons.perceptron import hidden
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.lessons.perceptron.printed import printed_hidden
from lab.traces import Trace
from pages.parts.perceptron import beside, folds, smooth, starts

HEIGHT = 640


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    lesson.explain("hidden_space")
    smooth.show(lesson)


@frame.fragment
def show(lesson: frame.Lesson) -> None:
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
                its = [
                    families.Family("perceptron_net", settings, name, lambda one: hidden.training(one, table))
                    for name in ("learning_rate", "weights_seed")
                ]
                drag = families.offer(its, "perceptron_hidden", lambda trace, one: story(trace, one, table))
                live.show(story(trace, settings, table), "perceptron_hidden", drag)
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


def story(trace: Trace, settings: HiddenSettings, table: Table) -> stories.Story:
    """What the live view shows of this run."""
    inputs, layers = np.array(INPUTS, float), hidden.layers(settings)
    seen = [hidden.hidden_space(one, settings.activation) for one in trace.snapshots]
    two = settings.units == 2
    outputs = [hidden.output(one, settings.activation, inputs) for one in trace.snapshots]
    return stories.Story(
        epochs=trace.snapshot_epochs,
        charts=[stories.Chart(t("Loss"), [stories.Line(t("Loss"), trace.metrics["loss"], theme.BLUE)])],
        plane=stories.Plane(
            hidden.LOW, hidden.HIGH, ("A", "B"), stories.Examples(inputs[:, 0], inputs[:, 1], np.array(table))
        ),
        says=stories.Network(layers, trace.snapshots, stories.names(("A", "B"), layers, "E")),
        measures=[
            t("Loss {loss:.3f}; outputs {outputs}.", loss=loss, outputs=" / ".join(f"{value:.3f}" for value in said))
            for loss, said in zip(trace.at_snapshots("loss"), outputs, strict=True)
        ],
        space=stories.Space(
            np.array([one.points for one in seen]),
            np.array([one.line for one in seen]),
            ("h₁", "h₂") if two else (t("along the output's weights"), t("across them")),
        ),
    )


def caption(trace: Trace, settings: HiddenSettings, table: Table, name: str) -> None:
    """What came of it, with this run's figures."""
    outputs = hidden.output(trace.snapshots[-1], settings.activation, np.array(INPUTS, float))
    said = " / ".join(f"{value:.3f}" for value in outputs)
    count = hidden.num_right(trace.snapshots[-1], settings.activation, table)
    parameters = sum(array.size for array in trace.snapshots[-1])
    st.container(key="outcome").markdown(
        t(
            "After {epochs} epochs, rows of {gate} that are right: **{count} of 4**; outputs {outputs}; loss "
            "{loss:.3f}; {parameters} parameters.",
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
