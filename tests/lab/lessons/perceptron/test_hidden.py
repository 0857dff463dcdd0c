"""What a 2-k-1 network says and sees, computed by numpy from its weights, against Keras with the same weights."""

import numpy as np
import pytest

from lab.data.datasets import load
from lab.data.gates import GATES, INPUTS
from lab.lessons.perceptron import hidden
from lab.lessons.perceptron.hidden import HiddenSettings

ACTIVATIONS = ("sigmoid", "tanh", "relu")
CORNERS = np.array(INPUTS, float)


def weights(units, seed, size=2.0):
    rng = np.random.default_rng(seed)
    shapes = ((2, units), (units,), (units, 1), (1,))
    return tuple((size * rng.normal(size=shape)).astype("float32") for shape in shapes)


def in_keras(variables, activation):
    import keras

    units = variables[0].shape[1]
    middle, last = keras.layers.Dense(units, activation), keras.layers.Dense(1, "sigmoid")
    model = keras.Sequential([keras.Input((2,)), middle, last])
    model.set_weights(list(variables))
    return model, keras.Sequential([keras.Input((2,)), middle])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("units", [1, 2, 8])
def test_hidden_and_output_are_those_of_keras_with_the_same_weights(units, activation):
    variables = weights(units, seed=units)
    points = np.random.default_rng(0).uniform(-0.6, 1.6, size=(50, 2))
    model, middle = in_keras(variables, activation)
    given = points.astype("float32")
    np.testing.assert_allclose(hidden.hidden(variables, activation, points), middle(given), atol=2e-6)
    np.testing.assert_allclose(hidden.output(variables, activation, points), model(given)[:, 0], atol=2e-6)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("units", range(1, hidden.MOST_UNITS + 1))
def test_the_line_of_seen_separates_exactly_as_the_output_does(units, activation):
    for seed in range(20):
        variables = weights(units, seed)
        seen = hidden.hidden_space(variables, activation)
        assert seen.points.shape == (4, 2)
        z = seen.points @ seen.line[:2] + seen.line[2]
        np.testing.assert_allclose(1 / (1 + np.exp(-z)), hidden.output(variables, activation, CORNERS), atol=1e-6)


def test_with_two_hidden_neurons_seen_are_their_outputs():
    variables = weights(2, seed=4)
    np.testing.assert_array_equal(
        hidden.hidden_space(variables, "tanh").points, hidden.hidden(variables, "tanh", CORNERS)
    )


@pytest.mark.parametrize("units", [1, 3])
def test_an_output_neuron_without_weights_sees_something_too(units):
    variables = tuple(np.zeros_like(array) for array in weights(units, 0))
    seen = hidden.hidden_space(variables, "sigmoid")
    assert np.isfinite(seen.points).all()
    assert np.isfinite(seen.line).all()


def test_the_field_is_the_output_over_the_plane_with_the_largest_b_on_top():
    variables = weights(3, seed=2)
    field = hidden.field(variables, "tanh", 12)
    assert field.shape == (12, 12)
    ends = np.array([(hidden.LOW, hidden.HIGH), (hidden.HIGH, hidden.HIGH), (hidden.LOW, hidden.LOW)])
    top_left, top_right, bottom_left = hidden.output(variables, "tanh", ends)
    np.testing.assert_allclose([field[0, 0], field[0, -1], field[-1, 0]], [top_left, top_right, bottom_left])


def test_a_wired_network_gets_all_rows_of_xor_right():
    """XOR as OR without AND, with steep sigmoids."""
    variables = (
        np.array([[20.0, 20.0], [20.0, 20.0]]),
        np.array([-10.0, -30.0]),
        np.array([[20.0], [-20.0]]),
        np.array([-10.0]),
    )
    assert hidden.num_right(variables, "sigmoid", GATES["XOR"]) == 4
    assert hidden.num_right(variables, "sigmoid", GATES["XNOR"]) == 0
    assert hidden.answers(variables, "sigmoid").tolist() == [False, True, True, False]


def test_the_training_is_the_documents_one():
    training = hidden.training(HiddenSettings(), GATES["XOR"])
    assert load(training.data).y.tolist() == [0, 1, 1, 0]
    assert load(training.data).x.tolist() == [list(row) for row in INPUTS]
    assert (training.batch_size, training.shuffle, training.loss, training.epochs) == (1, False, "mse", 2000)
    assert (training.snapshots[0], training.snapshots[-1], len(training.snapshots)) == (0, 2000, hidden.FRAMES + 1)
    assert hidden.training(HiddenSettings(), GATES["XOR"], frames=0).snapshots == ()


def test_numbers_far_out_of_range_give_outputs_between_0_and_1():
    for activation in ACTIVATIONS:
        outputs = hidden.output(weights(8, seed=1, size=1e6), activation, CORNERS)
        assert ((outputs >= 0) & (outputs <= 1)).all()
