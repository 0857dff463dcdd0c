"""The formulas of random stacks come to the numbers that they claim, as text and as LaTeX."""

import re
from math import ceil, floor

from hypothesis import given, settings

from lab.stacks.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    Reshape,
    UpSampling2D,
    ZeroPadding2D,
)
from lab.stacks.shapes import report
from tests.lab.stack_strategies import careful, stacks


@settings(careful, max_examples=300)
@given(stacks)
def test_every_formula_comes_to_the_number_that_it_claims(stack):
    input_shape, layers = stack
    for row in report(input_shape, layers).rows:
        for formula in (*row.shape_formulas, row.parameter_formula, row.multiply_adds_formula):
            if formula:
                calculation, claimed = formula.text.replace("·", "*").replace("−", "-").split(" = ")
                assert eval(calculation, {"floor": floor, "ceil": ceil}) == int(claimed) == formula.value
                assert from_latex(formula.latex) == formula.value
        assert (row.parameter_formula.value if row.parameter_formula else 0) == row.parameters
        axes = {formula.value for formula in row.shape_formulas}
        assert axes <= set(row.output_shape)


def from_latex(latex: str) -> float:
    """The left side of a formula in LaTeX, computed from its own signs."""
    text = latex.split(" = ")[0]
    text = re.sub(r"\\left\\lfloor (.*?) \\right\\rfloor", r"floor(\1)", text)
    text = re.sub(r"\\left\\lceil (.*?) \\right\\rceil", r"ceil(\1)", text)
    text = text.replace(r"\frac{", "((").replace("}{", ")/(").replace("}", "))").replace(r"\cdot", "*")
    return eval(text, {"floor": floor, "ceil": ceil})


def test_formulas_have_no_words_but_floor_and_ceil():
    stack = (Conv2D(8, 3, 2, groups=2), DepthwiseConv2D(2, dilation_rate=2, depth_multiplier=2), BatchNormalization())
    stack += (ZeroPadding2D(), UpSampling2D(), Reshape((-1, 8)), Flatten(), Dense(3))
    rows = report((32, 30, 4), stack).rows
    assert len(rows) == len(stack)
    formulas = [f for row in rows for f in (*row.shape_formulas, row.parameter_formula, row.multiply_adds_formula) if f]
    assert len(formulas) > 15
    assert {word for formula in formulas for word in re.findall("[a-z]+", formula.text)} == {"floor"}
