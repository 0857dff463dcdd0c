"""A recorded run as the event files that Keras's TensorBoard callback writes, packed into a zip."""

import io
import tempfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import keras
import tensorflow as tf

from lab.data.datasets import num_left
from lab.experiments import Training
from lab.lessons.callbacks.decisions import logs, num_epochs, record
from lab.traces import Trace
from lab.training.keras_data import load
from lab.training.replays import StandIn

EVENTS = "events.out.tfevents.0.see-it-learn.v2"
"""TensorBoard asks only that `tfevents` is part of the name; TensorFlow would write this computer's name into it."""


def archive(training: Training, trace: Trace) -> bytes:
    """The zip: `logs/train/` with epoch_loss, epoch_accuracy and epoch_learning_rate, `logs/validation/` with the rest.

    Keras's own callback decides what is written at which step; epochs are counted from 0 there.
    """
    with tempfile.TemporaryDirectory() as folder:
        write(training, trace, Path(folder, "logs"))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archived:
            for path in sorted(Path(folder).rglob("*tfevents*")):
                archived.write(path, path.parent.relative_to(folder) / EVENTS)
        return packed.getvalue()


def write(training: Training, trace: Trace, folder: Path) -> None:
    """Tell the callback the run as `keras.fit` would."""
    recorded, model = record(trace), StandIn(training.optimizer.learning_rate)
    steps = num_steps(training)
    callback = keras.callbacks.TensorBoard(folder, write_graph=False)
    callback._summary_module = SUMMARY
    callback.set_model(model)
    callback.on_train_begin()
    for epoch in range(1, num_epochs(recorded) + 1):
        seen = logs(recorded, epoch)
        model.optimizer.learning_rate = seen.pop("learning_rate", training.optimizer.learning_rate)
        model.optimizer.iterations.assign(steps * epoch)
        held_out = {name.removeprefix("val_"): value for name, value in seen.items() if name.startswith("val_")}
        if held_out:
            callback.on_test_begin()
            callback.on_test_end(held_out)
        callback.on_epoch_end(epoch - 1, seen)
    callback.on_train_end()


def num_steps(training: Training) -> int:
    """Batches an epoch."""
    return -(-num_left(len(load(training.data)), training.validation_fraction) // training.batch_size)


def scalar(name: str, value: float, step: int) -> None:
    """`tf.summary.scalar`, which TensorFlow has only where TensorBoard is installed."""
    metadata = tf.compat.v1.SummaryMetadata(data_class=1)
    metadata.plugin_data.plugin_name = "scalars"
    tf.summary.write(name, tf.constant(value, tf.float32), step, metadata)


SUMMARY = SimpleNamespace(create_file_writer=tf.summary.create_file_writer, scalar=scalar)
"""What the callback needs of `tf.summary`."""
