"""The editor by itself: every button, every kind of argument, wrong texts, links. No lesson around it."""

import pytest
from streamlit.testing.v1 import AppTest

from components.language import translate
from components.layer_arguments import details
from lab.problems import Problem
from lab.stacks.known_stacks import PRESETS, Stack
from lab.stacks.layers import LAYERS, Conv2D, Flatten, Reshape
from lab.stacks.stack_text import read, write


def script():
    from components import stack_editor
    from lab.stacks.known_stacks import PRESETS
    from lab.stacks.shapes import report

    stack = stack_editor.current("try", PRESETS["E6"]())
    stack_editor.layer_number("try", stack)
    stack_editor.edit("try", stack, report(*stack).failed_at)


def editor(**link):
    at = AppTest.from_function(script, default_timeout=30)
    for key, value in link.items():
        at.query_params[f"try_{key}"] = value
    return ran(at.run())


def ran(at):
    assert not at.exception, [one.value for one in at.exception]
    return at


def stack_of(at):
    return read(at.session_state["try_stack"])


def names(at):
    return [type(layer).__name__ for layer in stack_of(at).layers]


def press(at, name):
    return ran(at.button(key=f"try_do_{name}").click().run())


def test_layers_are_moved_copied_removed_and_added_where_one_is():
    at = editor(layer="3")
    before = names(at)
    press(at, "up")
    assert (names(at)[1], at.radio(key="try_layer").value) == ("Conv2D", 2)
    press(at, "down")
    assert names(at) == before
    press(at, "copy")
    assert names(at)[2:4] == ["Conv2D", "Conv2D"]
    press(at, "remove")
    assert names(at) == before
    at.selectbox(key="try_new").select("BatchNormalization").run()
    press(at, "add")
    assert names(at)[at.radio(key="try_layer").value - 1] == "BatchNormalization"
    assert read(at.query_params["try_stack"]) == stack_of(at)


def test_layers_can_all_be_removed_and_one_be_added_to_nothing():
    at = editor(stack="28x28", layer="0")
    assert stack_of(at) == Stack((28, 28), ())
    assert at.button(key="try_do_remove").disabled
    press(at, "add")
    assert names(at) == ["Conv2D"]
    press(at, "remove")
    assert at.radio(key="try_layer").value == 0


@pytest.mark.parametrize("name", list(LAYERS))
def test_every_layer_shows_a_widget_for_each_of_its_arguments(name):
    at = editor(stack=write(Stack((8, 8, 4), (LAYERS[name](),))))
    keys = {one.key for kind in (at.number_input, at.text_input, at.selectbox, at.toggle, at.slider) for one in kind}
    assert {f"try_arg_1_{argument}" for argument in LAYERS[name].__dataclass_fields__} <= keys


def test_arguments_change_the_layer():
    at = editor()
    ran(at.number_input(key="try_arg_1_filters").set_value(65_536).run())
    ran(at.text_input(key="try_arg_1_kernel_size").set_value("3 x 2").run())
    ran(at.selectbox(key="try_arg_1_padding").select("same").run())
    ran(at.toggle(key="try_arg_1_use_bias").set_value(False).run())
    layer = stack_of(at).layers[0]
    assert (layer.filters, layer.kernel_size, layer.padding, layer.use_bias) == (65_536, (3, 2), "same", False)
    ran(at.text_input(key="try_input").set_value("32, 32, 3").run())
    assert stack_of(at).input_shape == (32, 32, 3)


@pytest.mark.parametrize("text", ["many", "0", "", "3x3x3", "9999999999999999999", "1; drop", "-1"])
def test_a_text_that_cannot_be_taken_stays_and_is_told_and_changes_nothing(text):
    at = editor()
    before = stack_of(at)
    ran(at.text_input(key="try_arg_1_kernel_size").set_value(text).run())
    assert stack_of(at) == before
    assert at.text_input(key="try_arg_1_kernel_size").value == text
    assert "kernel_size is" in at.warning[0].value
    ran(at.text_input(key="try_arg_1_kernel_size").set_value("2").run())
    assert not at.warning
    assert stack_of(at).layers[0].kernel_size == (2, 2)


@pytest.mark.parametrize("text", ["", "many", "0x3", "1x2x3x4", "70000", "28x28x" + "9" * 300])
def test_an_input_that_cannot_be_is_told_and_the_stack_stays(text):
    at = editor()
    before = stack_of(at)
    ran(at.text_input(key="try_input").set_value(text).run())
    assert stack_of(at) == before
    assert "input's shape" in at.warning[0].value


def test_a_wrong_text_is_forgotten_where_another_layer_is_looked_at():
    at = editor()
    ran(at.text_input(key="try_arg_1_kernel_size").set_value("many").run())
    ran(at.radio(key="try_layer").set_value(2).run())
    ran(at.radio(key="try_layer").set_value(1).run())
    assert at.text_input(key="try_arg_1_kernel_size").value == "5"
    assert not at.warning


def test_a_link_puts_the_stack_and_the_layer():
    at = editor(stack=write(PRESETS["VGG-16"]()), layer="20")
    assert stack_of(at) == PRESETS["VGG-16"]()
    assert at.number_input(key="try_arg_20_units").value == 4096


@pytest.mark.parametrize(
    "line", ["", "garbage", "28--Foo", "28" + "--Flatten" * 10_000, "28" + "--Flatten" * 101, "<b>x</b>"]
)
def test_a_bad_link_is_told_and_the_default_stays(line):
    at = editor(stack=line)
    assert stack_of(at) == PRESETS["E6"]()
    assert "the stack in the link cannot be read" in at.warning[0].value
    assert len(at.warning[0].value) < 400
    press(at, "copy")
    assert not at.warning


@pytest.mark.parametrize("layer", ["-1", "many", "1e9"])
def test_a_bad_layer_in_the_link_chooses_the_first(layer):
    assert editor(layer=layer).radio(key="try_layer").value == 1


def test_a_layer_beyond_the_end_is_the_last():
    assert editor(layer="99").radio(key="try_layer").value == 8


def test_a_hundred_layers_are_the_most_and_quick_enough():
    at = editor(stack="28x28x1" + "--BatchNormalization" * 100, layer="100")
    assert len(stack_of(at).layers) == 100
    assert at.button(key="try_do_add").disabled
    assert at.button(key="try_do_copy").disabled
    press(at, "up")
    assert at.radio(key="try_layer").value == 99


def test_a_problem_that_is_the_reason_of_another_is_told_in_it():
    reason = Problem("{name} is {value}; it is on or off", name="use_bias", value=3)
    assert translate(Problem("layer {number}, {name}: {reason}", number=2, name="Dense", reason=reason)) == (
        "layer 2, Dense: use_bias is 3; it is on or off"
    )


def test_the_details_of_a_layer_are_what_it_requires_and_what_is_not_the_default():
    assert details(Conv2D(8, (3, 5), 2, use_bias=False)) == "8, 3×5, strides 2, use_bias False"
    assert details(Reshape((7, -1))) == "7×−1"
    assert details(Flatten()) == ""
