"""Pictures of one's own in a set's form: size, place, light and dark; the sets' own pictures stay as they are."""

import math

import numpy as np
import pytest

from lab.data.datasets import Data
from lab.data.keras_files import MNIST
from lab.data.own_pictures import fitted, read_drawing
from lab.data.pictures import DIGITS, PICTURES, SETS
from lab.data.small_pictures import Picture, picture
from lab.problems import Problem

WITH_MNIST = pytest.mark.skipif(not MNIST.is_there, reason="MNIST is not on this machine (KERAS_HOME)")


def sheet(rows, columns, side=28):
    """Something L-shaped in the box of these rows and columns."""
    values = np.zeros((side, side))
    values[rows[0] : rows[1], columns[0] : columns[0] + 3] = 255
    values[rows[1] - 3 : rows[1], columns[0] : columns[1]] = 255
    return Picture(values[..., None], 255)


def box(pixels, high):
    rows, columns = np.nonzero(pixels[..., 0] > high / 2)
    return rows.min(), rows.max() + 1, columns.min(), columns.max() + 1


@WITH_MNIST
def test_mnist_s_own_pictures_stay_as_they_are():
    from lab.training.keras_data import load

    test = load(Data("mnist")).test
    same = [fitted(Picture(np.asarray(one, float), 255), "mnist").pixels for one in test.x[:200]]
    assert np.abs(np.stack(same).astype(int) - test.x[:200]).mean() < 0.1


def test_the_8_by_8_digits_that_fill_their_8_rows_stay_nearly_as_they_are():
    for digit in range(10):
        its = picture("digit", 8, digit)
        found = fitted(its, DIGITS).pixels
        assert np.abs(found.astype(float) - its.pixels).mean() < 2.5
        assert found.max() == 16


@pytest.mark.parametrize("name", SETS)
def test_it_has_the_set_s_size_and_values(name):
    its, found = PICTURES[name], fitted(sheet((4, 20), (6, 16)), name).pixels
    assert found.shape == its.shape
    assert found.dtype == "uint8"
    assert (found.min(), found.max()) == (0, its.high)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("corner", [(0, 0), (3, 9), (10, 12)])
def test_where_it_was_drawn_makes_no_difference(name, corner):
    row, column = corner
    here = fitted(sheet((row, row + 18), (column, column + 12)), name).pixels
    np.testing.assert_array_equal(here, fitted(sheet((5, 23), (7, 19)), name).pixels)


@pytest.mark.parametrize("times", [2, 5])
def test_how_large_it_was_drawn_makes_little_difference(times):
    small = sheet((2, 14), (3, 12), side=20)
    large = Picture(small.pixels.repeat(times, axis=0).repeat(times, axis=1), 255)
    for name, its in PICTURES.items():
        if name in SETS:
            apart = fitted(small, name).pixels.astype(float) - fitted(large, name).pixels
            assert np.abs(apart).mean() < its.high / 12, name


def test_for_mnist_the_longer_side_takes_20_pixels_and_the_mass_is_in_the_middle():
    found = fitted(sheet((2, 26), (3, 20)), "mnist").pixels[..., 0].astype(float)
    top, bottom, left, right = box(found[..., None], 255)
    assert bottom - top == 20
    assert right - left == round(20 * 17 / 24)
    for axis in (0, 1):
        mass = (found.sum(axis=1 - axis) * np.arange(28)).sum() / found.sum()
        assert mass == pytest.approx(14, abs=0.51)


def test_for_the_clothes_the_box_fills_the_picture():
    assert box(fitted(sheet((2, 14), (3, 9)), "fashion_mnist").pixels, 255)[:2] == (0, 28)


def test_not_centred_the_whole_sheet_is_kept():
    its = sheet((0, 9), (0, 6))
    np.testing.assert_array_equal(fitted(its, "mnist", centred=False).pixels, its.pixels)
    assert box(fitted(its, DIGITS, centred=False).pixels, 16)[1] <= 4
    wide = Picture(np.pad(its.pixels, ((0, 0), (0, 28), (0, 0))), 255)
    assert box(fitted(wide, "mnist", centred=False).pixels, 255)[0] == 7


@pytest.mark.parametrize("name", SETS)
def test_dark_on_light_is_found_out_and_exchanged(name):
    its = sheet((4, 20), (6, 16))
    paper = Picture(255 - its.pixels, 255)
    found = fitted(paper, name)
    assert found.is_turned
    assert not fitted(its, name).is_turned
    np.testing.assert_array_equal(found.pixels, fitted(its, name).pixels)
    assert not fitted(paper, name, light="keep").is_turned
    assert fitted(its, name, light="turn").is_turned


def test_paper_that_is_grey_and_uneven_becomes_ground():
    noise = np.random.default_rng(0).normal(0, 6, (120, 120, 1))
    paper = 170 + noise
    paper[30:90, 50:60] = 40
    found = fitted(Picture(np.repeat(paper.clip(0, 255), 3, axis=2), 255), "mnist")
    assert found.is_turned
    top, bottom, left, right = box(found.pixels, 255)
    assert (bottom - top, right - left) == (20, 3) or (bottom - top, right - left) == (20, 4)
    assert np.median(found.pixels) <= 12


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 1, 3), (9, 9, 1), (256, 3, 3)])
@pytest.mark.parametrize("value", [0, 128, 255])
def test_one_even_colour_is_told(shape, value):
    for name in SETS:
        with pytest.raises(Problem, match="nothing stands out"):
            fitted(Picture(np.full(shape, float(value)), 255), name)


@pytest.mark.parametrize("shape", [(1, 2), (2, 1), (3, 3), (1, 256), (256, 1), (256, 256), (255, 7)])
@pytest.mark.parametrize("centred", [True, False])
@pytest.mark.parametrize("name", SETS)
def test_any_shape_and_any_place_of_a_single_dot_is_fitted(shape, centred, name):
    for place in ((0, 0), (shape[0] - 1, shape[1] - 1), (shape[0] // 2, shape[1] // 2)):
        values = np.zeros((*shape, 1))
        values[place] = 255
        for light in ("keep", "turn"):
            found = fitted(Picture(values, 255), name, centred=centred, light=light).pixels
            assert found.shape == PICTURES[name].shape
            assert found.max() == PICTURES[name].high


def test_a_drawing_of_the_browser_is_read():
    values = list(range(256)) + [0] * (784 - 256)
    assert read_drawing(values, 28).ravel().tolist() == values
    assert read_drawing([0.0] * 784, 28).dtype == "uint8"


@pytest.mark.parametrize(
    "values",
    [
        None,
        "0" * 4,
        b"\0\0\0\0",
        {"0": 1},
        7,
        [],
        [0] * 3,
        [0] * 5,
        [0, 0, 0, 256],
        [0, 0, 0, -1],
        [0, 0, 0, math.nan],
        [0, 0, 0, math.inf],
        [0, 0, 0, None],
        [0, 0, 0, "1"],
        [0, 0, 0, True],
        [[0, 0], [0, 0]],
        [0, 0, 0, [0]],
        [0, 0, 0, 10**400],
    ],
)
def test_what_is_no_drawing_is_told(values):
    with pytest.raises(Problem, match="a list of 4 numbers from 0 to 255"):
        read_drawing(values, 2)
