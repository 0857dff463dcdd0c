"""What every lesson stands in: navigation, language, title and goal, presets, the prose around it, and its limits."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial, wraps
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitDuplicateElementKey

from cache import server, workers
from components import browser, catalogue, controls, language, link, prose, theme
from components.catalogue import LESSONS
from components.language import t
from components.markdown import quote
from lab.problems import Problem
from lab.settings import Choice

PAGES = Path(__file__).parent.parent / "pages"
Presets = Mapping[str, Mapping[str, Any]]
"""By the button's label, the values that it puts."""
MOST_PRESETS = 4
"""So many stand in a line at 1280 pixels."""
BEGUN, HERE, LOGGED = "_begun", "_lesson", "_logged"
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#D55E00"/>
<path d="M5.4 5.4a15 15 0 0 0 21.2 21.2z" fill="#0072B2"/><path d="M4 4 28 28" stroke="#FFF" stroke-width="3"/></svg>"""
"""A plane cut by a neuron's line. It comes with the page: an icon of Streamlit's set would be fetched from the net."""
_log = logging.getLogger(__name__)


def navigate() -> None:
    """The whole site for one visitor: menu, language, and the page that the address asks for."""
    _set_up()
    st.session_state[BEGUN] = True
    st.html(theme.style())
    with st.sidebar:
        language.switch()
        st.html(theme.keys(), unsafe_allow_javascript=True)
        st.html(browser.code("live"), unsafe_allow_javascript=True)
    with calm("page"):
        _menu().run()
    server.page_is_out()


def _set_up() -> None:
    st.set_page_config(page_title="See It Learn", page_icon=ICON, layout="wide", initial_sidebar_state=240)


def _menu():
    """Home and the lessons."""
    home = st.Page(PAGES / "home.py", title=t("Home"), icon=":material/home:", default=True)
    return st.navigation([home, *(page_of(lesson) for lesson in LESSONS)])


def page_of(lesson: catalogue.Lesson):
    """The page of a lesson, for the menu and for links to it. Its title comes from its prose."""
    text = prose.read(lesson.name, language.current())
    return st.Page(PAGES / f"{lesson.name}.py", title=text.title, icon=lesson.icon, help=text.question)


@dataclass
class Lesson:
    """The lesson that a page teaches: its name, its prose in the visitor's language, and the places for what is said at
    its top and of its limits."""

    name: str
    text: prose.Prose
    notices: Any
    limits: Any = field(default_factory=nullcontext)

    def part(self, name: str) -> prose.Part:
        return self.text.parts[name]

    def read(self, name: str) -> None:
        """Show a part of the prose under its heading."""
        part = self.part(name)
        st.subheader(part.title, anchor=False)
        st.markdown(part.body)

    def explain(self, name: str) -> Any:
        """A part of the prose that opens when asked for; what comes back is the place under it."""
        part = self.part(name)
        place = st.expander(part.title, icon=":material/lightbulb:")
        place.markdown(part.body)
        return place

    def presets(self, choices: Presets) -> None:
        """Buttons that put settings, and one that puts them all back to their defaults. More than four open from
        a button of their own."""
        with st.container(horizontal=True, vertical_alignment="center", key=f"presets_{self.name}", gap="small"):
            st.markdown(f"**{t('Try this')}**", width="content")
            self._buttons(choices, range(len(choices))[:MOST_PRESETS])
            if len(choices) > MOST_PRESETS:
                with st.popover(t("more"), width="content", key=f"more_{self.name}"):
                    self._buttons(choices, range(len(choices))[MOST_PRESETS:])
            st.button(
                t("Reset"),
                key=f"reset_{self.name}",
                icon=":material/restart_alt:",
                type="tertiary",
                help=t("Back to the start of the lesson"),
                on_click=controls.put,
                args=({}, self.name),
            )

    def _buttons(self, choices: Presets, numbers: range) -> None:
        for number, (label, values) in list(enumerate(choices.items()))[numbers.start : numbers.stop]:
            key, icon = f"preset_{self.name}_{number}", ":material/play_arrow:"
            st.button(label, key=key, on_click=controls.put, args=(values, self.name), icon=icon)

    def teach(
        self, parts: Mapping[str, tuple[str, Any]], help: str, presets: Mapping[str, Presets] | None = None
    ) -> None:
        """The choice between the lesson's parts, and the part that was chosen.

        `parts`: name in the link → label, and the module whose `show(lesson)` teaches it; below it stands the part's
        prose, with what `why(lesson)` adds where the module has it. The first part is the default.
        `presets` are those of each part, where a lesson has too many to show them all at once.
        """
        above = st.container()
        labels = {name: t(label) for name, (label, _) in parts.items()}
        key, rule, label = f"{self.name}_part", Choice(tuple(parts)), t("Part of the lesson")
        chosen = controls.ask(
            key, rule, next(iter(parts)), label, help, labels=labels, side_by_side=True, label_visibility="collapsed"
        )
        if presets:
            with above:
                self.presets(presets[chosen])
        part = parts[chosen][1]
        with calm(f"{self.name}_{chosen}"):
            part.show(self)
        why, self.limits = st.tabs([t("Why"), self.part("limits").title])
        with why, calm(f"{self.name}_{chosen}_why"):
            self.read(chosen)
            if hasattr(part, "why"):
                part.why(self)

    def end(self) -> None:
        """Where the lesson stops being true; and at the top, what was wrong with the link, which is known only now."""
        with self.limits:
            st.markdown(self.part("limits").body)
        if troubles := link.troubles():
            self.notices.warning("\n\n".join(map(quote, troubles)), icon=":material/link_off:")
        server.page_is_out()


def begin(name: str) -> Lesson:
    """The first line of every page.

    Until somebody has been through `app.py`, Streamlit runs a page that is asked for directly without it, with a menu
    of its own. Then the real menu is set up and the page runs again, with what the link says.
    """
    server.page_begins()
    if not st.session_state.get(BEGUN):
        st.session_state[BEGUN] = True
        _set_up()
        _menu()
        st.rerun()
    if st.session_state.get(HERE) != name:
        st.session_state[HERE] = name
        link.arrive()
    link.look()
    text = prose.read(name, language.current())
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.title(text.title, anchor=False, width="content")
        st.markdown(text.question, width="stretch")
    return Lesson(name, text, st.container())


@contextmanager
def beside(key: str):
    """Controls in the left third, pictures in the right two thirds; on a phone pictures come first. Yields both."""
    with st.container(key=f"lesson_{key}"):
        left, right = st.columns([2, 5], gap="medium")
        yield left.container(key=f"controls_{key}"), right.container(key=f"pictures_{key}")


@contextmanager
def calm(place: str) -> Iterator[None]:
    """What goes wrong inside is told in its place, and what comes after it goes on.

    A `Problem` says what to do instead. Anything else is a mistake of ours: it is logged, and may be tried again.
    `place` is its name, one for each on a page.
    """
    try:
        yield
    except Problem as problem:
        tell(problem)
    except Exception as error:
        apologize(error, place)


def apologize(error: Exception, place: str = "app") -> bool:
    """Log an error that nobody foresaw, once for each visitor and place, and say so. True: nothing more is to be shown.

    The server calls it, too, for what goes wrong between pages and in what a button calls.
    """
    logged = st.session_state.setdefault(LOGGED, {})
    if logged.get(place) != repr(error):
        logged[place] = repr(error)
        _log.error("something went wrong in %s", place, exc_info=error)
    st.info(
        t("Something went wrong here, and it is written down. What you have set is still there."),
        icon=":material/healing:",
    )
    with suppress(StreamlitDuplicateElementKey):
        st.button(t("Try again"), key=f"again_{place}", icon=":material/refresh:", on_click=logged.clear)
    return True


def fragment(function: Callable | None = None, *, run_every: float | None = None) -> Any:
    """Streamlit's fragment, in which what goes wrong is told in its place: it runs alone, and nobody else could."""
    if function is None:
        return partial(fragment, run_every=run_every)

    @wraps(function)
    def inside(*args: Any, **more: Any) -> Any:
        named = [arg for arg in args if isinstance(arg, str)]
        with calm("_".join([function.__module__, function.__qualname__, *named])):
            return function(*args, **more)

    return st.fragment(inside, run_every=run_every)


def tell(problem: Problem) -> None:
    """A problem, as a calm sentence. What it quotes, such as a formula, is shown as it was written."""
    st.warning(quote(language.translate(problem)), icon=":material/info:")


def warming_up() -> None:
    """Said where a training is asked for before a worker is ready."""
    if not workers.are_warm():
        st.info(
            t("TensorFlow is warming up; this takes a few seconds after the server starts."),
            icon=":material/hourglass_top:",
        )
