"""What can be taken home is asked for only when the expander is open, and the saved pictures are whole."""

import ast
import json

import pytest
from streamlit.testing.v1 import AppTest

from components import take_home
from lab import export, export_code
from tests import samples
from tests.serving import ROOT

PAGE = """
import numpy as np
import streamlit as st
from concurrent.futures import Future
from dataclasses import replace
from components import take_home
from lab.problems import Trouble
from lab.traces import State, Trace
from tests import samples

def asked(task, *arguments):
    st.session_state.setdefault("asked", []).append(task)
    future = Future()
    if task in st.session_state.get("failing", ()):
        future.set_exception(Trouble("no space"))
        future.number, future.try_again = 1, st.session_state["failing"].clear
    else:
        future.set_result(f"# {task} {arguments[0].epochs}")
    return future

take_home.asked = asked
trace = Trace(State(2, (), ()), {"loss": np.array([0.5, 0.25])})
runs = {f"run {epochs}": (replace(samples.XOR, epochs=epochs), trace) for epochs in NUMBERS}
take_home.choose(runs, "here")
"""


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch):
    monkeypatch.setattr(take_home, "asked", take_home.asked)


def opened(numbers: str) -> AppTest:
    at = AppTest.from_string(PAGE.replace("NUMBERS", numbers), default_timeout=60)
    at.session_state["take_home_here"] = True
    return at.run()


def files_of(at: AppTest) -> list[str]:
    return [button.proto.label for button in at.get("download_button")]


def test_closed_it_asks_for_nothing():
    at = AppTest.from_string(PAGE.replace("NUMBERS", "(7,)"), default_timeout=60).run()
    assert not at.exception
    assert [expander.label for expander in at.expander] == ["Take it home"]
    assert "asked" not in at.session_state
    assert not at.get("download_button")


def test_open_it_has_a_script_a_notebook_a_table_and_event_files():
    at = opened("(7,)")
    assert not at.exception
    assert at.session_state["asked"] == ["exporting:script", "exporting:notebook"]
    assert files_of(at) == ["Python", "Notebook", "CSV"]
    at.button(key="take_home_events_here").click().run()
    assert at.session_state["asked"][-1] == "tensorboard:archive"
    assert files_of(at) == ["Python", "Notebook", "CSV", "Save TensorBoard"]
    assert not at.code
    at.toggle[0].set_value(True).run()
    assert at.code[0].value == "# exporting:script 7"


def test_a_file_that_cannot_be_made_is_told_in_its_place_and_may_be_tried_again():
    at = opened("(7,)")
    at.session_state["failing"] = {"tensorboard:archive"}
    at.button(key="take_home_events_here").click().run()
    assert not at.exception
    assert [said.value for said in at.warning] == ["no space"]
    assert files_of(at) == ["Python", "Notebook", "CSV"]
    assert at.button(key="take_home_events_here").disabled
    at.button(key="again_answer_1").click().run()
    assert not at.warning
    assert files_of(at)[-1] == "Save TensorBoard"


def test_what_was_made_of_one_run_is_not_offered_for_another():
    at = opened("(7, 9)")
    at.button(key="take_home_events_here").click().run()
    assert files_of(at)[-1] == "Save TensorBoard"
    at.selectbox[0].set_value("run 9").run()
    assert files_of(at) == ["Python", "Notebook", "CSV"]


def test_no_file_is_made_where_nobody_would_see_that_it_failed():
    """Streamlit calls a function for `data` in a thread of its own, and keeps its errors to itself."""
    functions = [
        function
        for folder in ("components", "pages")
        for path in (ROOT / folder).rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and "st.download_button(" in ast.unparse(function)
    ]
    assert functions
    for function in functions:
        kinds = {each.arg: each.annotation and ast.unparse(each.annotation) for each in function.args.args}
        assert kinds["data"] == "str | bytes", function.name


def test_of_several_runs_one_is_chosen():
    at = opened("(7, 9)")
    at.toggle[0].set_value(True).run()
    at.selectbox[0].set_value("run 9").run()
    assert not at.exception
    assert at.code[0].value == "# exporting:script 9"


def test_without_a_run_it_is_empty():
    at = opened("()")
    assert not at.exception
    assert not at.get("download_button")


def test_every_section_but_the_imports_has_its_words():
    def make(seed):
        return ()

    facts = export_code.Facts(make, (2,), 2, False, False, True, "")
    words = dict(take_home.words())
    names = set(export_code.sections(samples.DIGITS, facts)) - {"imports"}
    assert names | {"title", "about"} == set(words)
    notebook = json.loads(export.notebook(samples.XOR, facts, words))
    assert notebook["cells"][0]["source"][0] == f"# {words['title']}\n"
