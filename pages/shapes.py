"""Shapes: what every layer does to the shape of what it is given, what it costs, and why some stacks cannot be."""

from components import frame
from components.language import mark, t
from lab.stacks.known_stacks import PRESETS
from lab.stacks.stack_text import write
from pages.parts.shapes import arrays, code, dense, exam, stack

PARTS = {
    "stack": (mark("Stack"), stack),
    "code": (mark("Code"), code),
    "exam": (mark("Exam questions"), exam),
    "dense": (mark("Convolution or Dense"), dense),
    "arrays": (mark("A network as formulas"), arrays),
}
STACKS = {
    mark("A convolution on 128×128×3"): "E9a",
    mark("A small CNN"): "E6",
    mark("MNIST with Dense layers"): "B11",
    mark("A large CNN"): "C3",
    mark("Dense without Flatten"): "B14a",
    mark("LeNet-5"): "LeNet-5",
    mark("VGG-16"): "VGG-16",
    mark("LeNet-5 on 28×28: it fails"): "LeNet-5 28×28",
}

lesson = frame.begin("shapes")
lesson.presets({t(label): {"part": "stack", "stack": write(PRESETS[name]())} for label, name in STACKS.items()})
lesson.teach(PARTS, t("A stack to build, its code, and three kinds of questions about shapes."))
lesson.end()
