"""The page Perceptron: every part, preset, control and link, in both languages."""

import pytest

from components import prose
from components.language import LANGUAGES
from lab.data.gates import GATES, num_right
from lab.lessons.perceptron.neurons import NeuronSettings
from lab.settings import rules
from tests.pages.opening import charts, finished, opened, teaches

PARTS = ("hand", "learning", "hidden", "wired", "logistic")


def page(part="hand", **query):
    return opened("perceptron", perceptron_part=part, **{f"perceptron_{key}": value for key, value in query.items()})


def texts(at):
    return " ".join(element.value for element in at.markdown)


def test_it_opens_at_the_first_part_with_its_defaults():
    at = opened("perceptron")
    assert not at.exception
    assert at.button_group(key="perceptron_part").value == "hand"
    assert at.button_group(key="perceptron_gate").value == "AND"
    assert "Rows of AND that are right: **2 of 4**." in texts(at)
    assert charts(at) == 1


def test_each_part_opens_on_its_own_gate_until_one_is_chosen():
    at = opened("perceptron")
    for part, gate in (("hidden", "XOR"), ("learning", "AND"), ("wired", "XOR"), ("hand", "AND")):
        at.button_group(key="perceptron_part").set_value(part).run()
        assert at.button_group(key="perceptron_gate").value == gate
        assert "perceptron_gate" not in at.query_params
    at.button_group(key="perceptron_gate").set_value("NOR").run()
    at.button_group(key="perceptron_part").set_value("wired").run()
    assert at.button_group(key="perceptron_gate").value == "NOR"
    assert page("wired", gate="AND").button_group(key="perceptron_gate").value == "AND"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_in_both_languages(part, language):
    at = opened("perceptron", perceptron_part=part, lang=language)
    assert not at.exception
    finished(at)
    assert charts(at) >= 1
    told = prose.read("perceptron", language).parts
    assert teaches(at, told, part)


@pytest.mark.parametrize("number", range(7))
def test_every_preset_shows_what_it_is_called(number):
    at = opened("perceptron")
    at.button(key=f"preset_perceptron_{number}").click().run()
    assert not at.exception
    finished(at)
    said = [
        "Rows of AND that are right: **4 of 4**",
        "No mistake is left after epoch",
        "All four rows are on their right sides; the outputs are 0.965",
        "It never settles",
        "rows of XOR that are right: **4 of 4**",
        "rows of XOR that are right: **3 of 4**",
        "Rows of XOR that are right: **4 of 4**",
    ]
    assert said[number] in texts(at)


def test_and_with_a_forgotten_1_shows_what_the_course_prints_what_is_printed_here_and_why():
    at = opened("perceptron")
    at.button(key="preset_perceptron_2").click().run()
    told = texts(at)
    assert "it prints **0.909**, where the trained neuron says **0.965**" in told
    assert (
        "The course prints 0.909 / 0.00936 / 0.00939 / 8.92e-06 (weights 6.97, 6.97; bias -11.63); here it is" in told
    )
    other = texts(page("learning", learn_bias="documents", learn_epochs=50))
    assert "Training adds a constant 1" in other
    assert "The course prints" not in other


def test_reset_goes_back_to_the_start():
    at = page("learning", gate="XOR", learn_rule="perceptron")
    at.button(key="reset_perceptron").click().run()
    assert not at.exception
    assert at.button_group(key="perceptron_part").value == "hand"
    assert not [key for key in at.query_params if key.startswith("perceptron_")]


@pytest.mark.parametrize("part", ["hand", "learning", "wired"])
@pytest.mark.parametrize("gate", [*GATES, "own"])
def test_every_gate_in_every_part(part, gate):
    at = page(part, gate=gate)
    assert not at.exception
    assert at.button_group(key="perceptron_gate").value == gate


def test_a_truth_table_of_ones_own():
    at = page("learning", gate="own", out01=0, out10=1, out11=1, learn_rule="perceptron")
    assert not at.exception
    assert not any("No line" in value for value in [texts(at)])
    at.toggle(key="perceptron_out00").set_value(True).run()
    assert not at.exception
    assert at.query_params["perceptron_out00"] == "1"


