"""Keras's data sets on disk: where Keras keeps them, whether they are there and whole. Keras itself is not imported.

Keras's loaders delete a file whose hash is wrong and download it again. So the files are looked at here before a loader
is asked, and nothing is ever deleted.
"""

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lab.data.sizes import Counts
from lab.problems import Problem

STORE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"


@dataclass(frozen=True)
class KerasFile:
    """A file of Keras's cache: its name under datasets/, the SHA-256 of what was published, its size in bytes."""

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

    @property
    def is_whole(self) -> bool:
        return _sha256(self.path, self.path.stat().st_mtime_ns) == self.sha256


@dataclass(frozen=True)
class KerasData:
    """A data set of Keras's: the name of its loader, how many examples it gives, and the files that it reads."""

    loader: str
    counts: Counts
    files: tuple[KerasFile, ...]

    @property
    def path(self) -> Path:
        """Its first file."""
        return self.files[0].path

    @property
    def size(self) -> int:
        """All its files, in bytes."""
        return sum(file.size for file in self.files)

    @property
    def is_there(self) -> bool:
        return all(file.is_there for file in self.files)

    @property
    def command(self) -> str:
        """What fetches it, where there is a network."""
        return f'python -c "import keras; keras.datasets.{self.loader}.load_data()"'

    def check(self) -> None:
        """`Problem` where Keras's loader would not take it: missing, damaged, in a folder that cannot be written to."""
        missing = [file for file in self.files if not file.is_there]
        if missing:
            text = (
                "{name} is not on this machine ({megabytes:.1f} MB). With a network, run `{command}` once; "
                "without one, fetch it elsewhere from {place} and put it into {folder} as {names}"
            )
            facts = {
                "name": missing[0].name if len(self.files) == 1 else self.loader,
                "megabytes": self.size / 1e6,
                "place": missing[0].url if len(self.files) == 1 else missing[0].url.rpartition("/")[0],
                "names": ", ".join(file.path.name for file in missing),
            }
            raise Problem(text, command=self.command, folder=str(self.path.parent), **facts)
        if not os.access(home(), os.W_OK):
            text = "{folder} cannot be written to, and then Keras looks elsewhere; set KERAS_HOME to a folder that can"
            raise Problem(text, folder=str(home()))
        for file in self.files:
            if not file.is_whole:
                text = (
                    "{path} is damaged or truncated: it has {size:,} bytes and another checksum than the {whole:,} "
                    "bytes that were published. It was left as it is; move it away and fetch it again"
                )
                raise Problem(text, path=str(file.path), size=file.path.stat().st_size, whole=file.size)


def home() -> Path:
    """The folder that Keras keeps its files in: `KERAS_HOME`, else `~/.keras`."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")


@lru_cache(maxsize=16)
def _sha256(path: Path, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


IMDB = KerasData(
    "imdb",
    Counts((10_000,), total=25_000, usual=2000, paired=True),
    (
        KerasFile(
            "imdb.npz",
            "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
            17_464_789,
            f"{STORE}imdb.npz",
        ),
    ),
)
"""25,000 + 25,000 film reviews (Maas et al., ACL 2011) as lists of word numbers."""

MNIST = KerasData(
    "mnist",
    Counts((28, 28, 1), total=60_000, test=10_000),
    (
        KerasFile(
            "mnist.npz",
            "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            11_490_434,
            f"{STORE}mnist.npz",
        ),
    ),
)
"""60,000 + 10,000 handwritten digits of 28×28 grey pixels (LeCun, Cortes and Burges, 1998)."""


def _fashion(name: str, sha256: str, size: int) -> KerasFile:
    return KerasFile(f"fashion-mnist/{name}", sha256, size, f"{STORE}{name}")


FASHION_MNIST = KerasData(
    "fashion_mnist",
    Counts((28, 28, 1), total=60_000, test=10_000),
    (
        _fashion(
            "train-images-idx3-ubyte.gz",
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            26_421_880,
        ),
        _fashion(
            "train-labels-idx1-ubyte.gz",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            29_515,
        ),
        _fashion(
            "t10k-images-idx3-ubyte.gz",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            4_422_102,
        ),
        _fashion(
            "t10k-labels-idx1-ubyte.gz",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            5_148,
        ),
    ),
)
"""60,000 + 10,000 pictures of clothes, 28×28 grey (Xiao, Rasul and Vollgraf, 2017). Keras's loader asks for no hash of
these, so the published files' are taken."""

CIFAR10 = KerasData(
    "cifar10",
    Counts((32, 32, 3), total=50_000, test=10_000),
    (
        KerasFile(
            "cifar-10-batches-py-target_archive",
            "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
            170_498_071,
            "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
        ),
    ),
)
"""50,000 + 10,000 colour pictures of 32×32 (Krizhevsky, 2009). Keras keeps the tar.gz under this name."""

KERAS_DATA = {source.loader: source for source in (IMDB, MNIST, FASHION_MNIST, CIFAR10)}
