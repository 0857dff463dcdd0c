"""Callbacks in a browser: patience moves the events at once, and the server hears of it afterwards."""

import pytest

from tests.browser.test_perceptron import COUNT_RUNS, LINE, vega_slider


def recorded(page):
    """Wait until the run is whole."""
    page.locator(".st-key-outcome").wait_for(timeout=90_000)


@pytest.mark.slow
def test_dragging_the_patience_moves_the_end_without_the_server_and_the_link_afterwards(visit):
    visitor = visit()
    page = visitor.open("callbacks")
    recorded(page)
    visitor.settled()
    seen = [page.evaluate(LINE)]
    vega_slider(page, "patience").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        seen.append(page.evaluate(LINE))  # no round trip: looked at at once
    assert len(set(seen)) == 6
    page.wait_for_function("() => location.search.includes('callbacks_patience=8')")
    visitor.settled()
    assert page.get_by_text("stops after epoch").first.inner_text().count("28") == 1


def test_the_slider_stays_where_it_is_when_another_setting_is_changed(visit):
    visitor = visit()
    page = visitor.open("callbacks?callbacks_patience=8")
    recorded(page)
    page.get_by_text("restore_best_weights").first.click()
    visitor.settled()
    assert float(vega_slider(page, "patience").input_value()) == 8
    page.get_by_text("You hold the weights of epoch 20").first.wait_for()
    page.get_by_text("val_accuracy", exact=True).first.click()  # another picture, since its axis is another one
    visitor.settled()
    page.get_by_text("with patience 8").first.wait_for()
    assert float(vega_slider(page, "patience").input_value()) == 8


def test_nothing_runs_while_nobody_moves_anything(visit):
    visitor = visit()
    page = visitor.open("callbacks")
    recorded(page)
    visitor.settled()
    page.evaluate(COUNT_RUNS)
    page.wait_for_timeout(1500)
    assert page.evaluate("() => window.runs") == 0
