"""No visitor sees Streamlit's red box, not even for what goes wrong where no part of a page is around it."""

import pytest
from playwright.sync_api import expect

from tests.serving import ROOT, served

SCRIPT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import streamlit as st
from app import app as ours

def fail():
    raise RuntimeError("a secret")

if __name__ == "__main__":
    st.button("In a callback", on_click=fail)
    if st.button("In the script"):
        fail()
    st.text("the page stands")
else:
    app = st.App(__file__, on_script_error=ours._on_script_error)
"""


@pytest.mark.slow
def test_what_goes_wrong_in_a_callback_or_between_parts_is_told_calmly(browser, tmp_path):
    script = tmp_path / "failing_page.py"
    script.write_text(SCRIPT)
    with served(script) as server:
        page = browser.new_page()
        page.goto(server.url)
        for button in ("In a callback", "In the script"):
            page.get_by_role("button", name=button).click()
            expect(page.get_by_text("Something went wrong here")).to_be_visible()
            assert page.get_by_test_id("stException").count() == 0
            assert page.get_by_text("a secret").count() == 0
            page.get_by_role("button", name="Try again").click()
            expect(page.get_by_text("Something went wrong here")).to_have_count(0)
            expect(page.get_by_text("the page stands")).to_be_visible()
        page.close()
