"""What a visitor of the lesson Images chooses: pictures, network, and how it is trained; and the documents' what-ifs.

>>> ImagesSettings(data="fashion_mnist", units="20-30").report().parameters
16640
>>> ImagesSettings(data="fashion_mnist", network="convolution").report().parameters
34622
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lab.data.datasets import SCALED, Data
from lab.data.pictures import DIGITS, PICTURES, SETS, PictureSet
from lab.experiments import Training, evenly
from lab.lessons.overfitting.choices import units
from lab.optimizers import OPTIMIZERS, OptimizerSettings
from lab.problems import Problem
from lab.settings import Settings, choice, flag, number, text
from lab.stacks import stack_text, trainable
from lab.stacks.known_stacks import Stack, homework_convolutional, small_convolutional
from lab.stacks.layers import Conv2D, Dense, Dropout, Flatten, Layer, MaxPooling2D
from lab.stacks.shapes import FLOAT32_BYTES, Report, report

BEST = "fashion_mnist"
"""The one that the documents take; the lesson begins with it where it is on the machine."""
OWN = "stack"
"""The network whose layers the visitor builds."""
NETWORKS = ("softmax", "dense", "convolution", "large convolution", OWN)
SMALL_PICTURE = 20
"""Pixels of a side below which two 5×5 kernels without padding leave nothing."""
MOST_KEPT_BYTES = 4_000_000
"""Bytes of a run's weights at single epochs, all taken together. A visitor's session remembers dozens of runs, and what
is kept of one is to weigh no more than a state that still goes through the pipe (`cache/shelf.py`)."""
MOST_STEPS = 10
"""Epochs at which weights are kept, beside those of the start."""


@dataclass(frozen=True)
class ImagesSettings(Settings):
    """One training of the lesson. `units` are those of the hidden layers, where the network is dense, and `dropout` the
    share that is dropped after each of them; `n1` and `n2` are E6's filters, where it is E6's convolutional one;
    `layers` is a stack of one's own as `stack_text` writes it, or "" for a small one that takes the pictures."""

    data: str = choice(DIGITS, SETS)
    network: str = choice("dense", NETWORKS)
    units: str = text("20-30", 40)
    examples: int = number(10_000, 1000, 60_000, 1000)
    epochs: int = number(10, 1, 100, log=True)
    scaled: bool = flag(True)
    batch_size: int = number(32, 1, 1024, log=True)
    optimizer: str = choice("Adam", OPTIMIZERS)
    learning_rate: float = number(0.001, 1e-4, 1.0, log=True)
    validation_fraction: float = number(0.2, 0.0, 0.9, 0.05)
    data_seed: int = number(0, 0, 2**31 - 1, 1)
    weights_seed: int = number(0, 0, 2**31 - 1, 1)
    n1: int = number(6, 1, 256, 1)
    n2: int = number(16, 1, 256, 1)
    dropout: float = number(0.0, 0.0, 0.9, 0.05)
    layers: str = text("", 2000)

    def __post_init__(self) -> None:
        super().__post_init__()
        units(self.units)
        if self.network == OWN:
            trainable.check(self.own(), self.pictures.shape, self.batch_size)

    def own(self) -> Stack:
        """The stack of one's own; `Problem` for a line that cannot be read."""
        return stack_text.read(self.layers) if self.layers else trainable.start(self.pictures.shape)

    @property
    def pictures(self) -> PictureSet:
        return PICTURES[self.data]

    @property
    def num_examples(self) -> int:
        """As many as were asked for, or as there are."""
        return min(self.examples, self.pictures.most)

    def source(self) -> Data:
        """The data by name. Whether they are scaled is an option, so that nothing is compiled again for it."""
        scaled = () if self.scaled else ((SCALED, 0),)
        return Data(self.data, (("examples", self.num_examples), *scaled), self.data_seed)

    def stack(self) -> tuple[Layer, ...]:
        """The layers from the picture to ten probabilities."""
        if self.network == "convolution":
            small = self.pictures.shape[0] < SMALL_PICTURE
            return (smaller_convolutional if small else small_convolutional)(self.n1, self.n2).layers
        if self.network == "large convolution":
            return homework_convolutional().layers
        if self.network == OWN:
            return self.own().layers
        hidden: list[Layer] = []
        for count in () if self.network == "softmax" else units(self.units):
            hidden += [Dense(count, "relu"), *([Dropout(self.dropout)] if self.dropout else [])]
        return (Flatten(), *hidden, Dense(10, "softmax"))

    def report(self) -> Report:
        """Shapes, parameters and multiplications of the network."""
        return report(self.pictures.shape, self.stack())

    def training(self) -> Training:
        """The training that these settings mean; the seed of the weights orders the examples, too."""
        return Training(
            data=self.source(),
            layers=self.stack(),
            optimizer=OptimizerSettings(self.optimizer, self.learning_rate),
            loss="sparse_categorical_crossentropy",
            batch_size=self.batch_size,
            epochs=self.epochs,
            validation_fraction=self.validation_fraction,
            weights_seed=self.weights_seed,
            shuffle_seed=self.weights_seed,
            snapshots=self.kept_epochs(),
            tested=True,
        )

    def kept_epochs(self) -> tuple[int, ...]:
        """The epochs at which weights are kept, so that the run can be looked into there; none of a large network.

        >>> ImagesSettings(epochs=20).kept_epochs()
        (0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20)
        >>> ImagesSettings(data="fashion_mnist", units="512").kept_epochs()
        (0, 10)
        >>> ImagesSettings(data="fashion_mnist", units="1024").kept_epochs()
        ()
        """
        steps = MOST_KEPT_BYTES // max(1, FLOAT32_BYTES * self.report().parameters) - 1
        return evenly(self.epochs, min(steps, MOST_STEPS)) if steps > 0 else ()


