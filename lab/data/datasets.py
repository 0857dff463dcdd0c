"""Small data sets, made or built in: nothing is downloaded. A data set travels by name and numbers, never as arrays.

Adding one is a function of its seed and options, and a line in `DATASETS`. The functions need nothing but numpy (as
`np`) and what they import themselves, so that exported code can carry their source. Points of the plane lie within
about −3 … 3.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from lab.data.gates import INPUTS
from lab.data.sizes import Counts
from lab.problems import Problem

TESTED = 1000
"""Points of a made-up data set that are drawn besides, for testing."""
SCALED = "scaled"
"""The option of every set of pictures that says whether its grey values are brought to 0 … 1: 1, or 0 for not."""


@dataclass(frozen=True)
class Data:
    """Which data: a name in `DATASETS`, the options of its function as (name, value) pairs, and the data's seed."""

    name: str
    options: tuple[tuple[str, int | float | str], ...] = ()
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Examples:
    """`x` of shape (examples, …) float32 or uint8, `y` of shape (examples,) int32, and how many classes there are.

    `test` are further examples that no training sees. `standardised` says that columns are to be shifted and scaled to
    mean 0 and standard deviation 1 over the training part, once it is known. `scale` is what a network multiplies `x`
    with before it looks at it, such as 1/255: pictures stay whole numbers of a byte until then.
    """

    x: np.ndarray
    y: np.ndarray
    num_classes: int
    test: "Examples | None" = None
    standardised: bool = False
    scale: float = 1.0

    def __len__(self) -> int:
        return len(self.x)

    def take(self, rows: np.ndarray) -> "Examples":
        return Examples(self.x[rows], self.y[rows], self.num_classes, scale=self.scale)


@dataclass(frozen=True)
class DataSet:
    """`make(seed, **options)` gives x, y and, for testing, two more arrays like them, which may be empty.

    `counts` says how many they are, and of what shape, without making them.
    """

    make: Callable[..., tuple[np.ndarray, ...]]
    num_classes: int
    counts: Counts
    standardised: bool = False
    scale: float = 1.0


def gate(seed, outputs="0110"):
    """The four rows of a truth table in the documents' order (1,1) (1,0) (0,1) (0,0); `outputs` in that order, too."""
    if len(outputs) != 4 or set(outputs) - {"0", "1"}:
        raise Problem("the outputs {outputs} are not four digits of 0 and 1; XOR is 0110", outputs=outputs)
    return np.array(INPUTS, "float32"), np.array([int(digit) for digit in outputs], "int32")


def moons(seed, examples=200, noise=0.2, test=TESTED):
    """Two half moons that reach into each other (scikit-learn's); `noise` is a standard deviation, in their radius."""
    from sklearn.datasets import make_moons

    parts = []
    for count, its_seed in ((examples, 2 * seed), (test, 2 * seed + 1)):
        x, y = make_moons(count, noise=noise, random_state=its_seed)
        parts += [((x - [0.5, 0.25]) * 1.6).astype("float32"), y.astype("int32")]
    return tuple(parts)


def circles(seed, examples=200, noise=0.2, test=TESTED):
    """A circle inside another one (scikit-learn's, half as large); `noise` as for the moons."""
    from sklearn.datasets import make_circles

    parts = []
    for count, its_seed in ((examples, 2 * seed), (test, 2 * seed + 1)):
        x, y = make_circles(count, noise=noise, factor=0.5, random_state=its_seed)
        parts += [(x * 2).astype("float32"), y.astype("int32")]
    return tuple(parts)


