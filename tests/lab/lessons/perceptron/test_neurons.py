import math
from itertools import product

import numpy as np
import pytest

from lab.activations import ACTIVATIONS
from lab.data.gates import GATES, INPUTS, ORDERS, is_separable
from lab.lessons.perceptron.neurons import BIASES, RULES, Cycle, NeuronSettings, learn, logistic, step, threshold
from lab.lessons.perceptron.printouts import epoch_steps
from lab.problems import Problem

STARTS = range(100)
SEPARABLE = [outputs for outputs in product((0, 1), repeat=4) if is_separable(outputs)]


def perceptron(outputs, epochs=100, **wishes):
    return learn(INPUTS, outputs, NeuronSettings("perceptron", epochs=epochs, **wishes))


# By hand


def test_a_perceptron_step_by_hand():
    weights, bias, error = step([0.5, -1.0], 0.25, [1.0, 1.0], 1, 0.5, threshold)  # z = −0.25 says 0
    assert (weights, bias, error) == ([1.0, -0.5], 0.75, 1.0)
    assert step(weights, bias, [1.0, 1.0], 1, 0.5, threshold) == ([1.0, -0.5], 0.75, 0.0)  # z = 1.25: nothing to learn


def test_a_delta_rule_step_by_hand():
    weights, bias, error = step([math.log(3), 5.0], 0.0, [1.0, 0.0], 0, 0.4, logistic)  # ŷ = 3/4
    assert error == pytest.approx(-0.75)
    assert weights == pytest.approx([math.log(3) - 0.3, 5.0])
    assert bias == pytest.approx(-0.3)


def test_and_is_learned_from_zero_as_on_paper():
    trace = perceptron(GATES["AND"], epochs=7, learning_rate=1.0, start=(0.0, 0.0, 0.0))
    paper = [(0, 0, 0), (-1, 0, -1), (-1, 0, -2), (0, 0, -2), (0, 1, -2), (0, 1, -3), (1, 1, -3), (1, 2, -3)]
    assert np.column_stack([trace.weights, trace.bias]).tolist() == [list(map(float, row)) for row in paper]
    assert trace.converged == 7
    lessons = [(row.x, row.error) for row in epoch_steps(trace, 1)]
    assert lessons == [((1.0, 1.0), 0.0), ((1.0, 0.0), -1.0), ((0.0, 1.0), 0.0), ((0.0, 0.0), 0.0)]


@pytest.mark.parametrize(("rule", "name"), [("perceptron", "step"), ("delta", "sigmoid")])
def test_the_rules_activations_are_those_of_the_registry(rule, name):
    z = np.array([-800.0, -3.0, -1e-9, 0.0, 2.0, 800.0])
    np.testing.assert_allclose([RULES[rule](value) for value in z], ACTIVATIONS[name].value(z), rtol=1e-15)


@pytest.mark.parametrize(("rule", "order", "bias"), list(product(RULES, ORDERS, BIASES)))
def test_learning_is_one_step_after_another(rule, order, bias):
    settings = NeuronSettings(rule, 0.25, 20, order, bias, weights_seed=3, shuffle_seed=5)
    trace = learn(INPUTS, GATES["OR"], settings)
    weights, stored = trace.weights[0].tolist(), float(trace.bias[0])
    for epoch, order_of_epoch in enumerate(ORDERS[order](4, 20, 5), start=1):
        error_sum = 0.0
        for index in order_of_epoch:
            z_bias = stored + BIASES[bias]
            weights, z_bias, error = step(weights, z_bias, INPUTS[index], GATES["OR"][index], 0.25, RULES[rule])
            stored = 0.0 if bias == "none" else z_bias - BIASES[bias]
            error_sum += error
        np.testing.assert_allclose(trace.weights[epoch], weights, atol=1e-12)
        assert trace.bias[epoch] == pytest.approx(stored, abs=1e-12)
        assert trace.error_sum[epoch - 1] == pytest.approx(error_sum, abs=1e-12)
        last = epoch_steps(trace, epoch)[-1]
        np.testing.assert_allclose((*last.weights, last.bias), (*weights, stored), atol=1e-12)


