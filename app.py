"""The front door: page set-up, navigation, run. The same file is the server, so that workers start and end with it."""

import streamlit as st

from cache.workers import lifespan
from components.frame import apologize, navigate

if __name__ == "__main__":  # a visitor's session: Streamlit runs this file as its main script
    navigate()
else:  # the server, which imports it once
    app = st.App(__file__, lifespan=lifespan, on_script_error=apologize)
