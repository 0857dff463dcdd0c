"""Fetching Keras's files: from a server of this machine. What is wrong is told, and no other file is touched."""

import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cache import keras_downloads
from cache.keras_downloads import ASIDE, PIECE, begin, latest
from lab.data.keras_files import CIFAR10, KerasData, KerasFile

CONTENT = bytes(range(256)) * 4096
OTHER = b"labels"


class Handler(BaseHTTPRequestHandler):
    """/good, /other, /short (ends early), /wrong (another content), /slow (waits for `go_on` in the middle)."""

    asked_for: list[str]
    go_on: threading.Event

    def do_GET(self):
        self.asked_for.append(self.path)
        if self.path == "/gone":
            self.send_error(404)
            return
        content = {"/other": OTHER, "/wrong": CONTENT[::-1], "/long": CONTENT * 3}.get(self.path, CONTENT)
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            half = len(content) // 2
            self.wfile.write(content[:half])
            if self.path == "/short":
                return
            if self.path == "/slow":
                self.wfile.flush()
                self.go_on.wait(20)
            self.wfile.write(content[half:])
        except OSError:
            pass  # nobody listens any more

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A server, and a Keras home that is empty. `server("/good", …)` is a data set of files that come from there."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("no_proxy", "*")
    handler = type("Its", (Handler,), {"asked_for": [], "go_on": threading.Event()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as its:
        threading.Thread(target=its.serve_forever, daemon=True).start()

        def data(*paths):
            contents = {"/other": OTHER}
            files = []
            for path in paths:
                content = contents.get(path, CONTENT)
                url = f"http://127.0.0.1:{its.server_port}{path}"
                files.append(KerasFile(f"set{path}", hashlib.sha256(content).hexdigest(), len(content), url))
            return KerasData("made_up", CIFAR10.counts, tuple(files))

        data.handler = handler
        yield data
        handler.go_on.set()
        its.shutdown()


def names(data):
    return sorted(path.name for path in data.path.parent.glob("*")) if data.path.parent.exists() else []


def leftovers(data):
    return [name for name in names(data) if name.startswith(ASIDE)]


def test_files_come_under_their_names_and_are_whole(server):
    data = server("/good", "/other")
    download = begin(data)
    assert download.wait(20)
    assert download.problem is None
    assert download.fetched == download.size == len(CONTENT) + len(OTHER)
    assert names(data) == ["good", "other"]
    data.check()


def test_a_file_that_is_there_is_never_touched_whatever_it_is(server):
    data = server("/good", "/other")
    data.path.parent.mkdir(parents=True)
    data.path.write_bytes(b"mine")
    assert begin(data).wait(20)
    assert data.path.read_bytes() == b"mine"
    assert server.handler.asked_for == ["/other"]


def test_a_file_that_appears_meanwhile_stays(server):
    data = server("/slow")
    download = begin(data)
    while not download.fetched:
        time.sleep(0.01)
    data.path.write_bytes(b"mine")
    server.handler.go_on.set()
    assert download.wait(20)
    assert data.path.read_bytes() == b"mine"
    assert leftovers(data) == []


def test_two_who_ask_at_once_download_once(server):
    data = server("/slow")
    downloads = [begin(data) for _ in range(3)]
    assert downloads[0] is downloads[1] is downloads[2] is latest(data)
    server.handler.go_on.set()
    assert downloads[0].wait(20)
    assert server.handler.asked_for == ["/slow"]
    assert data.is_there


def test_it_says_how_far_it_is_and_can_be_cancelled(server):
    data = server("/slow")
    download = begin(data)
    while download.fetched < PIECE:
        time.sleep(0.01)
    assert 0 < download.fetched < download.size
    assert download.seconds_left is not None
    assert download.seconds_left > 0
    assert len(leftovers(data)) == 1
    download.cancel()
    server.handler.go_on.set()
    assert download.wait(20)
    assert names(data) == []
    assert download.problem is None
    again = begin(data)
    assert again is not download
    assert again.wait(20)
    assert data.is_there


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/short", r"is not the published one \(524,288 bytes instead of 1,048,576"),
        ("/wrong", "a different checksum"),
        ("/long", "is not the published one"),
        ("/gone", "could not be fetched from .*Not Found.*fetch it elsewhere and put it into"),
    ],
)
def test_what_is_wrong_is_told_and_thrown_away_and_nothing_else_is(server, path, said):
    data = server(path)
    data.path.parent.mkdir(parents=True)
    (data.path.parent / "neighbour").write_bytes(b"mine")
    download = begin(data)
    assert download.wait(20)
    with pytest.raises(type(download.problem), match=said):
        raise download.problem
    assert names(data) == ["neighbour"]


def test_without_a_network_it_is_told_what_to_do(server):
    file = KerasFile("set/good", "0" * 64, 5, "http://127.0.0.1:9/good")
    download = begin(KerasData("made_up", CIFAR10.counts, (file,)))
    assert download.wait(20)
    assert "Without a network, fetch it elsewhere and put it into" in str(download.problem)
    assert str(file.path.parent) in str(download.problem)


def test_a_server_that_falls_silent_is_given_up(server, monkeypatch):
    monkeypatch.setattr(keras_downloads, "TIMEOUT_S", 0.2)
    data = server("/slow")
    download = begin(data)
    assert download.wait(20)
    assert "timed out" in str(download.problem)
    assert names(data) == []


def test_a_folder_that_cannot_be_written_to_is_told(server, tmp_path):
    (tmp_path / "home").write_text("a file in the place of the folder")
    download = begin(server("/good"))
    assert download.wait(20)
    assert "cannot be written to" in str(download.problem)


def test_what_a_killed_server_left_goes_with_the_next_download(server):
    import os

    data = server("/good")
    data.path.parent.mkdir(parents=True)
    old, young = (data.path.parent / f"{ASIDE}-{name}" for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert begin(data).wait(20)
    assert leftovers(data) == [young.name]
