"""Over-fitting: learning the examples by heart, how it shows, and what to move against it."""

from components import frame
from components.language import mark, t
from lab.keras_files import IMDB
from lab.overfitting import COMPARISONS
from pages.parts import overfitting_against, overfitting_controls, overfitting_dropout, overfitting_watch

PARTS = {
    "watch": (mark("Training and validation"), overfitting_watch),
    "against": (mark("What helps against it"), overfitting_against),
    "dropout": (mark("What dropout does"), overfitting_dropout),
}
COMPARED = {
    "sizes": mark("Small, medium, huge"),
    "penalties": mark("None, L1, L2, both"),
    "dropout": mark("With and without dropout"),
    "epochs": mark("More epochs"),
    "in vain": mark("Dropout in vain"),
}
FILMS = {
    "review sizes": mark("Reviews: sizes"),
    "review penalties": mark("Reviews: L1, L2"),
    "review dropout": mark("Reviews: dropout"),
}

lesson = frame.begin("overfitting")
shown = COMPARED | (FILMS if IMDB.is_there else {})
lesson.presets({t(label): overfitting_controls.beside(COMPARISONS[name]) for name, label in shown.items()})
lesson.teach(PARTS, t("Watch it happen, find out what helps, and look into dropout."))
lesson.end()
