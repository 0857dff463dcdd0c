"""The moving window's picture: its slider, its numbers, and letters that fit; feature maps in lines."""

import json

import numpy as np
import pytest

from components.charts import pixels
from components.charts.convolution import gallery
from components.charts.convolution.sliding_window import channels, filled, sliding, taps_table

TITLES = ("input", "output", "under", "kernel", "products", "position", "slices", "here")


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize(("taps", "pools"), [(3, False), (5, False), (2, True)])
def test_the_slider_goes_over_all_places_and_begins_where_it_is_told(taps, pools, narrow):
    spec = filled(sliding(TITLES[:6], taps, pools, narrow), {}, {"g": {"places": 36}, "pixels": [1], "outs": [2]}, 7)
    params = {one["name"]: one for one in spec["params"]}
    assert params["at"]["bind"]["position"]["max"] == 35
    assert params["at"]["value"] == [{"position": 7}]
    assert params["pixels"]["value"] == [1]
    assert ("'kernel'" in json.dumps(spec) or '"kernel"' in json.dumps(spec)) is not pools
    assert len(spec["vconcat"][1]["concat"]) == (1 if pools else 3)


def test_three_channels_have_three_slices_and_one_output():
    spec = json.loads(channels(TITLES, False))
    assert [len(part["concat"]) for part in spec["vconcat"]] == [6, 1]


def test_letters_fit_their_cells_or_are_left_out():
    assert pixels.font_size(32, 2) == 13
    assert 7 <= pixels.font_size(20, 4) < 13
    assert pixels.font_size(9, 3) == 0


def test_the_taps_are_all_weights_with_their_places():
    weights = np.arange(18.0).reshape(3, 2, 3)
    table = taps_table(weights, [str(weight) for weight in weights.ravel()])
    assert (weights[table["i"], table["j"], table["channel"]] == table["weight"]).all()
    assert set(table["columns"]) == {3}


def test_colours_of_maps():
    signed = pixels.signed(np.array([[-2.0, 0.0, 2.0]]))
    assert signed[0, 1].tolist() == [255, 255, 255]
    assert signed[0, 0, 2] > signed[0, 0, 0]
    assert signed[0, 2, 0] > signed[0, 2, 2]
    assert (pixels.signed(np.zeros((2, 2))) == 255).all()
    assert pixels.grey(np.array([[-9.0, 4, 99]]), 8)[0, :, 0].tolist() == [0, 128, 255]
    assert pixels.inks(pixels.grey(np.array([[0.0, 1]]), 1))[0].tolist() == [pixels.PALE_INK, pixels.INK]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("count", [1, 8, 32])
def test_the_gallery_is_no_wider_than_its_place(count, narrow):
    drawn = gallery.maps([np.zeros((4, 8, 3), "uint8")] * count, ["name"] * count, 8, "#000", narrow=narrow)
    spec = drawn.to_dict()
    assert spec["width"] <= gallery.WIDTHS[narrow]
    assert len(next(iter(spec["datasets"].values()))) == count
