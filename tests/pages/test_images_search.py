"""The search of the lesson Images: what it says before it starts, its pictures, its controls and links."""

import time

import pytest
import streamlit as st

from components import prose
from components.language import LANGUAGES
from lab.data.pictures import DIGITS
from lab.lessons.images import searches
from pages.parts.images import search, search_board, search_cells
from tests.pages.opening import opened, settled

TINY = {
    "data": DIGITS,
    "search_first": "learning_rate",
    "search_values_learning_rate": "0.001, 0.01",
    "search_second": "epochs",
    "search_values_epochs": "1, 2",
}


def page(language="en", **query):
    query = {f"images_{key}": value for key, value in {"part": "search", "data": DIGITS, **query}.items()}
    return opened("images", lang=language, **query)


def texts(at):
    return " ".join(element.value for element in (*at.markdown, *at.warning, *at.caption, *at.info))


def started(at):
    at.button(key="go_images_search").click().run()
    return settled(at)


@pytest.fixture(scope="module")
def done():
    """A search of four cells, trained once."""
    st.cache_resource.clear()
    at = started(page(**TINY))
    assert not at.exception
    return at


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_it_costs_and_waits_for_start(language, idle):
    at = page(language)
    assert not at.exception
    assert prose.read("images", language).parts["search"].title in [element.value for element in at.subheader]
    assert at.button(key="go_images_search")
    assert "9" in texts(at)
    assert len(at.get("vega_lite_chart")) == 1


def test_trainings_multiplications_and_time_are_told(idle):
    said = texts(page(**TINY, search_seeds=3))
    assert "**4 cells × 3 = 12 trainings**" in said
    assert "× 10⁹ multiplications" in said
    assert "about **" in said
    assert "rule of thumb" in said


@pytest.mark.slow
def test_it_fills_and_tells_the_best_and_warns_of_the_test_pictures(done):
    assert not [button for button in done.button if button.key == "go_images_search"]
    said = texts(done)
    assert "lowest test loss: **learning rate 0.01 · epochs 2**" in said
    assert "the lowest of 4, chosen by the test pictures themselves" in said
    assert "validation loss" in said
    assert len(done.get("download_button")) == 1
    done.button(key="take_home_events_images_search").click().run()
    while len(done.get("download_button")) == 1:
        assert done.button(key="take_home_events_images_search").disabled
        assert not done.warning
        time.sleep(0.2)
        done.run()
    assert [each.proto.label for each in done.get("download_button")] == ["CSV", "Save TensorBoard HParams"]


def test_moving_an_axis_keeps_the_cells_that_it_shares(done):
    done.text_input(key="images_search_values_learning_rate").set_value("0.001, 0.01, 0.1").run()
    assert not done.exception
    assert done.button(key="go_images_search").label == "Continue"
    assert "4 of 6 trainings are done" in texts(done)
    done.text_input(key="images_search_values_learning_rate").set_value("0.001, 0.01").run()
    assert not [button for button in done.button if button.key == "go_images_search"]


@pytest.mark.parametrize("view", search_board.VIEWS)
def test_every_view(done, view):
    done.button_group(key="images_search_view").set_value(view).run()
    assert not done.exception
    assert len(done.get("vega_lite_chart")) == (view != "table")
    if view == "table":
        table = done.dataframe[0].value
        assert len(table) == 4
        assert table["state"].str.contains(search_cells.BEST).sum() == 1
    done.button_group(key="images_search_view").set_value("heat").run()


@pytest.mark.parametrize("measure", searches.MEASURES)
def test_every_measure(done, measure):
    done.button_group(key="images_search_measure").set_value(measure).run()
    assert not done.exception
    assert done.button(key="open_images_search")
    done.button_group(key="images_search_measure").set_value("test_loss").run()


