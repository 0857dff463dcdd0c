"""Drawing in a browser: mouse, finger and keyboard; what is drawn is told at once, and kept."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_pages import WIDE

DIGITS = "images?images_data=digit_pictures&images_epochs=5&images_view=own"
SHEET = "canvas[role=application]"
SAID = "h5"
INK = """() => {
  const all = (root) => [...root.querySelectorAll('*')].flatMap(e => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])])
  const sheet = all(document).find(e => e.matches('canvas[role=application]'))
  const { data } = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height)
  const paper = data[0]
  return [...data].filter((value, index) => index % 4 === 0 && value !== paper).length
}"""
"""How many pixels of the sheet are not as its corner."""
PHONE = {"viewport": {"width": 375, "height": 700}, "is_mobile": True, "has_touch": True}
SEVEN = ((0.3, 0.2), (0.72, 0.2), (0.45, 0.85))
ONE = ((0.5, 0.15), (0.5, 0.85))


def opened(visitor, path=DIGITS):
    page = visitor.open(path)
    page.locator(SHEET).wait_for(timeout=120_000)
    visitor.settled()
    page.locator(SHEET).scroll_into_view_if_needed()
    return page


def places(page, points):
    box = page.locator(SHEET).bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


def stroke(page, points, steps=4, lifted=True):
    first, *others = places(page, points)
    page.mouse.move(*first)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point, steps=steps)
    if lifted:
        page.mouse.up()


def answer(page):
    return page.locator(SAID).filter(has_text="The network says").inner_text(timeout=30_000)


def bars(page):
    return page.locator("[data-testid=stVegaLiteChart] svg.marks").last.inner_html(timeout=30_000)


@pytest.mark.slow
def test_a_digit_that_is_drawn_is_told_at_once_and_the_bars_change_with_it(visit):
    visitor, sent = visit(), []
    visitor.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page = opened(visitor)
    before = len(sent)
    stroke(page, ONE, steps=1, lifted=False)
    page.wait_for_timeout(200)
    assert len(sent) == before
    page.mouse.up()
    visitor.settled()
    assert 0 < max(map(len, sent[before:])) < 6000
    first, one = bars(page), answer(page)
    assert page.evaluate(INK) > 40
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Draw one of these").wait_for(timeout=30_000)
    stroke(page, SEVEN)
    visitor.settled()
    assert bars(page) != first
    assert answer(page) != one
    assert "canvas" not in page.url
    assert page.locator("[data-testid=stException]").count() == 0


@pytest.mark.slow
def test_what_is_drawn_stays_over_reruns_other_views_and_other_pages(visit):
    visitor = visit()
    page = opened(visitor)
    stroke(page, SEVEN)
    visitor.settled()
    ink, said = page.evaluate(INK), answer(page)
    page.get_by_role("paragraph").filter(has_text="Cut out and centre").first.click()
    visitor.settled()
    page.get_by_role("paragraph").filter(has_text="Cut out and centre").first.click()
    visitor.settled()
    assert (page.evaluate(INK), answer(page)) == (ink, said)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Convolution").click()
    page.get_by_role("heading", name="The window slides").wait_for(timeout=30_000)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Images").click()
    page.locator(SHEET).wait_for(timeout=60_000)
    visitor.settled()
    assert (page.evaluate(INK), answer(page)) == (ink, said)
    assert page.get_by_role("button", name="Undo").is_disabled()


@pytest.mark.slow
def test_keys_draw_the_focus_is_seen_and_undo_takes_a_stroke_back(visit):
    visitor = visit()
    page = opened(visitor)
    page.get_by_role("radio", name="Draw").or_(page.get_by_role("button", name="Draw")).first.focus()
    page.locator(SHEET).focus()
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    assert page.evaluate(INK) == 0
    assert page.locator(".cursor.seen").count() == 1
    assert page.locator("[role=status]").filter(has_text="row 7, column 15").count() == 1
    page.keyboard.press("Space")
    dab = page.evaluate(INK)
    assert 4 <= dab <= 21
    for _ in range(12):
        page.keyboard.press("Shift+ArrowDown")
    line = page.evaluate(INK)
    assert line >= dab + 12
    visitor.settled()
    assert "The network says" in answer(page)
    page.get_by_role("button", name="Undo").click()
    assert dab < page.evaluate(INK) < line
    assert page.locator("[data-testid=stException]").count() == 0


@pytest.mark.slow
def test_a_finger_draws_and_does_not_scroll_the_page(visit):
    agent = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    visitor = visit(**PHONE, user_agent=agent)
    page = opened(visitor)
    fingers = page.context.new_cdp_session(page)
    top = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop")
    (x, y), (_, end) = places(page, ONE)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": (y + end) / 2}]})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": end}]})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    visitor.settled()
    assert page.evaluate(INK) > 40
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop") == top
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 376
    assert not page.evaluate(WIDE)
    assert "The network says" in answer(page)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_for_people_who_use_assistive_technology(visit, scheme):
    visitor = visit(color_scheme=scheme)
    page = opened(visitor)
    stroke(page, SEVEN)
    visitor.settled()
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    told = [(one["id"], one["help"], [node["html"][:160] for node in one["nodes"][:3]]) for one in serious]
    assert not told, told


@pytest.mark.slow
def test_a_window_slides_over_what_is_drawn(visit):
    visitor = visit()
    page = opened(visitor, "convolution?convolution_picture=drawn&convolution_size=28")
    chart = page.locator(
        ".st-key-convolution_sliding [data-testid=stVegaLiteChart], [data-testid=stVegaLiteChart]"
    ).first
    before = chart.inner_html()
    page.get_by_text("Until something is drawn").wait_for(timeout=30_000)
    stroke(page, SEVEN)
    page.get_by_text("Until something is drawn").wait_for(state="detached", timeout=30_000)
    visitor.settled()
    assert chart.inner_html() != before
    assert page.locator("[data-testid=stException]").count() == 0
