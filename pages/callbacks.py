"""Callbacks: what watches a training, stops it, keeps its best weights, lowers its rate, and writes everything down."""

from components import frame, pins
from components.language import mark, t
from lab.lessons.callbacks.decisions import CallbacksSettings
from pages.parts.callbacks import files, resume, schedules, stop

PARTS = {
    "stop": (mark("Stop, keep, drop"), stop),
    "schedules": (mark("Schedules"), schedules),
    "resume": (mark("Break and resume"), resume),
    "files": (mark("CSV and TensorBoard"), files),
}
FOUR = ("constant, then exponential", "cosine", "one-cycle", "on a plateau")
PRESETS: frame.Presets = {
    mark("Patience 0: far too early"): {"patience": 0},
    mark("Patience 8, best restored"): {"patience": 8, "restore_best_weights": True},
    mark("The wrong mode"): {"mode": "max", "patience": 5},
    mark("Stop at 95 %"): {"stopper": "StopAtAccuracy", "target": 0.95},
    mark("Leaky ReLU at 1: NaN"): {"activation": "leaky_relu", "optimizer": "SGD", "learning_rate": 1.0},
    mark("0.01, held and then falling"): {
        "part": "schedules",
        "schedule": "constant, then exponential",
        "learning_rate": 0.01,
        "epochs": 15,
    },
    mark("Four schedules"): {
        "part": "schedules",
        "schedule": FOUR[0],
        "pins": pins.line([CallbacksSettings(schedule=name) for name in FOUR]),
    },
    mark("0.1, with a schedule and without"): {"part": "schedules", "learning_rate": 0.1, "many": True},
    mark("SGD has nothing to lose"): {"part": "resume", "optimizer": "SGD"},
}

lesson = frame.begin("callbacks")
lesson.presets({t(label): values for label, values in PRESETS.items()})
lesson.teach(PARTS, t("Callbacks that watch, callbacks that change the rate, a break, and what is written down."))
lesson.end()
