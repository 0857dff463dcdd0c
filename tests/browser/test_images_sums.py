"""Summed against mean in a browser: a chosen logarithm mends the NaN, and the link says so."""

import pytest


@pytest.mark.slow
def test_nan_is_told_and_mended_by_taking_the_logarithm_from_the_logits(visit):
    visitor = visit()
    page = visitor.open("images?images_part=sums&images_sums_data=digit_pictures&images_sums_learning_rate=0.1")
    page.get_by_text("NaN in step 6").wait_for(timeout=120_000)
    page.locator("button", has_text="from logits").click()
    page.wait_for_function("() => location.search.includes('images_sums_logarithm=from')", timeout=20_000)
    page.get_by_text("NaN in step 6").wait_for(state="detached", timeout=60_000)
    visitor.settled()
    assert page.locator("[data-testid=stVegaLiteChart]").count() == 1
    assert page.locator("[data-testid=stException]").count() == 0
