"""The page Over-fitting: every part, preset, control and link, in both languages."""

import re

import numpy as np
import pytest

from components import prose
from components.charts.overfitting import dropout, remedies
from components.language import LANGUAGES
from lab.lessons.overfitting.choices import COMPARISONS, OVERFITTED, REMEDIES
from tests.pages.opening import opened, settled, teaches

PARTS = ("watch", "against", "dropout")
SHORT = {"epochs": 6, "layers": "3"}


def page(**query):
    return opened("overfitting", **{f"overfitting_{key}": value for key, value in query.items()})


def texts(at):
    return " ".join(element.value for element in (*at.markdown, *at.warning, *at.caption, *at.info))


@pytest.mark.slow
def test_it_opens_over_fitted_with_nothing_in_the_link():
    at = settled(page())
    assert not at.exception
    assert "Over-fitting since epoch" in texts(at)
    assert "337 weights and biases" in texts(at)
    risen, told = (
        re.findall(pattern, texts(at)) for pattern in (r"has risen to ([\d.]+\d)", r"validation loss ([\d.]+\d), a")
    )
    assert risen == told, "one figure, one value"
    assert [key for key in at.query_params if key.startswith("overfitting_")] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_in_both_languages(part, language, idle):
    at = opened("overfitting", overfitting_part=part, lang=language, overfitting_epochs=6)
    assert not at.exception
    told = prose.read("overfitting", language).parts
    assert teaches(at, told, part)


def test_both_languages_have_the_same_parts():
    assert list(prose.read("overfitting", "en").parts) == list(prose.read("overfitting", "ko").parts)


@pytest.mark.parametrize("number", range(5))
def test_every_preset_holds_its_runs(number, idle):
    at = page(epochs=6)
    at.button(key=f"preset_overfitting_{number}").click().run()
    assert not at.exception
    runs = list(COMPARISONS.values())[number]
    assert at.session_state["overfitting_pins"].count(";") == len(runs) - 1
    assert at.button_group(key="overfitting_shown").value == "runs"
    assert "overfitting_pins" in at.query_params


def test_a_remedys_button_lays_it_beside_the_over_fitted_run(idle):
    at = page(part="against")
    number = list(REMEDIES).index("L2")
    at.button(key=f"overfitting_remedy_{number}").click().run()
    assert not at.exception
    assert at.session_state["overfitting_pins"] == "-;l2:0.01"
    assert at.session_state["overfitting_l2"] == 0.01


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("data", ("moons", "circles", "spiral", "clouds", "breast_cancer", "digits")),
        ("examples", (1, 5000)),
        ("layers", ("1", "7-7-7-7")),
        ("l1", (0, 0.1)),
        ("l2", (0, 0.1)),
        ("dropout", (0, 0.9)),
        ("epochs", (1,)),
        ("noise", (0, 1)),
        ("batch_normalisation", (1,)),
        ("activation", ("tanh", "sigmoid")),
        ("optimizer", ("SGD", "Nadam")),
        ("learning_rate", (0.0001, 10)),
        ("batch_size", (1, 1024)),
        ("validation_fraction", (0, 0.9)),
        ("data_seed", (0, 2**31 - 1)),
        ("weights_seed", (0, 2**31 - 1)),
    ],
)
def test_every_control_at_both_ends(field, values):
    for value in values:
        at = settled(page(**{**SHORT, field: value}))
        assert not at.exception
        assert texts(at)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"examples": 1}, "leaves none of 1 examples"),
        ({"examples": 1, "validation_fraction": 0}, "nothing to tell apart"),
        ({"layers": "many"}, "such as 16-16"),
        ({"layers": "16-16-16-16-16"}, "such as 16-16"),
        ({"validation_fraction": 0, **SHORT}, "nothing is held out"),
        ({"epochs": 1, "layers": "3"}, "too short"),
        ({"dropout": "2"}, "The link says"),
        ({"data": "mnist"}, "The link says"),
        ({"pins": "layers:nonsense;;"}, "cannot be read"),
        ({"pins": "%%%,,::"}, "cannot be read"),
    ],
)
def test_what_cannot_be_is_told_and_the_page_stays(query, said):
    at = settled(page(**query))
    assert not at.exception
    assert said in texts(at)
    assert at.selectbox(key="overfitting_data").value == "moons"


def test_layers_that_cannot_be_leave_the_last_good_ones():
    at = settled(page(**SHORT))
    at.text_input(key="overfitting_layers").set_value("3--").run()
    assert not at.exception
    assert at.text_input(key="overfitting_layers").value == "3--"
    assert "The pictures still show 3." in texts(at)


def test_missing_reviews_are_told_and_breast_cancer_is_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    at = settled(page(data="imdb", **SHORT))
    assert not at.exception
    assert "imdb.npz is not on this machine" in texts(at)
    assert "the data set breast cancer" in texts(at)
    assert not any("Reviews" in button.label for button in at.button)


@pytest.mark.slow
def test_the_penalty_has_a_switch_where_there_is_one():
    assert not [toggle for toggle in page(**SHORT).toggle if toggle.key == "overfitting_penalised"]
    at = settled(page(l2=0.01, **SHORT))
    assert at.toggle(key="overfitting_penalised").value
    assert "have their penalties in them" not in texts(at)
    at.toggle(key="overfitting_penalised").set_value(False).run()
    assert not at.exception
    assert "have their penalties in them" in texts(at)


@pytest.mark.slow
@pytest.mark.parametrize("rate", [0, 0.5, 0.9])
def test_dropout_at_every_rate(rate):
    at = settled(page(part="dropout", rate=rate, masks=1000))
    assert not at.exception
    assert f"{1 / (1 - rate):.2f}" in texts(at)


def test_charts_of_remedies_and_dropout_can_be_drawn():
    plan = remedies.Plan(("a", "b"), ("t", "g"), "#000000", False)
    assert len(remedies.dots(plan).to_dict()["hconcat"]) == 2
    vectors = [np.ones(3)] * 4
    drawn = dropout.bars(vectors, list("abcd"), ("n", "o"), np.array([True, False, True]), narrow=True)
    assert len(drawn.to_dict()["concat"]) == 4


def test_the_default_is_the_over_fitted_run():
    assert COMPARISONS["penalties"][0] == OVERFITTED
