"""Learning in numbers: the last table as the documents print it, and one epoch, example by example."""

import pandas as pd
import streamlit as st

from components import controls
from components.language import t
from lab.data.gates import Table
from lab.lessons.perceptron.neurons import NeuronTrace
from lab.lessons.perceptron.printed import PrintedNeuron, printed_neuron
from lab.lessons.perceptron.printouts import StepRow, as_printed, epoch_steps
from lab.settings import Choice


def last_table(trace: NeuronTrace) -> None:
    """The last truth table, as the course documents print it."""
    rows = as_printed(trace)
    lines = [f"X: [{row.x[0]:.0f} {row.x[1]:.0f}]  Y: [{row.y}]  Output: [{row.printed:.7g}]" for row in rows]
    with st.expander(t("The last table, as a program prints it")):
        st.code("\n".join(lines), language=None)
        w1, w2 = trace.weights[-1]
        st.markdown(t("weights {w1:.3f}, {w2:.3f}; stored bias {bias:.3f}", w1=w1, w2=w2, bias=trace.bias[-1]))


def show_forgotten_bias(trace: NeuronTrace, table: Table) -> None:
    """With a forgotten 1: what the last table prints, what the neuron says, and what the course documents print."""
    if trace.settings.bias != "documents":
        return
    rows = as_printed(trace)
    text = t(
        "Training adds a constant 1 to the bias, and the last table leaves it out. So for (1, 1) it prints "
        "**{printed}**, where the trained neuron says **{trained}**.",
        printed=output(rows[0].printed),
        trained=output(rows[0].trained),
    )
    theirs = printed_neuron(trace.settings, table)
    if theirs:
        here = PrintedNeuron(tuple(row.printed for row in rows), tuple(trace.weights[-1]), float(trace.bias[-1]))
        text += " " + t("The course prints {theirs}; here it is {ours}.", theirs=in_words(theirs), ours=in_words(here))
    st.container(key="forgotten").markdown(text)


def in_words(neuron: PrintedNeuron) -> str:
    """Outputs, weights and stored bias in one line."""
    outputs, (w1, w2) = " / ".join(map(output, neuron.outputs)), neuron.weights
    return t("{outputs} (weights {w1:.2f}, {w2:.2f}; bias {bias:.2f})", outputs=outputs, w1=w1, w2=w2, bias=neuron.bias)


def output(value: float) -> str:
    """An output of a sigmoid with three digits, and more of them where it would be 1.

    >>> output(0.9094314), output(8.92056e-06), output(0.99999213)
    ('0.909', '8.92e-06', '0.99999')
    """
    return f"{value:.5f}" if 0.9995 <= value < 0.999995 else f"{value:.3g}"


def one_epoch(trace: NeuronTrace) -> None:
    """The first or the last epoch in four turns. Here one sees a cycling neuron move although its epochs end alike."""
    with st.expander(t("One epoch, example by example")):
        which = controls.ask(
            "perceptron_turns",
            Choice(("first", "last")),
            "first",
            t("Which epoch"),
            t("In the first most is learned; in the last one sees whether it has settled."),
            labels={"first": t("the first"), "last": t("the last")},
        )
        epoch = 1 if which == "first" else len(trace.weights) - 1
        steps = epoch_steps(trace, epoch)
        st.latex(turn(trace, epoch, steps[0]))
        st.dataframe(table(steps), hide_index=True)


def turn(trace: NeuronTrace, epoch: int, row: StepRow) -> str:
    """The rule with the numbers of an epoch's first turn in it, as LaTeX."""
    before = [*trace.weights[epoch - 1], trace.bias[epoch - 1]]
    rate = trace.settings.learning_rate
    lines = [
        rf"{name} &\leftarrow {old:.3f} + {rate:g}\,({row.y} - {row.output:.3g})\cdot {x:g} = {new:.3f}"
        for name, old, x, new in zip(("w_1", "w_2", "b"), before, (*row.x, 1), (*row.weights, row.bias), strict=True)
    ]
    if trace.settings.bias == "none":
        lines.pop()
    return r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}"


def table(steps: list[StepRow]) -> pd.DataFrame:
    """The turns of an epoch, one a row."""
    columns = {
        "A, B": [f"{row.x[0]:.0f}, {row.x[1]:.0f}" for row in steps],
        t("wanted"): [row.y for row in steps],
        t("output"): [f"{row.output:.3g}" for row in steps],
        "y − ŷ": [f"{row.error:+.3g}" if row.error else "0" for row in steps],
        t("w₁, w₂ after"): [", ".join(f"{weight:.3f}" for weight in row.weights) for row in steps],
        t("b after"): [f"{row.bias:.3f}" for row in steps],
    }
    return pd.DataFrame(columns)
