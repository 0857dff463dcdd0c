"""Perceptron in a browser: what moves without the server, and what the link keeps."""

import re
import time

import pytest
from playwright.sync_api import expect

LINE = """() => document.querySelector('.vega-embed svg')?.innerHTML
  ?? document.querySelector('.vega-embed canvas').toDataURL()"""
"""The first picture on the page, in a form that can be compared."""
COUNT_RUNS = """() => {
  window.runs = 0
  const app = document.querySelector('[data-testid=stApp]')
  new MutationObserver(() => window.runs++).observe(app, {attributeFilter: ['data-test-script-state']})
}"""


def vega_slider(page, name: str):
    return page.locator(".vega-bind", has_text=name).locator("input[type=range]").first


@pytest.mark.slow
def test_dragging_a_weight_moves_the_line_at_once_and_the_link_afterwards(visit):
    visitor = visit()
    page = visitor.open("perceptron")
    page.wait_for_selector(".vega-bind input[type=range]")
    before = page.evaluate(LINE)
    slider = vega_slider(page, "w₁")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(LINE) != before  # no round trip: looked at at once
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.search.includes('perceptron_hand_w1=1.5')")
    visitor.settled()
    page.reload()
    visitor.settled()
    assert float(vega_slider(page, "w₁").input_value()) == 1.5


def test_the_scrubber_moves_boundary_weights_and_error_without_the_server(visit):
    page = visit().open("perceptron?perceptron_part=learning")
    seen = [page.evaluate(LINE)]
    page.evaluate(COUNT_RUNS)
    vega_slider(page, "epoch").focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
        seen.append(page.evaluate(LINE))
    assert len(set(seen)) == 6
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.runs") == 0


@pytest.mark.slow
def test_a_trained_network_can_be_played_and_scrubbed_and_another_one_is_drawn_at_its_end(visit):
    visitor = visit()
    page = visitor.open("perceptron?perceptron_part=hidden&perceptron_net_epochs=100")
    epoch, said = page.get_by_role("slider", name="epoch"), page.locator("output", has_text="epoch")
    expect(said).to_have_text("epoch 100", timeout=60_000)
    epoch.focus()
    page.keyboard.press("Home")
    expect(said).to_have_text("epoch 0")
    page.keyboard.press("Space")
    expect(said).to_have_text("epoch 100")
    before = page.get_by_role("button", name="E: bias").get_attribute("aria-label")
    page.get_by_role("button", name="Another seed").first.click()
    page.wait_for_function("() => location.search.includes('weights_seed=1')")
    visitor.settled()
    expect(page.get_by_role("button", name="E: bias")).not_to_have_attribute("aria-label", before)
    expect(said).to_have_text("epoch 100")


@pytest.mark.slow
def test_another_setting_refills_the_picture_and_leaves_its_scrubber_where_it_was(visit):
    visitor = visit()
    page = visitor.open("perceptron?perceptron_part=learning")
    slider = vega_slider(page, "epoch")
    slider.focus()
    page.keyboard.press("Home")
    before = page.evaluate(LINE)
    page.get_by_role("button", name="Another seed").first.click()
    page.wait_for_function("() => location.search.includes('weights_seed=1')")
    visitor.settled()
    assert slider.input_value() == "0"
    assert page.evaluate(LINE) != before
    page.get_by_role("button", name="AND with a forgotten 1").click()
    visitor.settled()
    assert vega_slider(page, "epoch").input_value() == "2000"


@pytest.mark.slow
def test_a_storm_of_slider_moves_ends_at_the_last_one(visit):
    visitor = visit()
    page = visitor.open("perceptron?perceptron_part=hidden")
    page.locator(".st-key-outcome").wait_for(timeout=60_000)
    slider = page.get_by_role("slider", name="Learning rate").first
    slider.focus()
    for key in ["ArrowRight", "ArrowLeft"] * 10 + ["ArrowRight"] * 4:
        page.keyboard.press(key)
    visitor.settled()
    page.wait_for_function("() => location.search.includes('perceptron_net_learning_rate=1')", timeout=15_000)
    stormed = page.locator(".st-key-outcome").inner_text()
    other = visit().open("perceptron?perceptron_part=hidden&perceptron_net_learning_rate=1")
    expect(other.locator(".st-key-outcome")).to_have_text(re.compile(re.escape(stormed.strip()[:40])), timeout=30_000)
    assert other.locator(".st-key-outcome").inner_text() == stormed


def test_back_brings_the_last_setting_back(visit):
    visitor = visit()
    page = visitor.open("perceptron?perceptron_part=learning")
    page.get_by_role("radio", name="XNOR").or_(page.get_by_role("button", name="XNOR")).first.click()
    page.wait_for_function("() => location.search.includes('perceptron_gate=XNOR')")
    visitor.settled()
    page.go_back()
    page.wait_for_function("() => !location.search.includes('perceptron_gate=XNOR')")
    visitor.settled()
    assert "perceptron_part=learning" in page.url


def test_a_bad_link_is_told_and_the_page_stays(visit):
    page = visit().open("perceptron?perceptron_hand_w1=99&perceptron_gate=nonsense")
    warnings = page.get_by_test_id("stAlert")
    assert warnings.count() == 1
    assert all(name in warnings.inner_text() for name in ("hand_w1", "nonsense"))
    assert page.locator(".vega-embed").count() >= 1


@pytest.mark.slow
def test_a_preset_and_reset_put_the_sliders_of_the_picture(visit):
    visitor = visit()
    page = visitor.open("perceptron?perceptron_hand_w1=-2")
    page.get_by_role("button", name="AND by hand").click()
    page.wait_for_function("() => location.search.includes('perceptron_hand_bias=-1.5')")
    visitor.settled()
    assert float(vega_slider(page, "w₁").input_value()) == 1.0
    page.get_by_role("button", name="Reset").click()
    page.wait_for_function("() => !location.search.includes('perceptron_hand')")
    visitor.settled()
    deadline = time.time() + 5
    while float(vega_slider(page, "b").input_value()) != -0.5 and time.time() < deadline:
        page.wait_for_timeout(100)
    assert float(page.locator(".vega-bind input[type=range]").nth(2).input_value()) == -0.5
