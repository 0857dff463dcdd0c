"""The volumes: in one scale, for one layer and for forty, and a specification that Vega-Lite takes."""

from itertools import pairwise

import pytest

from components.charts.shapes.volumes import LEAST, SIDE, SLANT, Volume, boxes, drawing
from lab.stacks.known_stacks import PRESETS
from lab.stacks.shapes import report


def volumes(name):
    found = report(*PRESETS[name]())
    return [
        Volume(found.input_shape, "Input"),
        *(Volume(row.output_shape, row.name, row.parameters > 0) for row in found.rows),
    ]


def test_heights_are_in_proportion_and_channels_go_by_their_square_root():
    first, half = boxes([(224, 224, 16), (112, 112, 64)])
    assert (first.up, half.up) == (SIDE, SIDE / 2)
    assert half.across / first.across == pytest.approx(2)
    assert (first.slant, half.slant) == (SLANT * SIDE, SLANT * SIDE / 2)


def test_vectors_are_bars_by_the_square_root_and_sheets_have_no_depth():
    long, short, sheet = boxes([(400,), (100,), (28, 300)])
    assert long.up / short.up == pytest.approx(2)
    assert long.across == short.across
    assert sheet.slant == 0
    assert list(sheet.faces()) == ["front"]
    assert list(boxes([(4, 4, 1)])[0].faces()) == ["top", "side", "front"]


def test_nothing_is_too_small_to_be_seen():
    for box in boxes([(65_536, 1, 1), (1, 1, 1), (1,), (60_000,), (1, 2, 3, 4)]):
        assert min(box.up, box.across) >= LEAST


@pytest.mark.parametrize("name", list(PRESETS))
def test_every_preset_is_drawn_with_its_shapes_as_labels(name):
    drawn = drawing(volumes(name), "", "#000000", chosen=1).to_dict()
    texts = {row["text"] for rows in drawn["datasets"].values() for row in rows if "text" in row}
    assert all("×".join(map(str, volume.shape)) in texts for volume in volumes(name))
    assert drawn["width"] > 0
    assert drawn["height"] > 0


@pytest.mark.parametrize("count", [1, 10, 40, 100])
def test_boxes_stand_beside_each_other(count):
    some = [Volume((28, 28, 8), "Conv", True)] * count
    rows = next(rows for rows in drawing(some, "", "#000000").to_dict()["datasets"].values() if "face" in rows[0])
    ends = [
        (min(row["x"] for row in rows if row["layer"] == n), max(row["x"] for row in rows if row["layer"] == n))
        for n in range(count)
    ]
    assert len({row["layer"] for row in rows}) == count
    assert all(before[1] < after[0] for before, after in pairwise(ends))


def test_a_layer_that_cannot_be_is_a_cross_and_the_chosen_one_has_an_outline_and_bold_words():
    drawn = drawing(volumes("E6"), "Conv", "#123456", chosen=2, pick="pick").to_dict()
    assert [one["mark"]["text"] for one in drawn["layer"] if "text" in one["mark"]] == ["✗"]
    assert any(one["mark"].get("fontWeight") == "bold" and one["mark"].get("fontSize") == 11 for one in drawn["layer"])
    faces = next(rows for rows in drawn["datasets"].values() if "face" in rows[0])
    assert {row["layer"] for row in faces if row["stroke"] == "#123456"} == {2}
    assert [param["name"] for param in drawn["params"]] == ["pick"]
