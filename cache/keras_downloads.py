"""Keras's files fetched from where Keras fetches them: aside first, checked, and only then under their name.

A download runs in a thread of its own, is shared by all who ask for the same files, and never touches a file that is
there. Keras's own `get_file` would delete one whose checksum is wrong.
"""

import contextlib
import hashlib
import http.client
import os
import threading
import time
import urllib.request
import uuid
from pathlib import Path

from lab.data.keras_files import KerasData, KerasFile
from lab.problems import Problem, unwritable

PIECE = 2**18
TIMEOUT_S = 20.0
STALE_S = 3600.0
"""After so long without a byte, what a server that ended left half-fetched is taken away."""
ASIDE = ".see-it-learn"


class Cancelled(Exception):
    """The visitor does not want it any more."""


class Download:
    """The missing files of one data set on their way. A page only reads: `fetched`, `size`, `problem`, `is_done`."""

    def __init__(self, data: KerasData) -> None:
        self.data = data
        self.files = [file for file in data.files if not file.is_there]
        self.size = sum(file.size for file in self.files)
        self.fetched = 0
        self.problem: Problem | None = None
        self.is_cancelled = False
        self._began = time.monotonic()
        self._done = threading.Event()

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come: all there, failed, or cancelled."""
        return self._done.is_set()

    @property
    def seconds_left(self) -> float | None:
        """About how long it will take, by what has come so far."""
        if not self.fetched:
            return None
        return (self.size - self.fetched) * (time.monotonic() - self._began) / self.fetched

    def wait(self, seconds: float) -> bool:
        """Wait until it is done, but no longer than this; whether it is."""
        return self._done.wait(seconds)

    def cancel(self) -> None:
        """Stop at the next piece; what has been fetched of the present file is thrown away."""
        self.is_cancelled = True

    def run(self) -> None:
        """Fetch one file after another. What stands in the way is kept as `problem`."""
        try:
            for file in self.files:
                self._fetch(file)
        except Cancelled:
            pass
        except Problem as problem:
            self.problem = problem
        except Exception as error:  # a thread has nobody else to tell
            text = "{name} could not be fetched: {reason}"
            self.problem = Problem(text, name=self.data.loader, reason=f"{type(error).__name__}: {error}")
        finally:
            self._done.set()

    def _fetch(self, file: KerasFile) -> None:
        """One file: aside, checked, then under its name, unless somebody else has put one there meanwhile."""
        folder = file.path.parent
        aside = folder / f"{ASIDE}-{file.path.name}-{uuid.uuid4().hex}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _clear(folder)
            with aside.open("xb") as target:
                found = self._read(file, target)
        except OSError as error:
            _remove(aside)
            raise unwritable(folder, error) from None
        except BaseException:
            _remove(aside)
            raise
        try:
            if found != (file.size, file.sha256):
                text = (
                    "the file from {url} is not the published one ({size:,} bytes instead of {whole:,}, or a "
                    "different checksum) and was deleted; try again later"
                )
                raise Problem(text, url=file.url, size=found[0], whole=file.size)
            _put(aside, file.path)
        finally:
            _remove(aside)

    def _read(self, file: KerasFile, target) -> tuple[int, str]:
        """Everything that the address gives, but no more than one byte too much: how much it was, and its SHA-256."""
        digest, size = hashlib.sha256(), 0
        for piece in _pieces(file):
            if self.is_cancelled:
                raise Cancelled
            target.write(piece)
            digest.update(piece)
            size += len(piece)
            self.fetched += len(piece)
            if size > file.size:
                break
        return size, digest.hexdigest()


def _pieces(file: KerasFile):
    """What the address gives, piece by piece; `Problem` where nothing answers, or it stops answering."""
    try:
        with urllib.request.urlopen(file.url, timeout=TIMEOUT_S) as answer:
            while piece := answer.read(PIECE):
                yield piece
    except (OSError, ValueError, http.client.HTTPException) as error:
        text = (
            "{name} could not be fetched from {url}: {reason}. Without a network, fetch it elsewhere and put it into "
            "{folder}"
        )
        reason = str(getattr(error, "reason", "") or error or type(error).__name__)
        facts = {"name": file.path.name, "url": file.url, "folder": str(file.path.parent)}
        raise Problem(text, reason=reason, **facts) from None


def _put(aside: Path, path: Path) -> None:
    """Give the file its name. A file that has it already stays."""
    try:
        os.link(aside, path)  # unlike a renaming, it fails where the name is taken
    except FileExistsError:
        return
    except OSError:  # not every file system has links
        if not path.exists():
            aside.rename(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _clear(folder: Path) -> None:
    """Take away what downloads that were killed have left."""
    for path in folder.glob(f"{ASIDE}-*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_S:
                path.unlink()


_lock = threading.Lock()
_downloads: dict[tuple[Path, ...], Download] = {}


def latest(data: KerasData) -> Download | None:
    """The download of this data that is under way or came to an end last, whoever asked for it."""
    return _downloads.get(_key(data))


def begin(data: KerasData) -> Download:
    """Fetch what is missing of it. Who asks while it is under way gets the same download."""
    with _lock:
        download = _downloads.get(_key(data))
        if download is None or download.is_done:
            download = _downloads[_key(data)] = Download(data)
            threading.Thread(target=download.run, name=f"download of {data.loader}", daemon=True).start()
        return download


def _key(data: KerasData) -> tuple[Path, ...]:
    return tuple(file.path for file in data.files)
