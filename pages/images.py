"""Images: a network told what is in a picture; how good it is, class by class, and what breaks it."""

from components import frame
from components.language import mark, t
from lab.images import EXAM, EXAM_CONVOLUTION, MNIST_BLOG, first_set
from pages.parts import images_controls, images_errors, images_lab

PARTS = {
    "lab": (mark("Image laboratory"), images_lab),
    "errors": (mark("Two that break"), images_errors),
}
COMPARED = {
    "more neurons": mark("More neurons (F2)"),
    "one more layer": mark("One more layer (F5)"),
    "more epochs": mark("More epochs (F6)"),
    "not divided": mark("Not divided by 255 (F7)"),
    "optimizers": mark("RMSprop against SGD (B7)"),
    "convolution": mark("Dense against convolution"),
}

lesson = frame.begin("images")
data = first_set()
presets = {
    t("The exam's network (E1)"): images_controls.put(EXAM, data),
    t("Its convolutions (E6)"): images_controls.put(EXAM_CONVOLUTION, data),
    **{t(label): images_controls.beside(name, data) for name, label in COMPARED.items()},
    t("MNIST, 50 epochs (B11)"): images_controls.put(MNIST_BLOG, "mnist"),
    t("Without Flatten (F3)"): {"part": "errors", "broken": "no flatten"},
    t("Five outputs (F4)"): {"part": "errors", "broken": "five outputs"},
}
lesson.presets(presets)
lesson.teach(PARTS, t("The laboratory, and two networks that cannot be."))
lesson.end()