def spiral(seed, examples=200, noise=0.2, test=TESTED):
    """Two arms that wind around each other one and three quarter times; `noise` is a standard deviation."""
    parts = []
    for count, its_seed in ((examples, 2 * seed), (test, 2 * seed + 1)):
        rng = np.random.default_rng(its_seed)
        y = rng.permutation(np.arange(count) % 2)
        along = rng.uniform(0.05, 1, count)
        angle = 3.5 * np.pi * along + np.pi * y
        x = 2.6 * along[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
        parts += [(x + rng.normal(0, noise, (count, 2))).astype("float32"), y.astype("int32")]
    return tuple(parts)


def clouds(seed, examples=200, noise=0.2, test=TESTED):
    """Four round clouds at the corners of a square, equal classes at opposite corners: XOR; sd is ½ + `noise`."""
    parts = []
    for count, its_seed in ((examples, 2 * seed), (test, 2 * seed + 1)):
        rng = np.random.default_rng(its_seed)
        corner = rng.permutation(np.arange(count) % 4)
        centres = np.array([[-1.3, -1.3], [1.3, 1.3], [-1.3, 1.3], [1.3, -1.3]])
        x = centres[corner] + rng.normal(0, 0.5 + noise, (count, 2))
        parts += [x.astype("float32"), (corner // 2).astype("int32")]
    return tuple(parts)


def breast_cancer(seed, examples=569):
    """scikit-learn's 569 tumours (Wolberg, Street and Mangasarian 1995): 30 measurements; 0 malignant, 1 benign."""
    from sklearn.datasets import load_breast_cancer

    bunch = load_breast_cancer()
    order = np.random.default_rng(seed).permutation(len(bunch.target))
    x, y = bunch.data[order].astype("float32"), bunch.target[order].astype("int32")
    return x[:examples], y[:examples], x[examples:], y[examples:]


def digits(seed, examples=1797):
    """scikit-learn's 1,797 handwritten digits of 8×8 pixels as 64 numbers in [0, 1]; 10 classes.

    All of them stand in their own order; fewer are drawn by the seed, and the rest is for testing.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    x, y = (bunch.data / 16).astype("float32"), bunch.target.astype("int32")
    if examples < len(y):
        order = np.random.default_rng(seed).permutation(len(y))
        x, y = x[order], y[order]
    return x[:examples], y[:examples], x[examples:], y[examples:]


def digit_pictures(seed, examples=1437):
    """scikit-learn's handwritten digits as pictures of 8×8×1 grey values, 0 to 16; 10 classes.

    The seed draws which are learnt from; the rest, at least 360, is for testing.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    order = np.random.default_rng(seed).permutation(len(bunch.target))
    x, y = bunch.images[order][..., np.newaxis].astype("uint8"), bunch.target[order].astype("int32")
    examples = min(examples, 1437)
    return x[:examples], y[:examples], x[examples:], y[examples:]


def made_up_images(seed, examples=60_000):
    """Random 28×28×1 pixels with random labels of 10 classes: nothing to learn, only for measuring time."""
    rng = np.random.default_rng(seed)
    x = rng.random((int(examples), 28, 28, 1), "float32")
    return x, rng.integers(0, 10, int(examples)).astype("int32")


def made_up_words(seed, examples=2000, words=10_000):
    """Random multi-hot vectors as those of reviews, with random labels of 2 classes: only for measuring time."""
    rng = np.random.default_rng(seed)
    x = (rng.random((int(examples), int(words)), "float32") < 0.02).astype("uint8")
    return x, rng.integers(0, 2, int(examples)).astype("int32")


POINTS = Counts((2,), usual=200, test=TESTED)

DATASETS: Mapping[str, DataSet] = {
    "gate": DataSet(gate, 2, Counts((2,), total=4)),
    "moons": DataSet(moons, 2, POINTS),
    "circles": DataSet(circles, 2, POINTS),
    "spiral": DataSet(spiral, 2, POINTS),
    "clouds": DataSet(clouds, 2, POINTS),
    "breast_cancer": DataSet(breast_cancer, 2, Counts((30,), total=569), standardised=True),
    "digits": DataSet(digits, 10, Counts((64,), total=1797)),
    "digit_pictures": DataSet(digit_pictures, 10, Counts((8, 8, 1), total=1797, most=1437), scale=1 / 16),
    "made_up_images": DataSet(made_up_images, 10, Counts((28, 28, 1), usual=60_000)),
    "made_up_words": DataSet(made_up_words, 2, Counts((10_000,), usual=2000)),
}
IN_THE_PLANE = ("moons", "circles", "spiral", "clouds")
"""Data sets that can be drawn."""


@lru_cache(maxsize=4)
def load(data: Data) -> Examples:
    """The whole data set, kept for the next time."""
    if data.name not in DATASETS:
        raise Problem(
            "there is no data set {name}; the data sets are {known}", name=data.name, known=", ".join(DATASETS)
        )
    return make_examples(DATASETS[data.name], data)


def make_examples(dataset: DataSet, data: Data) -> Examples:
    """The examples of a data set, with those for testing where it has some."""
    options = dict(data.options)
    scale = dataset.scale if options.pop(SCALED, True) else 1.0
    x, y, *rest = dataset.make(data.seed, **options)
    test = Examples(rest[0], rest[1], dataset.num_classes, scale=scale) if rest and len(rest[1]) else None
    return Examples(x, y, dataset.num_classes, test, dataset.standardised, scale)


def split(examples: Examples, fraction: float, seed: int) -> tuple[Examples, Examples | None]:
    """Training and validation part. The seed decides which rows are held out; the training part keeps its order.

    With `fraction` 0 there is no validation part. `int(len · (1 − fraction))` examples stay, as in `keras.fit`.
    """
    train, held_out, _ = parts(examples, fraction, seed)
    return train, held_out


def parts(examples: Examples, fraction: float, seed: int) -> tuple[Examples, Examples | None, Examples | None]:
    """Training, validation and test part, standardised by the training part where the data set wants that."""
    train, held_out = examples, None
    if fraction:
        num_train = num_left(len(examples), fraction)
        order = np.random.default_rng(seed).permutation(len(examples))
        train, held_out = (examples.take(np.sort(rows)) for rows in (order[:num_train], order[num_train:]))
    if not examples.standardised:
        return train, held_out, examples.test
    val, test = (scaled(part, train) if part else None for part in (held_out, examples.test))
    return scaled(train, train), val, test


def num_left(examples: int, fraction: float) -> int:
    """How many examples are left for training; `Problem` for none.

    >>> num_left(10, 0.25)
    7
    """
    left = int(examples * (1 - fraction))
    if left < 1:
        text = "a validation share of {fraction} leaves none of {examples} examples for training"
        raise Problem(text, fraction=fraction, examples=examples)
    return left


def scaled(examples: Examples, by: Examples) -> Examples:
    """(x − mean) / standard deviation, column by column, both taken from `by`; a column that is constant stays 0."""
    mean, deviation = by.x.mean(axis=0), by.x.std(axis=0)
    return replace(examples, x=((examples.x - mean) / np.where(deviation > 0, deviation, 1)).astype("float32"))
