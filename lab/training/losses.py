"""How far answers are from what is wanted: the losses and accuracies of Keras, and their mean over a batch."""

from collections.abc import Callable

import keras
import tensorflow as tf

LOSSES: dict[str, Callable] = {
    "mse": keras.losses.mean_squared_error,
    "binary_crossentropy": keras.losses.binary_crossentropy,
    "categorical_crossentropy": keras.losses.categorical_crossentropy,
    "sparse_categorical_crossentropy": keras.losses.sparse_categorical_crossentropy,
}


def accuracy_of(loss: str, num_outputs: int) -> Callable:
    """What `metrics=["accuracy"]` means to `keras.fit` for this loss and so many outputs."""
    if loss == "sparse_categorical_crossentropy":
        return keras.metrics.sparse_categorical_accuracy
    return keras.metrics.binary_accuracy if num_outputs == 1 else keras.metrics.categorical_accuracy


def mean_of(values: tf.Tensor, counts: tf.Tensor | None = None) -> tf.Tensor:
    """The mean over a batch, of those examples that count."""
    values = tf.cast(values, tf.float32)
    values = tf.reduce_mean(tf.reshape(values, [tf.shape(values)[0], -1]), 1)
    return tf.reduce_mean(values) if counts is None else tf.reduce_sum(values * counts) / tf.reduce_sum(counts)
