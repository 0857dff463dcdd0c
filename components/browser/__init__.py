"""What runs in the browser: a folder for each component, with a thin Python module and its .js, .css and .html.

The files are read when the module is imported, and go to the browser inline: nothing is fetched. `shared.css` holds
what buttons and lists look like in all of them.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).parent


def read(name: str) -> str:
    """A file of this folder, such as `svg/svg.js`, as text; what a file that does not exist says is nothing."""
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def script(name: str) -> str:
    """The module of a component: the files that it is made of, and last the one of its own name, which mounts it.

    They are one module in the end, so that they need not import each other, and each can export what tests try.
    """
    own = FOLDER / name / f"{name}.js"
    parts = sorted(path for path in own.parent.glob("*.js") if path != own)
    return "\n".join(read(f"{name}/{path.name}") for path in (*parts, own))


def css(name: str) -> str:
    """The style of a component: what all share, then its own."""
    return read("shared.css") + read(f"{name}/{name}.css")


def component(name: str) -> Callable:
    """The component of the folder `name`, registered with Streamlit; it is mounted by calling it."""
    return st.components.v2.component(
        f"see_it_learn_{name}", html=read(f"{name}/{name}.html"), css=css(name), js=script(name)
    )


def light_component(name: str) -> Callable:
    """The same, without its code: Streamlit sends that again with every change of the data. It comes by `code`."""
    return st.components.v2.component(
        f"see_it_learn_{name}", html="<div class='code'></div>", js=page_script("loader", name)
    )


@cache
def code(name: str) -> str:
    """A script for the page: the code of a light component, and what it fills its place with."""
    place = f"<style>{css(name)}</style>{read(f'{name}/{name}.html')}"
    text = page_script("code", name)
    # Streamlit's cleaner takes a script away that seems to have a tag in it.
    for word, its in (("PLACE", place), ("CODE", script(name))):
        text = text.replace(word, json.dumps(its).replace("<", "\\u003c"))
    return f"<script>{{{text}}}</script>"


def page_script(which: str, name: str) -> str:
    """A script of the page for the component `name`, with what both of them share."""
    return read("page/slot.js") + read(f"page/{which}.js").replace("NAME", name)
