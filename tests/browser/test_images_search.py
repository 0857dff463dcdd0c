"""A search in a browser: started, seen to fill, stopped, gone on with, and a cell opened in the laboratory."""

import re

import pytest

SEARCH = (
    "images?images_part=search&images_data=digit_pictures&images_network=softmax&images_batch_size=1&images_search_seeds=2"
    "&images_search_first=learning_rate&images_search_values_learning_rate=0.001,0.003,0.01"
    "&images_search_second=epochs&images_search_values_epochs=50,100"
)
MINUTE = 60_000


@pytest.mark.slow
def test_a_search_fills_is_stopped_goes_on_and_a_cell_opens(visit):
    visitor = visit()
    page = visitor.open(SEARCH)
    page.get_by_text("6 cells × 2 = 12 trainings").wait_for(timeout=MINUTE)
    page.locator(".st-key-go_images_search button:visible").first.click()
    page.get_by_text(re.compile(r"\b[1-9]\d* of 12 trainings are done")).first.wait_for(timeout=3 * MINUTE)
    page.locator(".st-key-stop_images_search button:visible").first.click()
    page.get_by_role("button", name="Continue").first.wait_for(timeout=MINUTE)
    visitor.settled()
    done = int(re.search(r"(\d+) of 12 trainings", page.content()).group(1))
    assert 1 <= done < 12

    page.locator(".st-key-go_images_search button:visible").first.click()
    page.get_by_text("the lowest of 6").wait_for(timeout=3 * MINUTE)
    page.locator(".st-key-stop_images_search").wait_for(state="detached", timeout=MINUTE)
    visitor.settled()
    numbers = page.locator(".st-key-images_search_heat .mark-text text").all_text_contents()
    losses = [number for number in numbers if re.fullmatch(r"\d\.\d{3}", number)]
    assert len(losses) == 6 + 2  # and the axis has 0.001 and 0.003

    cells = page.locator(".st-key-images_search_heat .mark-rect").last.locator("path")
    cells.nth(5).click(force=True)  # not the best one, which is chosen already
    page.wait_for_function("() => location.search.includes('images_search_cell=')", timeout=MINUTE)
    visitor.settled()
    page.locator(".st-key-open_images_search button:visible").first.click()
    page.get_by_text("test pictures right").wait_for(timeout=MINUTE)
    assert "images_epochs=100" in page.url
    assert page.locator("[data-testid=stException]").count() == 0
