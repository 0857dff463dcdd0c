"""Widgets made from rules: what their buttons do stays within the rule."""

import pytest
from streamlit.testing.v1 import AppTest


def seeds() -> None:
    from dataclasses import dataclass

    import streamlit as st

    from components import controls
    from lab.settings import Settings, number

    @dataclass(frozen=True)
    class Kind(Settings):
        seed: int = number(1, 1, 10_000, 1)

    st.text(controls.Controls("made", Kind).ask("seed"))


@pytest.mark.parametrize(("seed", "after"), [(1, 2), (9_999, 10_000), (10_000, 1)])
def test_another_seed_is_the_next_one_and_after_the_largest_the_first(seed, after):
    at = AppTest.from_function(seeds, default_timeout=60)
    at.query_params["made_seed"] = str(seed)
    at.run()
    at.button(key="another_made_seed").click().run()
    assert not at.exception
    assert at.text[0].value == str(after)


def test_a_link_off_the_steps_is_told_with_the_default_that_is_taken():
    def page() -> None:
        import streamlit as st

        from components import controls, link
        from lab.settings import Number

        st.text(controls.ask("made_points", Number(4, 400, 2, whole=True), 100, "Points", "How many."))
        for sentence in link.troubles():
            st.warning(sentence)

    at = AppTest.from_function(page, default_timeout=60)
    at.query_params["made_points"] = "105"
    at.run()
    assert at.text[0].value == "100"
    assert "points = “105”, but only 4, 6 … 400 is possible" in at.warning[0].value


def test_what_was_chosen_from_a_list_is_sent_again_in_another_language_and_not_otherwise():
    """The browser keeps its words; with English ones in a Korean list, the next run would take the list's first."""

    def page() -> None:
        import streamlit as st

        from components import controls
        from components.language import t
        from lab.settings import Choice

        options = ("softmax", "dense", "convolution", "own", "large convolution")
        labels = {name: f"{name} {t('Reset')}" for name in options}
        st.text(controls.ask("made_network", Choice(options), "dense", "Network", "Which.", labels=labels))

    at = AppTest.from_function(page, default_timeout=60)
    at.query_params["made_network"] = "convolution"
    at.session_state["lang"] = "en"
    at.run()
    at.run()
    assert not at.selectbox[0].proto.set_value
    at.session_state["lang"] = "ko"
    at.run()
    assert at.selectbox[0].proto.set_value
    assert at.selectbox[0].proto.raw_value == "convolution 초기화"
    at.run()
    assert not at.selectbox[0].proto.set_value
    assert at.text[0].value == "convolution"
