"""Every figure of the lesson Images, measured anew on the real pictures."""

from dataclasses import replace

import numpy as np
import pytest

from lab.comparisons import MANY_SEEDS
from lab.data.keras_files import FASHION_MNIST, MNIST
from lab.data.pictures import DIGITS, PICTURES
from lab.lessons.images import scores
from lab.lessons.images.choices import BEST, EXAM, EXAM_CONVOLUTION, EXERCISE, LARGE, ImagesSettings, what_if
from lab.traces import finish
from lab.training.keras_data import load
from lab.training.predicting import predict_test
from tests.claims import trainings
from tests.claims.claims import claim
from tests.claims.documents import PRINTED
from tests.claims.test_images_network import LARGE_AGAINST_SOFTMAX, SOFTMAX_OF_THE_DOCUMENTS, within_minutes

WITH_FASHION = pytest.mark.skipif(
    not FASHION_MNIST.is_there, reason="Fashion-MNIST is not on this machine (KERAS_HOME)"
)
SHIRT = 6


def trained(settings):
    return trainings.trained(settings.training())


def right(settings):
    return trainings.ends(settings)["test_accuracy"]


def f1(settings):
    shares = finish(predict_test, settings.training(), trained(settings).state.variables)
    return scores.scores(scores.confusion(load(settings.source()).test.y, shares.argmax(axis=1), 10)).f1


def test_not_divided_does_no_harm_to_the_digits():
    scaled, raw = what_if("not divided", DIGITS)
    assert right(raw) >= right(scaled)


@WITH_FASHION
@pytest.mark.slow
def test_both_of_the_exam_s_networks_are_good_and_shirts_are_hardest_for_the_first():
    assert right(E1) >= 0.80
    assert right(E6) >= 0.85
    assert int(f1(E1).argmin()) == SHIRT


@WITH_FASHION
@pytest.mark.slow
def test_one_more_layer_gains_nothing():
    assert right(DEEPER) < right(BASE) + 0.003


@WITH_FASHION
@pytest.mark.slow
def test_rmsprop_goes_up_and_down_and_sgd_falls_in_every_epoch():
    assert np.diff(trained(SGD).metrics["val_loss"]).max() < 0
    assert np.sum(np.diff(trained(RMSPROP).metrics["val_loss"]) > 0) >= 3


@WITH_FASHION
@pytest.mark.slow
def test_few_weights_of_convolutions_do_better_than_many_of_dense_layers():
    assert right(CONVOLUTION) > right(DENSE)


# Every figure of the prose

E1, E6 = replace(EXAM, data=BEST), replace(EXAM_CONVOLUTION, data=BEST)
BASE, MORE = what_if("more neurons", BEST)
DEEPER = what_if("one more layer", BEST)[1]
LONGER = what_if("more epochs", BEST)[1]
RAW = what_if("not divided", BEST)[1]
SGD, RMSPROP = what_if("optimizers", BEST)
DENSE, CONVOLUTION = what_if("convolution", BEST)
SLOW = (WITH_FASHION, pytest.mark.slow)


def parameters(settings):
    return settings.report().parameters


def of_the_digits():
    examples = load(ImagesSettings().source())
    pixels = (examples.x.shape[1:3], examples.x.max())
    return len(examples) + len(examples.test), *pixels, len(examples), len(examples.test)


def of_fashion_mnist():
    examples = load(E1.source())
    assert examples.x.min() == 0
    return len(examples) + len(examples.test), examples.x.shape[1:3], examples.x.max(), len(examples.test)


def losses(settings):
    """At the end the training loss; the epoch of the lowest validation loss, that loss, and the last one."""
    metrics = trained(settings).metrics
    held_out = metrics["val_loss"]
    return metrics["loss"][-1], int(held_out.argmin()) + 1, held_out.min(), held_out[-1]


def too_sure():
    """Of what share a network says, and is wrong in more than one of a hundred of these."""
    shares = finish(predict_test, LONGER.training(), trained(LONGER).state.variables)
    wrong = shares.argmax(axis=1) != load(LONGER.source()).test.y
    assert wrong[shares.max(axis=1) >= 0.99].mean() > 0.01
    return 0.99


