"""A kernel that a small network has learned on the digits, for the window to slide with."""

import numpy as np

from cache.trainings import running
from components import glossary, waiting
from components.language import t
from lab.lessons.convolution import trained_kernels
from lab.lessons.convolution.convolution import Sliding, most_alike
from lab.lessons.convolution.trained_kernels import SETTINGS, Learned
from lab.traces import Trace

HEIGHT = 120


def kernel(number: int) -> np.ndarray | None:
    """The kernel (rows, columns); None while the network still learns it, which takes some seconds, once."""
    its = running(SETTINGS.training())
    if its.is_stopped:  # in the laboratory, where it is a run like any other
        its.go_on()
    trace = waiting.whole(its, HEIGHT, "convolution_trained")
    return None if trace is None else read_kernels(trace).kernels[..., number - 1]


def read_kernels(trace: Trace) -> Learned:
    """The kernels before and after the training."""
    return trained_kernels.learned(trace.snapshots[0], trace.state.variables)


def about(number: int) -> str:
    """Where the kernel is from, what it is like, and what the network does with the sum."""
    trace = running(SETTINGS.training()).trace
    assert trace is not None
    its = read_kernels(trace)
    name, alike = most_alike(its.kernels[..., number - 1])
    text = (
        "Learned in {epochs} epochs; the network now gets {accuracy:.1%} of the test digits right. On the way "
        "this kernel changed by {change:.0%} of its length. Of the named kernels it is most like “{name}”: cosine "
        "{alike:.2f}. The network divides grey values by 16, adds {bias:.2f} to the sum, and turns what is "
        "negative into 0."
    )
    return t(
        text,
        epochs=trace.epochs,
        accuracy=float(trace.metrics["test_accuracy"][-1]),
        change=its.change(number - 1),
        name=glossary.describe(Sliding, "kernel", name),
        alike=alike,
        bias=its.biases[number - 1],
    )
