"""Images in a browser: a picture's bars without a round trip; a cell of the confusion matrix opens its pictures."""

import pytest

DIGITS = "images?images_data=digit_pictures&images_epochs=5"


@pytest.mark.slow
def test_a_chosen_picture_shows_its_bars_without_a_round_trip(visit):
    visitor = visit()
    page = visitor.open(DIGITS)
    page.get_by_text("test pictures right").wait_for(timeout=60_000)
    visitor.settled()
    chart = page.locator(".st-key-images_tiles [data-testid=stVegaLiteChart], [data-testid=stVegaLiteChart]").last
    before, link = chart.inner_html(), page.url
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    chart.click(position={"x": 54 * 2.5, "y": min(60, box["height"] / 4)})
    page.wait_for_function(
        "before => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].at(-1).innerHTML !== before",
        arg=before,
        timeout=10_000,
    )
    assert page.url == link
    assert page.locator("[data-testid=stException]").count() == 0


@pytest.mark.slow
def test_a_cell_of_the_confusion_matrix_opens_its_pictures(visit):
    visitor = visit()
    page = visitor.open(f"{DIGITS}&images_view=matrix")
    page.get_by_text("were called").wait_for(timeout=60_000)
    visitor.settled()
    cells = page.locator(".mark-rect path[cursor], .mark-rect path").nth(0)
    cells.scroll_into_view_if_needed()
    cells.click(force=True)
    page.wait_for_function("() => location.search.includes('images_called=0')", timeout=20_000)
    visitor.settled()
    assert page.get_by_text("“0” were called “0”").count() == 1
    assert page.locator("[data-testid=stException]").count() == 0
