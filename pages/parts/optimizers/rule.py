"""The update rule of one optimizer, with its symbols and with the numbers of the step that is looked at."""

import numpy as np
import streamlit as st

from components import frame, theme
from components.controls import ask
from components.language import t
from lab.expressions import latex, number_latex
from lab.lessons.optimizers.races import Paths
from lab.lessons.optimizers.surfaces import read
from lab.optimizers import ADAGRAD_AS_PRINTED, OPTIMIZERS
from lab.settings import Choice
from lab.update_rules import numbers, rule_lines
from lab.update_rules import step as one_step
from pages.parts.optimizers.controls import LESSON

COORDINATES = ("x", "y")
Before = tuple[float, float, dict[str, float]]
"""Weight, gradient and slots before a step."""


def surface_latex(formula: str) -> str:
    return latex(read(formula))


def show(lesson: frame.Lesson, run: Paths, shown: tuple[str, ...], step: int) -> None:
    """Under the picture: choose an optimizer and a weight, and see its step computed."""
    lesson.read("rule")
    with st.container(horizontal=True):
        first = "Adam" if "Adam" in shown or not shown else shown[0]
        label, help = t("Optimizer"), t("Whose step is computed below.")
        name = ask(f"{LESSON}_focus", Choice(OPTIMIZERS), first, label, help, side_by_side=True)
        label, help = t("Weight"), t("The rule is computed for each weight by itself.")
        coordinate = ask(f"{LESSON}_weight", Choice(COORDINATES), "x", label, help)
    turn = max(step, 1)
    racer = next(racer for racer in run.settings.optimizers if racer.name == name)
    st.latex(aligned(rule_lines(racer.optimizer)))
    inputs = before(run, name, COORDINATES.index(coordinate), turn)
    if inputs is None:
        st.markdown(t("{name} diverged before step {step}: there is nothing left to compute.", name=name, step=turn))
        return
    weight, gradient, slots = inputs
    text = t(
        "Step {step} of {name} in numbers: before it, {weight} is ${place}$ and the gradient ${gradient}$.",
        step=turn,
        name=name,
        weight=coordinate,
        place=number_latex(weight),
        gradient=number_latex(gradient),
    )
    st.markdown(text)
    norm = float(np.hypot(*run.paths[name].gradients[turn - 1]))
    st.latex(aligned(numbers(racer, weight, gradient, slots, turn, norm=norm)))
    show_printed_rule(lesson, run, turn)


def before(run: Paths, name: str, index: int, turn: int) -> Before | None:
    """Weight, gradient and slots before a step; None where there are no numbers any more."""
    path = run.paths[name]
    slots = {key: float(np.broadcast_to(value[turn - 1], 2)[index]) for key, value in path.slots.items()}
    weight, gradient = float(path.positions[turn - 1, index]), float(path.gradients[turn - 1, index])
    if not np.isfinite([weight, gradient, *slots.values()]).all():
        return None
    return weight, gradient, slots


def aligned(lines: list[str]) -> str:
    """Equations under each other; on a phone what comes out has a row of its own."""
    rows = [line.replace(" = ", " &= ", 1) for line in lines]
    if theme.is_narrow():
        rows = [r" \\ &= ".join(row.rsplit(" = ", 1)) for row in rows]
    return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"


def show_printed_rule(lesson: frame.Lesson, run: Paths, turn: int) -> None:
    """AdaGrad as the course documents print it: the sign, and where it leads at this step."""
    part = lesson.part("printed")
    with st.expander(part.title, icon=":material/error:"):
        st.markdown(part.body)
        st.latex(aligned([rule_lines(OPTIMIZERS["AdaGrad"])[-1], rule_lines(ADAGRAD_AS_PRINTED)[-1]]))
        both = (before(run, "AdaGrad", index, turn) for index in range(2))
        found = [one for one in both if one is not None]
        if len(found) < 2:
            return
        racer = next(racer for racer in run.settings.optimizers if racer.name == "AdaGrad")
        formula, ends = read(run.settings.formula), []
        for rule in (OPTIMIZERS["AdaGrad"], ADAGRAD_AS_PRINTED):
            x, y = (float(one_step(racer, *inputs, turn, rule)["w"]) for inputs in found)
            ends.append(float(formula.evaluate({"x": x, "y": y})))
        here = float(run.paths["AdaGrad"].losses[turn - 1])
        right, wrong = ends
        text = t(
            "From a loss of {here:.3g} step {step} leads to {right:.3g}; as printed, to {wrong:.3g}.",
            here=here,
            step=turn,
            right=right,
            wrong=wrong,
        )
        st.markdown(text)
