"""A server of the dashboard and a browser, for the tests and benchmarks that need both."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
QUIET = "[data-testid='stApp'][data-test-script-state='notRunning']"
"""What the page matches while no script runs for it."""


@dataclass(frozen=True)
class Server:
    url: str
    process: subprocess.Popen


@contextmanager
def served(script: Path = ROOT / "app.py") -> Iterator[Server]:
    """`streamlit run` of a script on a free port; it is ready when this begins, and ended with it."""
    with starting(script) as server:
        wait_for(server)
        yield server


@contextmanager
def starting(script: Path) -> Iterator[Server]:
    """The same, but still on its way up."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true", f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.fileWatcherType=none", "--browser.gatherUsageStats=false"]
    with TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=script.parent, stdout=log, stderr=log, env={**os.environ})
        try:
            yield Server(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(server: Server, seconds: float = 60) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError("the server does not answer")
