"""From the Shapes lesson into the laboratory with a stack, in the visitor's language; the network as a graph."""

import pytest

LINE = "8x8x1--Conv2D-4-3-activation.relu--Flatten--Dense-20-activation.relu--Dense-10-activation.softmax"


@pytest.mark.slow
def test_a_stack_goes_from_the_shapes_lesson_into_the_laboratory_and_is_drawn(visit):
    visitor = visit()
    page = visitor.open(f"shapes?shapes_stack={LINE}&lang=ko")
    page.locator(".st-key-shapes_train button").first.click()
    page.wait_for_url("**/images?*", timeout=30_000)
    page.locator(".st-key-outcome").wait_for(timeout=150_000)
    visitor.settled()
    assert f"images_layers={LINE}" in page.url
    assert "lang=ko" in page.url
    assert page.locator("h1").first.inner_text() == "이미지"
    network = page.locator(".st-key-network_images")
    network.locator("summary").first.click()
    network.get_by_text('Model: "sequential"').wait_for(timeout=30_000)
    chart = network.locator("[data-testid=stVegaLiteChart]")
    chart.locator(".mark-symbol path").first.wait_for(timeout=20_000)
    assert chart.locator(".mark-symbol path").count() == 6 + 6 + 10
    assert page.locator("[data-testid=stException]").count() == 0
