"""Every figure of labels, help and captions is claimed, lesson by lesson, and the Korean ones have the same."""

import re
from collections import Counter
from pathlib import Path

from babel.messages.pofile import read_po

from lab.data.gates import INPUTS
from lab.data.pictures import DIGITS, PICTURES
from lab.lessons.callbacks.decisions import VALIDATION_FRACTION, WatchSettings
from lab.lessons.convolution.convolution import KERNELS, LONGEST
from lab.lessons.images import sums
from lab.lessons.images.choices import EXAM, MNIST_BLOG, MNIST_HOMEWORK
from lab.lessons.overfitting.choices import (
    BEST_EPOCH,
    COLUMNS,
    MOST_LAYERS,
    MOST_UNITS,
    OVERFITTED,
    REMEDIES,
    REVIEWS,
    units,
)
from lab.lessons.perceptron.hidden import MOST_UNITS as MOST_HIDDEN
from lab.stacks.forward import NEAR_ZERO
from lab.stacks.known_stacks import PRESETS, homework_convolutional
from lab.stacks.layers import Dense, MaxPooling2D
from lab.stacks.shapes import FLOAT32_BYTES, report
from tests import catalogue
from tests.claims.claims import claim
from tests.claims.documents import PRINTED, PUBLISHED
from tests.claims.figures import figures
from tests.claims.test_convolution import LAYERS
from tests.claims.test_overfitting import rows
from tests.claims.test_perceptron_hidden import STARTS

EXAM_SHAPE, FLAT_SHAPE = PRESETS["E9a"]().input_shape, PRESETS["E9b"]().input_shape
ACROSS = (28, 28), report(*PRESETS["E9d"]()).output_shape[:2]
THROUGH = PRESETS["E9a"]().layers[0]


def moved(name):
    return REMEDIES[name].move(OVERFITTED, BEST_EPOCH)


def sizes(name):
    """The row of units of a known stack of Dense layers, its input first."""
    input_shape, layers = PRESETS[name]()
    first = report(input_shape, layers[:1]).output_shape[0] if not isinstance(layers[0], Dense) else input_shape[0]
    return first, *(layer.units for layer in layers if isinstance(layer, Dense))


