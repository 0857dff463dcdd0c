"""The Shapes lesson: every part, preset and control, links good and bad, both languages, and comparing with Keras."""

from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from lab.lessons.shapes.questions import E6, EXAM, HiddenLayer, Mapping
from lab.problems import Problem, Trouble
from lab.settings import rules
from lab.stacks.known_stacks import PRESETS, Stack
from lab.stacks.shapes import report
from lab.stacks.stack_code import MAX_LENGTH, write
from lab.stacks.stack_text import read
from lab.stacks.stack_text import write as line_of
from pages.parts.shapes import keras
from pages.parts.shapes.names import STACKS

APP = Path(__file__).parents[2] / "app.py"
KEYS = ("name", "output_shape", "trainable", "non_trainable")
PARTS = ("stack", "code", "exam", "dense", "arrays")


def page(**link):
    at = AppTest.from_file(APP, default_timeout=60)
    for key, value in link.items():
        at.query_params[key if key == "lang" else f"shapes_{key}"] = value
    return ran(at.run().switch_page("pages/shapes.py").run())


def ran(at):
    assert not at.exception, [one.value for one in at.exception]
    return at


def stack_of(at):
    return read(at.session_state["shapes_stack"])


def said(at):
    return " ".join(
        str(one.value) for kind in (at.markdown, at.caption, at.warning, at.success, at.latex) for one in kind
    )


def test_the_lesson_begins_with_a_small_network_its_picture_and_its_table():
    at = page()
    assert stack_of(at) == PRESETS["E6"]()
    assert at.metric[0].value == "34,622"
    assert "5·5·1".replace("·", r" \cdot ") in said(at)
    assert "(None, 24, 24, 6)" in said(at)
    assert not at.warning


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_part_opens_in_both_languages(part, lang):
    assert page(part=part, lang=lang).title[0].value in ("Shapes", "모양")


def test_every_preset_of_the_page_puts_its_stack():
    at = page()
    buttons = [one for one in at.button if (one.key or "").startswith("preset_shapes")]
    assert len(buttons) == 8
    seen = set()
    for button in buttons:
        ran(at.button(key=button.key).click().run())
        seen.add(at.session_state["shapes_stack"])
    assert len(seen) == len(buttons)


@pytest.mark.parametrize("name", list(STACKS))
def test_every_known_stack_can_be_chosen_and_is_recognized(name):
    assert set(STACKS) == set(PRESETS)
    at = page()
    ran(at.selectbox(key="shapes_known").select(name).run())
    assert stack_of(at) == PRESETS[name]()
    assert at.selectbox(key="shapes_known").value == name


def test_e6_has_three_numbers_of_its_own():
    at = page()
    for name in ("n1", "n2", "n3"):
        for value in (rules(E6)[name].low, rules(E6)[name].high):
            ran(at.number_input(key=f"shapes_{name}").set_value(int(value)).run())
    assert stack_of(at) == PRESETS["E6"](n1=512, n2=512, n3=4096)
    ran(at.text_input(key="shapes_arg_1_kernel_size").set_value("3").run())
    assert at.selectbox(key="shapes_known").value == "own"
    assert "shapes_n1" not in [one.key for one in at.number_input]


def test_the_stack_that_fails_says_where_why_and_what_would_work():
    at = page(stack=line_of(PRESETS["LeNet-5 28×28"]()), layer="5")
    assert "layer 5, Conv2D" in at.warning[0].value
    assert "4×4" in at.warning[0].value
    assert "✗" in at.radio(key="shapes_layer").options[5]


def test_vgg_16_is_in_a_short_link_and_comes_back():
    at = page(stack=line_of(PRESETS["VGG-16"]()), layer="20")
    assert at.metric[0].value == "138,357,544"
    assert len(line_of(PRESETS["VGG-16"]())) < 1000
    assert "102{,}764{,}544" in said(at)


@pytest.mark.parametrize("line", ["garbage", "28" + "--Flatten" * 10_000, "28--Dense-1e9"])
def test_a_bad_link_is_told_and_the_default_stays(line):
    at = page(stack=line)
    assert stack_of(at) == PRESETS["E6"]()
    assert at.warning


@pytest.mark.parametrize("link", [{"part": "nothing"}, {"part": "exam", "question": "E9z"}, {"layer": "x"}])
def test_other_bad_links_are_told(link):
    assert "The link says" in said(page(**link))


def test_dense_without_flatten_tells_at_the_layer_what_happens():
    at = page(stack=line_of(PRESETS["B14a"]()))
    assert "28 places" in at.warning[0].value
    assert at.metric[0].value == "39,810"


def test_all_formulas_are_written_when_they_are_looked_at():
    at = page()
    assert "| 1 | Conv2D |" not in said(at)
    at.session_state["shapes_all_formulas"] = True
    assert "| 1 | Conv2D |" in said(ran(at.run()))


def pasted(code):
    at = page(part="code")
    at.text_area(key="pasted_shapes").set_value(code).run()
    return ran(at.button(key="shapes_read").click().run())


@pytest.mark.parametrize("name", list(PRESETS))
def test_the_code_of_every_preset_is_read_back(name):
    at = pasted(write(PRESETS[name]()))
    assert stack_of(at) == PRESETS[name]()
    assert at.success


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x = (",
        "import os\nos.remove('x')",
        "model = keras.Sequential([keras.Input((28,)), layers.Dense('many')])",
        "model = keras.Sequential([keras.Input((28,)), layers.LSTM(3)])",
        "model = keras.Sequential([keras.Input((28,)), " + "layers.Flatten(), " * 2500 + "])",
        "#" * (MAX_LENGTH + 1),
        "model = Sequential([" + "Flatten()," * 4900 + "])",
    ],
)
def test_code_that_cannot_be_read_is_told_and_neither_text_nor_stack_is_lost(code):
    at = pasted(code)
    assert stack_of(at) == PRESETS["E6"]()
    assert at.text_area(key="pasted_shapes").value == code
    assert at.warning
    assert not at.success


