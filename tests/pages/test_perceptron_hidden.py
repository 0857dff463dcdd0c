"""The part "Hidden layer" of the page Perceptron: every control, the starts, and what is told of XOR alone."""

import pytest

from components import prose
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.optimizers import OPTIMIZERS
from lab.settings import rule
from tests.pages.opening import charts, finished, until
from tests.pages.test_perceptron import page, texts


@pytest.mark.parametrize(
    ("query", "shown"), [({}, "hidden_try"), ({"net_weights_seed": 7}, "hidden_try"), ({"gate": "AND"}, "hidden_free")]
)
def test_figures_about_xor_stand_only_beside_xor(query, shown):
    text, other = (prose.read("perceptron", "en").parts[name].body for name in ("hidden_try", "hidden_free"))
    told = texts(page("hidden", **query))
    assert (text in told, other in told) == (shown == "hidden_try", shown == "hidden_free")


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_trains_the_hidden_layer(optimizer):
    at = finished(page("hidden", net_optimizer=optimizer, net_epochs=100))
    assert not at.exception
    assert not at.warning
    assert "After 100 epochs" in texts(at)


@pytest.mark.parametrize(
    "wishes",
    [
        {"net_units": 1},
        {"net_units": 8},
        {"net_activation": "tanh"},
        {"net_activation": "relu", "net_units": 8, "net_learning_rate": 10.0},
        {"net_loss": "binary_crossentropy", "net_learning_rate": 10.0, "net_activation": "relu"},
        {"net_learning_rate": 0.001},
        {"net_epochs": 10},
        {"net_epochs": 5000},
        {"net_weights_seed": 2**31 - 1},
        {"net_optimizer": "momentum", "net_learning_rate": 10.0, "net_activation": "relu", "net_units": 8},
    ],
    ids=str,
)
def test_the_hidden_layer_at_both_ends_of_each_control(wishes):
    at = finished(page("hidden", **wishes))
    assert not at.exception
    assert charts(at) == 1  # of "Why a smooth activation"
    assert len(at.get("bidi_component")) == 1


def test_moving_a_control_of_the_hidden_layer_shows_another_training():
    at = finished(page("hidden", net_epochs=100))
    at.slider(key="perceptron_net_units").set_value(3).run()
    assert "13 parameters" in texts(finished(at))
    at.button(key="another_perceptron_net_weights_seed").click().run()
    assert not finished(at).exception
    assert at.number_input(key="perceptron_net_weights_seed").value == 1


@pytest.mark.slow
def test_a_hundred_starts_for_every_k():
    at = finished(page("hidden", net_epochs=10))
    at.toggle(key="perceptron_starts").set_value(True).run()
    assert not at.exception
    until(at, lambda: "starts learn XOR" in texts(at))
    assert "With k = 2, 0 of 100 starts learn XOR." in texts(at)


@pytest.mark.parametrize("on", [0, 1])
def test_a_link_that_switches_the_starts_on_shows_them(on):
    at = finished(page("hidden", net_epochs=10, starts=on))
    place = next(box for box in at.expander if box.label.startswith("Luck or skill"))
    assert place.proto.expanded == bool(on)


def test_the_numbers_of_the_hidden_layers_controls_are_those_of_its_settings():
    at = page("hidden")
    units = at.slider(key="perceptron_net_units")
    assert (units.min, units.max, units.value) == (
        rule(HiddenSettings, "units").low,
        rule(HiddenSettings, "units").high,
        HiddenSettings().units,
    )
