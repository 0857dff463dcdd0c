"""Compare with Keras: a worker builds the real model, and every layer gets a ✓ or a ✗."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from cache.answers import asked
from components import waiting
from components.language import t
from lab.stacks import stack_text
from lab.stacks.known_stacks import Stack
from lab.stacks.shapes import Report, Row

GLANCE = 0.3
"""Seconds for which the page waits before it says that it does."""


@dataclass(frozen=True)
class Answer:
    """What Keras built: a `lab.training.building.Built`, which the web process need not know by name."""

    built: Any

    def agrees(self, index: int, row: Row) -> bool:
        if index >= len(self.built.rows):
            return False
        real = self.built.rows[index]
        theirs = (real.name, real.output_shape, real.trainable, real.non_trainable)
        return theirs == (row.name, row.output_shape, row.trainable, row.non_trainable)

    def sign(self, index: int, row: Row) -> str:
        return "✓" if self.agrees(index, row) else "✗"

    def difference(self, index: int, row: Row) -> tuple[str, ...]:
        """What Keras says instead."""
        if self.agrees(index, row) or index >= len(self.built.rows):
            return ()
        real = self.built.rows[index]
        parameters = f"{real.trainable + real.non_trainable:,}"
        shape = (None, *real.output_shape)
        return (
            t("✗ Keras: {name}, {shape}, {parameters} parameters", name=real.name, shape=shape, parameters=parameters),
        )


def compare(stack: Stack, found: Report) -> Answer | None:
    """The button, and what came of it for this very stack."""
    line = stack_text.write(stack)
    help = t("Builds the real Keras model in a worker, without memory for its weights, and compares layer by layer.")
    if st.button(t("Compare with Keras"), key="shapes_compare", icon=":material/fact_check:", help=help):
        st.session_state["_shapes_compared"] = line
    if st.session_state.get("_shapes_compared") != line:
        return None
    answer = _answer(stack)
    if answer:
        st.markdown(verdict(answer, found))
    return answer


def _answer(stack: Stack) -> Answer | None:
    found = waiting.answers([asked("building:build", stack.input_shape, stack.layers)], seconds=GLANCE)
    return None if found is None else Answer(found[0])


def verdict(answer: Answer, found: Report) -> str:
    """Whether both say the same, in a sentence."""
    built = answer.built
    same = sum(answer.agrees(index, row) for index, row in enumerate(found.rows))
    if same < len(found.rows) or built.failed_at != found.failed_at:
        text = t("✗ Keras agrees on {same} of {count} layers.", same=same, count=len(found.rows))
    elif built.error is None:
        text = t(
            "✓ Keras builds the same {count} layers with {parameters} parameters.",
            count=same,
            parameters=f"{built.parameters:,}",
        )
    else:
        text = t(
            "✓ Keras builds the same {count} layers and refuses layer {number}, too.",
            count=same,
            number=built.failed_at + 1,
        )
    return (
        text if built.error is None else text + "\n\n" + t("In Keras's words:") + f" `{built.error.replace('`', '')}`"
    )
