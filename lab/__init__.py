"""The science of the dashboard: importable in a notebook, without Streamlit and without a web page."""
