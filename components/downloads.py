"""The offer to fetch Keras's files: a button with their size, progress, and what to do without a network."""

import streamlit as st

from cache import keras_downloads
from cache.keras_downloads import Download
from components import frame
from components.language import t
from components.waiting import LOOK_EVERY
from lab.data.keras_files import KerasData
from lab.problems import Problem


def offer(source: KerasData | None, problem: Problem, key: str) -> None:
    """Why the files cannot be taken, and, where they are missing, the offer to fetch them, or how far that is.

    `source` is None where the problem is about something else; `key` tells apart several offers on one page. When the
    files have come the page runs again.
    """
    if source is None or source.is_there:  # damaged, or in a folder that cannot be written to: nothing to fetch
        frame.tell(problem)
        return
    download = keras_downloads.latest(source)
    if download is not None and not download.is_done:
        _growing(download, key)
        return
    frame.tell(problem)
    if download is not None and download.problem:
        frame.tell(download.problem)
    elif download is not None and download.is_cancelled:
        st.caption(t("The download was cancelled, and what had arrived was deleted."))
    name = t("Download {megabytes:.1f} MB", megabytes=sum(f.size for f in source.files if not f.is_there) / 1e6)
    help = t(
        "From Keras's own source into Keras's folder, for everybody on this server. The file is checked before it "
        "is used."
    )
    icon = ":material/download:"
    st.button(name, key=f"fetch_{key}", icon=icon, help=help, on_click=_begin, args=(source,))
    with st.expander(t("Or by hand")):
        st.code(source.command, language="bash", wrap_lines=True)


def _begin(source: KerasData) -> None:
    keras_downloads.begin(source)


def _growing(download: Download, key: str) -> None:
    """How much has come and how long it will take, again and again, with a button that cancels it."""

    @frame.fragment(run_every=LOOK_EVERY)
    def grow() -> None:
        if download.is_done:
            st.rerun()
        figures = {"name": download.data.loader, "done": download.fetched / 1e6, "all": download.size / 1e6}
        text = t("{name}: {done:.1f} of {all:.1f} MB", **figures)
        left = download.seconds_left
        if left is not None:
            text += " · " + t("about {seconds:.0f} s left", seconds=max(1.0, left))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(min(1.0, download.fetched / max(1, download.size)), text)
            help = t("Stops the download for everybody; what has arrived is deleted.")
            st.button(t("Cancel"), key=f"cancel_{key}", icon=":material/close:", on_click=download.cancel, help=help)

    grow()
