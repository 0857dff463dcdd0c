"""Keras's optimizers by the registry's names, and their knobs as tensors, so that moving one does not compile again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf

from lab.optimizers import CLIPS, Kind, variant
from lab.problems import Problem

ON = 0.5


def make(kind: Kind | str, **values: float) -> keras.optimizers.Optimizer:
    """A new Keras optimizer with the registry's defaults, or with `values` for its learning rate and knobs.

    The number of an option that is on is `ON` without a value of its own: there is no other default than 0, its being
    off. Its `variables`, once built, are iteration, learning rate, then the slots, weight by weight, and Nadam's
    product.

    >>> make("Nesterov").nesterov, make(("Adam", "amsgrad")).amsgrad
    (True, True)
    """
    name, *on = (kind,) if isinstance(kind, str) else kind
    optimizer = variant((name, *on))
    defaults = {
        "learning_rate": optimizer.learning_rate,
        **{key: ON if key in on else knob.default for key, knob in optimizer.knobs.items()},
    }
    return getattr(keras.optimizers, optimizer.keras_class)(**defaults | values, **optimizer.fixed)


class _Knob:
    """A knob's tensor that answers Keras as a Python number would.

    Keras's Adam and RMSprop compute `1 - beta_2`: of a Python number to its last digit, of a float32 tensor from the
    float32 next to 0.999, which is off by 1.3e-5 of the result, and after ten epochs of pictures the loss by 0.4 %. So
    a float64 tensor is taken here, and only what is computed of it is rounded.
    Keras asks of some whether they are more than 0, a momentum to keep or a length to clip to; here they always are. A
    tensor itself has no answer while a program is traced.
    """

    dtype = "float32"

    def __init__(self, tensor: tf.Tensor) -> None:
        self.tensor, self.shape = tensor, tensor.shape

    def __rsub__(self, number: float) -> tf.Tensor:
        return tf.cast(number - self.tensor, self.dtype)

    def __ne__(self, other: object) -> bool:
        return True

    def __gt__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]

    def __neg__(self) -> tf.Tensor:
        return -tf.cast(self.tensor, self.dtype)

    def __mul__(self, other: Any) -> tf.Tensor:
        return tf.cast(self.tensor, self.dtype) * other

    def __rtruediv__(self, other: Any) -> tf.Tensor:
        return tf.cast(other / self.tensor, self.dtype)

    def __tf_tensor__(self, dtype: tf.DType | None = None, name: str | None = None) -> tf.Tensor:
        return tf.cast(self.tensor, self.dtype)


@contextmanager
def knobs_as_tensors(
    optimizer: keras.optimizers.Optimizer, kind: Kind | str, tensors: Mapping[str, tf.Tensor]
) -> Iterator[keras.optimizers.Optimizer]:
    """Inside, the optimizer computes with these tensors; afterwards it has its own numbers again.

    To be entered while a `tf.function` is traced, around `optimizer.apply`; nothing symbolic stays behind.

    `tensors`: "learning_rate", float32, and any of the optimizer's knobs, float64, each a scalar or of a shape that
    broadcasts against the weights. What is missing keeps the number that the optimizer was made with.
    """
    # Keras's public setter assigns to its variable; put in its place, a tensor needs no assignment in the program and
    # may have a value for each row of the weights.
    attributes = {"_learning_rate" if key == "learning_rate" else key: value for key, value in tensors.items()}
    name, *on = (kind,) if isinstance(kind, str) else kind
    knobs = variant((name, *on)).knobs
    for key in tensors:
        if key not in ("learning_rate", *knobs):
            raise Problem("{optimizer} has no knob {name}", optimizer=name, name=key)
    kept = {key: getattr(optimizer, key) for key in attributes}
    try:
        for key, value in attributes.items():
            setattr(optimizer, key, value if key == "_learning_rate" else _Knob(value))
        yield optimizer
    finally:
        for key, value in kept.items():
            setattr(optimizer, key, value)


def clipped(gradients: tf.Tensor, knobs: Mapping[str, tf.Tensor]) -> tf.Tensor:
    """Gradients (rows, weights), each row clipped by itself as Keras clips one variable's. Others of `knobs` are
    overlooked."""
    most = {key: tf.cast(knobs[key], gradients.dtype) for key in CLIPS if key in knobs}
    for key, value in most.items():
        if key == "clipvalue":
            return tf.clip_by_value(gradients, -value, value)
        return gradients * value / tf.maximum(tf.norm(gradients, axis=-1, keepdims=True), value)
    return gradients
