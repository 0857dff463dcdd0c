"""Play in a browser: the window, and the epochs of what a network sees, move by themselves when asked, without a
round trip; they stop at the end, at Pause, and when the slider is touched."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_convolution import PIXELS
from tests.browser.test_pages import WIDE

SLIDER = ".vega-bind input[type=range]"
SEES = "images?images_data=digit_pictures&images_network=convolution&images_epochs=4&images_view=sees"


def opened(visitor, path):
    page = visitor.open(path)
    page.wait_for_selector(SLIDER, timeout=90_000)
    visitor.settled()
    return page


def value(page):
    return int(page.locator(SLIDER).first.input_value())


def counted(visitor):
    """What the page sends to the server from now on."""
    sent = []
    visitor.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    return sent


@pytest.mark.slow
@pytest.mark.parametrize("part", ["slide", "channels"])
def test_nothing_moves_until_play_and_then_the_window_does_without_a_round_trip(visit, part):
    visitor = visit(reduced_motion="no-preference")
    sent = counted(visitor)
    page = opened(visitor, f"convolution?convolution_part={part}")
    page.locator(SLIDER).fill("0")
    page.wait_for_timeout(700)
    assert value(page) == 0
    asked, before, link = len(sent), page.evaluate(PIXELS), page.url
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(f"() => Number(document.querySelector('{SLIDER}').value) >= 3", timeout=10_000)
    assert page.evaluate(PIXELS) != before
    page.get_by_role("button", name="Pause", exact=True).click()
    here = value(page)
    page.wait_for_timeout(700)
    assert value(page) == here
    assert (len(sent), page.url) == (asked, link)


@pytest.mark.slow
def test_back_step_speed_and_the_end(visit):
    page = opened(visit(reduced_motion="reduce"), "convolution")
    speed = page.get_by_label("Steps a second")
    assert speed.input_value() == "1"
    page.locator(SLIDER).fill("30")
    page.get_by_role("button", name="One step forward").click()
    page.get_by_role("button", name="One step forward").click()
    page.get_by_role("button", name="One step back").click()
    assert value(page) == 31
    speed.select_option("8")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(f"() => document.querySelector('{SLIDER}').value === '35'", timeout=10_000)
    page.get_by_role("button", name="Play", exact=True).wait_for(timeout=5000)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(f"() => Number(document.querySelector('{SLIDER}').value) < 20", timeout=5000)
    page.locator(SLIDER).dispatch_event("pointerdown")
    page.get_by_role("button", name="Play", exact=True).wait_for(timeout=5000)


@pytest.mark.slow
def test_the_epochs_of_what_a_network_sees_are_scrubbed_and_played_without_a_round_trip(visit):
    visitor = visit(reduced_motion="no-preference")
    sent = counted(visitor)
    page = opened(visitor, SEES)
    page.get_by_text("From epoch 0 to 4").wait_for(timeout=60_000)
    chart = page.locator(".st-key-above_images_sees [data-testid=stVegaLiteChart]")
    slider = chart.locator("input[type=range]")
    asked, last, link = len(sent), chart.inner_html(), page.url
    assert slider.input_value() == slider.get_attribute("max") == "4"
    slider.fill("0")
    page.wait_for_function(
        "() => document.querySelector('.st-key-above_images_sees').textContent.includes('epoch 0')", timeout=10_000
    )
    first = chart.inner_html()
    assert first != last
    page.locator(".st-key-above_images_sees").get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => document.querySelector('.st-key-above_images_sees').textContent.includes('epoch 4')", timeout=20_000
    )
    assert chart.inner_html() != first
    assert (len(sent), page.url) == (asked, link)
    assert page.locator("[data-testid=stException]").count() == 0


@pytest.mark.slow
def test_on_a_dark_phone_it_keeps_to_the_width_and_axe_finds_nothing_serious(visit):
    phone = {"viewport": {"width": 375, "height": 700}, "is_mobile": True, "has_touch": True, "color_scheme": "dark"}
    agent = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    page = opened(visit(**phone, user_agent=agent), SEES)
    page.get_by_text("From epoch 0 to 4").wait_for(timeout=60_000)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 376
    assert not page.evaluate(WIDE)
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert not found, [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