# The perceptron converges, or cycles


@pytest.mark.parametrize("outputs", SEPARABLE)
def test_the_perceptron_learns_every_separable_gate_from_any_of_100_starts(outputs):
    for seed in STARTS:
        trace = perceptron(outputs, weights_seed=seed)
        assert trace.converged is not None
        assert trace.cycle is None
        assert (trace.outputs[-1] == outputs).all()
        assert (trace.weights[trace.converged :] == trace.weights[-1]).all()


def test_fourteen_gates_are_separable():
    assert len(SEPARABLE) == 14


@pytest.mark.parametrize("order", ["counting", "shuffled"])
@pytest.mark.parametrize("name", ["AND", "OR", "NAND", "NOR"])
def test_the_perceptron_learns_in_any_order(name, order):
    for seed in STARTS:
        assert perceptron(GATES[name], order=order, weights_seed=seed, shuffle_seed=seed).converged is not None


@pytest.mark.parametrize(("name", "order"), list(product(("XOR", "XNOR"), ("documents", "counting"))))
def test_the_perceptron_cycles_on_xor_and_xnor_and_ends_every_epoch_where_it_began_it(name, order):
    for seed in STARTS:
        trace = perceptron(GATES[name], order=order, weights_seed=seed)
        assert trace.converged is None
        assert trace.cycle is not None
        assert trace.cycle.length == 1
        assert (trace.weights[trace.cycle.start :] == trace.weights[-1]).all()
        assert (trace.bias[trace.cycle.start :] == trace.bias[-1]).all()
        assert [abs(row.error) for row in epoch_steps(trace, 100)] == [1, 1, 1, 1]
        assert trace.error_sum[-1] == 0


def test_the_perceptron_never_learns_xor_in_a_shuffled_order_either():
    for seed in STARTS:
        trace = perceptron(GATES["XOR"], order="shuffled", shuffle_seed=seed)
        assert trace.num_mistakes.min() >= 1
        assert trace.cycle is None  # the order never repeats, so that nothing can be said


def test_a_cycle_does_not_depend_on_the_learning_rate():
    starts = np.random.default_rng(0).normal(size=(20, 3))
    for start in starts:
        cycles = {
            perceptron(GATES["XOR"], learning_rate=rate, start=tuple(start * rate)).cycle
            for rate in (0.001, 0.07, 0.1, 1.0, 10.0)
        }
        assert len(cycles) == 1
        assert isinstance(cycles.pop(), Cycle)


def test_a_tie_is_a_tie_whatever_the_learning_rate():
    paths = [perceptron(GATES["AND"], learning_rate=rate, start=(0.0, 0.0, 0.0)) for rate in (0.1, 0.3, 1.0)]
    assert len({trace.converged for trace in paths}) == 1
    for trace in paths:
        np.testing.assert_allclose(trace.weights / trace.settings.learning_rate, paths[-1].weights, atol=1e-12)


def test_without_a_bias_or_cannot_be_learned():
    trace = perceptron(GATES["OR"], bias="none")
    assert (trace.bias == 0).all()
    assert trace.converged is None
    assert trace.cycle is not None
    assert trace.outputs[-1].tolist() == [1, 1, 1, 1]  # (0, 0) lies on every line through the origin


# The delta rule is gradient descent on the cross-entropy


