"""What a search asks of a worker: some epochs at a time, and at the end how the network does on the test pictures."""

import time
from collections.abc import Sequence

import numpy as np

from lab.experiments import Training
from lab.lessons.images.searches import Examined
from lab.traces import Trace, extended, is_over
from lab.training import runs
from lab.training.keras_data import load
from lab.training.predicting import predicted

SMALLEST = 1e-7
"""Keras keeps probabilities this far from 0 and 1 before it takes their logarithm."""


def go_on(training: Training, trace: Trace | None, epochs: int, at_once: bool) -> tuple[Trace, Examined | None]:
    """The trace with at least so many epochs more, from its beginning where there is none; and what the test says.

    The test pictures wait until a call that finds the training over or, `at_once`, has brought it to its end.
    """
    trace = trace or runs.begin(training)
    last, is_at_end = trace.epochs + epochs, is_over(training, trace)
    while trace.epochs < last and not is_over(training, trace):
        trace = extended(training, trace, runs.chunk(training, trace.state))
    if trace.stopped is None and is_over(training, trace) and (at_once or is_at_end):
        return trace, tested(training, trace.state.variables)
    return trace, None


def tested(training: Training, variables: Sequence[np.ndarray]) -> Examined:
    """Look at the test pictures once. `variables` are the network's, as a trace's state has them."""
    began = time.perf_counter()
    shares = predicted(training, variables).astype("float64")
    test = load(training.data).test
    assert test is not None
    its_own = np.clip(shares, SMALLEST, 1 - SMALLEST)[np.arange(len(test)), test.y]
    accuracy = float((shares.argmax(axis=1) == test.y).mean())
    return Examined(float(-np.log(its_own).mean()), accuracy, time.perf_counter() - began)