@pytest.mark.slow
def test_a_cell_opens_in_the_laboratory(done):
    done.button_group(key="images_search_cell").set_value("0.001|1").run()
    done.button(key="open_images_search").click().run()
    at = settled(done)
    assert not at.exception
    assert at.button_group(key="images_part").value == "lab"
    assert at.select_slider(key="images_epochs").value == 1
    assert at.select_slider(key="images_learning_rate").value == 0.001
    assert "of the 360 test pictures right" in texts(at)
    at.button_group(key="images_part").set_value("search").run()
    assert "lowest test loss" in texts(at)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"search_values_learning_rate": "0.1, fast"}, "learning rate is fast; it has to be a number"),
        ({"search_values_learning_rate": "5"}, "learning rate is 5.0; it goes from 0.0001 to 1"),
        ({"search_values_learning_rate": ",,"}, "learning rate has 0 values"),
        (
            {"search_second": "batch_size", "search_values_batch_size": "2.5"},
            "batch size is 2.5; it has to be a whole number",
        ),
        ({"search_second": "units", "search_values_units": "16, 9-nine"}, "such as 16-16"),
        ({"search_second": "optimizer", "search_values_optimizer": "SGD, magic"}, "optimizer is magic; it is one of"),
        (
            {
                "search_values_learning_rate": "0.001,0.002,0.003,0.004,0.005,0.006,0.007",
                "search_values_epochs": "1,2,3,4,5,6",
            },
            "7 × 6 makes 42 cells; the limit is 36",
        ),
        ({"search_first": "weather"}, "The link says"),
        ({"search_seeds": "99"}, "The link says"),
        ({"search_view": "3d"}, "The link says"),
        ({"search_measure": "val"}, "The link says"),
        ({"search_first": "n1"}, "The link says"),
        ({"units": "many"}, "such as 16-16"),
    ],
)
def test_what_cannot_be_is_told_and_the_page_stays(query, said, idle):
    at = page(**{**TINY, **query})
    assert not at.exception
    assert said in " ".join(texts(at).replace("\\", "").split())


@pytest.mark.parametrize("view", search_board.VIEWS)
def test_every_view_stands_before_the_search_has_begun(view, idle):
    at = page(**TINY, search_view=view)
    assert not at.exception
    assert at.get("vega_lite_chart") or at.dataframe


@pytest.mark.parametrize("network", ["softmax", "dense", "convolution", "large convolution", "stack"])
def test_every_network_has_a_search(network, idle):
    at = page(network=network)
    assert not at.exception
    assert not at.warning
    assert "trainings**" in texts(at)


@pytest.mark.parametrize("third", [name for name in searches.AXES if name not in ("n1", "n2")])
def test_every_setting_can_be_the_third(third, idle):
    first, second = [name for name in ("units", "dropout", "epochs") if name != third][:2]
    at = page(search_first=first, search_second=second, search_third=third)
    assert not at.exception
    assert "trainings**" in texts(at)


def test_a_network_without_the_setting_gets_another_one(idle):
    at = page(network="convolution")
    assert at.selectbox(key="images_search_first").value == "n1"
    at.selectbox(key="images_network").set_value("dense").run()
    assert not at.exception
    assert at.selectbox(key="images_search_first").value == "units"


@pytest.mark.parametrize("name", search.GRIDS)
def test_every_search_to_begin_with(name, idle):
    at = page()
    at.button(key=f"images_search_take_{name}").click().run()
    assert not at.exception
    first, second, _ = search.GRIDS[name][1]
    assert (at.selectbox(key="images_search_first").value, at.selectbox(key="images_search_second").value) == (
        first,
        second,
    )


def test_switches_and_names_are_chosen(idle):
    at = page(search_first="optimizer", search_second="scaled")
    assert at.button_group(key="_images_search_pills_optimizer").value == ["SGD", "RMSprop", "Adam"]
    at.button_group(key="_images_search_pills_optimizer").set_value(["SGD", "Adam"]).run()
    assert not at.exception
    assert "**4 cells" in texts(at)
    assert at.query_params["images_search_values_optimizer"] == "SGD, Adam"


def test_without_held_out_examples_there_is_no_validation_loss(idle):
    at = page(validation_fraction=0)
    assert not at.exception
    assert "val_loss" not in at.button_group(key="images_search_measure").options
