"""Convolution in a browser: slider and pointer move the window at once; both say the same; a phone's finger, too."""

import json

import pytest

PIXELS = """() => [...document.querySelectorAll('.vega-embed canvas')].map(c => c.toDataURL()).join()
    + [...document.querySelectorAll('.vega-embed svg')].map(s => s.innerHTML).join()"""


SLIDER = ".vega-bind input[type=range]"


def opened(visitor, path):
    page = visitor.open(path)
    page.wait_for_selector(SLIDER, timeout=60_000)
    visitor.settled()
    return page


def position(page):
    return int(page.locator(SLIDER).input_value())


@pytest.mark.parametrize("part", ["slide", "channels"])
def test_the_slider_moves_the_window_without_a_round_trip(visit, part):
    visitor, sent = visit(), []
    visitor.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page = opened(visitor, f"convolution?convolution_part={part}")
    before, link, asked = page.evaluate(PIXELS), page.url, len(sent)
    here = position(page)
    assert asked
    page.locator(SLIDER).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"before => ({PIXELS})() !== before", arg=before, timeout=10_000)
    assert position(page) == here + 1
    assert page.url == link
    assert len(sent) == asked


def test_the_pointer_over_the_output_moves_window_and_slider_and_leaves_them_where_they_were(visit):
    page = opened(visit(), "convolution")
    box = page.locator(".vega-embed canvas, .vega-embed svg").first.bounding_box()
    side, left, top = 258, box["x"] + 258 + 24, box["y"] + 18
    for row, column in ((0, 0), (3, 2), (5, 5)):
        page.mouse.move(left + (column + 0.5) * side / 6, top + (row + 0.5) * side / 6, steps=8)
        page.wait_for_function(f"() => document.querySelector('{SLIDER}').value === '{row * 6 + column}'", timeout=5000)
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.wait_for_timeout(300)
    assert position(page) == 35


def test_the_slider_has_as_many_steps_as_there_are_places(visit):
    page = opened(visit(), "convolution?convolution_operation=max&convolution_size=28")
    assert page.locator(SLIDER).get_attribute("max") == str(14 * 14 - 1)


def test_a_picture_is_uploaded_and_a_file_that_is_none_is_refused(visit):
    visitor = visit()
    page = visitor.open("convolution?convolution_picture=own")
    chosen = page.locator("[data-testid=stFileUploader] input[type=file]")
    chosen.set_input_files({"name": "notes.png", "mimeType": "image/png", "buffer": b"just text"})
    page.get_by_text("not a picture that can be read").wait_for(timeout=30_000)
    assert page.locator("[data-testid=stException]").count() == 0
    assert "notes" not in json.dumps(page.url)
