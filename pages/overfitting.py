"""Over-fitting: learning the examples by heart, how it shows, and what to move against it."""

from components import frame
from components.language import mark, t
from lab.data.keras_files import IMDB
from lab.lessons.overfitting.choices import COMPARISONS
from pages.parts.overfitting import against, controls, dropout, watch

PARTS = {
    "watch": (mark("Training and validation"), watch),
    "against": (mark("What helps against it"), against),
    "dropout": (mark("What dropout does"), dropout),
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
lesson.presets({t(label): controls.beside(COMPARISONS[name]) for name, label in shown.items()})
lesson.teach(PARTS, t("Watch it happen, find out what helps, and look into dropout."))
lesson.end()
