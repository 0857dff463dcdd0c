"""Every figure of the networks of one's own, and of C1's and C3's, measured anew on the real pictures."""

import pytest

from lab.data.keras_files import MNIST
from lab.data.pictures import DIGITS, PICTURES
from lab.lessons.images.choices import LARGE, SOFTMAX, ImagesSettings, what_if
from lab.lessons.images.sums import BATCH
from lab.stacks import trainable
from lab.stacks.layers import Dense, Flatten
from lab.stacks.shapes import FLOAT32_BYTES, report
from tests.claims.claims import claim
from tests.claims.documents import PRINTED
from tests.claims.trainings import ends, trained

WITH_MNIST = pytest.mark.skipif(not MNIST.is_there, reason="MNIST is not on this machine (KERAS_HOME)")
SLOW = (WITH_MNIST, pytest.mark.slow)
SMALL, BIG = what_if("large convolution", "mnist")
C1 = ImagesSettings(**{**vars(SOFTMAX), "data": "mnist"})


def right(settings):
    return ends(settings)["test_accuracy"]


def steps(settings):
    return settings.epochs * num_train(settings) // settings.batch_size


def num_train(settings):
    return round(settings.examples * (1 - settings.validation_fraction))


def times(column):
    """How many times as much of something the large network has."""
    return getattr(BIG.report(), column) / getattr(SMALL.report(), column)


def mistakes_that_are_left():
    share = (1 - right(BIG)) / (1 - right(SMALL))
    assert 0.1 < share < 0.2
    return 0.2


def within_minutes(most, *traces):
    """The minutes, where all took less."""
    return most if max(trace.seconds for trace in traces) < 60 * most else float("nan")


def needed():
    found = BIG.report()
    return found.parameters, found.multiply_adds, found.activation_bytes // FLOAT32_BYTES


LIMITS = (trainable.MOST_LAYERS, trainable.MOST_PARAMETERS, trainable.MOST_MULTIPLY_ADDS, trainable.MOST_VALUES)
LARGE_AGAINST_SOFTMAX = [
    claim("98.2 % 90.1 %", lambda: (right(BIG), right(SMALL)), *SLOW, within=0.003),
    claim("a fifth", mistakes_that_are_left, *SLOW),
    claim("417 1,771", lambda: (times("parameters"), times("multiply_adds"))),
    claim("2", lambda: within_minutes(2, trained(BIG.training())), *SLOW),
    claim("0.988 0.92 5,000", PRINTED["large network, softmax regression and steps"]),
    claim("800", lambda: steps(LARGE)),
    claim("0.0001 0.001", (PRINTED["Adam's rate of the large network"], LARGE.learning_rate)),
]
SOFTMAX_OF_THE_DOCUMENTS = [
    claim("7,850 100", lambda: (C1.report().parameters, C1.batch_size)),
    claim("20 48,000 9,600", lambda: (C1.epochs, num_train(C1), steps(C1))),
    claim("92 %", lambda: right(C1), *SLOW, within=0.005),
    claim("0.9243 10,000", (PRINTED["softmax regression after 1000, 6000 and 10,000 steps"][2], 10_000)),
    claim("0.01 100", lambda: (C1.learning_rate / BATCH, BATCH)),
]
WITHOUT_FLATTEN = report((28, 28), (Dense(512), Dense(10))).rows[-1].output_shape
CLAIMS = {
    "no_flatten": [
        claim("28 28×10 28", (WITHOUT_FLATTEN[0], WITHOUT_FLATTEN, WITHOUT_FLATTEN[0])),
        claim("784", lambda: report((28, 28), (Flatten(),)).rows[0].output_shape[0]),
    ],
    "five_outputs": [claim("4 4", (5 - 1, 5 - 1))],
    "stack": [
        claim("28×28×1 8×8×1", (PICTURES["mnist"].shape, PICTURES[DIGITS].shape)),
        claim("24 5,000,000 20,000,000 100,000", LIMITS),
        claim("8,192", trainable.MOST_VALUES_AT_ONCE),
        claim("3,274,634 13,883,904 52,234", needed),
    ],
}


def test_claims(claim):
    claim.check()
