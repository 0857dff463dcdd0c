"""Pictures saved as one SVG file, as they stand in the browser: scrubbed, dragged, in the visitor's colours.

Streamlit's own menu at a chart saves it as PNG and knows no SVG. The browser has drawn the picture as SVG already, so
it is only copied; nothing is asked of a server. A chart with so many points that Streamlit paints it on a canvas goes
into the file as that painting.
"""

from components.browser import component

_component = component("svg")


def button(label: str, name: str, key: str) -> None:
    """A button that saves the pictures around it under this file name."""
    _component(data={"label": label, "name": name}, key=key, width="content", height="content")