GLOSSARY = [
    claim("two fifths", VALIDATION_FRACTION),
    claim("5×5", lambda: (len(KERNELS["soft blur"]), len(KERNELS["soft blur"][0]))),
    claim("8×8 16", (PICTURES[DIGITS].shape[:2], PICTURES[DIGITS].high)),
    claim("10,000", 10_000),  # test pictures of a set
    claim("2×2", MaxPooling2D().pool_size),
    claim("7×7 1/9", ((LONGEST, LONGEST), KERNELS["box blur"][0][0])),
    claim("100 100 0.1 0.1", (sums.BATCH, sums.BATCH, sums.DEVIATION, sums.BIAS)),
    claim("30 10,000", (COLUMNS["breast_cancer"], COLUMNS[REVIEWS])),
    claim("8×8", PICTURES[DIGITS].shape[:2]),
    claim("3", 3),  # colours
]
"""What labels and help of settings say."""
CLAIMS = {
    "callbacks": [
        claim("8 95 %", (8, WatchSettings().target)),  # what comes of these is claimed beside the prose
        claim("0.01 0.1", (0.01, 0.1)),
        claim("6006", 6006),  # TensorBoard's own port
    ],
    "components": [
        claim("16-16", units(OVERFITTED.layers)),
        claim("4 1024", (MOST_LAYERS, MOST_UNITS)),
        claim("7×7 −1 −1 3×3", ((7, 7), -1, -1, (3, 3))),  # examples of how to write
        claim("8×8", PICTURES[DIGITS].shape[:2]),
        *GLOSSARY,
    ],
    "convolution": [
        claim("2", 2),  # a dilation to be tried
        claim("32", homework_convolutional().layers[0].filters),
        claim("28 14 7", [row.output_shape[0] for row in LAYERS.rows]),
        claim("16", PICTURES[DIGITS].high),
    ],
    "images": [
        claim("255", PICTURES["fashion_mnist"].high),
        claim("20-30", units(EXAM.units)),
        claim("50", MNIST_BLOG.epochs),
        claim("300-100", units(MNIST_HOMEWORK.units)),
        claim("0.03 100", (PRINTED["the rates of softmax regression"][2], sums.BATCH)),
        claim("10⁹", 1e9),
        claim("−1", -1),  # of a formula
        claim("0.1 %", 0.001),  # the least share that is told
    ],
    "optimizers": [claim("0.45", 0.45)],  # what comes of it is claimed beside the prose
    "overfitting": [
        claim("4-4 16", (units(moved("fewer units").layers), units(moved("fewer layers").layers)[0])),
        claim("0.01 0.003 0.5", (moved("L2").l2, moved("L1").l1, moved("dropout").dropout)),
        claim("1,000 50", (moved("more data").examples, moved("stop earlier").epochs)),
        claim("128-128 600", (units(moved("more units").layers), moved("more epochs").epochs)),
        claim("1,000", lambda: rows(OVERFITTED)[2]),
        claim("0.01 0.01 0.01", (NEAR_ZERO, NEAR_ZERO, NEAR_ZERO)),
    ],
    "perceptron": [
        *(claim("4", len(INPUTS)) for _ in range(5)),
        claim("100 8", (len(STARTS), MOST_HIDDEN)),
    ],
    "shapes": [
        claim("128 128 3 5", (*EXAM_SHAPE, THROUGH.filters)),
        claim("2 2", THROUGH.kernel_size),
        claim("24 24 16", FLAT_SHAPE),
        claim("10 3", (10, 3)),  # four iterations, as is tested for the prose
        claim("28×28 27×27 2×2", (*ACROSS, PRESETS["E9d"]().layers[0].kernel_size)),
        claim("28×28 27×27 28×28 27×27 28×28 27×27", (*ACROSS, *ACROSS, *ACROSS)),
        claim("128×128×3", EXAM_SHAPE),
        claim("10-50-3", sizes("H5")),
        claim("784-300-100-10", sizes("B14b")),
        claim("784-100-64-32-10", sizes("B11")),
        claim("1998 2015", (PUBLISHED["LeNet-5"], PUBLISHED["VGG-16"])),
        claim("28×28", (28, 28)),  # that it fails there is tested with the stacks
        claim("4", FLOAT32_BYTES),
    ],
}


def printed(message):
    """The figures of a string, without its places to be filled."""
    return figures(re.sub(r"\{[^}]*\}", "", message))


def by_lesson():
    """The figures of all strings of the pages and components, by lesson."""
    found = {}
    for message, place in catalogue.messages().items():
        if place.startswith(("pages/", "components/")):
            path = Path(place.partition(":")[0])
            on_page = path.parts[2] if path.parts[1] == "parts" else path.stem
            lesson = on_page if path.parts[0] == "pages" else "components"
            found.setdefault(lesson, Counter()).update(printed(message))
    return {lesson: counts for lesson, counts in found.items() if counts}


def test_every_figure_of_a_short_string_is_claimed_and_every_claim_is_printed():
    claimed = {lesson: Counter(f for claim in claims for f in claim.figures) for lesson, claims in CLAIMS.items()}
    found = by_lesson()
    said = [
        f"{lesson}: unclaimed {dict(found.get(lesson, Counter()) - claimed.get(lesson, Counter()))}, "
        f"not printed {dict(claimed.get(lesson, Counter()) - found.get(lesson, Counter()))}"
        for lesson in found.keys() | claimed.keys()
        if found.get(lesson) != claimed.get(lesson)
    ]
    assert not said, "\n".join(said)


def test_a_translation_has_the_figures_of_its_message():
    with catalogue.PO.open("rb") as file:
        messages = [message for message in read_po(file) if message.id and message.string]
    assert len(messages) > 500
    differ = {
        message.id: message.string
        for message in messages
        if Counter(printed(message.id)) != Counter(printed(message.string))
    }
    assert not differ


def test_claims(claim):
    claim.check()
