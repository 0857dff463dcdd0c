"""A training as code to take home: what only a worker knows of it, its data above all, for `lab.export`."""

from collections.abc import Sequence

import keras
import tensorflow as tf

from lab import export
from lab.experiments import Training, check
from lab.export_code import NOBODY, Facts, Watching
from lab.training.keras_data import dataset, load


def script(training: Training, watching: Watching = NOBODY) -> str:
    """The training as a Python script."""
    return export.script(training, facts(training), watching)


def notebook(training: Training, words: Sequence[tuple[str, str]], watching: Watching = NOBODY) -> str:
    """The training as a Jupyter notebook; `words` are those of `lab.export.notebook`, as pairs."""
    return export.notebook(training, facts(training), dict(words), watching)


def facts(training: Training) -> Facts:
    """What the code depends on beside the settings. `Problem` where this could not be trained at all."""
    examples = load(training.data)
    check(training, examples)
    return Facts(
        make=dataset(training.data.name).make,
        shape=tuple(examples.x.shape[1:]),
        num_classes=examples.num_classes,
        standardised=examples.standardised,
        tested=training.tested and examples.test is not None,
        compiled=not any(layer.slides for layer in training.layers),
        scale=examples.scale,
        versions=f"TensorFlow {tf.__version__} and Keras {keras.__version__}",
    )
