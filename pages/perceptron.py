"""Perceptron: what one neuron can decide, how it learns it, and what it takes a hidden layer for."""

from components import controls, frame
from components.language import mark, t
from lab.settings import Choice
from pages.parts import perceptron_hand, perceptron_learning

PARTS = {
    "hand": (mark("By hand"), perceptron_hand),
    "learning": (mark("Learning"), perceptron_learning),
}
PRESETS = {
    mark("AND by hand"): {"part": "hand", "gate": "AND", "w1": 1.0, "w2": 1.0, "bias": -1.5},
    mark("OR, learned"): {"part": "learning", "gate": "OR", "rule": "perceptron", "epochs": 50},
    mark("XOR on one neuron: it fails"): {"part": "learning", "gate": "XOR", "rule": "perceptron", "epochs": 50},
    mark("XOR with a hidden layer"): {"part": "hidden", "gate": "XOR"},
}

lesson = frame.begin("perceptron")
lesson.presets({t(label): values for label, values in PRESETS.items()})
part = controls.ask(
    "perceptron_part",
    Choice(tuple(PARTS)),
    "hand",
    t("Part of the lesson"),
    t("Five ways to look at the same neuron; each has controls of its own."),
    labels={name: t(label) for name, (label, _) in PARTS.items()},
    side_by_side=True,
)
PARTS[part][1].show(lesson)
lesson.end()
