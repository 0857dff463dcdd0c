"""Data sets that Keras's own loaders read from Keras's own cache, and the door to all others."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from lab import datasets, keras_files
from lab.datasets import Data, DataSet, Examples


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


KERAS_DATASETS: Mapping[str, tuple[DataSet, keras_files.KerasFile]] = {"imdb": (DataSet(imdb, 2), keras_files.IMDB)}


@lru_cache(maxsize=4)
def load(data: Data) -> Examples:
    """The whole data set; `Problem` where Keras's file is missing or damaged."""
    if data.name not in KERAS_DATASETS:
        return datasets.load(data)
    dataset, file = KERAS_DATASETS[data.name]
    file.check()
    return datasets.made(dataset, data)
