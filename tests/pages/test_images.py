"""The page Images: every part, preset, view, control and link, in both languages."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components import prose
from components.charts.images import predictions as charts
from components.language import LANGUAGES
from lab.data.keras_files import FASHION_MNIST
from lab.data.pictures import DIGITS, PICTURES
from lab.lessons.images.choices import NETWORKS, WHAT_IFS
from pages.parts.images import controls, results
from tests.pages.opening import opened, settled, teaches

PARTS = ("lab", "errors")
SHORT = {"data": DIGITS, "epochs": 1, "units": "8"}


def page(**query):
    return opened("images", **{f"images_{key}": value for key, value in query.items()})


def texts(at):
    return " ".join(element.value for element in (*at.markdown, *at.warning, *at.caption, *at.info, *at.error))


@pytest.mark.slow
def test_it_trains_and_tells_how_many_test_pictures_are_right():
    at = settled(page(data=DIGITS))
    assert not at.exception
    assert "of the 360 test pictures right, with 2,240 weights" in texts(at)
    assert len(at.get("vega_lite_chart")) == 3


def test_the_default_is_not_in_the_link():
    at = opened("images")
    assert not at.exception
    assert [key for key in at.query_params if key.startswith("images_")] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_in_both_languages(part, language, idle):
    at = opened("images", images_part=part, images_data=DIGITS, lang=language)
    assert not at.exception
    told = prose.read("images", language).parts
    assert teaches(at, told, part)


def test_both_languages_have_the_same_parts():
    assert list(prose.read("images", "en").parts) == list(prose.read("images", "ko").parts)


@pytest.mark.parametrize(("part", "count"), [("lab", 5 + len(WHAT_IFS)), ("errors", 2), ("search", 1), ("cifar", 1)])
def test_every_preset(part, count, idle):
    at = page(epochs=2, part=part)
    keys = [one.key for one in at.button if str(one.key).startswith("preset_images_")]
    assert len(keys) == count
    num_pairs = 0
    for key in keys:
        at.button(key=key).click().run()
        assert not at.exception
        assert at.button_group(key="images_part").value == part
        num_pairs += str(at.query_params.get("images_pins", "")).count(";")
    assert num_pairs == (len(WHAT_IFS) if part == "lab" else 0)


@pytest.mark.slow
@pytest.mark.parametrize("view", results.VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view(view, language):
    at = settled(opened("images", lang=language, images_view=view, **{f"images_{key}": SHORT[key] for key in SHORT}))
    assert not at.exception
    assert at.button_group(key="images_view").value == view
    assert (
        len(at.get("vega_lite_chart"))
        == {"pictures": 3, "matrix": 4, "classes": 2, "mistakes": 3, "sees": 3, "own": 2}[view]
    )


def test_the_matrix_begins_at_the_worst_confusion_and_a_cell_can_be_chosen():
    at = settled(page(view="matrix", **SHORT))
    assert at.selectbox(key="images_is").value != at.selectbox(key="images_called").value
    at.selectbox(key="images_is").set_value("3").run()
    at.selectbox(key="images_called").set_value("3").run()
    assert not at.exception
    assert "“3” were called “3”" in texts(at)
    assert "images_is" in at.query_params


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("network", NETWORKS),
        ("examples", (1000, 60_000)),
        ("units", ("1", "7-7-7-7")),
        ("scaled", (0, 1)),
        ("optimizer", ("SGD", "Nadam")),
        ("learning_rate", (0.0001, 1)),
        ("batch_size", (16, 1024)),
        ("validation_fraction", (0, 0.9)),
        ("data_seed", (2**31 - 1,)),
        ("weights_seed", (2**31 - 1,)),
        ("page", (1, 400)),
    ],
)
def test_every_control_at_both_ends(field, values):
    for value in values:
        at = settled(page(**{**SHORT, field: value}))
        assert not at.exception
        assert "test pictures right" in texts(at)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"units": "many"}, "such as 16-16"),
        ({"epochs": "-3"}, "The link says"),
        ({"network": "transformer"}, "The link says"),
        ({"is": "77", "view": "matrix"}, "The link says"),
        ({"pins": "units:nonsense;;"}, "cannot be read"),
        ({"pins": "%%%,,::"}, "cannot be read"),
    ],
)
def test_what_cannot_be_is_told_and_the_page_stays(query, said):
    at = settled(page(**{**SHORT, **query}))
    assert not at.exception
    assert said in texts(at)


@pytest.mark.slow
def test_a_run_that_diverged_is_told_and_shows_no_probabilities():
    query = {"optimizer": "SGD", "learning_rate": 1, "scaled": 0, "units": "64-64-64-64", "batch_size": 1, "epochs": 3}
    at = settled(page(**{**SHORT, **query}))
    assert not at.exception
    assert "diverged" in texts(at)
    assert "have become NaN" in texts(at)


@pytest.mark.slow
@pytest.mark.skipif(not FASHION_MNIST.is_there, reason="Fashion-MNIST is not on this machine (KERAS_HOME)")
def test_weights_that_lie_on_the_shelf_predict_too():
    at = settled(page(data="fashion_mnist", network="large convolution", examples=1000, epochs=1, batch_size=100))
    assert not at.exception
    assert "3,274,634 weights and biases" in texts(at)


@pytest.mark.parametrize("data", ["fashion_mnist", "mnist"])
def test_missing_pictures_are_told_with_size_and_command_and_digits_go_on(tmp_path, monkeypatch, data):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    at = settled(page(**{**SHORT, "data": data}))
    assert not at.exception
    assert "is not on this machine" in texts(at)
    assert f"{PICTURES[data].source.size / 1e6:.1f} MB" in texts(at)
    assert "the data set digits" in texts(at)
    assert "of the 360 test pictures" in texts(at)


def test_without_keras_s_files_the_lesson_begins_with_digits(tmp_path, monkeypatch, idle):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    at = opened("images")
    assert not at.exception
    assert at.button_group(key="images_data").value == DIGITS
    assert not at.warning


@pytest.mark.slow
def test_runs_side_by_side_say_what_their_networks_cost():
    at = settled(page(**SHORT, pins="units:4,epochs:1;epochs:1,units:8", shown="runs"))
    assert not at.exception
    assert any("multiplications for one picture" in table.value.columns for table in at.dataframe)


@pytest.mark.parametrize(("broken", "error"), [("no flatten", "ValueError"), ("five outputs", "InvalidArgumentError")])
def test_the_real_error_is_shown_and_the_mended_network_trains(broken, error):
    at = settled(page(part="errors", broken=broken))
    assert not at.exception
    assert error in texts(at)
    assert "It trains" in " ".join(element.value for element in at.success)


def test_every_class_of_clothes_has_a_name_to_translate():
    assert set(controls.CLASS_NAMES) == set(PICTURES["fashion_mnist"].classes)
    assert controls.classes(DIGITS) == tuple("0123456789")


def test_grey_is_ink_on_paper_and_turned_over_in_the_dark():
    picture = np.array([[[0], [16]]])
    light, dark = (charts.png(picture, 16, each) for each in (False, True))
    assert light != dark
    assert light.startswith("data:image/png;base64,")
    assert charts.png(np.zeros((2, 2, 3), "uint8"), 255, True) == charts.png(np.zeros((2, 2, 3), "uint8"), 255, False)


def test_bars_know_what_is_right_and_what_was_said():
    rows = charts.bars(np.array([[0.9, 0.1], [0.2, 0.8]]), [0, 0], ("a", "b"), ("x", "y"))
    assert list(rows.kind) == ["right", "other", "other", "wrong"]
    assert list(rows.true) == [1, 0, 1, 0]


def test_right_and_wrong_differ_by_more_than_colour():
    look = charts.Look(4, 2, ("a", "b"), "p", "#000000", False)
    frames = [
        layer["mark"]
        for layer in charts.gallery(look).to_dict()["hconcat"][0]["layer"]
        if "strokeDash" in layer["mark"]
    ]
    assert len({str(mark["strokeDash"]) for mark in frames}) == 2
    assert charts.RIGHT != charts.WRONG


def test_the_matrix_has_a_cell_for_every_pair():
    rows = charts.cells(np.array([[8, 2], [0, 0]]), ("a", "b"), (0, 1))
    assert len(rows) == 4
    assert rows.chosen.tolist() == [False, True, False, False]
    assert rows.depth.tolist() == [0.8, 1.0, 0.0, 0.0]


def test_what_the_course_prints_stands_beside_this_run_s_own_figures():
    """In the digits that the page has everywhere; of a stopped run nothing is said."""

    def show() -> None:
        import numpy as np

        from lab.lessons.images.printed import MNIST, SGD
        from lab.traces import State, Trace
        from pages.parts.images import printed

        names = ("loss", "accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy")
        for settings, epochs in ((MNIST, 50), (MNIST, 49), (SGD, 10)):
            metrics = {name: np.linspace(1, 0.5, epochs) for name in names}
            printed.line(settings, Trace(State(epochs, (), ()), metrics))

    at = AppTest.from_function(show, default_timeout=60).run()
    assert not at.exception
    blog, optimizer = (said.value for said in at.caption)
    assert "prints test accuracy 96.1%, test loss 0.124; here it is test accuracy 50.0%, test loss 0.500." in blog
    assert "learns from" not in blog
    assert "learns from 42,000 pictures, here from 16,000" in optimizer
    assert "went on from the weights that RMSprop had left" in optimizer
