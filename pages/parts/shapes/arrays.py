"""A network as formulas (H5): the shapes of X, W_h, b_h, W_o, b_o and Y."""

import streamlit as st

from components import frame, theme
from components.charts.shapes.arrays import Item, matrices
from components.controls import Controls
from components.language import t
from lab.lessons.shapes.questions import Array, HiddenLayer, arrays, stack_of
from lab.stacks.shapes import report

LETTERS = {"W_h": "Wₕ", "b_h": "bₕ", "W_o": "Wₒ", "b_o": "bₒ"}
Y = r"Y = \mathrm{relu}\big(\mathrm{relu}(X W_h + b_h)\, W_o + b_o\big)"


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("arrays") as (left, right):
        with left:
            controls = Controls("shapes_net", HiddenLayer)
            network = HiddenLayer(**controls.ask_all("inputs", "hidden", "outputs", typed=True))
        with right:
            st.latex(Y)
            picture(network)
            table(network)


def picture(network: HiddenLayer) -> None:
    """Both steps of the formula, each array as a rectangle."""
    x, w_h, b_h, w_o, b_o, y = ((LETTERS.get(one.name, one.name), one.shape) for one in arrays(network))
    middle: Item = ("H", ("m", network.hidden))
    lines: list[list[Item]] = [[x, "·", w_h, "+", b_h, "→", middle], [middle, "·", w_o, "+", b_o, "→", y]]
    chart = matrices(lines, theme.ink(), theme.is_narrow())
    st.altair_chart(chart, key="shapes_arrays", width="content", alt=t("The arrays of both layers as rectangles"))
    text = t(
        "Sides are drawn by their square root; m examples at once. Blue is learned, grey is computed; H goes "
        "through ReLU."
    )
    st.caption(text)


def table(network: HiddenLayer) -> None:
    """Every array's shape and what it is."""
    found = report(*stack_of(network))
    said = (
        t("inputs"),
        t("weights of the hidden layer"),
        t("biases of the hidden layer"),
        t("weights of the output layer"),
        t("biases of the output layer"),
        t("outputs"),
    )
    lines = [f"| {t('array')} | {t('shape')} | {t('numbers')} | |", "| --- | --- | ---: | --- |"]
    lines += [
        f"| ${one.name}$ | {shape(one)} | {numbers(one)} | {what} |"
        for one, what in zip(arrays(network), said, strict=True)
    ]
    st.markdown("\n".join(lines))
    parts = " + ".join(f"{one.size:,}" for one in arrays(network)[1:5])
    st.markdown(t("Learned: {parts} = **{total}** parameters.", parts=parts, total=f"{found.parameters:,}"))


def shape(one: Array) -> str:
    """An array's shape, as LaTeX."""
    inside = ", ".join(map(str, one.shape)) + ("," if len(one.shape) == 1 else "")
    return f"$({inside})$"


def numbers(one: Array) -> str:
    """How many numbers an array holds."""
    return f"{one.size:,}" if "m" not in one.shape else f"{one.size:,} · m"
