"""The presets: what the course documents print about them, and what Keras counts."""

import os

import pytest

from lab.problems import Problem
from lab.stacks.known_stacks import PRESETS, convolution_against_dense, iterations_per_epoch
from lab.stacks.layers import Conv2D, keras_arguments
from lab.stacks.shapes import report

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras

FAIL_ON_PURPOSE = {"LeNet-5 28×28"}


def rows_of(name, **numbers):
    return report(*PRESETS[name](**numbers)).rows


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("E9a", 65),
        ("E9b", 0),
        ("E9d", 4),
        ("E9e", 571_536),
        ("H5", 703),
        ("B14a", 39_810),
        ("B14b", 266_610),
        ("B11", 87_374),
        ("B4", 25_248),
        ("C3", 3_274_634),
        ("LeNet-5", 61_706),
        ("VGG-16", 138_357_544),
    ],
)
def test_the_parameters_that_are_printed(name, parameters):
    found = report(*PRESETS[name]())
    assert found.problem is None
    assert found.parameters == parameters


def test_every_preset_but_the_one_that_fails_on_purpose_can_be():
    assert len(PRESETS) >= 12
    assert {name for name, make in PRESETS.items() if report(*make()).problem} == FAIL_ON_PURPOSE


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "VGG-16"])
def test_every_preset_is_what_keras_builds_and_refuses(name):
    input_shape, layers = PRESETS[name]()
    stack = [getattr(keras.layers, type(layer).__name__)(**keras_arguments(layer)) for layer in layers]
    if name in FAIL_ON_PURPOSE:
        with pytest.raises(ValueError, match="zero or negative"):
            keras.Sequential([keras.Input(input_shape), *stack])
        return
    model = keras.Sequential([keras.Input(input_shape), *stack])
    assert [row.output_shape for row in rows_of(name)] == [layer.output.shape[1:] for layer in model.layers]
    assert report(input_shape, layers).parameters == model.count_params()


def test_e9a_a_picture_of_128_by_128_becomes_127_by_127_by_5():
    (row,) = rows_of("E9a")
    assert row.with_batch(1) == "(1, 127, 127, 5)"


def test_e9b_24_by_24_by_16_is_flattened_to_9216():
    (row,) = rows_of("E9b")
    assert row.with_batch(1) == "(1, 9216)"


def test_e9c_10_examples_in_batches_of_3_are_4_iterations():
    assert iterations_per_epoch(10, 3) == 4
    assert iterations_per_epoch(9, 3) == 3
    assert iterations_per_epoch(3, 10) == 1


@pytest.mark.parametrize(("examples", "batch_size"), [(0, 3), (10, 0), (10, 2.5), (10, True), (-1, 3)])
def test_iterations_of_what_is_no_count_are_refused(examples, batch_size):
    with pytest.raises(Problem, match="whole number of 1 or more"):
        iterations_per_epoch(examples, batch_size)


def test_e9d_and_e9e_the_same_mapping_takes_4_weights_or_571536():
    assert rows_of("E9d")[-1].output_shape == (27, 27, 1)
    assert rows_of("E9e")[-1].output_shape == (27 * 27,)
    compared = convolution_against_dense((28, 28, 1), Conv2D(1, (2, 2), use_bias=False))
    assert (compared.convolution, compared.dense) == (4, 571_536)
    assert (rows_of("E9d")[-1].parameters, rows_of("E9e")[-1].parameters) == (4, 571_536)


def test_a_bias_counts_once_for_the_kernel_and_once_for_each_output_of_dense():
    compared = convolution_against_dense((28, 28, 1), Conv2D(1, (2, 2)))
    assert (compared.convolution, compared.dense) == (5, 571_536 + 729)


def test_a_convolution_that_cannot_be_is_not_compared():
    with pytest.raises(Problem, match="kernel 3×3 does not fit an input of 2×2"):
        convolution_against_dense((2, 2, 1), Conv2D(1, (3, 3)))


def test_h5_shapes_of_the_weights_and_outputs_with_the_batch_as_m():
    hidden, output = rows_of("H5")
    assert [(w.name, w.shape) for w in (*hidden.weights, *output.weights)] == [
        ("kernel", (10, 50)),
        ("bias", (50,)),
        ("kernel", (50, 3)),
        ("bias", (3,)),
    ]
    assert (hidden.with_batch(), output.with_batch()) == ("(None, 50)", "(None, 3)")


def test_b14a_without_flatten_every_row_of_the_picture_has_its_own_ten_numbers():
    assert [row.output_shape for row in rows_of("B14a")] == [(28, 300), (28, 100), (28, 10)]


def test_b14b_the_first_weights_are_784_by_300():
    assert [weight.shape for weight in rows_of("B14b")[1].weights] == [(784, 300), (300,)]


def test_b4_64_parameters_of_batch_normalisation_are_not_trained():
    assert report(*PRESETS["B4"]()).non_trainable == 64


def test_e6_28_by_28_goes_to_4_by_4_by_16_and_256_values():
    shapes = [row.output_shape for row in rows_of("E6")]
    assert shapes == [(24, 24, 6), (12, 12, 6), (8, 8, 16), (4, 4, 16), (256,), (120,), (120,), (10,)]


def test_e6_takes_any_n1_n2_n3():
    shapes = [row.output_shape for row in rows_of("E6", n1=64, n2=256, n3=84)]
    assert shapes == [(24, 24, 64), (12, 12, 64), (8, 8, 256), (4, 4, 256), (4096,), (84,), (84,), (10,)]


def test_c3_7_by_7_by_64_values_go_into_dense():
    rows = rows_of("C3")
    assert rows[3].output_shape == (7, 7, 64)
    assert rows[4].output_shape == (7 * 7 * 64,)


def test_lenet_5_needs_32_by_32_pixels():
    found = report(*PRESETS["LeNet-5 28×28"]())
    assert found.failed_at == 4
    assert str(found.problem) == (
        'kernel 5×5 does not fit an input of 4×4 with padding "valid"; use "same" or a kernel of at most 4×4'
    )


def test_vgg_16_ends_at_7_by_7_by_512_and_sees_212_pixels():
    last_pooling = rows_of("VGG-16")[17]
    assert last_pooling.name == "MaxPooling2D"
    assert last_pooling.output_shape == (7, 7, 512)
    assert last_pooling.receptive_field == (212, 212)
    assert last_pooling.jump == (32, 32)
