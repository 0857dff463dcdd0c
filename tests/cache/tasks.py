"""Tasks for the tests of workers; in a module of their own, since workers import them."""

import os
import sys
import time


def who(seconds: float) -> int:
    """The worker's process id, after a while."""
    time.sleep(seconds)
    return os.getpid()


def die() -> None:
    """End the worker at once, as a crash would."""
    os._exit(1)


def now() -> float:
    """The time at which a worker has begun with this."""
    return time.time()


def modules() -> list[str]:
    """What the worker has imported."""
    return list(sys.modules)


def fails_inside_tensorflow() -> None:
    """A matrix product that cannot be."""
    import tensorflow as tf

    tf.matmul(tf.zeros((2, 3)), tf.zeros((2, 3)))
