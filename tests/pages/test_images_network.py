"""The network of the Images laboratory: a stack of one's own, graph, summary and time; and the button in Shapes."""

from itertools import pairwise

import pytest

from components import names
from components.charts.images import layer_graph as charts
from lab.data.pictures import DIGITS
from lab.lessons.images.choices import OWN, ImagesSettings
from lab.stacks import stack_text, trainable
from lab.stacks.known_stacks import PRESETS
from lab.stacks.shapes import report
from pages.parts.images import network as images_network
from tests.pages.opening import opened, settled

SHORT = {"images_data": DIGITS, "images_network": OWN, "images_epochs": "1", "images_examples": "1000"}
FLAT = "8x8x1--Flatten--Dense-10-activation.softmax"


def texts(at):
    return " ".join(element.value for element in (*at.markdown, *at.warning, *at.caption, *at.info, *at.error))


def lab(**more):
    return opened("images", **{**SHORT, **more})


@pytest.mark.slow
def test_a_stack_of_one_s_own_trains_and_says_how_long_it_took():
    at = settled(lab(images_layers=FLAT))
    assert not at.exception
    assert "of the 797 test pictures right, with 650 weights" in texts(at)
    assert "seconds on this machine, compiling included" in texts(at)
    assert at.query_params["images_layers"] == FLAT
    assert [at.radio(key="images_layer").value, len(at.radio(key="images_layer").options)] == [1, 3]


def test_the_stack_to_begin_with_is_not_in_the_link_and_follows_the_pictures(idle):
    begin = stack_text.write(trainable.start((28, 28, 1)))
    at = lab(images_layers=begin)
    assert not at.exception
    assert at.text_input(key="images_input").value == "8×8×1"
    assert "images_layers" not in at.query_params
    assert not at.warning


def test_layers_are_added_and_changed_with_the_shapes_lesson_s_editor(idle):
    at = lab(images_layers=FLAT)
    at.button(key="images_do_copy").click().run()
    at.radio(key="images_layer").set_value(3).run()
    at.number_input(key="images_arg_3_units").set_value(7).run()
    assert "the last layer puts out (7,)" in texts(at)
    assert "still show the stack before: 3 layers" in texts(at)
    assert at.query_params["images_layers"] == "8x8x1--Flatten--Flatten--Dense-7-activation.softmax"
    at.number_input(key="images_arg_3_units").set_value(10).run()
    assert not at.exception
    assert not at.warning


def test_another_input_is_told_and_a_button_mends_it(idle):
    at = lab(images_layers=FLAT.replace("8x8x1", "28x28x1"))
    assert "the stack takes an input of 28×28×1, but the pictures are 8×8×1" in texts(at)
    at.button(key="mend_images").click().run()
    assert not at.exception
    assert not at.warning
    assert at.query_params["images_layers"] == FLAT


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "the stack in the link cannot be read"),
        ("8x8x1--Transformer-8", "not known here"),
        ("", "still"),
        ("8x8x1--Flatten--Dense-9000--Dense-10-activation.softmax", "8,192 without one"),
        ("8x8x1--" + "Flatten--" * 30 + "Dense-10-activation.softmax", "up to 24"),
    ],
)
def test_a_bad_stack_in_the_link_is_told_and_the_page_stays(line, said, idle):
    at = lab(images_layers=line)
    assert not at.exception
    assert said in texts(at) or not line


def test_pinned_runs_of_one_s_own_are_named_by_their_size(idle):
    pinned = f"data:{DIGITS},network:{OWN},layers:{FLAT};data:{DIGITS},network:{OWN}"
    at = lab(images_pins=pinned)
    assert not at.exception
    assert at.button(key="pin_images_A").label == "examples 10000, epochs 10, stack 2 layers, 650 weights"
    at.button(key="pin_images_B").click().run()
    assert not at.exception
    assert len(at.radio(key="images_layer").options) == 6


@pytest.mark.slow
def test_side_by_side_the_table_has_accuracy_time_and_weights():
    at = settled(lab(images_layers=FLAT, images_pins=f"data:{DIGITS},network:softmax,epochs:1", images_shown="runs"))
    assert not at.exception
    table = next(each.value for each in at.dataframe if "multiplications for one picture" in each.value.columns)
    assert {"test accuracy", "test loss", "seconds", "weights and biases"} <= set(table.columns)
    assert "…" not in set(table["seconds"])


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("network", ["dense", "convolution", OWN])
def test_the_graph_and_keras_s_summary_are_in_an_expander(network, language):
    at = opened("images", lang=language, **{**SHORT, "images_network": network})
    at.session_state["network_images"] = True
    at = settled(at.run())
    assert not at.exception
    assert any(each.value.startswith('Model: "sequential"') for each in at.code)


