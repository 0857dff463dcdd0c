"""What the course documents print of single neurons, redone in float64."""

import math

import numpy as np
import pytest

from lab.data.gates import GATES, INPUTS
from lab.lessons.perceptron.neurons import NeuronSettings, learn, single_example
from lab.lessons.perceptron.printouts import as_printed, epoch_steps
from lab.problems import Problem


def test_one_input_has_an_error_of_0_136_at_step_100_and_of_0_0105_at_1000():
    weight = math.log(0.8723855 / (1 - 0.8723855))
    trace = single_example([1.0], 0, [weight], with_bias=False)
    assert trace.outputs[0, 0] == pytest.approx(0.8723855)
    printed = [0.13575228, 0.06054739, 0.03837379, 0.02797328, 0.02197183]
    printed += [0.01807551, 0.01534558, 0.01332812, 0.01177713, 0.01054805]
    np.testing.assert_allclose(trace.outputs[99::100, 0], printed, rtol=1e-5)
    np.testing.assert_allclose(trace.error_sum[99::100], np.negative(printed), rtol=1e-5)


def test_three_inputs_reach_0_968_at_step_100_and_0_9972_at_1000():
    """Their x is not printed, but only its length matters: |x|² = 3.681387, found from step 100, gives the rest."""
    size, logit = math.sqrt(3.681387), math.log(0.03847362 / (1 - 0.03847362))
    trace = single_example([size, 0.0, 0.0], 1, [logit / size, 0.0, 0.0], with_bias=False)
    printed = [0.9682371, 0.98521936, 0.990395, 0.99289167, 0.9943599]
    printed += [0.9953263, 0.9960103, 0.9965199, 0.99691415, 0.9972283]
    np.testing.assert_allclose(trace.outputs[99::100, 0], printed, atol=1e-6)


def test_three_inputs_and_a_bias_give_the_documents_digits():
    x, weights = [1.2705061, 1.3811893, -0.14885783], [-1.1372662, -0.28991228, -1.5178484]
    trace = single_example(x, 1, weights)
    printed = [0.97600514, 0.98844445, 0.99240416, 0.99434584, 0.99549806]
    printed += [0.9962606, 0.99680245, 0.9972072, 0.9975212, 0.9977717]
    np.testing.assert_allclose(trace.outputs[99::100, 0], printed, atol=1e-6)
    np.testing.assert_allclose(trace.weights[-1], [1.0225528, 2.058065, -1.7709007], atol=5e-6)
    assert trace.bias[-1] == pytest.approx(1.6999679, abs=5e-6)


@pytest.mark.parametrize("seed", range(10))
def test_and_ends_near_weights_of_6_97_and_a_stored_bias_of_minus_11_63(seed):
    trace = learn(INPUTS, GATES["AND"], NeuronSettings(bias="documents", weights_seed=seed))
    np.testing.assert_allclose(trace.weights[-1], [6.9653534, 6.968502], atol=0.1)
    assert trace.bias[-1] == pytest.approx(-11.627143, abs=0.1)
    rows = as_printed(trace)
    assert [row.x for row in rows] == [(1, 1), (1, 0), (0, 1), (0, 0)]
    assert [row.y for row in rows] == [1, 0, 0, 0]
    np.testing.assert_allclose([row.printed for row in rows], [0.9094314, 0.00936108, 0.00939032, 8.92e-6], rtol=0.1)
    assert rows[0].trained == pytest.approx(0.9647, abs=1e-3)  # what the neuron says whose 1 is not left out
    np.testing.assert_allclose(trace.error_sum[1800], -0.01678012, rtol=0.05)


@pytest.mark.parametrize("seed", range(10))
def test_or_ends_near_weights_of_8_19_and_a_stored_bias_of_minus_4_63(seed):
    trace = learn(INPUTS, GATES["OR"], NeuronSettings(bias="documents", weights_seed=seed))
    np.testing.assert_allclose(trace.weights[-1], [8.188078, 8.187768], atol=0.1)
    assert trace.bias[-1] == pytest.approx(-4.628335, abs=0.05)
    rows = as_printed(trace)
    np.testing.assert_allclose([row.printed for row in rows[:3]], [0.99999213, 0.9723406, 0.97233236], atol=2e-3)
    assert rows[3].printed == pytest.approx(0.00967647, rel=0.05)
    assert rows[1].trained == pytest.approx(0.9897, abs=1e-3)
    np.testing.assert_allclose(trace.error_sum[1800], -0.00581255, rtol=0.05)


@pytest.mark.parametrize("seed", range(10))
def test_xor_ends_with_the_documents_outputs_from_any_start_and_half_to_everything(seed):
    trace = learn(INPUTS, GATES["XOR"], NeuronSettings(bias="documents", weights_seed=seed))
    np.testing.assert_allclose(trace.weights[-1], [0.0512818, 0.0], atol=1e-6)
    assert trace.bias[-1] == pytest.approx(-1.0, abs=1e-6)
    rows = as_printed(trace)
    np.testing.assert_allclose([row.printed for row in rows], [0.2791428, 0.27914253, 0.2689413, 0.26894107], atol=1e-6)
    np.testing.assert_allclose([row.trained for row in rows], 0.5, atol=0.013)
    assert abs(trace.error_sum[-1]) < 1e-6  # the errors' sum is 0 although every single one is a half
    assert trace.mean_squared_error[-1] == pytest.approx(0.25, abs=1e-3)


def test_with_a_true_bias_what_is_printed_is_what_was_trained():
    trace = learn(INPUTS, GATES["AND"], NeuronSettings(epochs=50))
    assert all(row.printed == row.trained for epoch in (0, 25, -1) for row in as_printed(trace, epoch))


def test_the_documents_bias_is_one_less_than_a_true_one():
    true = learn(INPUTS, GATES["AND"], NeuronSettings(epochs=50, start=(0.5, 0.5, 1.25)))
    slip = learn(INPUTS, GATES["AND"], NeuronSettings(epochs=50, start=(0.5, 0.5, 0.25), bias="documents"))
    np.testing.assert_allclose(slip.bias, true.bias - 1, atol=1e-12)
    np.testing.assert_allclose(slip.outputs, true.outputs, atol=1e-12)


@pytest.mark.parametrize("epoch", [0, 31, -1])
def test_epochs_that_there_are_not(epoch):
    trace = learn(INPUTS, GATES["AND"], NeuronSettings(epochs=30))
    with pytest.raises(Problem, match="has 1 to 30"):
        epoch_steps(trace, epoch)
