"""A picture that a visitor uploads: what was wrong with the last file is told, and the one from before stays."""

import streamlit as st

from components import frame
from components.language import t
from lab.data import small_pictures
from lab.data.small_pictures import Picture
from lab.problems import Problem


def ask(key: str) -> Picture | None:
    """The upload, and the picture that was uploaded last and could be read."""
    st.file_uploader(
        t("Upload a picture"),
        list(small_pictures.EXTENSIONS),
        key=f"uploaded_{key}",
        help=t("PNG, JPEG, GIF, BMP or WebP. It is scaled down, kept for this session only, and is not in the link."),
        max_upload_size=small_pictures.MOST_BYTES // 1_000_000,
        on_change=_receive,
        args=(key,),
    )
    if f"_{key}_refused" in st.session_state:
        frame.tell(st.session_state[f"_{key}_refused"])
    return picture(key)


def picture(key: str) -> Picture | None:
    """The picture of this session, where there is one."""
    return st.session_state.get(f"_{key}_picture")


def _receive(key: str) -> None:
    """Read the file that has come; one that cannot be read takes nothing away."""
    file = st.session_state.get(f"uploaded_{key}")
    st.session_state.pop(f"_{key}_refused", None)
    if file is None:
        return
    try:
        st.session_state[f"_{key}_picture"] = small_pictures.read(file.name, file.getvalue())
    except Problem as problem:
        st.session_state[f"_{key}_refused"] = problem
