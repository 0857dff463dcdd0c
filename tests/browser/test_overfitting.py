"""Over-fitting in a browser: the scrubber moves the picture by itself; a comparison is in the link."""

import pytest


def field(page):
    """The picture of what the network says."""
    return page.locator(".plane canvas").evaluate("(canvas) => canvas.toDataURL()")


@pytest.mark.slow
def test_the_scrubber_moves_the_picture_without_a_round_trip(visit):
    visitor = visit()
    page = visitor.open("overfitting")
    page.locator(".plane canvas").wait_for(timeout=60_000)
    visitor.settled()
    before, link = field(page), page.url
    page.locator(".bar .epoch").focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(300)
    assert field(page) != before
    assert page.url == link
    assert page.locator("[data-testid=stException]").count() == 0


@pytest.mark.slow
def test_a_comparison_is_one_click_and_its_link_repeats_it(visit):
    visitor = visit()
    page = visitor.open("overfitting")
    page.get_by_role("button", name="None, L1, L2, both").click()
    page.wait_for_function("() => location.search.includes('overfitting_pins=')")
    visitor.settled()
    link = page.url
    other = visit()
    again = other.open(link.split("/", 3)[3])
    again.get_by_text("Side by side (4)").wait_for(timeout=60_000)
    assert again.locator("[data-testid=stException]").count() == 0


@pytest.mark.slow
def test_two_visitors_at_once_get_their_own_results(visit):
    """Both train while the other does; each gets what the same link gives a visitor who is alone."""
    links = [f"overfitting?overfitting_epochs=500&overfitting_weights_seed={seed}" for seed in (41, 42)]

    def outcome(visitor) -> str:
        visitor.page.locator(".st-key-outcome p").first.wait_for(timeout=90_000)
        visitor.page.wait_for_function("() => !document.querySelector('[data-testid=stProgress]')", timeout=90_000)
        return visitor.settled().locator(".st-key-outcome p").first.inner_text()

    together = [visit(), visit()]
    for visitor, link in zip(together, links, strict=True):
        visitor.page.goto(f"{visitor.url}/{link}")
    first, second = (outcome(visitor) for visitor in together)
    assert first != second
    alone = visit()
    alone.page.goto(f"{alone.url}/{links[0]}")
    assert outcome(alone) == first