def columns(**settings):
    made = ImagesSettings(**settings)
    return images_network.columns(made.stack(), made.report())


def test_20_30_10_is_drawn_with_its_first_neurons_dots_and_the_last_one():
    bodies, width = charts.laid_out(columns(data="mnist", units="20-30"), 540)
    tables = charts.tables(bodies)
    assert width <= 541
    assert [len(body.nodes) for body in bodies] == [0, 6, 6, 6, 10]
    assert list(tables["words"].query("text == '⋮'").x) == [body.x for body in bodies[1:4]]
    assert len(tables["lines"]) == 2 * 6 + 36 + 36 + 60
    assert {"15,700", "630", "310", "softmax"} <= set(tables["words"].text)
    assert tables["windows"].empty


def test_maps_stand_behind_each_other_with_the_window_that_goes_over_them():
    bodies, _ = charts.laid_out(columns(data="mnist", network="convolution"), 540)
    tables = charts.tables(bodies)
    assert tables["maps"].groupby("layer", sort=False).size().to_dict() == {"Input": 1, "Conv": 10, "MaxPool": 10}
    assert len(tables["windows"]) == 4
    assert len(tables["rays"]) == 8
    box, front = tables["windows"].iloc[0], bodies[0].front
    assert front[0] <= box.x < box.x2 <= front[1]
    assert (box.x2 - box.x) / (front[1] - front[0]) == pytest.approx(5 / 28)
    assert (bodies[1].width, bodies[2].width) == pytest.approx((64 * 24 / 28, 64 * 12 / 28))


def test_columns_never_overlap_and_what_learns_is_told_from_what_does_not():
    bodies, width = charts.laid_out(columns(data="mnist", network="large convolution"), 100)
    assert all(one.x < two.x for one, two in pairwise(bodies))
    assert width > 100
    assert {body.column.kind for body in bodies} == set(charts.KINDS)
    spec = charts.drawing(width, "#000000").to_dict()
    assert len(spec["layer"]) == 9


@pytest.mark.parametrize("name", PRESETS)
def test_every_known_stack_can_be_drawn(name):
    stack = PRESETS[name]()
    found = report(*stack)
    layers = stack.layers[: len(found.rows)]
    bodies, width = charts.laid_out(images_network.columns(layers, found), 540)
    tables = charts.tables(bodies)
    assert len(tables["maps"]) + len(tables["nodes"]) > len(layers)
    assert tables["lines"].notna().all(axis=None)
    assert width > 0


@pytest.mark.parametrize("name", ["784", "28x28"])
def test_the_shapes_lesson_says_why_a_stack_cannot_be_trained_and_what_would_fit(name, idle):
    at = opened("shapes", shapes_stack=f"{name}--Dense-10-activation.softmax")
    assert "no set of pictures" not in texts(at)
    at.button(key="shapes_train").click().run()
    assert not at.exception
    assert "no set of pictures has that shape" in texts(at)
    assert "8×8×1 (digits (8×8)); 28×28×1 (Fashion-MNIST, MNIST)" in texts(at)


def test_the_shapes_lesson_says_what_else_is_wrong(idle):
    at = opened("shapes", shapes_stack="28x28x1--Flatten--Dense-10")
    at.button(key="shapes_train").click().run()
    assert "the activation linear" in texts(at)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_train_this_stack_opens_the_laboratory_with_it(language, idle):
    at = opened("shapes", shapes_stack=FLAT, lang=language)
    at.button(key="shapes_train").click().run()
    assert not at.exception
    assert at.title[0].value == {"en": "Images", "ko": "이미지"}[language]
    assert at.session_state["images_layers"] == FLAT
    assert at.session_state["images_network"] == OWN
    assert at.session_state["images_data"] == DIGITS


def test_a_stack_in_the_name_of_a_run_that_cannot_be_read_is_written_as_it_is():
    assert names.describe_line("nonsense--x") == "nonsense--x"
