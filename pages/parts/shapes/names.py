"""What known stacks are called."""

from components.language import mark

OWN = "own"

STACKS = {
    "E9a": mark("A convolution on 128×128×3"),
    "E9b": mark("Flatten"),
    "E9d": mark("28×28 to 27×27 by a kernel"),
    "E9e": mark("28×28 to 27×27 by Dense"),
    "H5": mark("One hidden layer, 10-50-3"),
    "B14a": mark("Dense without Flatten"),
    "B14b": mark("Flatten first, 784-300-100-10"),
    "B11": mark("MNIST, 784-100-64-32-10"),
    "B4": mark("Batch normalisation"),
    "E6": mark("A small CNN with n1, n2, n3"),
    "C3": mark("A large CNN"),
    "LeNet-5": mark("LeNet-5 (1998)"),
    "LeNet-5 28×28": mark("LeNet-5 on 28×28: it fails"),
    "VGG-16": mark("VGG-16 (2015)"),
}
"""The presets of `lab.stacks.known_stacks`, as the list shows them."""
