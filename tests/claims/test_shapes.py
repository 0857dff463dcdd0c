"""Every figure of the Shapes lesson's prose."""

from math import prod

from components import prose
from lab.lessons.shapes.questions import HiddenLayer, arrays, stack_of
from lab.stacks.known_stacks import PRESETS, convolution_against_dense, iterations_per_epoch
from lab.stacks.layers import BatchNormalization, Conv2D, Dense, Flatten, GlobalAveragePooling2D
from lab.stacks.shapes import report
from lab.stacks.windows import Window


def test_a_kernel_of_size_k_fits_n_minus_k_plus_1_times_into_a_row_of_n():
    assert all(Window(k).output_length(n, "valid") == n - k + 1 for n in range(1, 40) for k in range(1, n + 1))


def test_each_filter_has_a_weight_for_every_value_under_its_kernel_and_every_channel_and_one_bias():
    row = report((128, 128, 3), (Conv2D(5, 2),)).rows[0]
    assert row.parameters == 5 * (2 * 2 * 3 + 1) == 65
    assert row.with_batch(1) == "(1, 127, 127, 5)"


def test_27_by_27_out_of_28_by_28_takes_dense_571_536_weights_and_a_kernel_4():
    both = convolution_against_dense((28, 28, 1), Conv2D(1, (2, 2), use_bias=False))
    assert (both.convolution, both.dense) == (4, 571_536)
    assert both.dense == 784 * 729 == prod((28, 28)) * prod((27, 27))
    assert report(*PRESETS["E9e"]()).parameters == 571_536


def test_ten_examples_in_batches_of_three_are_four_iterations():
    assert iterations_per_epoch(10, 3) == 4


def test_the_shapes_of_the_network_with_50_hidden_neurons_are_those_of_the_prose():
    shapes = {one.name: one.shape for one in arrays(HiddenLayer())}
    assert shapes["b_h"] == (50,)
    assert shapes["b_o"] == (3,)
    assert shapes["Y"] == ("m", 3)
    learned = [one for one in arrays(HiddenLayer()) if "m" not in one.shape]
    assert sum(one.size for one in learned) == report(*stack_of(HiddenLayer())).parameters == 703
    weights = [weight.shape for row in report(*stack_of(HiddenLayer())).rows for weight in row.weights]
    assert weights == [one.shape for one in learned]


def test_batch_normalization_holds_four_numbers_a_channel_of_which_two_are_not_trainable():
    row = report((7, 7, 10), (BatchNormalization(),)).rows[0]
    assert (row.parameters, row.non_trainable) == (40, 20)


def test_in_vgg_16_dense_holds_89_percent_of_the_parameters_and_convolutions_do_99_percent_of_the_work():
    found = report(*PRESETS["VGG-16"]())
    dense = [row for row in found.rows if row.name == "Dense"]
    work = sum(row.multiply_adds for row in found.rows if row.name == "Conv2D")
    assert len(dense) == 3
    assert f"{sum(row.parameters for row in dense) / found.parameters:.0%}" == "89%"
    assert f"{work / found.multiply_adds:.0%}" == "99%"


def test_one_two_and_three_convolutions_of_3_by_3_see_3_5_and_7_pixels_with_27_weights_instead_of_49():
    rows = report((28, 28, 1), (Conv2D(1, 3),) * 3).rows
    assert [row.receptive_field for row in rows] == [(3, 3), (5, 5), (7, 7)]
    three = sum(prod(row.weights[0].shape) for row in rows)
    assert (three, prod(report((28, 28, 1), (Conv2D(1, 7),)).rows[0].weights[0].shape)) == (27, 49)


def test_a_stride_lets_what_comes_after_it_see_in_larger_steps():
    assert report((28, 28, 1), (Conv2D(1, 3, 2), Conv2D(1, 3))).rows[1].jump == (2, 2)
    assert report((28, 28, 1), (Conv2D(1, 3, 2), Conv2D(1, 3))).rows[1].receptive_field == (7, 7)


def test_flatten_with_dense_or_a_global_average_sees_the_whole_picture():
    for end in ((Flatten(), Dense(1)), (GlobalAveragePooling2D(),)):
        assert report((28, 30, 1), end).rows[-1].receptive_field == (28, 30)


def test_the_figures_stand_in_the_prose_of_both_languages():
    for language in ("en", "ko"):
        text = prose.read("shapes", language)
        everything = text.question + "".join(part.body for part in text.parts.values())
        for figure in ("571,536", "784 · 729", "(50,)", "(3,)", "(m, 3)", "89 %", "99 %", "27", "49", "n − k + 1"):
            assert figure in everything, (language, figure)


def test_both_languages_have_the_same_parts():
    assert list(prose.read("shapes", "en").parts) == list(prose.read("shapes", "ko").parts)
