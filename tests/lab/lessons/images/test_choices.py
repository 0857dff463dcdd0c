"""The lesson's settings and networks, and the two that break."""

from dataclasses import replace

import pytest

from lab.data.pictures import DIGITS, PICTURES, SETS
from lab.experiments import check
from lab.lessons.images import choices
from lab.lessons.images.choices import BEST, BLOG, EXERCISE, MNIST_BLOG, NETWORKS, WHAT_IFS, ImagesSettings
from lab.problems import Problem
from lab.training import breaking, keras_data


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("data", SETS)
def test_every_network_takes_every_set(data, network):
    found = ImagesSettings(data=data, network=network).report()
    assert found.problem is None
    assert found.output_shape == (10,)


@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_can_be_trained_on_digits(network):
    training = ImagesSettings(network=network).training()
    check(training, keras_data.load(training.data))


def test_the_documents_networks_have_their_parameters():
    assert replace(BLOG, data=BEST).report().parameters == 244_522
    assert replace(MNIST_BLOG, data="mnist").report().parameters == 87_374
    assert replace(EXERCISE, data=BEST).report().parameters == 407_050
    assert ImagesSettings(data=BEST, network="softmax").report().parameters == 7850


@pytest.mark.parametrize("units", ["", "20-", "0", "2000", "many", "1-1-1-1-1"])
def test_layers_that_cannot_be_are_told(units):
    with pytest.raises(Problem, match="such as 16-16"):
        ImagesSettings(units=units)


def test_there_are_never_more_examples_than_there_are():
    assert ImagesSettings(examples=60_000).num_examples == PICTURES[DIGITS].most
    assert dict(ImagesSettings(data=BEST, examples=60_000).source().options) == {"examples": 60_000}
    assert dict(ImagesSettings(scaled=False).source().options)["scaled"] == 0


@pytest.mark.parametrize("name", WHAT_IFS)
def test_a_what_if_moves_one_thing(name):
    first, second = choices.what_if(name, DIGITS)
    assert first != second
    assert first.data == second.data == DIGITS
    moved = [field for field in vars(first) if getattr(first, field) != getattr(second, field)]
    assert len(moved) == 1


def test_where_pictures_are_missing_digits_take_their_place(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert choices.first_set() == DIGITS
    assert choices.possible(ImagesSettings(data="mnist", epochs=3)) == ImagesSettings(epochs=3)
    with pytest.raises(Problem, match="is not on this machine"):
        choices.check(ImagesSettings(data=BEST))


def test_without_flatten_keras_really_fails_at_the_loss_and_not_at_dense():
    found = breaking.fitted("no flatten")
    assert found.error == "ValueError"
    assert "28, 10)" in found.words
    assert found.output_shape == (None, 28, 10)
    assert found.loss is None


def test_five_outputs_for_ten_classes_really_fail_at_the_first_label_above_4():
    found = breaking.fitted("five outputs")
    assert found.error == "InvalidArgumentError"
    assert "outside the valid range of [0, 5)" in found.words
    assert len(found.words) < 200
    assert "/" not in found.words


def test_mended_it_trains():
    found = breaking.fitted("mended")
    assert (found.error, found.output_shape) == (None, (None, 10))
    assert 0 < found.loss < 10
