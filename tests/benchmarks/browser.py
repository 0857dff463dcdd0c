"""What a visitor waits for, against an empty Streamlit page, both in the same browser on the same machine."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import ARGUMENTS, CHROMIUM, QUIET, ROOT, Server, served, starting, wait_for

EMPTY = """
import streamlit as st
rate = st.slider("rate", 0.0, 1.0, 0.1, 0.01)
st.write(f"marker {rate:.2f}")
"""
SEEN = """() => {
  const small = Object.assign(document.createElement('canvas'), { width: 64, height: 64 })
  const picture = (canvas) => {
    small.getContext('2d').drawImage(canvas, 0, 0, 64, 64)
    return small.toDataURL()
  }
  window.seen = (text) => {
    const view = [...document.querySelectorAll('*')].find((each) => each.shadowRoot?.querySelector('.plane canvas'))
    const canvas = view?.shadowRoot.querySelector('.plane canvas')
    return [document.querySelector(text)?.innerText, canvas ? picture(canvas) : undefined]
  } }"""
CHANGED = """(text) => { const [words, picture] = window.seen(text)
  return words !== window.before[0] && (picture === undefined || picture !== window.before[1]) }"""
"""Whether the words and, where there is one, the first live picture have changed."""
FRAMES = """() => new Promise((done) => {
  const gaps = []
  let last = performance.now()
  const tick = (now) => {
    gaps.push(now - last)
    last = now
    if (gaps.length < 300) requestAnimationFrame(tick)
    else done(gaps.slice(1))
  }
  requestAnimationFrame(tick)
})"""
DRAGGED = ("perceptron?perceptron_part=hidden&perceptron_net_units=8", "overfitting")
SMOOTH_MS = 20
MOVES = 12
STARTS = 5
VISITORS = 11


def empty(folder: str) -> Path:
    """An empty Streamlit page with one slider, as a file."""
    script = Path(folder) / "empty.py"
    script.write_text(EMPTY)
    return script


@contextmanager
def both() -> Iterator[tuple[Browser, Server, Server]]:
    """A browser, the dashboard's server, and one of the empty page."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as play,
        served(empty(folder)) as bare,
        served() as ours,
    ):
        yield play.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS)), ours, bare


def moves(page: Page, text: str, slider: str) -> float:
    """Median seconds from a key press on a slider until what is `text` on the page has changed and is drawn.

    Every press gives a value that was not there before, so that it has to be trained.
    """
    times = []
    page.evaluate(SEEN)
    page.get_by_role("slider", name=slider).first.focus()
    for _ in range(MOVES):
        page.evaluate("(text) => { window.before = window.seen(text) }", text)
        began = time.perf_counter()
        page.keyboard.press("ArrowRight")
        page.wait_for_function(CHANGED, arg=text, polling="raf")
        times.append(time.perf_counter() - began)
        page.wait_for_selector(QUIET)
        time.sleep(0.4)
    return statistics.median(times[2:])


def open_page(browser: Browser, url: str) -> Page:
    page = browser.new_page()
    page.goto(url)
    page.wait_for_selector(QUIET, timeout=60_000)
    return page


def slider() -> float:
    """Learning rate of the hidden layer until the new picture, over the same on an empty page."""
    with both() as (browser, ours, bare):
        page = open_page(browser, f"{ours.url}/perceptron?perceptron_part=hidden&perceptron_net_learning_rate=0.001")
        page.locator(".st-key-outcome p").wait_for(timeout=60_000)
        other = open_page(browser, bare.url)
        time.sleep(3)
        own = moves(page, ".st-key-outcome p", "Learning rate")
        return own / moves(other, "[data-testid=stMarkdown] p", "rate")


def drag() -> float:
    """The share of frames under 20 ms while the learning rate is dragged over its family, in the slower lesson."""
    with sync_playwright() as play, served() as ours:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        return min(smooth_frames(browser, f"{ours.url}/{path}") for path in DRAGGED)


def smooth_frames(browser: Browser, url: str) -> float:
    """The share of smooth frames of five seconds in which a slider of a live view is dragged back and forth."""
    page = open_page(browser, url)
    slider = page.locator(".drag .marks")
    slider.wait_for(timeout=60_000)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    places = [(box["x"] + box["width"] * share, box["y"] + box["height"] / 2) for share in (0.05, 0.95)]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places:
        page.mouse.move(*place, steps=30)
        page.locator(".plane .box:not(.waits)").wait_for(timeout=60_000)
    page.wait_for_function("() => !document.body.innerText.includes(' runs …')", timeout=60_000)
    page.wait_for_timeout(1000)
    page.evaluate(f"() => {{ window.frames = ({FRAMES})() }}")
    for turn in range(1, 9):
        page.mouse.move(*places[turn % 2], steps=40)
    gaps = page.evaluate("() => window.frames")
    page.mouse.up()
    page.close()
    return sum(gap < SMOOTH_MS for gap in gaps) / len(gaps)


