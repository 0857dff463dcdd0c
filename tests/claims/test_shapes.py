"""Every figure of the Shapes lesson's prose."""

from importlib.metadata import version
from math import prod

from lab.lessons.shapes.questions import HiddenLayer, arrays, stack_of
from lab.stacks.known_stacks import PRESETS, convolution_against_dense, iterations_per_epoch
from lab.stacks.layers import BatchNormalization, Conv2D, Dense, Flatten, GlobalAveragePooling2D
from lab.stacks.shapes import FLOAT32_BYTES, report
from lab.stacks.windows import Window
from tests.claims.claims import claim


def test_a_kernel_of_size_k_fits_n_minus_k_plus_1_times_into_a_row_of_n():
    assert all(Window(k).output_length(n, "valid") == n - k + 1 for n in range(1, 40) for k in range(1, n + 1))


def test_each_filter_has_a_weight_for_every_value_under_its_kernel_and_every_channel_and_one_bias():
    row = report((128, 128, 3), (Conv2D(5, 2),)).rows[0]
    assert row.parameters == 5 * (2 * 2 * 3 + 1) == 65
    assert row.with_batch(1) == "(1, 127, 127, 5)"


def test_ten_examples_in_batches_of_three_are_four_iterations():
    assert iterations_per_epoch(10, 3) == 4


def test_the_shapes_of_the_network_with_50_hidden_neurons_are_those_of_the_prose():
    shapes = {one.name: one.shape for one in arrays(HiddenLayer())}
    assert shapes["Y"] == ("m", *shapes["b_o"])
    learned = [one for one in arrays(HiddenLayer()) if "m" not in one.shape]
    assert sum(one.size for one in learned) == report(*stack_of(HiddenLayer())).parameters == 703
    weights = [weight.shape for row in report(*stack_of(HiddenLayer())).rows for weight in row.weights]
    assert weights == [one.shape for one in learned]


def test_batch_normalization_holds_four_numbers_a_channel_of_which_two_are_not_trainable():
    row = report((7, 7, 10), (BatchNormalization(),)).rows[0]
    assert (row.parameters, row.non_trainable) == (40, 20)


def test_a_stride_lets_what_comes_after_it_see_in_larger_steps():
    assert report((28, 28, 1), (Conv2D(1, 3, 2), Conv2D(1, 3))).rows[1].jump == (2, 2)
    assert report((28, 28, 1), (Conv2D(1, 3, 2), Conv2D(1, 3))).rows[1].receptive_field == (7, 7)


def test_flatten_with_dense_or_a_global_average_sees_the_whole_picture():
    for end in ((Flatten(), Dense(1)), (GlobalAveragePooling2D(),)):
        assert report((28, 30, 1), end).rows[-1].receptive_field == (28, 30)


# Every figure of the prose


def vgg_16(kinds, column):
    """The share of the layers of these kinds in what the whole network has of something."""
    rows = report(*PRESETS["VGG-16"]()).rows
    return sum(getattr(row, column) for row in rows if row.name in kinds) / sum(getattr(row, column) for row in rows)


def in_matrices(name, axis):
    return next(one for one in arrays(HiddenLayer()) if one.name == name).shape[axis]


BOTH = convolution_against_dense((28, 28, 1), Conv2D(1, (2, 2), use_bias=False))
ROWS = report((28, 28, 1), (Conv2D(1, 3),) * 3).rows
FIELDS = [row.receptive_field for row in ROWS]


def weights(rows):
    return sum(prod(row.weights[0].shape) for row in rows)


CLAIMS = {
    "dense": [
        claim("27×27", report((28, 28, 1), (Conv2D(1, 2),)).rows[0].output_shape[:2]),
        claim("28×28 784 729", ((28, 28), 28 * 28, 27 * 27)),
        claim("571,536 2×2 4", (BOTH.dense, (2, 2), BOTH.convolution)),
    ],
    "arrays": [
        claim("10 50 3", [in_matrices(*which) for which in (("W_h", 0), ("W_h", 1), ("W_o", 1))]),
        claim("3", in_matrices("Y", 1)),
        claim("50 3 3", [in_matrices(*which) for which in (("b_h", 0), ("b_o", 0), ("Y", 1))]),
    ],
    "counted": [
        claim("89 %", lambda: vgg_16({"Dense"}, "parameters")),
        claim("99 %", lambda: vgg_16({"Conv2D"}, "multiply_adds")),
        claim("4", FLOAT32_BYTES),
    ],
    "field": [
        claim("3×3 3×3 5×5 7×7", (FIELDS[0], *FIELDS)),
        claim("27 49", (weights(ROWS), weights(report((28, 28, 1), (Conv2D(1, 7),)).rows))),
    ],
    "limits": [claim("3", lambda: int(version("keras").split(".")[0]))],
}


def test_claims(claim):
    claim.check()


def test_the_exercise_s_dense_layer_is_that_of_the_prose():
    assert report(*PRESETS["E9e"]()).parameters == BOTH.dense
