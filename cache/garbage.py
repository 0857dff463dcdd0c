"""Python's garbage in the web process.

Streamlit would collect all of it after every run of every visitor, while all others wait (`runner.postScriptGC`). Here
Python collects it by its own thresholds, and what is there for good is not looked at.
"""

import gc


def freeze() -> None:
    """Take what has been imported out of every later collection: it lives as long as the server.

    To call once, after the imports. The second look starts Python's count anew: a full collection waits until what is
    new is a quarter of what the last one found.
    """
    gc.collect()
    gc.freeze()
    gc.collect()
