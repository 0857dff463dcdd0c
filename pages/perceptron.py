"""Perceptron: what one neuron can decide, how it learns it, and what it takes a hidden layer for."""

from components import frame
from components.language import mark, t
from pages.parts.perceptron import hand, hidden, learning, logistic, wired

PARTS = {
    "hand": (mark("By hand"), hand),
    "learning": (mark("Learning"), learning),
    "hidden": (mark("Hidden layer"), hidden),
    "wired": (mark("Wired by hand"), wired),
    "logistic": (mark("Perceptron or logistic regression"), logistic),
}
PRESETS: frame.Presets = {
    mark("AND by hand"): {"part": "hand", "gate": "AND", "hand_w1": 1.0, "hand_w2": 1.0, "hand_bias": -1.5},
    mark("OR, learned"): {"part": "learning", "gate": "OR", "learn_rule": "perceptron", "learn_epochs": 50},
    mark("AND with a forgotten 1"): {"part": "learning", "gate": "AND", "learn_bias": "documents"},
    mark("XOR on one neuron: it fails"): {
        "part": "learning",
        "gate": "XOR",
        "learn_rule": "perceptron",
        "learn_epochs": 50,
    },
    mark("XOR with a hidden layer"): {"part": "hidden", "gate": "XOR", "net_weights_seed": 49},
    mark("The same, an unlucky start"): {"part": "hidden", "gate": "XOR", "net_weights_seed": 1},
    mark("XOR wired by hand"): {"part": "wired", "gate": "XOR"},
}

lesson = frame.begin("perceptron")
lesson.presets({t(label): values for label, values in PRESETS.items()})
lesson.teach(PARTS, t("Five ways to look at the same neuron; each has controls of its own."))
lesson.end()
