"""A setting that is dragged in the live view: what it asks for and when, what it shows, and what the page hears."""

import numpy as np

from components.browser.live import encode
from tests.browser.live_data import ORANGE, data, flat, pixel, send
from tests.browser.modules import mount

MARKS = {"name": "rate", "label": "Rate", "marks": ["0.1", "0.2", "0.5"], "at": 0}
SEEDS = {"name": "seed", "label": "Seed", "marks": ["0", "1"], "at": 1}


def member(scale):
    """A run at another mark: its weights, of two moments."""
    its = data(2)
    weights = encode(np.stack([flat(0.0), flat(scale)]))
    return {name: its[name] for name in ("charts", "bars", "space")} | {
        "epochs": [0, 100],
        "weights": weights,
        "measures": ["", f"scale {scale}"],
    }


def drag(name="", members=(), at=0):
    its = {str(place): member(scale) for place, scale in dict(members).items()}
    return {"settings": [{**MARKS, "at": at}, SEEDS], "name": name, "id": name and f"its {name}", "members": its}


def touch(page, place):
    """The finger goes down on the slider and moves it; it is not lifted."""
    slider = page.locator(".marks")
    slider.dispatch_event("pointerdown")
    slider.evaluate("(slider, place) => { slider.value = place; slider.dispatchEvent(new Event('input')) }", place)


def test_a_family_is_asked_for_once_when_its_slider_is_touched_and_not_before(page):
    mount(page, "live", data(drag=drag()))
    assert page.evaluate("reports") == []
    touch(page, 1)
    touch(page, 2)
    assert page.evaluate("reports") == [["wants", {"name": "rate", "count": 1}]]
    assert page.locator(".plane .box.waits").count() == 1


def test_the_picture_follows_the_finger_and_the_page_hears_of_it_when_it_is_lifted(page):
    mount(page, "live", data(drag=drag()))
    touch(page, 1)
    send(page, data(drag=drag("rate", {1: 0.5, 2: -1.0})))
    assert page.locator(".said").inner_text() == "scale 0.5"
    touch(page, 2)
    assert page.locator(".said").inner_text() == "scale -1.0"
    np.testing.assert_allclose(pixel(page, 1.4, 1.4), ORANGE, atol=3)
    assert page.locator(".drag output").inner_text() == "0.5"
    page.locator(".marks").dispatch_event("change")
    assert page.evaluate("reports.at(-1)") == ["dragged", {"name": "rate", "place": 2, "count": 2}]


def test_what_comes_late_does_not_take_the_finger_s_place_away_and_the_last_value_is_kept(page):
    mount(page, "live", data(drag=drag()))
    touch(page, 2)
    send(page, data(drag=drag("rate", {2: -1.0})))
    page.locator(".marks").dispatch_event("change")
    send(page, data(drag=drag("rate", {1: 0.5})))  # of before the finger was lifted
    assert page.locator(".said").inner_text() == "scale -1.0"
    assert page.locator(".marks").input_value() == "2"
    send(page, data(drag=drag("rate", {}, at=2)))  # the page has followed
    assert page.locator(".said").inner_text() == "frame 5"
    assert page.locator(".marks").input_value() == "2"


def test_another_setting_has_marks_of_its_own_and_asks_for_its_own_family(page):
    mount(page, "live", data(drag=drag("rate", {1: 0.5})))
    page.locator(".drag select").select_option("seed")
    assert page.locator(".drag output").inner_text() == "1"
    assert page.locator(".said").inner_text() == "frame 5"
    touch(page, 0)
    assert page.evaluate("reports") == [["wants", {"name": "seed", "count": 1}]]
    send(page, data(drag=drag("seed", {0: 2.0})))
    assert page.locator(".said").inner_text() == "scale 2.0"


def test_without_anything_to_drag_there_is_no_slider_for_it(page):
    mount(page, "live", data())
    assert page.locator(".drag").is_hidden()