@pytest.mark.parametrize("value", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize("name", ["w1", "w2", "bias"])
def test_by_hand_at_both_ends_and_without_weights(name, value):
    others = dict.fromkeys(("hand_w1", "hand_w2", "hand_bias"), 0)
    at = page("hand", **{**others, f"hand_{name}": value})
    assert not at.exception
    weights = {**dict.fromkeys(("w1", "w2", "bias"), 0.0), name: value}
    count = num_right((weights["w1"], weights["w2"]), weights["bias"], GATES["AND"])
    assert f"Rows of AND that are right: **{count} of 4**" in texts(at)


ENDS = {
    "learn_rule": ("perceptron", "delta"),
    "learn_learning_rate": (0.001, 10.0),
    "learn_epochs": (1, 5000),
    "learn_order": ("counting", "shuffled"),
    "learn_bias": ("none", "documents"),
    "learn_weights_seed": (0, 2**31 - 1),
    "learn_shuffle_seed": (0, 2**31 - 1),
    "turns": ("first", "last"),
    "single": ("one", "three", "bias"),
}


@pytest.mark.parametrize(("neuron", "gate"), [("perceptron", "XOR"), ("delta", "OR")])
@pytest.mark.parametrize("key", ENDS)
def test_learning_at_both_ends_of_each_control(key, neuron, gate):
    for value in ENDS[key]:
        at = page("learning", **{"gate": gate, "learn_rule": neuron, "learn_epochs": 50, key: value})
        assert not at.exception
        assert not at.warning
        assert charts(at) == 1


def test_the_controls_of_learning_are_those_of_its_settings():
    asked = {key.removeprefix("learn_") for key in ENDS if key.startswith("learn_")}
    assert asked == set(rules(NeuronSettings))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "E = C ∨ D. Rows of XOR that are right: **4 of 4**. The hidden layer puts (1, 1) and (0, 0) on one point"),
        ({"wire_c_b": 0.0}, "E = C ∨ D. C is meant to be A ∧ ¬B. Rows of XOR that are right: **3 of 4**."),
        ({"gate": "AND"}, "Rows of AND that are right: **1 of 4**. The network computes XOR instead."),
        ({"gate": "own", "out11": 0, "out10": 1, "out01": 1, "out00": 0}, "Rows of A ⊕ B that are right: **4 of 4**."),
        ({"wire_e_d": 0.0}, "Rows of XOR that are right: **3 of 4**. The network computes A ∧ ¬B instead."),
    ],
    ids=str,
)
def test_what_the_wired_network_computes_never_contradicts_what_is_right(query, said):
    told = texts(page("wired", **query))
    assert said in told
    assert ("instead" in told) == ("**4 of 4**" not in told)


@pytest.mark.parametrize("value", [-3.0, 3.0])
def test_wired_at_both_ends(value):
    names = [f"wire_{neuron}" for neuron in ("c_a", "c_b", "c_bias", "d_a", "d_b", "d_bias", "e_c", "e_d", "e_bias")]
    at = page("wired", **dict.fromkeys(names, value))
    assert not at.exception
    assert charts(at) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("distance", 0.0),
        ("distance", 10.0),
        ("spread", 0.1),
        ("spread", 3.0),
        ("num_examples", 4),
        ("num_examples", 400),
        ("learning_rate", 0.001),
        ("learning_rate", 1.0),
        ("epochs", 1),
        ("epochs", 200),
        ("data_seed", 2**31 - 1),
        ("weights_seed", 2**31 - 1),
    ],
)
def test_the_clouds_at_both_ends_of_each_control(name, value):
    at = page("logistic", **{f"clouds_{name}": value})
    assert not at.exception
    assert charts(at) == 1


@pytest.mark.parametrize(
    ("part", "key", "raw"),
    [
        ("learning", "learn_learning_rate", "900"),
        ("learning", "learn_epochs", "2.5"),
        ("learning", "learn_rule", "hebb"),
        ("learning", "learn_weights_seed", "-1"),
        ("hidden", "net_units", "9"),
        ("hidden", "net_optimizer", "<b>Adam</b>"),
        ("hand", "hand_w1", "nan"),
        ("hand", "gate", "MAYBE"),
        ("logistic", "clouds_distance", "1e999"),
        ("wired", "wire_c_a", ""),
    ],
)
def test_a_link_that_cannot_be_is_told_and_the_default_taken(part, key, raw):
    at = page(part, **{key: raw})
    assert not at.exception
    assert len(at.warning) == 1
    assert f"{key} = “{raw}”" in at.warning[0].value.replace("\\", "")
    assert not finished(at).exception


def test_a_part_that_there_is_not_is_told():
    at = page("backwards")
    assert not at.exception
    assert "backwards" in at.warning[0].value
    assert at.button_group(key="perceptron_part").value == "hand"


def test_a_link_between_the_marks_of_a_slider_is_kept():
    at = page("learning", learn_learning_rate=0.07)
    assert not at.exception
    assert not at.warning
    assert at.select_slider(key="perceptron_learn_learning_rate").value == 0.07
    assert at.query_params["perceptron_learn_learning_rate"] == "0.07"


def test_the_settings_stay_when_the_lesson_is_left_and_opened_again():
    at = page("hidden", net_units=5)
    at.switch_page("pages/home.py").run()
    at.switch_page("pages/perceptron.py").run()
    assert not at.exception
    assert at.button_group(key="perceptron_part").value == "hidden"
    assert at.slider(key="perceptron_net_units").value == 5
