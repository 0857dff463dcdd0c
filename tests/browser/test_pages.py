"""Every page as a visitor meets it: first request of a new server, phone, dark, Korean, assistive technology."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from components.catalogue import LESSONS
from tests.browser.conftest import visitors
from tests.serving import QUIET, served

WIDE = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 1 && e.getBoundingClientRect().right > 380)
  .filter(e => { for (let up = e.parentElement; up; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== 'visible' && up.getBoundingClientRect().right <= 380
        && up.dataset.testid !== 'stMain') return false
    return true })
  .map(e => e.outerHTML.slice(0, 120))"""
"""What is wider than a phone and not inside something that scrolls."""
PAGES = ["", *(lesson.name for lesson in LESSONS)]
PARTS = ["hand", "learning", "hidden", "wired", "logistic"]
OTHERS = [
    "optimizers?optimizers_part=sweep",
    "optimizers?optimizers_part=digits",
    "overfitting?overfitting_part=dropout",
    "callbacks?callbacks_part=schedules",
    "callbacks?callbacks_part=resume",
    "callbacks?callbacks_part=files",
    "shapes?shapes_part=code",
    "convolution?convolution_part=channels",
    "convolution?convolution_part=maps",
    "images?images_data=digit_pictures&images_view=matrix",
    "images?images_part=errors",
    "images?images_part=search",
    "images?images_part=sums",
    "images?images_part=cifar",
]
ALL = [*PAGES, *(f"perceptron?perceptron_part={part}" for part in PARTS[1:]), *OTHERS]


FIRST, *OTHER_LESSONS = [lesson.name for lesson in LESSONS]
SLOW = pytest.mark.slow
PATHS = [pytest.param(path, marks=() if path in ("", FIRST) else SLOW) for path in ALL]
"""Each is opened three times, in some fifteen seconds: a share of them in each run of CI, all of them by `pytest`."""


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [FIRST, *(pytest.param(name, marks=SLOW) for name in OTHER_LESSONS)])
def test_a_link_to_a_lesson_works_as_the_first_request_of_a_new_server(browser, lesson):
    with served() as server:
        page = browser.new_page(locale="en-US")
        page.goto(f"{server.url}/{lesson}?lang=ko")
        page.wait_for_selector(QUIET, timeout=60_000)
        menu = page.get_by_test_id("stSidebarNav")
        menu.wait_for(timeout=30_000)
        assert menu.get_by_role("link").count() == len(LESSONS) + 1
        either = page.get_by_role("radio", name="한국어").or_(page.get_by_role("button", name="한국어"))
        expect(either.first).to_be_visible(timeout=30_000)
        assert f"/{lesson}" in page.url
        page.close()


class Opening:
    """A page that is open, and what the browser complained about since."""

    def __init__(self, visitor, path):
        self.complaints = []
        visitor.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page = visitor.open(path)


@pytest.fixture(scope="module", params=PATHS)
def path(request):
    return request.param


@pytest.fixture(scope="module")
def opening(browser, server, path):
    """The page in the light theme, opened once for all that is asked of it."""
    with visitors(browser, server) as visit:
        yield Opening(visit(color_scheme="light"), path)


def violations(page):
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    return [(one["id"], one["help"], [node["html"][:160] for node in one["nodes"][:3]]) for one in serious]


def test_the_browser_has_nothing_to_complain_about(opening):
    assert not opening.complaints
    assert opening.page.locator("[data-testid=stException]").count() == 0


@pytest.mark.slow
def test_nothing_serious_for_people_who_use_assistive_technology(opening):
    assert not violations(opening.page)


@pytest.mark.slow
def test_nothing_serious_in_the_dark_either(path, visit):
    assert not violations(visit(color_scheme="dark").open(path))


@pytest.mark.slow
def test_a_phone_shows_everything_in_its_width_and_the_picture_before_the_controls(path, visit):
    phone = {"viewport": {"width": 375, "height": 700}, "is_mobile": True, "has_touch": True}
    agent = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    page = visit(**phone, user_agent=agent).open(path)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 376
    wide = page.evaluate(WIDE)
    assert not wide, wide[:3]
    pictures, controls = page.locator("[class*=st-key-pictures_]"), page.locator("[class*=st-key-controls_]")
    if pictures.count():
        assert pictures.first.bounding_box()["y"] < controls.first.bounding_box()["y"]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_folded_menu_has_its_button_in_sight_beside_the_title_and_opens(width, visit):
    page = visit(viewport={"width": width, "height": 700}).open("perceptron")
    if width == 1280:
        page.get_by_test_id("stSidebar").hover()
        page.get_by_role("button", name="Collapse sidebar").click()
    button = page.get_by_test_id("stExpandSidebarButton")
    button.wait_for()
    page.wait_for_timeout(500)
    box, title = button.bounding_box(), page.get_by_role("heading", level=1).bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= title["y"] or box["x"] + box["width"] <= title["x"]
    button.click()
    expect(page.get_by_role("link", name="Optimizers")).to_be_in_viewport()


@pytest.mark.slow
def test_the_language_follows_the_browser_and_can_be_switched(visit):
    page = visit(locale="ko-KR").open("perceptron")
    expect(page.get_by_role("heading", name="퍼셉트론").first).to_be_visible(timeout=30_000)
    page = visit(locale="fr-FR").open("perceptron")
    expect(page.get_by_role("heading", name="Perceptron").first).to_be_visible(timeout=30_000)
    page.get_by_text("한국어", exact=True).click()
    page.get_by_role("heading", name="퍼셉트론").first.wait_for()
    assert "lang=ko" in page.url
