"""One example, one thousand steps: what the delta rule does to a single neuron, beside what the documents print."""

import pandas as pd
import streamlit as st

from components import controls, frame
from components.language import mark, t
from lab.lessons.perceptron.printouts import SINGLES
from lab.settings import Choice

LABELS = {"one": mark("one input"), "three": mark("three inputs"), "bias": mark("three inputs and a bias")}


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with lesson.explain("single"):
        case = controls.ask(
            "perceptron_single",
            Choice(tuple(SINGLES)),
            "one",
            t("Neuron"),
            t("Three neurons, each with an example of its own."),
            labels={name: t(label) for name, label in LABELS.items()},
            side_by_side=True,
        )
        show_outputs(case)


def show_outputs(case: str) -> None:
    """Every hundredth step: the output before its update, its error, and what the documents print."""
    single = SINGLES[case]
    trace = single.trained()
    steps = range(100, 100 * len(single.printed) + 1, 100)
    outputs = [float(trace.outputs[step - 1, 0]) for step in steps]
    table = {
        t("step"): list(steps),
        t("output"): [f"{output:.6f}" for output in outputs],
        t("error y − ŷ"): [f"{single.y - output:+.6f}" for output in outputs],
        t("printed in the course notes"): [f"{output:.6f}" for output in single.printed],
    }
    text = t("Wanted is {y}; the first output is {first:.4f}.", y=single.y, first=float(trace.outputs[0, 0]))
    st.markdown(text)
    st.dataframe(pd.DataFrame(table), hide_index=True)
