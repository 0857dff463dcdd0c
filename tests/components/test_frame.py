"""What every lesson stands in: a problem is shown as it was written, and what goes wrong takes nothing else away."""

import pytest
from streamlit.testing.v1 import AppTest


def told(text: str) -> str:
    """What Markdown gets for a problem that quotes this."""

    def page(text: str) -> None:
        from components import frame
        from lab.problems import Problem

        frame.tell(Problem("{text} cannot be read", text=text))

    at = AppTest.from_function(page, default_timeout=60, kwargs={"text": text}).run()
    return at.warning[0].value


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("x**2 + 3*x*y", r"x\*\*2 + 3\*x\*y"),
        ("_y_", r"\_y\_"),
        ("kernel_size", "kernel_size"),
        ("$5$ `code` [link]", r"\$5\$ \`code\` \[link]"),
        ("<b>", r"\<b>"),
        ("40 % of 3×3", "40 % of 3×3"),
    ],
)
def test_signs_of_markdown_are_shown_as_they_were_written(text, markdown):
    assert told(text) == f"{markdown} cannot be read"


def stumble() -> None:
    """Parts of which two go wrong, each in its way, between others."""
    import streamlit as st

    from components import frame
    from lab.problems import Problem

    @frame.fragment
    def alone(key: str) -> None:
        st.text(f"before {key}")
        if st.session_state.get("broken", True):
            raise RuntimeError("nobody foresaw this")
        st.text(f"after {key}")

    with frame.calm("first"):
        raise Problem("{size} is too much", size=3)
    st.text("between")
    with frame.calm("second"):
        if st.session_state.get("broken", True):
            raise ZeroDivisionError
        st.text("mended")
    alone("one")
    alone("two")
    alone("two")
    st.text("the end")


def test_what_goes_wrong_is_told_in_its_place_and_the_rest_stands():
    at = AppTest.from_function(stumble, default_timeout=60).run()
    assert not at.exception
    assert not at.error
    assert [text.value for text in at.text] == ["between", "before one", "before two", "before two", "the end"]
    assert [told.value for told in at.warning] == ["3 is too much"]
    assert len(at.info) == 4
    assert all("Something went wrong here" in told.value for told in at.info)
    assert not any("foresaw" in told.value for told in at.info)


def test_trying_again_shows_what_has_come_right():
    at = AppTest.from_function(stumble, default_timeout=60).run()
    at.session_state["broken"] = False
    at.button[0].click().run()
    assert "mended" in [text.value for text in at.text]
    assert not at.info
    assert not at.button


def test_what_nobody_foresaw_is_logged_once(caplog):
    at = AppTest.from_function(stumble, default_timeout=60).run()
    at.run()
    logged = [record.exc_info[0] for record in caplog.records if record.name == "components.frame"]
    assert sorted(kind.__name__ for kind in logged) == ["RuntimeError", "RuntimeError", "ZeroDivisionError"]


@pytest.mark.parametrize("control", ["st.stop()", "st.rerun()"])
def test_streamlits_own_ways_to_end_a_run_pass(control):
    script = f"""
import streamlit as st
from components import frame

st.session_state["runs"] = st.session_state.get("runs", 0) + 1

@frame.fragment
def part():
    with frame.calm("part"):
        if st.session_state["runs"] == 1:
            {control}

part()
st.text(st.session_state["runs"])
"""
    at = AppTest.from_string(script, default_timeout=60).run()
    assert not at.exception
    assert not at.info
    assert [text.value for text in at.text] == ([] if "stop" in control else ["2"])
