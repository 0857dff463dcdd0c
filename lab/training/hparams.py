"""A search as the event files that TensorBoard's HParams page reads, packed into a zip.

Its messages are written here as bytes, so that TensorBoard need not be installed: `HParamsPluginData` of
tensorboard/plugins/hparams/plugin_data.proto and what it holds, of api.proto, in the wire format of protocol buffers.
"""

import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf
from google.protobuf.struct_pb2 import ListValue, Value

from lab.lessons.images.search_tables import Row
from lab.training.tensorboard import EVENTS, scalar

METRICS = ("test_loss", "test_accuracy", "val_loss", "val_accuracy", "loss", "accuracy", "seconds")
EXPERIMENT, START, END = 2, 3, 4
"""Fields of `HParamsPluginData`, of which there is one in each; its version, 0, is not written."""
TYPES = {str: 1, bool: 2, float: 3, int: 3}
"""Of the enum `DataType`: string, bool, float64."""
SUCCESS, FAILURE = 1, 2
"""Of the enum `Status`."""
AN_INT, A_LENGTH = 0, 2
"""Wire types."""


def archive(names: Sequence[str], rows: Sequence[Row]) -> bytes:
    """The zip: `logs/` with what the search is over, and a folder for every training with its settings and metrics.

    The seeds of a cell are one session group, of which TensorBoard shows the mean.
    """
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder, "logs")
        write(logs, {"experiment": experiment(names, rows)}, {})
        for row in rows:
            metrics = {name: value for name, value in row.metrics if name in METRICS} | {"seconds": row.seconds}
            session = {"session_start_info": session_start(row), "session_end_info": session_end(row)}
            write(logs / row.name, session, metrics)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archived:
            for path in sorted(Path(folder).rglob("*tfevents*")):
                archived.write(path, path.parent.relative_to(folder) / EVENTS)
        return packed.getvalue()


def write(folder: Path, contents: Mapping[str, bytes], metrics: Mapping[str, float]) -> None:
    """One event file: messages of HParams, and scalars."""
    with tf.summary.create_file_writer(str(folder)).as_default():
        for name, content in contents.items():
            metadata = tf.compat.v1.SummaryMetadata()
            metadata.plugin_data.plugin_name, metadata.plugin_data.content = "hparams", content
            tf.summary.write(f"_hparams_/{name}", tf.zeros([0]), 0, metadata)
        for name, value in metrics.items():
            scalar(name, value, 0)


def experiment(names: Sequence[str], rows: Sequence[Row]) -> bytes:
    """`Experiment`: the settings with their values (field 4), and the metrics (field 5)."""
    infos = []
    for name in names:
        values = list(dict.fromkeys(dict(row.values)[name] for row in rows))
        kind = TYPES[type(values[0])] if values else TYPES[str]
        domain = ListValue(values=[wrapped(value) for value in values]).SerializeToString()
        infos.append((4, message((1, name.encode()), (4, kind), (5, domain))))
    metrics = [(5, message((1, message((2, name.encode()))), (3, name.encode()))) for name in METRICS]
    return message((EXPERIMENT, message(*infos, *metrics)))


def session_start(row: Row) -> bytes:
    """`SessionStartInfo`: a map of settings (field 1), and the group's name (field 4)."""
    entries = [(1, message((1, name.encode()), (2, wrapped(value).SerializeToString()))) for name, value in row.values]
    return message((START, message(*entries, (4, row.cell.encode()))))


def session_end(row: Row) -> bytes:
    """`SessionEndInfo`: the status (field 1)."""
    return message((END, message((1, FAILURE if row.failed else SUCCESS))))


def wrapped(value: Any) -> Value:
    """A setting as a `google.protobuf.Value`."""
    if isinstance(value, bool):
        return Value(bool_value=value)
    return Value(string_value=value) if isinstance(value, str) else Value(number_value=value)


def message(*fields: tuple[int, int | bytes]) -> bytes:
    """Fields in the wire format: a key with number and wire type, then a whole number, or a length and as many bytes.

    >>> message((1, 150), (2, b"hi")).hex(" ")
    '08 96 01 12 02 68 69'
    """
    written = b""
    for number, content in fields:
        if isinstance(content, int):
            written += varint(number << 3 | AN_INT) + varint(content)
        else:
            written += varint(number << 3 | A_LENGTH) + varint(len(content)) + content
    return written


def varint(number: int) -> bytes:
    """A whole number from 0 up in groups of seven bits, the lowest first; all but the last have their top bit set."""
    groups = [number & 127]
    while number := number >> 7:
        groups.append(number & 127)
    return bytes([*(group | 128 for group in groups[:-1]), groups[-1]])
