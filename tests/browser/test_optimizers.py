"""Optimizers in a browser: the click that chooses the start, and the scrubber over the steps."""

import pytest

from tests.browser.test_perceptron import LINE, vega_slider


def test_a_click_on_the_surface_chooses_the_start(visit):
    visitor = visit()
    page = visitor.open("optimizers")
    chart = page.locator(".vega-embed svg, .vega-embed canvas").first
    chart.wait_for(timeout=60_000)
    visitor.settled()
    assert "optimizers_x=" not in page.url
    box = chart.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.2)
    page.wait_for_function("() => /optimizers_x=.*optimizers_y=|optimizers_y=.*optimizers_x=/.test(location.search)")
    visitor.settled()
    chosen = float(page.get_by_role("spinbutton", name="Start x").first.input_value())
    assert f"optimizers_x={chosen:g}" in page.evaluate("() => location.search")


def test_the_scrubber_moves_the_paths_and_tells_the_server_its_step_afterwards(visit):
    visitor = visit()
    page = visitor.open("optimizers")
    page.wait_for_selector(".vega-bind input[type=range]", timeout=60_000)
    visitor.settled()
    before = page.evaluate(LINE)
    vega_slider(page, "step").focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate(LINE) != before
    page.wait_for_function("() => location.search.includes('optimizers_step=')")


@pytest.mark.slow
def test_a_formula_of_ones_own_is_raced_and_nonsense_is_told_and_kept(visit):
    visitor = visit()
    page = visitor.open("optimizers?optimizers_surface=own")
    field = page.get_by_role("textbox").first
    field.fill("__import__('os')")
    field.press("Enter")
    visitor.settled()
    assert field.input_value() == "__import__('os')"
    assert page.get_by_test_id("stAlert").count() >= 1
    assert page.locator("[data-testid=stException]").count() == 0
    field.fill("x**2 + 3*y**2")
    field.press("Enter")
    visitor.settled()
    page.wait_for_function("() => document.querySelectorAll('[data-testid=stAlert]').length === 0", timeout=30_000)
