"""The front door: page set-up, navigation, run. The same file is the server, so that workers start and end with it."""

from functools import partial
from pathlib import Path

import streamlit as st

from cache.server import lifespan
from components.frame import apologize, navigate

ROOT = Path(__file__).parent

if __name__ == "__main__":  # a visitor's session: Streamlit runs this file as its main script
    navigate()
else:  # the server, which imports it once
    parts = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in ROOT.glob("pages/parts/*/*.py")]
    app = st.App(__file__, lifespan=partial(lifespan, modules=sorted(parts)), on_script_error=apologize)
