"""Convolution or Dense: how many weights the same mapping takes either way."""

from math import prod

import streamlit as st

from components import frame, theme
from components.charts.shapes.arrays import weights
from components.controls import Controls
from components.language import t
from lab.lessons.shapes.questions import Mapping
from lab.problems import Problem
from lab.stacks.known_stacks import convolution_against_dense
from lab.stacks.shapes import report


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """The text, the controls and the pictures of this part."""
    with frame.beside("dense") as (left, right):
        with left:
            mapping = ask()
        with right:
            try:
                answer(mapping)
            except Problem as problem:
                frame.tell(problem)


def ask() -> Mapping:
    """The sizes, from their controls."""
    controls, (first, second) = Controls("shapes_map", Mapping), st.columns(2)
    with first:
        values = controls.ask_all("height", "channels", "kernel_size", typed=True)
    with second:
        values |= controls.ask_all("width", "filters", "use_bias", typed=True)
    return Mapping(**values)


def answer(mapping: Mapping) -> None:
    """Both counts as bars, and where they come from."""
    found = report(mapping.input_shape, (mapping.convolution,))
    both = convolution_against_dense(mapping.input_shape, mapping.convolution)
    before, after = ("×".join(map(str, shape)) for shape in (mapping.input_shape, found.output_shape))
    st.markdown(t("**{before} → {after}**", before=before, after=after))
    counts = [(t("convolution"), both.convolution), (t("Dense"), both.dense)]
    chart = weights(counts, t("weights (log scale)"), theme.ink(), 320 if theme.is_narrow() else 460)
    st.altair_chart(
        chart, key="shapes_map_weights", width="content", alt=t("The weights of a convolution and of Dense")
    )
    ratio = both.dense / both.convolution
    text = t(
        "**{few}** against **{many}** weights: Dense takes {ratio} times as many.",
        few=f"{both.convolution:,}",
        many=f"{both.dense:,}",
        ratio=f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.3g}",
    )
    st.markdown(text)
    inputs, outputs = (prod(shape) for shape in (mapping.input_shape, found.output_shape))
    kernel = rf"{mapping.kernel_size} \cdot {mapping.kernel_size} \cdot {mapping.channels}"
    small, large = (f"({many} + 1)" if mapping.use_bias else many for many in (kernel, inputs))
    first = rf"\text{{Conv2D}}&: {small} \cdot {mapping.filters} = {both.convolution:,}"
    second = rf"\text{{Dense}}&: {large} \cdot {outputs} = {both.dense:,}"
    st.latex(rf"\begin{{aligned}}{first} \\ {second}\end{{aligned}}".replace(",", "{,}"))
