"""Tasks that take longer than a chunk give their state, are asked again with it, and no bit of the answer changes."""

from dataclasses import replace

import numpy as np
import pytest

from lab.data.datasets import Data
from lab.lessons.images.sums import LOOKS, SumsSettings
from lab.stacks.layers import Dense, Flatten
from lab.traces import Unfinished, finish
from lab.training import many, predicting, runs, sums
from tests.samples import DIGITS, XOR

PICTURES = replace(DIGITS, data=Data("digit_pictures"), layers=(Flatten(), Dense(10, "softmax")), epochs=1)
SEEDS = (0, 1, 2)


def predict():
    return predicting.predict_test, PICTURES, runs.begin(PICTURES).state.variables


TASKS = {
    "sums": (sums, lambda: (sums.trained, SumsSettings(start="random")), LOOKS),
    "many": (many, lambda: (many.final_weights, replace(XOR, epochs=5), SEEDS), len(SEEDS) - 1),
    "predicting": (predicting, predict, 4),
}


def arrays(answer):
    """All numbers of an answer."""
    if isinstance(answer, np.ndarray):
        return [answer]
    parts = answer if isinstance(answer, tuple) else (answer.loss, answer.lowest, answer.right, answer.kernel)
    return [array for part in parts for array in arrays(part)]


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_cut_wherever_its_time_is_over(name, monkeypatch):
    module, make, least = TASKS[name]
    monkeypatch.setattr(predicting, "MOST_AT_ONCE", 100)
    task, *arguments = make()
    monkeypatch.setattr(module, "CHUNK_SECONDS", 1e9)
    whole = task(*arguments)
    monkeypatch.setattr(module, "CHUNK_SECONDS", -1.0)
    found, count = task(*arguments), 0
    while isinstance(found, Unfinished):
        found, count = task(*arguments, found.state), count + 1
    assert count == least
    for one, other in zip(arrays(found), arrays(whole), strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(arrays(finish(task, *arguments))) == len(arrays(whole))
