import numpy as np
import pytest

from lab.activations import ACTIVATIONS

Z = np.array([-30.0, -5.0, -2.0, -1.0, -0.25, 0.25, 1.0, 2.0, 5.0, 30.0])


def test_the_six_of_the_course_documents_are_there():
    assert list(ACTIVATIONS) == ["step", "sigmoid", "tanh", "relu", "leaky_relu", "elu"]


@pytest.mark.parametrize(
    ("name", "z", "value", "slope"),
    [
        ("step", 3.0, 1.0, 0.0),
        ("step", -3.0, 0.0, 0.0),
        ("sigmoid", 0.0, 0.5, 0.25),
        ("sigmoid", np.log(3), 0.75, 0.1875),
        ("tanh", np.log(2), 0.6, 0.64),
        ("relu", -2.0, 0.0, 0.0),
        ("relu", 2.0, 2.0, 1.0),
        ("leaky_relu", -2.0, -0.4, 0.2),
        ("elu", -np.log(2), -0.5, 0.5),
    ],
)
def test_values_and_slopes_by_hand(name, z, value, slope):
    assert ACTIVATIONS[name].value(np.array(z)) == pytest.approx(value)
    assert ACTIVATIONS[name].derivative(np.array(z)) == pytest.approx(slope)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivatives_are_those_of_finite_differences(name):
    z, half, activation = Z, 1e-5, ACTIVATIONS[name]
    difference = (activation.value(z + half) - activation.value(z - half)) / (2 * half)
    np.testing.assert_allclose(activation.derivative(z), difference, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "step"])
def test_values_and_slopes_are_those_of_keras(name):
    import keras
    import tensorflow as tf

    z = tf.constant([*Z, 0.0], "float64")
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = keras.activations.get(name)(z)
    np.testing.assert_allclose(ACTIVATIONS[name].value(z.numpy()), value, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(z.numpy()), tape.gradient(value, z), rtol=1e-6, atol=1e-12)


def test_a_step_has_no_slope_anywhere_and_no_derivative_at_its_jump():
    step, z = ACTIVATIONS["step"], np.linspace(-10, 10, 201)
    slope = step.derivative(z)
    assert np.isnan(slope[z == 0]).all()
    assert (slope[z != 0] == 0).all()
    assert step.value(np.array([-1e-300, 0.0])).tolist() == [0.0, 1.0]


def test_the_logistic_function_has_a_slope_everywhere_at_most_a_quarter():
    slope = ACTIVATIONS["sigmoid"].derivative(np.linspace(-100, 100, 2001))
    assert (slope > 0).all()
    assert slope.max() == 0.25


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_huge_numbers_overflow_nothing_and_nan_stays_nan(name):
    with np.errstate(all="raise", under="ignore"):
        values = ACTIVATIONS[name].value(np.array([-1e4, 1e4, np.nan]))
    assert np.isfinite(values[:2]).all()
    assert np.isnan(values[2])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_has_its_formulas(name):
    assert "z" in ACTIVATIONS[name].latex
    assert ACTIVATIONS[name].latex_derivative
    for latex in (ACTIVATIONS[name].latex, ACTIVATIONS[name].latex_derivative):
        assert latex.count("{") == latex.count("}")
