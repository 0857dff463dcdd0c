"""Streamlit's single-letter shortcuts do not fire in the middle of a lesson (WCAG 2.1.4)."""

import pytest

FRAMES = """() => { window.sent = 0; const send = WebSocket.prototype.send
  WebSocket.prototype.send = function (data) { window.sent += 1; return send.call(this, data) } }"""


@pytest.mark.slow
def test_r_and_c_do_nothing_and_are_written_where_one_writes(visit):
    visitor = visit()
    visitor.page.add_init_script(f"({FRAMES})()")
    page = visitor.open("perceptron?perceptron_part=learning")
    for focus in ("body", "input[type=range]", "[data-testid=stButton] button"):
        page.locator(focus).first.focus() if focus != "body" else page.evaluate("() => document.activeElement?.blur()")
        sent = page.evaluate("() => window.sent")
        for key in ("r", "c", "Shift+R"):
            page.keyboard.press(key)
            page.wait_for_timeout(150)
        assert page.evaluate("() => window.sent") == sent, focus
        assert not page.get_by_role("dialog").count()
    field = page.locator("[data-testid=stNumberInput] input, [data-testid=stTextInput] input").first
    field.evaluate("(element) => element.scrollIntoView()")
    field.focus()
    typed = page.evaluate("""() => new Promise((done) => {
        document.addEventListener("keydown", (event) => done(event.key), { once: true })
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "r", bubbles: true, composed: true }))
        setTimeout(() => done("nothing"), 500) })""")
    assert typed == "r"


@pytest.mark.slow
def test_without_the_script_a_single_r_would_run_the_page_again(visit):
    """What is switched off has to exist: the day Streamlit drops its shortcuts, `page/keys.js` can go."""
    visitor = visit()
    visitor.page.add_init_script(f"window.seeItLearnKeys = true; ({FRAMES})()")
    page = visitor.open("perceptron?perceptron_part=learning")
    sent = page.evaluate("() => window.sent")
    page.keyboard.press("r")
    page.wait_for_timeout(300)
    assert page.evaluate("() => window.sent") > sent
