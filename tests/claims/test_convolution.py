"""Every figure of the Convolution lesson's prose."""

import numpy as np
import pytest

from components import prose
from lab.data.small_pictures import picture
from lab.lessons.convolution.convolution import KERNELS, Slices, convolved, margins, pooled, stack
from lab.stacks.layers import Conv2D, MaxPooling2D
from lab.stacks.shapes import report
from lab.stacks.windows import Window

EDGES = ("edges across", "edges down", "outline")
KEEPERS = ("identity", "box blur", "soft blur", "sharpen")


@pytest.mark.parametrize("name", EDGES)
def test_the_weights_of_edges_and_outline_add_up_to_0(name):
    assert abs(np.sum(KERNELS[name])) < 1e-12


@pytest.mark.parametrize("name", KEEPERS)
def test_the_weights_of_blur_sharpen_and_identity_add_up_to_1(name):
    assert abs(np.sum(KERNELS[name]) - 1) < 1e-12


def test_sharpening_goes_above_white_and_below_black():
    digit = picture("digit", 8)
    sharp = convolved(digit.pixels, stack(KERNELS["sharpen"]))
    assert sharp.max() > digit.white
    assert sharp.min() < 0


def test_same_adds_0_rows_above_and_1_below_to_8_pixels_for_3_by_3_and_stride_2():
    assert margins(8, Window(3, 2), "same") == (0, 1)


def test_a_pooling_of_2_by_2_with_stride_2_keeps_1_value_of_4():
    assert pooled(np.zeros((28, 28, 1)), 2, 2, "valid", "max").size * 4 == 28 * 28


def test_the_mean_at_the_edge_is_that_of_the_real_pixels_alone():
    assert (pooled(np.full((3, 3, 1), 7.0), 2, 2, "same", "average") == 7).all()


def test_a_kernel_over_three_channels_has_27_weights_and_makes_one_map():
    weights = Slices().weights()
    assert weights.size == 27
    assert convolved(np.zeros((9, 9, 3)), weights[..., None]).shape == (7, 7, 1)
    assert report((9, 9, 3), (Conv2D(1, 3),)).parameters == 28


def test_grey_areas_vanish_with_red_times_1_and_blue_times_minus_1():
    grey = np.repeat(np.random.default_rng(0).normal(size=(9, 9, 1)), 3, axis=2)
    assert np.allclose(convolved(grey, Slices().weights()[..., None]), 0)


def test_28_by_28_by_1_through_32_kernels_of_5_by_5_with_same_is_28_by_28_by_32_with_832_parameters():
    found = report((28, 28, 1), (Conv2D(32, 5, padding="same"), MaxPooling2D(), MaxPooling2D()))
    assert [row.output_shape for row in found.rows] == [(28, 28, 32), (14, 14, 32), (7, 7, 32)]
    assert found.parameters == 32 * (5 * 5 + 1) == 832


def test_a_picture_of_128_by_128_takes_as_many_parameters():
    assert report((128, 128, 1), (Conv2D(32, 5, padding="same"),)).parameters == 832


def test_along_a_border_of_zeros_kernels_see_edges_that_are_not_there():
    even = np.full((6, 6, 1), 9.0)
    assert not convolved(even, stack(KERNELS["outline"])).any()
    assert convolved(even, stack(KERNELS["outline"]), padding="same").any()


def test_the_digits_have_8_by_8_pixels():
    assert picture("digit", 8).shape == (8, 8, 1)


def test_the_figures_stand_in_the_prose_of_both_languages():
    for language in ("en", "ko"):
        text = prose.read("convolution", language)
        everything = text.question + "".join(part.body for part in text.parts.values())
        for figure in ("**832**", "32 · (5 · 5 + 1)", "28×28×32", "28 → 14 → 7", "27", "180°", "8×8", "128×128"):
            assert figure in everything, (language, figure)


def test_both_languages_have_the_same_parts():
    assert list(prose.read("convolution", "en").parts) == list(prose.read("convolution", "ko").parts)
