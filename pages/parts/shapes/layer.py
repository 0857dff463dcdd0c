"""The chosen layer: its shape, its parameters and its work as formulas with the numbers in them."""

import streamlit as st

from components import frame
from components.language import t
from components.layer_arguments import details
from lab.formulas import Formula
from lab.stacks.known_stacks import Stack
from lab.stacks.shapes import Report, Row
from pages.parts.shapes.table import memory


def show(stack: Stack, found: Report, number: int) -> None:
    """The layer `number`, from 1; 0 is the input."""
    if number == 0:
        st.markdown(
            t(
                "**Input** {shape}, and the batch before it: {whole}.",
                shape=found.input_shape,
                whole=whole(found.input_shape),
            )
        )
        return
    layer = stack.layers[number - 1]
    st.markdown(f"#### {number} · {type(layer).__name__}({details(layer)})")
    if number - 1 == found.failed_at:
        st.markdown(t("This layer cannot be built: its input would be {shape}.", shape=whole(found.output_shape)))
        return
    if number > len(found.rows):
        st.markdown(t("The stack does not get as far as this layer."))
        return
    row = found.rows[number - 1]
    before = found.rows[number - 2].output_shape if number > 1 else found.input_shape
    st.markdown("\n".join(f"- {line}" for line in lines(row, whole(before))))
    for note in row.notes:
        frame.tell(note)


def whole(shape: tuple[int, ...]) -> str:
    """A shape with the batch axis, as Keras prints it."""
    return str((None, *shape))


def lines(row: Row, before: str) -> list[str]:
    """What there is to say about a layer, a line each."""
    shape = t("**Shape** {before} → {after}", before=before, after=whole(row.output_shape))
    said = [shape + "".join(f", {latex(formula)}" for formula in row.shape_formulas)]
    if row.parameter_formula:
        weights = ", ".join(f"{weight.name} {weight.shape}" for weight in row.weights)
        said.append(t("**Parameters** {formula}: {weights}", formula=latex(row.parameter_formula), weights=weights))
        if row.non_trainable:
            said[-1] += "; " + t("{count} of them not trainable", count=f"{row.non_trainable:,}")
    else:
        said.append(t("**Parameters** none: nothing is learned here"))
    if row.multiply_adds_formula:
        said.append(t("**Multiply-adds** {formula}", formula=latex(row.multiply_adds_formula)))
    said.append(t("**Memory** of its output {size}", size=memory(row.activation_bytes)))
    if row.receptive_field:
        height, width = row.receptive_field
        text = t("**Receptive field** {height}×{width} pixels of the input", height=height, width=width)
        if row.jump:
            text += t(
                ", neighbours {down}×{across} apart", down=f"{float(row.jump[0]):g}", across=f"{float(row.jump[1]):g}"
            )
        said.append(text)
    return said


def latex(formula: Formula) -> str:
    """A formula for Markdown; results of five digits and more with their thousands apart."""
    left, _, _ = formula.latex.rpartition(" = ")
    return f"${left} = {formula.value:,}$".replace(",", "{,}")
