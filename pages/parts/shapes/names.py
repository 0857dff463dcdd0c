"""What known stacks are called."""

from components.language import mark

OWN = "own"

STACKS = {
    "E9a": mark("E9a · a convolution on 128×128×3"),
    "E9b": mark("E9b · Flatten"),
    "E9d": mark("E9d · 28×28 to 27×27 by a kernel"),
    "E9e": mark("E9e · the same by Dense"),
    "H5": mark("H5 · one hidden layer, 10-50-3"),
    "B14a": mark("B14a · Dense without Flatten"),
    "B14b": mark("B14b · Flatten first, 784-300-100-10"),
    "B11": mark("B11 · MNIST, 784-100-64-32-10"),
    "B4": mark("B4 · batch normalization"),
    "E6": mark("E6 · a small CNN with n1, n2, n3"),
    "C3": mark("C3 · the homework's CNN"),
    "LeNet-5": mark("LeNet-5 (1998)"),
    "LeNet-5 28×28": mark("LeNet-5 on 28×28: it fails"),
    "VGG-16": mark("VGG-16 (2015)"),
}
"""The presets of `lab.stacks.known_stacks`, as the list shows them."""
