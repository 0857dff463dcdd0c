"""Images: a network told what is in a picture; how good it is, class by class, and what breaks it."""

from components import frame
from components.language import mark, t
from lab.lessons.images.choices import EXAM, EXAM_CONVOLUTION, MNIST_BLOG, MNIST_HOMEWORK, SOFTMAX, first_set
from pages.parts.images import cifar, controls, errors, lab, search, search_controls, sums

PARTS = {
    "lab": (mark("Image laboratory"), lab),
    "errors": (mark("Two that break"), errors),
    "search": (mark("Search"), search),
    "sums": (mark("Summed or mean"), sums),
    "cifar": (mark("CIFAR-10"), cifar),
}
COMPARED = {
    "more neurons": mark("More neurons"),
    "one more layer": mark("One more layer"),
    "more epochs": mark("More epochs"),
    "not divided": mark("Not divided by 255"),
    "optimizers": mark("RMSprop against SGD"),
    "convolution": mark("Dense against convolution"),
    "large convolution": mark("Large CNN against softmax: a minute"),
}
MNIST_ONLY = ("large convolution",)

lesson = frame.begin("images")
data = first_set()
presets: dict[str, frame.Presets] = {
    "lab": {
        t("Two hidden layers: 20-30"): controls.put(EXAM, data),
        t("A small CNN"): controls.put(EXAM_CONVOLUTION, data),
        **{
            t(label): controls.beside(name, "mnist" if name in MNIST_ONLY else data) for name, label in COMPARED.items()
        },
        t("Softmax regression on MNIST"): controls.put(SOFTMAX, "mnist"),
        t("MNIST, 50 epochs"): controls.put(MNIST_BLOG, "mnist"),
        t("MNIST, 300-100"): controls.put(MNIST_HOMEWORK, "mnist"),
    },
    "errors": {
        t("Without Flatten"): {"part": "errors", "broken": "no flatten"},
        t("Five outputs"): {"part": "errors", "broken": "five outputs"},
    },
    "search": {t("Filters n1 × n2"): search_controls.exam(data)},
    "sums": {
        t("Summed, rate 0.03: NaN"): {"part": "sums", "sums_learning_rate": 0.03},
        t("Summed is mean at 100 times the rate"): {"part": "sums", "sums_beside": "equal"},
    },
    "cifar": {t("The widest design"): {"part": "cifar", "cifar_design": "documents", "cifar_epochs": 5}},
}
help = t("The laboratory, two networks that break, a search over settings, a loss that ends in NaN, and CIFAR-10.")
lesson.teach(PARTS, help, presets)
lesson.end()
