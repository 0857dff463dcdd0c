"""What stacks and sets of pictures are called where there is little room."""

from components.language import mark, t
from lab.problems import Problem
from lab.stacks import stack_text
from lab.stacks.known_stacks import Stack
from lab.stacks.shapes import report

SET_NAMES = {
    "digit_pictures": mark("digits (8×8)"),
    "fashion_mnist": mark("Fashion-MNIST"),
    "mnist": "MNIST",
}


def describe_stack(stack: Stack) -> str:
    """How long a stack is, and how many weights it has."""
    return t("{layers} layers, {weights:,} weights", layers=len(stack.layers), weights=report(*stack).parameters)


def describe_line(line: str) -> str:
    """The stack that a line says; a dash for none, or the one that everybody begins with."""
    try:
        return describe_stack(stack_text.read(line)) if line else "–"
    except Problem:
        return line
