"""Every setting that is asked for has a label and a help in both languages; runs and pictures call it as they do."""

import ast
import importlib
from dataclasses import dataclass

import pytest

from components import glossary, language
from components.controls import Controls
from lab.lessons.callbacks.decisions import KNOBS, CallbacksSettings
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.overfitting.choices import OverfittingSettings
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.problems import Problem
from lab.settings import Choice, Settings, number, rule, rules
from lab.stacks import stack_text
from lab.stacks.known_stacks import PRESETS
from tests.catalogue import ROOT, korean

DRAGGED = {"HandSettings", "WiringSettings"}
"""Their sliders stand inside a picture, where the formula says what they are."""

ALIKE = {"L1 λ₁", "L1", "L2 λ₂", "L2", "f(x, y)", "monitor", "MNIST", "VALID", "SAME"}
ALIKE |= {"Fashion-MNIST", "11, 10, 01, 00", "00, 01, 10, 11", "k"}
"""What is called alike in both languages."""
TRANSLATIONS = {message.id: message.string for message in korean()}


def kinds():
    """The settings classes that pages make controls of, by name."""
    found = {}
    for path in sorted((ROOT / "pages").rglob("*.py")):
        module = (
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            if "parts" in path.parts
            else None
        )
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            if getattr(call.func, "attr", getattr(call.func, "id", "")) == "Controls":
                found[call.args[1].id] = getattr(module, call.args[1].id)
    return found


KINDS = {name: kind for name, kind in kinds().items() if name not in DRAGGED}
SETTINGS = [
    (kind, name)
    for kind in KINDS.values()
    for name in rules(kind)
    if kind is not CallbacksSettings or name not in KNOBS
]


def test_there_are_controls_of_many_kinds():
    assert {"ImagesSettings", "HiddenSettings", "Sliding", "WatchSettings"} <= KINDS.keys()
    assert len(SETTINGS) > 80


@pytest.mark.parametrize(("kind", "name"), SETTINGS, ids=lambda value: getattr(value, "__name__", value))
def test_a_setting_that_is_asked_for_has_words_in_both_languages(kind, name):
    words = glossary.look_up(kind, name)
    assert words.help.endswith((".", "?"))
    assert TRANSLATIONS[words.help]
    for text in (words.label, words.short or words.label, *words.choices.values()):
        assert text == name or text in ALIKE or TRANSLATIONS[text]


def test_a_choice_that_has_a_name_is_one_of_its_setting():
    """But for names of what one registry has and another not: of all kernels some are patterns, too."""
    named = [(kind, name) for kind, name in SETTINGS if glossary.look_up(kind, name).choices]
    assert len(named) > 10
    for kind, name in named:
        its_rule = rule(kind, name)
        assert isinstance(its_rule, Choice)
        assert set(its_rule.options) & set(glossary.look_up(kind, name).choices)


def test_words_are_of_settings_that_there_are():
    known = {name for _, name in SETTINGS} | {f"{kind.__name__}.{name}" for kind, name in SETTINGS}
    assert not glossary.WORDS.keys() - known


def test_words_of_one_class_are_other_words():
    twice = [
        key
        for key, words in glossary.WORDS.items()
        if "." in key and words == glossary.WORDS.get(key.partition(".")[2])
    ]
    assert not twice


@dataclass(frozen=True)
class Oven(Settings):
    degrees: int = number(180, 50, 250, 10)
    epochs: int = number(1, 1, 9, 1)


def test_a_setting_without_words_says_where_they_are_missing():
    with pytest.raises(
        LookupError, match=r"Oven\.degrees has no label and no help; write them into components/glossary"
    ):
        glossary.look_up(Oven, "degrees")
    assert glossary.look_up(Oven, "epochs").label == "Epochs"


def test_its_control_does_not_appear_either():
    with pytest.raises(LookupError, match=r"Oven\.degrees"):
        Controls("oven", Oven).ask("degrees")


@pytest.mark.parametrize(
    ("kind", "name", "short"),
    [
        (OverfittingSettings, "learning_rate", "learning rate"),
        (OverfittingSettings, "l1", "L1"),
        (HiddenSettings, "units", "k"),
        (ImagesSettings, "units", "hidden layers"),
        (ImagesSettings, "n1", "n1"),
        (CallbacksSettings, "learning_rate", "learning rate"),
        (CallbacksSettings, "decay", "decay"),
    ],
)
def test_in_the_name_of_a_run_a_label_begins_small_and_a_knob_is_called_as_in_the_code(kind, name, short):
    assert glossary.short(kind, name) == short


@pytest.mark.parametrize(
    ("kind", "name", "value", "text"),
    [
        (OverfittingSettings, "data", "moons", "two moons"),
        (OverfittingSettings, "batch_normalisation", True, "on"),
        (OverfittingSettings, "learning_rate", 0.010, "0.01"),
        (OverfittingSettings, "examples", 1000, "1000"),
        (OverfittingSettings, "layers", "16-16", "16-16"),
        (ImagesSettings, "network", "convolution", "small CNN"),
        (ImagesSettings, "network", "a new one", "a new one"),
        (ImagesSettings, "layers", "", "–"),
        (ImagesSettings, "layers", stack_text.write(PRESETS["E6"]()), "8 layers, 34,622 weights"),
        (CallbacksSettings, "decay", 0.1, "0.1"),
    ],
)
def test_a_value_is_written_as_its_control_has_it(kind, name, value, text):
    assert glossary.describe(kind, name, value) == text


def test_a_problem_calls_the_setting_as_the_page_does():
    with pytest.raises(Problem) as caught:
        ImagesSettings(validation_fraction=2.0)
    assert (
        language.translate(glossary.explain(caught.value, ImagesSettings))
        == "validation share is 2.0; it goes from 0 to 0.9"
    )
    other = Problem("{kernel} does not fit", kernel=7)
    assert str(glossary.explain(other, ImagesSettings)) == str(other)
