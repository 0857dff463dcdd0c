"""Optimizers: eleven ways to turn a gradient into a step, raced, swept over learning rates, and put to work."""

from components import frame
from components.language import mark, t
from lab.optimizers import OPTIMIZERS
from pages.parts.optimizers import digits, race, sweep

PARTS = {
    "race": (mark("Race on a surface"), race),
    "sweep": (mark("Learning-rate sweep"), sweep),
    "digits": (mark("On a real network"), digits),
}
TUNED = {"SGD": 0.3, "momentum": 0.03, "AdaGrad": 0.1, "RMSprop": 0.003, "Adam": 0.01, "Nadam": 0.003}
PRESETS: frame.Presets = {
    mark("A ravine, and all of them"): {"shown": ",".join(OPTIMIZERS)},
    mark("The edge: zigzag at η = 0.45"): {"shown": "SGD,momentum", "SGD_rate": 0.45, "step": 20},
    mark("Rosenbrock: SGD fails"): {"surface": "Rosenbrock", "shown": "SGD,Nesterov,Adam", "SGD_rate": 0.01},
    mark("One start, two valleys"): {"surface": "Himmelblau", "x": 0.0, "y": 0.0, "shown": "SGD,momentum,Adam"},
    mark("On the saddle's ridge"): {"surface": "saddle", "y": 0.0},
    mark("Three learning rates"): {"part": "sweep", "surface": "Himmelblau", "shown": "SGD,momentum,Adam"},
    mark("Digits, rates tuned"): {"part": "digits", **{f"{name}_net_rate": rate for name, rate in TUNED.items()}},
}

lesson = frame.begin("optimizers")
lesson.presets({t(label): values for label, values in PRESETS.items()})
lesson.teach(PARTS, t("On a surface every step can be seen; in a network only the result."))
lesson.end()
