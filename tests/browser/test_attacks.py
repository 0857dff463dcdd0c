"""What a visitor wrote stays text in a real browser: no element comes of it, and nothing is asked of other hosts."""

from urllib.parse import quote as escaped
from urllib.parse import urlsplit

import pytest

from components.markdown import JOINER
from tests.attacks import HOST, MARKDOWN
from tests.serving import QUIET, ROOT, served

SCRIPT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import streamlit as st
from components.markdown import quote
from tests.attacks import MARKDOWN
for number, text in enumerate(MARKDOWN):
    with st.container(key=f"attack_{{number}}"):
        st.warning(quote(text))
        st.caption(quote(text))
        st.markdown("Said: " + quote(text))
        st.button(quote(text), key=f"button_{{number}}")
"""
MARKUP = "a, img, h1, h2, h3, table, ul, ol, blockquote, code, pre, em, strong, del, hr, br, input, .katex, span[style]"
TEXT = ":is([data-testid=stMarkdownContainer], [data-testid=stCaptionContainer])"
FOUND = f"""() => [...document.querySelectorAll('[class*=st-key-attack_]')].map(one => [
    [...one.querySelectorAll('{TEXT}')].map(text => text.innerText),
    [...one.querySelectorAll('{TEXT} :is({MARKUP})')].map(it => it.outerHTML),
])"""


@pytest.mark.slow
def test_attacks_are_text_in_every_kind_of_place(browser, tmp_path):
    script = tmp_path / "attacks_page.py"
    script.write_text(SCRIPT)
    with served(script) as server:
        page = browser.new_page()
        asked = watch(page)
        page.goto(server.url)
        page.get_by_role("button").nth(len(MARKDOWN) - 1).wait_for()
        page.wait_for_selector(QUIET)
        found = page.evaluate(FOUND)
        page.close()
    assert len(found) == len(MARKDOWN)
    for text, (texts, elements) in zip(MARKDOWN, found, strict=True):
        assert elements == [], text
        plain = " ".join(text.split())
        assert [said.replace(JOINER, "") for said in texts] == [plain, plain, "Said: " + plain, plain]
    assert asked == []


PICTURE, LINK = MARKDOWN[0], f"www.{HOST}/x :material/home: $x^2$ # h"
PINS = "units:" + escaped(PICTURE, safe="") + ";units:" + escaped(LINK, safe="")
LINKS = {
    "perceptron": {"gate": PICTURE, "part": LINK, "learn_epochs": LINK},
    "optimizers": {"surface": "own", "formula": f"x {PICTURE}", "shown": LINK},
    "shapes": {"stack": f"{PICTURE}--Dense-{LINK}", "layer": LINK},
    "images": {"data": "digit_pictures", "network": "softmax", "shown": "runs", "pins": PINS, "view": PICTURE},
    "overfitting": {"layers": PICTURE, "pins": PICTURE},
}


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LINKS)
def test_attacks_in_a_link_are_told_as_text(visit, lesson):
    visitor = visit()
    asked = watch(visitor.page)
    page = visitor.open(f"{lesson}?" + "&".join(f"{lesson}_{key}={escaped(v)}" for key, v in LINKS[lesson].items()))
    assert asked == []
    shown = page.get_by_test_id("stMain").inner_text().replace(JOINER, "")
    assert "![a](http" in shown
    assert page.locator(f"[href*='{HOST}'], [src*='{HOST}']").count() == 0
    assert page.locator("[data-testid=stAlert] :is(h1, h2, h3, .katex, a, img)").count() == 0


def watch(page) -> list[str]:
    """The addresses of all requests to other hosts from now on."""
    asked: list[str] = []

    def note(request) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            asked.append(request.url)

    page.on("request", note)
    return asked
