"""Convolution and pooling against TensorFlow's on random cases; by hand; and kernels that cannot be read."""

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import convolve2d

from lab.lessons.convolution.convolution import (
    KERNELS,
    Slices,
    Sliding,
    centred,
    convolved,
    keeps_brightness,
    margins,
    padded,
    pooled,
    random_kernels,
    read_kernel,
    stack,
)
from lab.problems import Problem
from lab.stacks.windows import Window, moved_over

PADDINGS = st.sampled_from(["valid", "same"])
FEW = settings(max_examples=60, deadline=None)


@st.composite
def cases(draw):
    """Picture, kernels, stride, padding, dilation; with VALID at least one window fits."""
    height, width = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    channels, filters = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    stride, padding, dilation = draw(st.integers(1, 4)), draw(PADDINGS), draw(st.integers(1, 3))
    if padding == "valid":
        height = max(height, Window(rows, dilation=dilation).span)
        width = max(width, Window(columns, dilation=dilation).span)
    noise = np.random.default_rng(draw(st.integers(0, 1000)))
    picture = noise.normal(size=(height, width, channels))
    return picture, noise.normal(size=(rows, columns, channels, filters)), stride, padding, dilation


@FEW
@given(cases())
def test_convolution_is_tensorflows(case):
    picture, kernels, stride, padding, dilation = case
    theirs = tf.nn.conv2d(
        picture[None].astype("float32"), kernels.astype("float32"), stride, padding.upper(), dilations=dilation
    )
    assert np.allclose(convolved(*case), theirs[0], atol=1e-4)


@FEW
@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(1, 3),
    st.integers(1, 5),
    st.integers(1, 5),
    PADDINGS,
    st.sampled_from(["max", "average"]),
)
def test_pooling_is_tensorflows(height, width, channels, size, stride, padding, kind):
    if padding == "valid":
        height, width = max(height, size), max(width, size)
    picture = np.random.default_rng(height * width).normal(size=(height, width, channels)).astype("float32")
    theirs = {"max": tf.nn.max_pool2d, "average": tf.nn.avg_pool2d}[kind](picture[None], size, stride, padding.upper())
    assert np.allclose(pooled(picture, size, stride, padding, kind), theirs[0], atol=1e-5)


@FEW
@given(cases())
def test_the_output_has_the_size_of_the_formula(case):
    picture, kernels, stride, padding, dilation = case
    sizes = [
        Window(kernel, stride, dilation).output_length(length, padding)
        for kernel, length in zip(kernels.shape, picture.shape[:2], strict=False)
    ]
    assert convolved(*case).shape == (*sizes, kernels.shape[3])


def test_one_place_by_hand():
    picture = np.array([[1.0, 2, 0], [0, 3, 1], [5, 0, 2]])[..., None]
    kernel = stack(((1, 0, -1), (2, 0, -2), (1, 0, -1)))
    assert convolved(picture, kernel)[0, 0, 0] == 1 + 5 - 0 - 2 * 1 - 2
    assert convolved(picture, kernel, padding="same").shape == (3, 3, 1)


def test_same_puts_the_odd_row_at_the_bottom_and_the_right():
    window = Window(3, 2)
    assert margins(8, window, "same") == (0, 1)
    whole = padded(np.ones((8, 8, 1)), (window, window), "same")
    assert whole.shape == (9, 9, 1)
    assert not whole[-1].any()
    assert not whole[:, -1].any()
    assert margins(8, window, "valid") == (0, 0)


def test_keras_refuses_stride_and_dilation_both_above_1_and_tensorflow_does_not():
    import keras

    with pytest.raises(ValueError, match="strides"):
        keras.layers.Conv2D(1, 3, strides=2, dilation_rate=2)
    assert tf.nn.conv2d(np.ones((1, 9, 9, 1), "float32"), np.ones((3, 3, 1, 1), "float32"), 2, "SAME", dilations=2)[
        0
    ].shape == (5, 5, 1)


def test_what_is_seen_is_a_cross_correlation():
    noise = np.random.default_rng(0)
    picture, kernel = noise.normal(size=(6, 6)), noise.normal(size=(3, 3))
    turned = convolve2d(picture, kernel[::-1, ::-1], mode="valid")
    assert np.allclose(convolved(picture[..., None], stack(kernel))[..., 0], turned)


@pytest.mark.parametrize("name", list(KERNELS))
def test_a_kernel_in_the_middle_of_zeros_gives_the_same_map(name):
    picture = np.random.default_rng(1).normal(size=(9, 9, 1))
    small, large = (
        convolved(picture, stack(one), padding="same") for one in (KERNELS[name], centred(KERNELS[name], 5))
    )
    assert np.allclose(small, large)


@pytest.mark.parametrize("name", list(KERNELS))
def test_the_weights_of_a_kernel_add_up_to_0_or_to_1(name):
    kernel = np.array(KERNELS[name])
    assert keeps_brightness(kernel) or abs(kernel.sum()) < 1e-12
    even = convolved(np.full((7, 7, 1), 5.0), stack(kernel))
    assert np.allclose(even, 5 if keeps_brightness(kernel) else 0)


def test_a_kernel_for_several_channels_gives_of_a_grey_picture_what_it_gives_with_one():
    grey = np.random.default_rng(2).normal(size=(7, 7, 1))
    three = convolved(np.repeat(grey, 3, axis=2), stack(KERNELS["emboss"], channels=3))
    assert np.allclose(three, convolved(grey, stack(KERNELS["emboss"])))


def test_slices_are_the_pattern_times_the_factors():
    weights = Slices("outline", 1.0, 0.5, -1.0).weights()
    assert weights.shape == (3, 3, 3)
    assert weights[1, 1].tolist() == [8, 4, -8]


def test_random_kernels_are_within_glorots_limit_and_the_same_for_a_seed():
    kernels = random_kernels(5, 1, 32, 0)
    assert kernels.shape == (5, 5, 1, 32)
    assert np.abs(kernels).max() <= np.sqrt(6 / (25 * 33))
    assert (kernels == random_kernels(5, 1, 32, 0)).all()
    assert (kernels != random_kernels(5, 1, 32, 1)).any()


@pytest.mark.parametrize(
    ("written", "kernel"),
    [
        ("1", ((1,),)),
        (" 1, 2 ;\n3, 4; ", ((1, 2), (3, 4))),
        ("1/4 −1; 1e-2 .5", ((0.25, -1), (0.01, 0.5))),
    ],
)
def test_a_kernel_of_ones_own_is_read(written, kernel):
    assert read_kernel(written) == kernel


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "empty"),
        (" ; ", "empty"),
        ("1 2; 3", "2, 1 numbers"),
        ("1 x", "“x”"),
        ("1/0", "“1/0”"),
        ("nan 1", "“nan”"),
        ("inf", "“inf”"),
        ("1e999999999", "1e999999999"),
        ("1/", "“1/”"),
        ("/2", "“/2”"),
        ("5000", "too large"),
        (";".join(["1 " * 8] * 8), "8×8"),
    ],
)
def test_a_kernel_that_cannot_be_read_says_why(written, said):
    with pytest.raises(Problem, match=said):
        read_kernel(written)


def test_the_settings_are_keras_layers():
    assert moved_over(Sliding(padding="same", stride=2).layer(), (9, 9, 1))[0] == (5, 5)
    assert moved_over(Sliding("max").layer(), (8, 8, 1))[0] == (4, 4)
    with pytest.raises(Problem, match="5×5 does not fit an input of 4×4"):
        moved_over(Sliding(kernel="soft blur").layer(), (4, 4, 1))
