"""Kernels and maps as pictures: colours by hand, one scale for all epochs, nothing outside the canvas."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from components.charts import curves, named
from components.charts.images import mosaics, sees
from components.charts.images.sees import Bars, Strip

SIGNED = np.array([[[[0.0, 2.0], [-2.0, 1.0]]], [[[0.0, 0.0], [0.0, 0.5]]]])
"""Two frames of one picture of 2×2."""


def shown(url):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGBA"))


def test_blue_is_negative_white_0_orange_positive_on_one_scale_for_all_frames():
    tables, _ = sees.tables([Strip("kernel", SIGNED, 20)], narrow=False)
    first, second = (shown(url) for url in tables["images"]["url"])
    times = 10
    at = [(1 + times // 2, 1 + times // 2), (1 + times // 2, 1 + 3 * times // 2), (1 + 3 * times // 2, 1 + times // 2)]
    colours = [tuple(first[place][:3]) for place in at]
    assert colours == [(255, 255, 255), (0xD5, 0x5E, 0x00), (0x00, 0x72, 0xB2)]
    quarter = second[1 + 3 * times // 2, 1 + 3 * times // 2][:3]
    assert abs(int(quarter[2]) - 191) <= 2, "a quarter of the way from white to orange"


def test_a_grey_picture_goes_from_black_to_white_and_has_one_frame():
    tables, _ = sees.tables([Strip("picture", np.array([[[[0.0, 1.0]]]]), 40, grey=True)], narrow=False)
    picture = shown(tables["images"]["url"][0])
    assert tuple(picture[3, 3][:3]) == (0, 0, 0)
    assert tuple(picture[3, -4][:3]) == (255, 255, 255)
    assert list(tables["images"]["frame"]) == [sees.ALWAYS]


def test_between_pictures_one_sees_through_and_each_has_an_edge():
    whole = mosaics.mosaic(np.zeros((3, 2, 2), "uint8"), columns=2, times=3)
    assert whole.shape == (6 + 2 + 2 + 6 + 2, 6 + 2 + 2 + 6 + 2)
    assert (whole[8:10] == mosaics.CLEAR).all()
    assert (whole[10:, 10:] == mosaics.CLEAR).all(), "there is no fourth picture"
    assert (whole[0, :8] == mosaics.EDGE).all()
    assert (whole[1:7, 1:7] == 0).all()


@pytest.mark.parametrize("count", [1, 5, 20, 32, 120, 256])
@pytest.mark.parametrize(("side", "rows", "columns"), [(15, 1, 1), (56, 28, 28), (64, 8, 8), (44, 15, 5), (64, 56, 10)])
@pytest.mark.parametrize("narrow", [False, True])
def test_everything_has_room(count, side, rows, columns, narrow):
    strip = Strip("maps", np.zeros((1, count, rows, columns)), side)
    its = sees.grid(strip, sees.WIDTHS[narrow])
    assert its.columns * its.lines >= count > its.columns * (its.lines - 1)
    assert its.size[0] <= sees.WIDTHS[narrow] + 1e-6
    left, top = its.place(count - 1)
    assert left + its.wide <= its.size[0]
    assert top + its.tall <= its.size[1]


def test_the_strongest_map_has_a_frame_where_it_is_shown():
    chosen = np.array([0, 7])
    tables, _ = sees.tables([Strip("maps", np.zeros((2, 3, 4, 4)), 32, chosen)], narrow=False)
    assert list(tables["frames"]["frame"]) == [0], "map 7 is not among the three that are shown"


def test_bars_are_as_long_as_the_probabilities():
    bars = Bars("softmax", np.array([[0.25, 0.75], [1.0, 0.0]]), ("cat", "dog"), true=1)
    tables, height = sees.tables([bars], narrow=True)
    rows = tables["bars"]
    room = sees.WIDTHS[True] - sees.NAME - sees.VALUE
    np.testing.assert_allclose((rows["x2"] - rows["x"]) / room, [0.25, 0.75, 1, 0])
    assert list(rows["kind"]) == ["other", "right", "wrong", "other"]
    assert list(rows["name"][:2]) == ["cat", "dog ◆"]
    assert height == sees.TITLE + 2 * sees.BAR + sees.APART


def test_numbers_that_overflowed_draw_a_picture_all_the_same():
    tables, _ = sees.tables([Strip("maps", np.array([[[[np.inf, np.nan]]]]), 20)], narrow=False)
    assert shown(tables["images"]["url"][0]).shape[2] == 4


def test_the_picture_is_one_chart_with_a_slider_and_no_selection():
    text = named.kept(sees.picture(300, 'the "epoch"', "#000", narrow=False))
    tables, _ = sees.tables([Strip("kernel", SIGNED, 20)], narrow=False)
    spec = named.filled(text, tables, {}, *curves.scrubber((0, 3), "epoch"))
    assert "layer" in spec
    assert [one["name"] for one in spec["params"]] == ["scrubbed", "begun", "now", "epoch_now"]
    assert not any("select" in one for one in spec["params"])
    assert all(len(table) for table in spec["datasets"].values()), "Vega warns of an empty table"