def bytes_move() -> float:
    """kB that reach the browser for a move of the learning rate in Perceptron's hidden layer, the middle of twelve."""
    with sync_playwright() as play, served() as ours:
        page = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS)).new_page()
        came: list[int] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: came.append(len(frame))))
        page.goto(f"{ours.url}/perceptron?perceptron_part=hidden&perceptron_net_learning_rate=0.001")
        page.locator(".st-key-outcome p").wait_for(timeout=60_000)
        page.get_by_role("slider", name="Learning rate").first.focus()
        sizes = []
        for _ in range(MOVES):
            came.clear()
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(1500)
            page.wait_for_selector(QUIET)
            sizes.append(sum(came) / 1e3)
        return statistics.median(sizes)


def redraws(page: Page, slider: str) -> float:
    """Median seconds from a key press on a slider inside a picture until the picture has changed."""
    times = []
    page.get_by_role("slider", name=slider).first.focus()
    for number in range(MOVES):
        page.evaluate("() => { window.before = document.querySelector('.vega-embed svg').innerHTML }")
        began = time.perf_counter()
        page.keyboard.press("ArrowRight" if number % 2 else "ArrowLeft")
        changed = "() => document.querySelector('.vega-embed svg').innerHTML !== window.before"
        page.wait_for_function(changed, polling="raf")
        times.append(time.perf_counter() - began)
        page.wait_for_timeout(600)
        page.wait_for_selector(QUIET)
    return statistics.median(times[2:])


def replay() -> float:
    """Patience of EarlyStopping until the new events are drawn, over a slider of an empty page."""
    with both() as (browser, ours, bare):
        page = open_page(browser, f"{ours.url}/callbacks?callbacks_patience=8")
        page.locator(".vega-bind input[type=range]").first.wait_for(timeout=60_000)
        other = open_page(browser, bare.url)
        time.sleep(3)
        return redraws(page, "patience") / moves(other, "[data-testid=stMarkdown] p", "rate")


def until_usable(browser: Browser, script: Path, path: str) -> float:
    """Seconds from starting a server until a control of the page can be used."""
    began = time.perf_counter()
    with starting(script) as server:
        wait_for(server)
        page = browser.new_page()
        page.goto(f"{server.url}/{path}")
        page.get_by_role("slider").first.wait_for(timeout=60_000)
        page.wait_for_selector(QUIET, timeout=60_000)
        took = time.perf_counter() - began
        page.close()
    return took


def first_page() -> float:
    """Perceptron as the first page of a new server, over an empty page as the first page of a new server."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        bare = empty(folder)
        pairs = [
            (until_usable(browser, ROOT / "app.py", "perceptron"), until_usable(browser, bare, ""))
            for _ in range(STARTS)
        ]
        return statistics.median(own for own, _ in pairs) / statistics.median(other for _, other in pairs)


def until_there(browser: Browser, url: str, awaited: str) -> float:
    """Seconds from opening a page, as a new visitor, until a slider and `awaited` are there."""
    context = browser.new_context()
    page = context.new_page()
    began = time.perf_counter()
    page.goto(url)
    page.get_by_role("slider").first.wait_for(timeout=60_000)
    page.locator(awaited).first.wait_for(timeout=60_000)
    took = time.perf_counter() - began
    page.wait_for_selector(QUIET, timeout=60_000)
    context.close()
    return took


def first_pictures() -> float:
    """The laboratory opened until its pictures and controls are there, over an empty page; both servers are up."""
    with both() as (browser, ours, bare):
        pictures, text = "[data-testid=stVegaLiteChart] .mark-image image", "[data-testid=stMarkdown] p"
        until_there(browser, f"{ours.url}/images", pictures)  # workers start, and read the data where nobody has yet
        until_there(browser, bare.url, text)
        time.sleep(8)
        pairs = [
            (until_there(browser, f"{ours.url}/images", pictures), until_there(browser, bare.url, text))
            for _ in range(STARTS)
        ]
        return statistics.median(own for own, _ in pairs) / statistics.median(other for _, other in pairs)


def memory_per_visitor() -> float:
    """MB by which the web process grows for each visitor of the laboratory after the third, every tab left open."""
    with sync_playwright() as play, served() as ours:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        sizes = []
        for number in range(VISITORS):
            page = browser.new_context().new_page()
            page.goto(f"{ours.url}/images?images_weights_seed={number}")
            page.locator(".st-key-outcome").wait_for(timeout=120_000)
            page.wait_for_selector(QUIET)
            time.sleep(2)
            sizes.append(psutil.Process(ours.process.pid).memory_info().rss / 1e6)
        return (sizes[-1] - sizes[2]) / (VISITORS - 3)
