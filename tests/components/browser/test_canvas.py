"""The sheet to draw on: what the browser sends is kept if it is a drawing, and ignored if it is none."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from components.browser import canvas

KEY = "canvas_test"


@pytest.fixture
def session(monkeypatch):
    """A session, and what was given to the browser."""
    state, given = {}, {}
    monkeypatch.setattr(canvas, "st", SimpleNamespace(session_state=state))
    monkeypatch.setattr(canvas, "_component", lambda **arguments: given.update(arguments))
    monkeypatch.setattr(canvas, "t", lambda text, **values: text.format(**values))
    return SimpleNamespace(state=state, given=given)


def drawn(session, values):
    session.state[KEY] = {"drawing": values}
    session.given["on_drawing_change"]()
    return canvas.draw("Sheet", KEY, dark=True)


def test_a_sheet_begins_empty_and_a_stroke_comes_as_an_array(session):
    assert canvas.draw("Sheet", KEY, dark=True) is None
    assert session.given["data"]["values"] == [0] * 28 * 28
    values = [0] * 783 + [255]
    found = drawn(session, values)
    assert found.shape == (28, 28)
    assert (found[27, 27], found.sum()) == (255, 255)
    assert session.given["data"]["values"] == values


def test_a_sheet_that_was_cleared_is_empty(session):
    canvas.draw("Sheet", KEY, dark=True)
    assert drawn(session, [9] * 784) is not None
    assert drawn(session, [0] * 784) is None


@pytest.mark.parametrize("bad", [None, [], [1] * 783, ["a"] * 784, [math.nan] * 784, [-1] * 784, [256] * 784, "x", {}])
def test_what_is_no_drawing_takes_nothing_away(session, bad):
    canvas.draw("Sheet", KEY, dark=True)
    drawn(session, [7] * 784)
    assert (drawn(session, bad) == 7).all()


def test_a_state_without_a_drawing_is_ignored(session):
    canvas.receive(KEY, 28)
    session.state[KEY] = {}
    canvas.receive(KEY, 28)
    assert canvas.drawing(KEY) is None


def test_a_drawing_of_another_size_is_not_taken(session):
    session.state[f"_drawn_{KEY}"] = np.ones((8, 8), "uint8")
    assert canvas.drawing(KEY) is None
    assert canvas.drawing(KEY, 8) is not None


def test_every_drawing_has_its_own_place(session):
    canvas.draw("Sheet", KEY, dark=True)
    drawn(session, [7] * 784)
    assert canvas.draw("Sheet", "another", dark=False) is None
    assert session.given["data"]["dark"] is False


def test_the_words_come_from_the_catalogue_and_keep_their_places(session):
    canvas.draw("Sheet", KEY, dark=True)
    words = session.given["data"]["words"]
    assert words["label"] == "Sheet"
    assert words["place"] == "row {row}, column {column}"