def smaller_convolutional(n1: int, n2: int) -> Stack:
    """E6 for pictures of 8×8: kernels of 3×3, and padding."""
    blocks = [(Conv2D(filters, (3, 3), padding="same", activation="relu"), MaxPooling2D()) for filters in (n1, n2)]
    layers = (*sum(blocks, ()), Flatten(), Dense(120, "relu"), Dropout(0.2), Dense(10, "softmax"))
    return Stack(PICTURES[DIGITS].shape, layers)


def first_set() -> str:
    """What the lesson begins with: the documents' pictures where they are on this machine, else the built-in ones."""
    return BEST if PICTURES[BEST].is_there else DIGITS


def check(settings: ImagesSettings) -> None:
    """Whether the pictures are on this machine and whole; `Problem` says what is missing and where it comes from."""
    source = settings.pictures.source
    if source is not None:
        source.check()


def possible(settings: ImagesSettings) -> ImagesSettings:
    """The settings with the built-in digits, where the pictures that they ask for cannot be had."""
    try:
        check(settings)
        return settings
    except Problem:
        network = "dense" if settings.network == OWN else settings.network  # one's own takes its own pictures only
        return replace(settings, data=DIGITS, network=network)


EXAM = ImagesSettings(units="20-30", examples=60_000)
"""E1: 20-30-10, Adam, 10 epochs, a fifth held out."""
EXAM_CONVOLUTION = ImagesSettings(network="convolution", examples=20_000)
"""E6's network."""
EXERCISE = ImagesSettings(units="512", epochs=5)
"""What the exercises F1 to F7 begin with: 512 neurons and 5 epochs, here on 10,000 pictures."""
BLOG = ImagesSettings(units="256-128-64-32", batch_size=128, learning_rate=0.01, examples=20_000)
"""B7's network, 10 epochs, from equal starts."""
MNIST_BLOG = ImagesSettings(
    units="100-64-32",
    batch_size=128,
    optimizer="SGD",
    learning_rate=0.01,
    epochs=50,
    examples=60_000,
    validation_fraction=0.3,
)
"""B11's network on MNIST, with as many pictures held out."""
MNIST_HOMEWORK = replace(MNIST_BLOG, units="300-100", batch_size=50, epochs=100, validation_fraction=0.1)
"""H9's network on MNIST, which is to reach 98 %."""
SOFTMAX = ImagesSettings(
    network="softmax", batch_size=100, optimizer="SGD", learning_rate=1.0, epochs=20, examples=60_000
)
"""C1's softmax regression on MNIST. Its rate of 0.01 on a sum over 100 pictures is one of 1 on the mean."""
LARGE = ImagesSettings(network="large convolution", batch_size=50, epochs=5)
"""C3's network on MNIST: 800 steps in the place of 5,000, at Adam's own rate in the place of a tenth of it."""

WHAT_IFS: Mapping[str, tuple[ImagesSettings, ...]] = {
    "more neurons": (EXERCISE, replace(EXERCISE, units="1024")),
    "one more layer": (EXERCISE, replace(EXERCISE, units="512-256")),
    "more epochs": (EXERCISE, replace(EXERCISE, epochs=30)),
    "not divided": (EXERCISE, replace(EXERCISE, scaled=False)),
    "optimizers": (replace(BLOG, optimizer="SGD"), replace(BLOG, optimizer="RMSprop")),
    "convolution": (replace(EXERCISE, epochs=10), replace(EXERCISE, epochs=10, network="convolution")),
    "large convolution": (replace(LARGE, network="softmax"), LARGE),
}
"""Runs that one click lays side by side: F2, F5, F6, F7, B7, dense against convolution, and C3 against C1."""


def what_if(name: str, data: str) -> tuple[ImagesSettings, ...]:
    """The runs of a what-if on a set of pictures."""
    return tuple(replace(settings, data=data) for settings in WHAT_IFS[name])