CLAIMS = {
    "data": [
        claim("1,797 8×8 16 1,437 360", of_the_digits),
        claim("70,000 28×28 255 10,000", of_fashion_mnist, WITH_FASHION),
        claim("30.9 11.5", [its.size / 1e6 for its in (FASHION_MNIST, MNIST)]),
    ],
    "probabilities": [claim("51 % 99 %", (0.51, 0.99))],  # an example
    "measures": [claim("2", lambda: scores.scores(np.array([[3, 1], [2, 4]])).f1[0] * (1 / 0.6 + 1 / 0.75))],
    "what_ifs": [
        claim("10,000 a fifth", (EXERCISE.examples, EXERCISE.validation_fraction)),
        claim("512 5", (int(EXERCISE.units), EXERCISE.epochs)),
        claim("10,000", lambda: of_fashion_mnist()[3], WITH_FASHION),
        claim("1,024 512 814,090", (int(MORE.units), int(BASE.units), parameters(MORE))),
        claim("84.4 % 84.7 %", lambda: (right(BASE), right(MORE)), *SLOW, within=0.003),
        claim("256", int(DEEPER.units.split("-")[1])),
        claim("84.2 %", lambda: right(DEEPER), *SLOW, within=0.003),
        claim("30 5", (LONGER.epochs, BASE.epochs)),
        claim("0.35 0.10", lambda: (losses(BASE)[0], losses(LONGER)[0]), *SLOW, within=0.01),
        claim("8", lambda: losses(LONGER)[1], *SLOW),
        claim("0.36 0.43", lambda: losses(LONGER)[2:], *SLOW, within=0.01),
        claim("86.0 %", lambda: right(LONGER), *SLOW, within=0.003),
        claim("255", PICTURES[BEST].high),
        claim("78.5 % 84.4 %", lambda: (right(RAW), right(BASE)), *SLOW, within=0.005),
        claim("16", PICTURES[DIGITS].high),
        claim("0.01", RMSPROP.learning_rate),
        claim("256-128-64-32", SGD.units.split("-")),
        claim("128 20,000 10", (SGD.batch_size, SGD.examples, SGD.epochs)),
        claim("83 % 80 %", lambda: (right(RMSPROP), right(SGD)), *SLOW, within=0.005),
        claim("0.8661", PRINTED["SGD after RMSprop, on clothes"]),
        claim("10 34,622 407,050", (DENSE.epochs, parameters(CONVOLUTION), parameters(DENSE))),
        claim("84.9 % 83.7 %", lambda: (right(CONVOLUTION), right(DENSE)), *SLOW, within=0.004),
        claim("10,000 50 5", (LARGE.examples, LARGE.batch_size, LARGE.epochs)),
        *LARGE_AGAINST_SOFTMAX,
    ],
    "measured": [
        claim("20-30-10", (*EXAM.units.split("-"), 10)),
        claim("16,640 32 10 60,000", (parameters(E1), E1.batch_size, E1.epochs, E1.examples)),
        claim("a fifth", E1.validation_fraction),
        claim("86 %", lambda: right(E1), *SLOW, within=0.01),
        claim("20,000", E6.examples),
        claim("86 %", lambda: right(E6), *SLOW, within=0.01),
        claim("a third of", E6.examples / E1.examples),
        claim("2", lambda: within_minutes(2, trained(E1), trained(E6)), *SLOW),
        *SOFTMAX_OF_THE_DOCUMENTS,
        claim("0.62 0.87", PRINTED["F1 of shirts, and accuracy"]),
        claim("0.63", lambda: f1(E1)[SHIRT], *SLOW, within=0.02),
    ],
    "limits": [claim("10", MANY_SEEDS), claim("30 99 %", lambda: (LONGER.epochs, too_sure()), *SLOW)],
}


def test_what_is_the_same_in_both_runs_of_a_what_if():
    assert (E1.optimizer, E6.report().parameters, E6.epochs) == ("Adam", 34_622, 10)
    assert (BASE, parameters(BASE)) == (replace(EXERCISE, data=BEST), 407_050)
    assert (SGD.learning_rate, SGD.weights_seed) == (RMSPROP.learning_rate, RMSPROP.weights_seed)
    assert parameters(SGD) == 244_522


@pytest.mark.slow
def test_claims(claim):
    claim.check()
