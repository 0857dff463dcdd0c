"""The science of the dashboard: importable in a notebook, without Streamlit and without a web page."""

import contextlib
import logging
import os
import sys


def warm_up() -> None:
    """What a worker does before its first task: import TensorFlow, which takes seconds, at a lower priority than the web."""
    with contextlib.suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(5)
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    with quiet():
        from lab.training import runs

        runs.rehearse()


@contextlib.contextmanager
def quiet():
    """Keep away what TensorFlow's libraries write to the console before anybody can ask them not to."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def awake() -> bool:
    """A task that does nothing: its answer says that the worker has warmed up."""
    return True
