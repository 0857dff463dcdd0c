"""Learning: one neuron goes through the four rows again and again, by Rosenblatt's rule or by the delta rule."""

import numpy as np
import pandas as pd
import streamlit as st

from components import controls, frame, theme
from components.charts import curves, layout, neurons
from components.gate import ask_gate, rows
from components.language import t
from lab.experiments import evenly
from lab.gates import INPUTS, Table, is_separable
from lab.neurons import BIASES, NeuronSettings, NeuronTrace, learn
from lab.printouts import as_printed, epoch_steps

FRAMES = 200


@st.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("learning") as (left, right):
        with left:
            lesson.read("learning")
            table, name = ask_gate("perceptron", "AND")
            settings = ask()
        with right:
            trace = learn(INPUTS, table, settings)
            st.altair_chart(
                picture(trace, table),
                key="perceptron_learning",
                alt=t("The neuron's line over the epochs, and its error"),
            )
            st.markdown(verdict(trace, table, name))
            printed_table(trace)
    if settings.rule == "perceptron":
        one_epoch(trace)


def ask() -> NeuronSettings:
    """The settings, from their controls."""
    asked = controls.Controls("perceptron_learn", NeuronSettings)
    rules = {"perceptron": t("perceptron rule"), "delta": t("sigmoid, delta rule")}
    rule = asked.ask(
        "rule",
        t("Neuron and rule"),
        t("A step with Rosenblatt's rule, or a sigmoid with the delta rule."),
        labels=rules,
    )
    rate = asked.ask("learning_rate", t("Learning rate η"), t("How far one mistake moves the weights."))
    epochs = asked.ask("epochs", t("Epochs"), t("How often the neuron sees all four rows."))
    weights_seed = asked.ask_seed(
        "weights_seed", t("Seed of the start"), t("Another seed, another start: w and b are drawn from N(0, 1).")
    )
    with st.expander(t("More")):
        orders = {"documents": "11, 10, 01, 00", "counting": "00, 01, 10, 11", "shuffled": t("shuffled every epoch")}
        order = asked.ask(
            "order", t("Order of the examples"), t("In which order an epoch goes through the rows."), labels=orders
        )
        biases = {"trained": t("learned"), "documents": t("as in the documents"), "none": t("none")}
        bias = asked.ask(
            "bias",
            t("Bias"),
            t("The documents add 1 to the bias while training and leave it out afterwards."),
            labels=biases,
        )
        shuffle_seed = asked.ask_seed("shuffle_seed", t("Seed of the order"), t("Which shuffled orders are drawn."))
    return NeuronSettings(rule, rate, epochs, order, bias, weights_seed, shuffle_seed)


def picture(trace: NeuronTrace, table: Table):
    """Plane, error curve and truth table, moved together by one slider over the epochs."""
    epochs = evenly(len(trace.weights) - 1, FRAMES)
    added = BIASES[trace.settings.bias]
    weights = np.column_stack([trace.weights, trace.bias + added])[list(epochs)]
    record, neuron = neurons.frames(weights, sigmoid=trace.settings.rule == "delta")
    errors = trace.num_mistakes if trace.settings.rule == "perceptron" else trace.mean_squared_error
    kind = t("rows wrong") if trace.settings.rule == "perceptron" else t("mean squared error")
    curve = pd.DataFrame({"epoch": epochs, "value": errors[list(epochs)]})
    heads = ("A", "B", t("wanted"), "z", t("output"), "")
    return layout.together(
        neurons.plane(neuron, rows(table), title=neurons.weights_title(neuron), size=230),
        curves.over_epochs(curve, (t("epoch"), kind), theme.BLUE, width=190, height=230),
        neurons.truth_table(neuron, rows(table), heads, theme.ink(), size=240),
        narrow=theme.is_narrow(),
    ).add_params(*curves.scrubber(epochs, t("epoch")), record)


def verdict(trace: NeuronTrace, table: Table, name: str) -> str:
    """What came of it, in a sentence or two with this run's figures."""
    wrong = int(trace.num_mistakes[-1])
    if trace.converged is not None:
        return t("No mistake is left after epoch {epoch}; the rule changes nothing any more.", epoch=trace.converged)
    if trace.cycle is not None:
        text = t(
            "It never settles: from epoch {start} on the same weights come back every {length} epochs, with {wrong} of 4 rows wrong.",
            start=trace.cycle.start,
            length=trace.cycle.length,
            wrong=wrong,
        )
    elif wrong == 0:
        outputs = ", ".join(f"{value:.3f}" for value in trace.outputs[-1])
        return t("All four rows are on their right sides; the outputs are {outputs}.", outputs=outputs)
    else:
        outputs = ", ".join(f"{value:.3f}" for value in trace.outputs[-1])
        text = t("{wrong} of 4 rows are still wrong; the outputs are {outputs}.", wrong=wrong, outputs=outputs)
    if not is_separable(table):
        text += " " + t("No line separates {gate}, so no training of one neuron can.", gate=name)
    return text


def printed_table(trace: NeuronTrace) -> None:
    """The last truth table, as the course documents print it, and as it was trained where that differs."""
    lines = [
        f"X: [{row.x[0]:.0f} {row.x[1]:.0f}]  Y: [{row.y}]  Output: [{row.printed:.7g}]" for row in as_printed(trace)
    ]
    with st.expander(t("The last table, as the documents print it")):
        st.code("\n".join(lines), language=None)
        w1, w2 = trace.weights[-1]
        st.markdown(t("weights {w1:.4f}, {w2:.4f}; stored bias {bias:.4f}", w1=w1, w2=w2, bias=trace.bias[-1]))
        if trace.settings.bias == "documents":
            trained = ", ".join(f"{row.trained:.4g}" for row in as_printed(trace))
            st.markdown(
                t(
                    "Printed without the 1 that training added. The neuron that was trained says {trained}.",
                    trained=trained,
                )
            )


def one_epoch(trace: NeuronTrace) -> None:
    """The last epoch, example by example: here one sees a cycling neuron move although every epoch ends where it began."""
    with st.expander(t("The last epoch, example by example")):
        steps = epoch_steps(trace, len(trace.weights) - 1)
        table = {
            "A, B": [f"{row.x[0]:.0f}, {row.x[1]:.0f}" for row in steps],
            t("wanted"): [row.y for row in steps],
            t("output"): [int(row.output) for row in steps],
            "y − ŷ": [int(row.error) for row in steps],
            t("w1, w2 after"): [", ".join(f"{weight:.3f}" for weight in row.weights) for row in steps],
            t("b after"): [f"{row.bias:.3f}" for row in steps],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True)
