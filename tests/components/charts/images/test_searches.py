"""The pictures of a search: a number in every cell that can be read, states told apart without colour, lines."""

import json

import numpy as np
import pandas as pd
import pytest

from components.charts.images import searches as charts
from components.charts.named import kept

HEAT = charts.Heat(("16", "64"), ("0", "0.2", "0.5"), (), ("units", "dropout"), "#1D2433", False)


def marks(spec):
    return [layer["mark"] for layer in spec["layer"]]


@pytest.mark.parametrize("low_is_good", [True, False])
def test_the_number_on_every_ground_has_a_contrast_of_at_least_4_5(low_is_good):
    found = charts.grounds(np.linspace(0.1, 2, 200), low_is_good=low_is_good, log=False)
    assert len({ground for ground, _ in found}) > 50
    for ground, text in found:
        channels = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (ground, text)]
        assert charts.contrast(*channels) >= 4.5


def test_the_better_the_darker_and_nothing_for_what_has_no_value():
    values = np.array([0.1, 1.0, np.inf, np.nan])
    low = charts.grounds(values, low_is_good=True, log=True)
    high = charts.grounds(values, low_is_good=False, log=True)
    assert low[0] == high[1]
    assert low[2] == low[3] == ("", "")
    assert charts.grounds(np.array([np.nan]), low_is_good=True, log=True) == [("", "")]
    assert charts.grounds(np.array([0.5, 0.5]), low_is_good=True, log=True)[0][0] != ""


def test_empty_running_and_failed_cells_differ_by_their_frames():
    spec = json.loads(kept(charts.heat_map(HEAT)))
    frames = [mark for mark in marks(spec) if "strokeDash" in mark]
    assert len(frames) == 3 == len({str(mark["strokeDash"]) for mark in frames})
    assert len({mark["stroke"] for mark in frames}) == 1
    assert [param["name"] for param in spec["params"]] == ["cell"]
    assert spec["layer"][0]["encoding"]["color"]["scale"] is None


def test_a_third_setting_makes_small_multiples_under_each_other_on_a_phone():
    for narrow, columns in ((False, 3), (True, 1)):
        look = charts.Heat(("1",), ("2",), ("a", "b", "c", "d"), ("x", "y", "z"), "#000000", narrow)
        spec = json.loads(kept(charts.heat_map(look)))
        assert spec["columns"] == columns
        assert spec["facet"]["sort"] == ["a", "b", "c", "d"]
        assert spec["data"] == {"name": "cells"}
        assert all("data" not in layer for layer in spec["spec"]["layer"])


@pytest.mark.parametrize("count", [1, 3, 12])
@pytest.mark.parametrize("narrow", [True, False])
def test_cells_are_wide_enough_for_their_number(count, narrow):
    look = charts.Heat(("1",), tuple(map(str, range(count))), (), ("x", "y"), "#000000", narrow)
    assert 38 <= look.width <= 110


def test_the_lines_have_hover_and_press_and_the_best_is_thicker():
    look = charts.Parallel(("n1", "n2", "loss"), "#1D2433", "#FFFFFF", False)
    spec = json.loads(kept(charts.parallel(look)))
    assert {param["name"] for param in spec["params"]} == {"hover", "cell"}
    lines = [mark for mark in marks(spec) if mark["type"] == "line"]
    plain, best = lines[0], next(mark for mark in lines if mark["color"] == charts.BLUE)
    assert best["strokeWidth"] > plain["strokeWidth"]


def test_ticks_are_evenly_spaced_from_the_lowest_value():
    found = charts.ticks("n1", ["6", "64", "128"])
    pd.testing.assert_frame_equal(found, pd.DataFrame({"axis": "n1", "y": [0, 0.5, 1], "label": ["6", "64", "128"]}))