def test_the_delta_rule_is_keras_with_sgd_and_binary_cross_entropy_step_by_step():
    import keras
    import tensorflow as tf

    trace = learn(INPUTS, GATES["OR"], NeuronSettings("delta", 0.5, 5, weights_seed=1))
    dense = keras.layers.Dense(1, activation="sigmoid", dtype="float64")
    dense.build((None, 2))
    dense.set_weights([trace.weights[0][:, None], trace.bias[:1]])
    optimizer, loss = keras.optimizers.SGD(0.5), keras.losses.BinaryCrossentropy(dtype="float64")
    for epoch in range(1, 6):
        for row, (x, y) in zip(epoch_steps(trace, epoch), zip(INPUTS, GATES["OR"], strict=True), strict=True):
            with tf.GradientTape() as tape:
                value = loss(tf.constant([[float(y)]], "float64"), dense(tf.constant([x], "float64")))
            variables = dense.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(value, variables), variables, strict=True))
            np.testing.assert_allclose(dense.kernel.numpy()[:, 0], row.weights, atol=1e-6)
            np.testing.assert_allclose(dense.bias.numpy(), row.bias, atol=1e-6)
        outputs = dense(tf.constant(INPUTS, "float64")).numpy()[:, 0]
        np.testing.assert_allclose(trace.outputs[epoch], outputs, atol=1e-6)
        expected = loss(tf.constant(GATES["OR"], "float64")[:, None], outputs[:, None])
        assert trace.cross_entropy[epoch] == pytest.approx(float(expected), abs=1e-6)


def test_measures_of_an_untrained_neuron_by_hand():
    trace = learn(INPUTS, GATES["AND"], NeuronSettings(start=(0.0, 0.0, 0.0)))  # says 0.5 to everything
    assert trace.num_mistakes[0] == 3
    assert trace.mean_squared_error[0] == 0.25
    assert trace.cross_entropy[0] == pytest.approx(math.log(2))
    assert perceptron(GATES["AND"]).cross_entropy is None


# Settings and shapes


@pytest.mark.parametrize("rule", RULES)
def test_the_same_settings_give_the_same_trace(rule):
    settings = NeuronSettings(rule, epochs=200, order="shuffled", weights_seed=1, shuffle_seed=2)
    first, second = (learn(INPUTS, GATES["XOR"], settings) for _ in range(2))
    assert first.weights.tobytes() == second.weights.tobytes()
    assert first.outputs.tobytes() == second.outputs.tobytes()


def test_a_trace_has_a_row_for_the_start_and_for_every_epoch_and_is_read_only():
    trace = learn(INPUTS, GATES["AND"], NeuronSettings(epochs=30))
    assert trace.weights.shape == (31, 2)
    assert trace.outputs.shape == (31, 4)
    assert trace.error_sum.shape == (30,)
    for measure in (trace.bias, trace.num_mistakes, trace.mean_squared_error, trace.cross_entropy):
        assert measure.shape == (31,)
    with pytest.raises(ValueError, match="read-only"):
        trace.weights[0] = 0


def test_the_start_is_drawn_by_its_seed_or_given():
    drawn = np.random.default_rng(8).normal(size=3)
    trace = learn(INPUTS, GATES["AND"], NeuronSettings(weights_seed=8, epochs=1))
    assert (*trace.weights[0], trace.bias[0]) == tuple(drawn)
    given = perceptron(GATES["AND"], start=(0.7, -0.2, 0.1))
    np.testing.assert_allclose((*given.weights[0], given.bias[0]), (0.7, -0.2, 0.1), atol=1e-9)


@pytest.mark.parametrize(
    ("inputs", "targets", "wishes", "message"),
    [
        ([[0, 1]], [1, 0], {}, "do not fit"),
        ([0, 1], [1, 0], {}, "do not fit"),
        ([[0, 1]], [2], {}, "targets 0 or 1"),
        ([[0, math.nan]], [1], {}, "finite"),
        ([[0, 1]], [1], {"start": (1.0, 2.0)}, "2 weights and a bias are 3"),
        ([[0, 1]], [1], {"start": (1.0, 2.0, math.inf)}, "from -1000 to 1000"),
        ([[0, 1]], [1], {"start": (1.0, 2.0, 1e4)}, "from -1000 to 1000"),
    ],
)
def test_what_does_not_fit_says_what_would(inputs, targets, wishes, message):
    with pytest.raises(Problem, match=message):
        learn(inputs, targets, NeuronSettings(**wishes))