def test_the_pasted_text_outlives_presets_and_other_parts():
    at = pasted("model = Sequential([Dense(")
    ran(at.button(key="reset_shapes").click().run())
    ran(at.button_group(key="shapes_part").set_value("code").run())
    assert at.text_area(key="pasted_shapes").value == "model = Sequential([Dense("


def test_notes_say_what_was_left_out():
    at = pasted("model.x = 1\nmodel = Sequential()\nmodel.add(Dense(5, input_shape=(4,), kernel_initializer='zeros'))")
    assert stack_of(at) == Stack((4,), stack_of(at).layers)
    assert "kernel_initializer" in said(at)


@pytest.mark.parametrize("name", EXAM)
def test_exam_questions_are_asked_first_and_answered_when_wanted(name):
    answers = {
        "E9a": "(1, 127, 127, 5)",
        "E9b": "(1, 9216)",
        "E9c": "**4** iterations",
        "E9d": "**4** param",
        "E9e": "571,536",
    }
    at = page(part="exam", question=name)
    assert answers[name] not in said(at)
    assert answers[name] in said(ran(at.toggle(key=f"shapes_answer_{name}").set_value(True).run()))


def test_exam_questions_are_numbered_as_a_visitor_counts_them():
    (question,) = [group for group in page(part="exam").button_group if group.key == "shapes_question"]
    assert [option.content for option in question.proto.options] == ["1", "2", "3", "4", "5"]


def test_a_question_opens_in_the_stack():
    at = page(part="exam", question="E9e", answer_E9e="1")
    ran(at.button(key="shapes_open").click().run())
    assert stack_of(at) == PRESETS["E9e"]()
    assert at.metric[0].value == "571,536"


@pytest.mark.parametrize(("examples", "batch"), [(1, 1), (100_000_000, 1), (1, 100_000_000), (60_000, 128), (9, 3)])
def test_iterations_with_other_numbers(examples, batch):
    at = page(part="exam", question="E9c", answer_E9c="1", examples=str(examples), batch_size=str(batch))
    assert f"**{-(-examples // batch)}**" in said(at)


def test_convolution_against_dense_at_both_ends_of_every_control():
    at = page(part="dense")
    assert "**4** against **571,536**" in said(at)
    for name in ("height", "width", "channels", "filters", "kernel_size"):
        for value in (rules(Mapping)[name].low, rules(Mapping)[name].high):
            ran(at.number_input(key=f"shapes_map_{name}").set_value(int(value)).run())
    ran(at.toggle(key="shapes_map_use_bias").set_value(True).run())


def test_a_kernel_that_does_not_fit_is_told():
    assert "does not fit" in page(part="dense", map_height="3", map_kernel_size="5").warning[0].value


def test_the_arrays_of_h5_and_of_both_ends():
    at = page(part="arrays")
    assert "(50,)" in said(at)
    assert "**703**" in said(at)
    for name, its_rule in rules(HiddenLayer).items():
        for value in (its_rule.low, its_rule.high):
            ran(at.number_input(key=f"shapes_net_{name}").set_value(int(value)).run())


def compared(monkeypatch, outcome, **link):
    """The page after the button, with a worker whose answer is `outcome`: a value, an error, or None for none yet."""
    future = Future()
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    elif outcome is not None:
        future.set_result(outcome)
    answer = SimpleNamespace(number=0, result=future.result, done=future.done, try_again=lambda: None)
    monkeypatch.setattr(keras, "asked", lambda *arguments: answer)
    monkeypatch.setattr(keras.waiting, "look_again", lambda is_done: None)
    return ran(page(**link).button(key="shapes_compare").click().run())


def built(name, **changes):
    """What a worker would say of a preset: the report's own rows, with other outputs for layer `wrong`."""
    found = report(*PRESETS[name]())
    rows = [SimpleNamespace(**{key: getattr(row, key) for key in KEYS}) for row in found.rows]
    if "wrong" in changes:
        rows[changes["wrong"]].output_shape = (1, 2)
    error = "Computed output size" if found.problem else None
    return SimpleNamespace(rows=rows, error=error, failed_at=found.failed_at, parameters=found.parameters)


def test_keras_agrees_layer_by_layer(monkeypatch):
    at = compared(monkeypatch, built("E6"))
    assert "✓ Keras builds the same 8 layers with 34,622 parameters." in said(at)
    ran(at.number_input(key="shapes_n1").set_value(7).run())
    assert "Keras builds" not in said(at)


def test_keras_disagrees_at_a_layer(monkeypatch):
    assert "✗ Keras agrees on 7 of 8 layers." in said(compared(monkeypatch, built("E6", wrong=2)))


def test_keras_refuses_what_is_refused_here_in_its_own_words(monkeypatch):
    at = compared(monkeypatch, built("LeNet-5 28×28"), stack=line_of(PRESETS["LeNet-5 28×28"]()))
    assert "refuses layer 5, too" in said(at)
    assert "`Computed output size`" in said(at)


def test_comparing_before_the_workers_are_ready_says_so(monkeypatch):
    monkeypatch.setattr("cache.workers.are_warm", lambda: False)
    at = compared(monkeypatch, None)
    assert "Keras builds" not in said(at)
    assert "warming up" in at.info[0].value


@pytest.mark.parametrize("error", [Problem("too long"), Trouble("no")])
def test_a_worker_that_fails_costs_one_calm_message(monkeypatch, error):
    assert str(error) in compared(monkeypatch, error).warning[0].value
