"""Keras's data sets on disk: where Keras keeps them, whether they are there and whole. Keras itself is not imported.

Keras's loaders delete a file whose hash is wrong and download it again. So a file is looked at here before a loader is
asked, and nothing is ever deleted.
"""

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lab.problems import Problem


@dataclass(frozen=True)
class KerasFile:
    """A file of Keras's cache: its name under datasets/, the SHA-256 that Keras's loader wants, its size in bytes."""

    name: str
    sha256: str
    size: int
    url: str

    @property
    def path(self) -> Path:
        return home() / "datasets" / self.name

    @property
    def is_there(self) -> bool:
        return self.path.is_file()

    def check(self) -> None:
        """`Problem` where Keras's loader would not take it: missing, damaged, in a folder that cannot be written to."""
        if not self.is_there:
            text = (
                "{name} is not on this machine; with a network, run `{command}` once, "
                "or put the file from {url} into {folder}"
            )
            folder, command = str(self.path.parent), _command(self.name)
            raise Problem(text, name=self.name, command=command, url=self.url, folder=folder)
        if not os.access(home(), os.W_OK):
            text = "{folder} cannot be written to, and then Keras looks elsewhere; set KERAS_HOME to a folder that can"
            raise Problem(text, folder=str(home()))
        if _sha256(self.path, self.path.stat().st_mtime_ns) != self.sha256:
            text = (
                "{path} is damaged: it has {size:,} bytes and another checksum than Keras's {whole:,} bytes. "
                "It was left as it is; move it away and download it again"
            )
            raise Problem(text, path=str(self.path), size=self.path.stat().st_size, whole=self.size)


def home() -> Path:
    """The folder that Keras keeps its files in: `KERAS_HOME`, else `~/.keras`."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")


def _command(name: str) -> str:
    return f'python -c "import keras; keras.datasets.{name.partition(".")[0]}.load_data()"'


@lru_cache(maxsize=16)
def _sha256(path: Path, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


IMDB = KerasFile(
    "imdb.npz",
    "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    17_464_789,
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/imdb.npz",
)
"""25,000 + 25,000 film reviews (Maas et al., ACL 2011) as lists of word numbers."""
