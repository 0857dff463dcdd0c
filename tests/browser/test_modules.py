"""What runs in the browser, alone: each component's module in an empty page, without a server."""

from components.browser import FOLDER
from tests.browser.modules import mount

SLIDER = '<div class="vega-bind"><input type="range" min="0" max="5" step="1" value="0"></div>'
WORDS = {"name": "Epochs", "play": "Play", "pause": "Pause", "back": "Back", "step": "Step", "speed": "Speed"}
PLAYER = {"words": {**WORDS, "speeds": ["1", "50"]}, "speeds": [1, 50], "speed": 50}
CANVAS = {
    "side": 8,
    "pen": 1.4,
    "dark": True,
    "values": [0] * 64,
    "words": {name: name for name in ("label", "clear", "undo", "empty", "hint")} | {"place": "{row}/{column}"},
}


def test_every_component_with_a_script_is_tried_here():
    scripts = {path.parent.name for path in FOLDER.glob("*/*.js")}
    assert scripts == {"canvas", "live", "player", "svg", "page"}  # `test_live.py` and `test_keys.py` have two of them


def test_the_player_moves_a_slider_to_its_end_and_stops(page):
    mount(page, "player", PLAYER, SLIDER)
    listen = (
        "() => { window.seen = []; document.querySelector('input').oninput = (event) => seen.push(event.target.value) }"
    )
    page.evaluate(listen)
    assert page.locator("input").input_value() == "0"
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('input').value === '5'")
    page.get_by_role("button", name="Play").wait_for()
    assert page.evaluate("seen") == ["1", "2", "3", "4", "5"]
    page.get_by_role("button", name="Back").click()
    assert page.locator("input").input_value() == "4"


def test_the_player_is_harmless_where_there_is_no_slider(page):
    mount(page, "player", PLAYER)
    page.get_by_role("button", name="Play").click()
    assert page.get_by_role("button", name="Play").is_visible()


def test_the_sheet_reports_a_stroke_of_the_mouse_and_takes_it_back(page):
    mount(page, "canvas", CANVAS)
    box = page.locator("canvas").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 5, middle, steps=3)
    page.mouse.up()
    [[name, values]] = page.evaluate("reports")
    rows = [values[start : start + 8] for start in range(0, 64, 8)]
    assert name == "drawing"
    assert min(rows[3] + rows[4]) == 255
    assert max(rows[0] + rows[7]) == 0
    page.get_by_role("button", name="undo").click()
    assert page.evaluate("reports.at(-1)[1].every((value) => value === 0)")


def test_the_sheet_is_drawn_on_with_keys(page):
    mount(page, "canvas", CANVAS)
    page.locator("canvas").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_function("() => reports.length === 1")
    assert page.evaluate("reports[0][1][3 * 8 + 4]") == 255
    assert page.locator(".said").text_content() == "4/4"


def test_pictures_are_saved_together_as_one_file(page):
    chart = '<div data-testid="stVegaLiteChart"><svg class="marks" width="40" height="30"><circle r="9"/></svg></div>'
    mount(page, "svg", {"label": "Save", "name": "run.svg"}, chart * 2)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    assert download.value.suggested_filename == "run.svg"
    text = download.value.path().read_text()
    assert (text.count("<circle"), text.count("<svg")) == (2, 3)


def test_without_pictures_nothing_is_saved(page):
    mount(page, "svg", {"label": "Save", "name": "run.svg"})
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("button", name="Save").is_visible()
