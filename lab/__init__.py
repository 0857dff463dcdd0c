"""The science of the dashboard: importable in a notebook, without Streamlit and without a web page."""


def warm_up() -> None:
    """What a worker does before its first task: import TensorFlow, which takes seconds, at a lower priority than the web."""
    import contextlib
    import os

    with contextlib.suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(5)
    from lab.training import runs

    runs.rehearse()


def awake() -> bool:
    """A task that does nothing: its answer says that the worker has warmed up."""
    return True
