"""Data sets that Keras's own loaders read from Keras's own cache, and the door to all others."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from lab.data import datasets, keras_files, pictures
from lab.data.datasets import Data, DataSet, Examples


def imdb(seed, examples=2000, words=10_000):
    """Film reviews as multi-hot vectors: entry i is 1 where word number i occurs. The first reviews of Keras's order.

    As many of the test set's first reviews are for testing.
    """
    import keras

    parts = []
    for reviews, labels in keras.datasets.imdb.load_data(num_words=int(words)):
        x = np.zeros((min(int(examples), len(labels)), int(words)), "uint8")
        for row, review in enumerate(reviews[: len(x)]):
            x[row, review] = 1
        parts += [x, labels[: len(x)].astype("int32")]
    return tuple(parts)


def fashion_mnist(seed, examples=60_000):
    """Clothes of 28×28 grey pixels, 0 to 255: the first ones of Keras's order, and all 10,000 for testing."""
    import keras

    (x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
    x, x_test = x[:examples, ..., np.newaxis], x_test[..., np.newaxis]
    return x, y[:examples].astype("int32"), x_test, y_test.astype("int32")


def mnist(seed, examples=60_000):
    """Digits of 28×28 grey pixels, 0 to 255: the first ones of Keras's order, and all 10,000 for testing."""
    import keras

    (x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
    x, x_test = x[:examples, ..., np.newaxis], x_test[..., np.newaxis]
    return x, y[:examples].astype("int32"), x_test, y_test.astype("int32")


def cifar10(seed, examples=50_000):
    """Colour pictures of 32×32 pixels, 0 to 255: the first ones of Keras's order, and all 10,000 for testing."""
    import keras

    (x, y), (x_test, y_test) = keras.datasets.cifar10.load_data()
    return x[:examples], y[:examples, 0].astype("int32"), x_test, y_test[:, 0].astype("int32")


KERAS_DATASETS: Mapping[str, tuple[DataSet, keras_files.KerasData]] = {
    name: (DataSet(make, num_classes, source.counts, scale=scale), source)
    for name, make, num_classes, scale, source in (
        ("imdb", imdb, 2, 1.0, keras_files.IMDB),
        ("fashion_mnist", fashion_mnist, 10, 1 / 255, keras_files.FASHION_MNIST),
        ("mnist", mnist, 10, 1 / 255, keras_files.MNIST),
        ("cifar10", cifar10, 10, 1 / 255, keras_files.CIFAR10),
    )
}


def dataset(name: str) -> DataSet:
    """A data set by its name, be it one of Keras's or one of `lab.data.datasets`."""
    return KERAS_DATASETS[name][0] if name in KERAS_DATASETS else datasets.DATASETS[name]


@lru_cache(maxsize=4)
def load(data: Data) -> Examples:
    """The whole data set, mapped into memory where its arrays lie ready; `Problem` where Keras's file is missing."""
    if data.name not in KERAS_DATASETS:
        return datasets.load(data)
    dataset, source = KERAS_DATASETS[data.name]
    source.check()
    is_copied = data.name in pictures.PICTURES and pictures.is_copied(data.name)
    return pictures.open_examples(data) if is_copied else datasets.make_examples(dataset, data)
