"""Every figure of the Convolution lesson's prose."""

from functools import cache

import numpy as np
import pytest
from scipy.signal import convolve2d

from lab.data.small_pictures import WHITE, picture
from lab.lessons.convolution.convolution import KERNELS, Slices, convolved, likeness, margins, most_alike, pooled, stack
from lab.lessons.convolution.trained_kernels import SETTINGS, learned
from lab.stacks.known_stacks import homework_convolutional
from lab.stacks.layers import Conv2D, MaxPooling2D
from lab.stacks.shapes import report
from lab.stacks.windows import Window
from tests.claims.claims import claim
from tests.claims.trainings import trained

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


def test_along_a_border_of_zeros_kernels_see_edges_that_are_not_there():
    even = np.full((6, 6, 1), 9.0)
    assert not convolved(even, stack(KERNELS["outline"])).any()
    assert convolved(even, stack(KERNELS["outline"]), padding="same").any()


# What a network learned


@cache
def kernels():
    """Of the laboratory's convolutional network after its training on the digits."""
    trace = trained(SETTINGS.training())
    return learned(trace.snapshots[0], trace.state.variables)


@pytest.mark.slow
def test_the_other_learned_kernels_are_like_no_named_one_and_none_adds_up_to_0_or_1():
    others = [abs(most_alike(kernels().kernels[..., index])[1]) for index in (0, 1, 2, 5)]
    assert max(others) < 0.7
    sums = kernels().kernels.sum(axis=(0, 1))
    assert min(abs(sums)) > 0.05
    assert min(abs(sums - 1)) > 0.05


def become(number, name):
    """How alike a kernel is to a named one in the end, and was at the beginning."""
    after, before = (found[..., number - 1] for found in (kernels().kernels, kernels().before))
    assert most_alike(after)[0] == name
    return likeness(after, np.array(KERNELS[name])), likeness(before, np.array(KERNELS[name]))


# Every figure of the prose

HOMEWORK = homework_convolutional().layers[0]
LAYERS = report((28, 28, 1), (Conv2D(32, 5, padding="same"), MaxPooling2D(), MaxPooling2D()))


CLAIMS = {
    "formula": [claim("8 3×3 2", (8, (3, 3), 2))],  # margins of these are above
    "learned": [
        claim("20", SETTINGS.epochs),
        claim("5", 5),
        claim("0.9 0.75", lambda: become(5, "edges down")),
        claim("4", 4),
        claim("0.49 0.77", lambda: become(4, "box blur")[::-1], within=0.03),
    ],
    "pooling": [
        claim("2×2 2", (MaxPooling2D().pool_size, MaxPooling2D().pool_size[0])),
        claim("4", lambda: 28 * 28 / pooled(np.zeros((28, 28, 1)), 2, 2, "valid", "max").size),
    ],
    "channels": [
        claim("3×3", lambda: Slices().weights().shape[:2]),
        claim("27", lambda: Slices().weights().size),
        claim("−1", lambda: Slices().blue),
    ],
    "slices": [
        claim("3×3", lambda: Slices().weights().shape[:2]),
        claim("27", lambda: Slices().weights().size),
        claim("−1", lambda: Slices().blue),
    ],
    "maps": [
        claim("28×28×1 32 5×5", ((28, 28, 1), HOMEWORK.filters, HOMEWORK.kernel_size)),
        claim("28×28×32", LAYERS.rows[0].output_shape),
        claim("28 14 7", [row.output_shape[0] for row in LAYERS.rows]),
    ],
    "sharing": [
        claim("32 5×5", (HOMEWORK.filters, HOMEWORK.kernel_size)),
        claim("32 5 5", (HOMEWORK.filters, *HOMEWORK.kernel_size)),
        claim("832", LAYERS.parameters),
        claim("28×28 128×128", lambda: [size for size in ((28, 28), (128, 128)) if of_homework(size) == 832]),
    ],
    "limits": [
        claim("180", lambda: 90 * next(turns for turns in range(1, 5) if is_convolution(turns))),
        claim("8×8", lambda: picture("digit", 8).shape[:2]),
        claim("8", lambda: np.log2(WHITE + 1)),
    ],
}


def of_homework(size):
    return report((*size, 1), (HOMEWORK,)).parameters


def is_convolution(turns):
    """Whether sliding the kernel, turned so often by 90°, is what mathematics calls convolution."""
    random = np.random.default_rng(0)
    pixels, kernel = random.normal(size=(6, 6, 1)), random.normal(size=(3, 3))
    theirs = convolve2d(pixels[..., 0], kernel, mode="valid")
    return np.allclose(convolved(pixels, stack(np.rot90(kernel, turns)))[..., 0], theirs)


def test_claims(claim):
    claim.check()
