"""The sentences about the hidden layer of the lesson Perceptron that can be false, and what one neuron cannot."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from lab.activations import ACTIVATIONS
from lab.data.gates import GATES, INPUTS, is_separable
from lab.lessons.perceptron import hidden
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.lessons.perceptron.printed import HIDDEN_XOR
from lab.settings import rule
from lab.traces import finish
from pages.parts.perceptron import folds
from tests.claims.claims import claim
from tests.claims.trainings import once, trained

XOR = GATES["XOR"]
STARTS = tuple(range(100))


def num_learned(**wishes):
    """How many of the seeds 0 to 99 learn XOR."""
    from lab.training.many import final_weights

    settings = replace(HiddenSettings(), **wishes)
    results = once(finish, final_weights, hidden.training(settings, XOR, 0), STARTS)
    return sum(hidden.num_right(weights, settings.activation, XOR) == 4 for weights in results)


def learned(**wishes):
    """The trace of a network that learned XOR."""
    return trained(hidden.training(replace(HiddenSettings(), **wishes), XOR))


def test_with_eight_hidden_neurons_93_with_one_none():
    assert num_learned(units=8) == 93
    assert num_learned(units=1) == 0


def test_for_a_long_time_the_loss_stands_near_0_25_and_every_answer_near_0_5():
    trace = learned()
    np.testing.assert_allclose(trace.metrics["loss"][10:600], 0.25, atol=0.01)
    early = trace.snapshots[next(i for i, epoch in enumerate(trace.snapshot_epochs) if epoch >= 400)]
    np.testing.assert_allclose(hidden.output(early, "sigmoid", np.array(INPUTS, float)), 0.5, atol=0.1)
    assert trace.metrics["loss"][-1] < 0.07


def test_the_preset_of_xor_learns_it_with_9_parameters_and_the_unlucky_start_does_not():
    lucky, unlucky = learned(weights_seed=49), learned(weights_seed=1)
    assert sum(array.size for array in lucky.snapshots[-1]) == 9
    assert hidden.num_right(lucky.snapshots[-1], "sigmoid", XOR) == 4
    assert hidden.num_right(unlucky.snapshots[-1], "sigmoid", XOR) == 3


@pytest.mark.parametrize("seed", [0, 2, 3, 4, 5, 49])
def test_where_all_four_rows_are_right_one_line_does_it_among_the_outputs_of_the_hidden_layer(seed):
    last = learned(weights_seed=seed).snapshots[-1]
    assert hidden.num_right(last, "sigmoid", XOR) == 4
    seen = hidden.hidden_space(last, "sigmoid")
    heights = seen.points @ seen.line[:2] + seen.line[2]
    assert [int(height > 0) for height in heights] == list(XOR)


ZEROS = "The hidden layer puts (1, 1) and (0, 0) nearly on one point; they want 0."
ONES = "The hidden layer puts (1, 0) and (0, 1) nearly on one point; they want 1."
MIXED = "The hidden layer puts (1, 1) and (0, 1) nearly on one point, although they want different answers."


@pytest.mark.parametrize(("seed", "said"), [(0, ZEROS), (49, ONES), (1, ONES), (2, ONES), (5, ZEROS), (7, MIXED)])
def test_which_rows_the_hidden_layer_puts_together_is_said_of_this_training(seed, said):
    """(0, 0) and (1, 1) with seed 0, the rows that want 1 in both presets, rows that want different things with 7."""
    points = hidden.hidden(learned(weights_seed=seed).snapshots[-1], "sigmoid", np.array(INPUTS, float))
    assert folds.sentence(points, XOR) == said
    distances = {(one, other): np.linalg.norm(points[one] - points[other]) for one in range(4) for other in range(one)}
    one, other = min(distances, key=lambda pair: distances[pair])
    assert str(INPUTS[one]) in said
    assert str(INPUTS[other]) in said


def test_relu_keeps_the_slope_1_and_leaky_relu_and_elu_do_not_go_silent_below_0():
    above, below = np.array([0.1, 5.0]), np.array([-0.1, -3.0])
    assert (ACTIVATIONS["relu"].derivative(above) == 1).all()
    assert (ACTIVATIONS["relu"].derivative(below) == 0).all()
    assert (ACTIVATIONS["leaky_relu"].derivative(below) > 0).all()
    assert (ACTIVATIONS["elu"].derivative(below) > 0).all()


def test_from_a_good_start_the_hidden_layer_ends_near_what_the_documents_print():
    outputs = hidden.output(learned(weights_seed=49).snapshots[-1], "sigmoid", np.array(INPUTS, float))
    np.testing.assert_allclose(outputs, HIDDEN_XOR, atol=0.02)


def on_the_plateau():
    """The middle of the losses, and of the answers, of epochs that lie before the fall."""
    trace = learned()
    index = next(i for i, epoch in enumerate(trace.snapshot_epochs) if epoch >= 400)
    answers = hidden.output(trace.snapshots[index], "sigmoid", np.array(INPUTS, float))
    return np.median(trace.metrics["loss"][10:600]), answers.mean()


def tables_with_a_line():
    tables = list(product((0, 1), repeat=4))
    return len(tables), sum(is_separable(table) for table in tables)


CLAIMS = {
    "hidden_try": [
        claim("0.25 0.5", on_the_plateau),
        claim("99", STARTS[-1]),
        claim("40", num_learned),
        claim("0.5 84", lambda: (0.5, num_learned(learning_rate=0.5))),
        claim("93", lambda: num_learned(units=8)),
    ],
    "limits": [
        claim("16 14", tables_with_a_line),
        claim("104 256", lambda: (104, 2**2**3)),  # counted above
        claim("1,882 65,536", lambda: (1882, 2**2**4)),
        claim("40 100", lambda: (num_learned(), len(STARTS))),
        claim("5000 71", lambda: (rule(HiddenSettings, "epochs").high, num_learned(epochs=5000))),
        claim("784 783", lambda: (28 * 28, 28 * 28 - 1)),
    ],
}


def test_claims(claim):
    claim.check()
