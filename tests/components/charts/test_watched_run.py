"""The picture of a watched run has room for its words, on a phone and in Korean, too."""

import json
from itertools import pairwise

import pytest

from components import language
from components.charts.callbacks.watched_run import Look, watched
from components.charts.named import kept
from components.dragging import sliders
from lab.lessons.callbacks.decisions import CallbacksSettings, WatchSettings
from pages.parts.callbacks import picture

LANGUAGES = pytest.mark.parametrize("code", language.LANGUAGES)
NARROW = pytest.mark.parametrize("narrow", [False, True])


def look(monkeypatch, code: str, narrow: bool) -> Look:
    monkeypatch.setattr(language, "current", lambda: code)
    monkeypatch.setattr(picture.theme, "is_dark", lambda: False)
    return picture.look(CallbacksSettings(), WatchSettings(), "#000", narrow)


def pixels(text: str, size: int) -> float:
    """About how wide a text is: a Korean letter is as wide as it is high, a Latin one half of it."""
    return sum(size if ord(letter) > 0x1100 else 0.5 * size for letter in text)


def marks(plan: Look) -> list[dict]:
    """All layers of all its pictures."""
    spec = json.loads(kept(watched(plan, sliders(WatchSettings, "patience", {"patience": "patience"}))))
    return [layer for one in spec["vconcat"] for layer in one["layer"]]


@LANGUAGES
@NARROW
def test_no_heading_of_the_table_reaches_into_the_one_before(monkeypatch, code, narrow):
    heads = [
        (layer["encoding"]["x"]["value"], layer["mark"])
        for layer in marks(look(monkeypatch, code, narrow))
        if layer["mark"].get("fontSize") == 11
    ]
    assert len(heads) == (4 if narrow else 6)
    for (before, _), (right, mark) in pairwise(heads[1:]):
        lines = mark["text"] if isinstance(mark["text"], list) else [mark["text"]]
        assert max(pixels(line, 11) for line in lines) < right - before, lines


@LANGUAGES
@NARROW
def test_the_words_for_what_is_not_trained_stand_beside_the_end_or_not_at_all(monkeypatch, code, narrow):
    plan = look(monkeypatch, code, narrow)
    (layer,) = [layer for layer in marks(plan) if layer["mark"].get("text") == plan.titles[3]]
    condition = layer["transform"][-1]["filter"].replace("datum.last", "last")
    seen = [last for last in range(plan.epochs) if eval(condition, {"last": last})]
    assert seen
    room = (plan.epochs - max(seen)) / plan.epochs * plan.width
    assert pixels(plan.titles[3], 12) < room
