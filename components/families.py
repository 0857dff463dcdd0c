"""A setting that is dragged: its marks are trained together, and the live view goes from one to the other at once.

The view asks for a family when its slider is touched, not before. The trainings come nearest mark first, and the page's
own slider follows when the finger is lifted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import streamlit as st

from cache.answers import asked
from components import frame, glossary, language, theme, waiting
from components.browser import live
from components.browser.live import stories
from components.language import t
from lab.experiments import Training, evenly
from lab.problems import Problem
from lab.settings import Number, Settings, rule
from lab.stacks.shapes import report
from lab.traces import Trace

MOST_SEEDS = 20
LEAST_MOMENTS, MOST_MOMENTS, MOST_VALUES = 4, 24, 60_000
"""Of each member so many moments are kept; of all of them together so many weights are sent."""
Kind = TypeVar("Kind", bound=Settings)


@dataclass(frozen=True)
class Family(Generic[Kind]):
    """The runs that differ from `settings` in the setting `name` alone, one at each of its marks. `lesson` begins its
    key in session and link, `train` says which training a settings value means."""

    lesson: str
    settings: Kind
    name: str
    train: Callable[[Kind], Training]

    @property
    def marks(self) -> list[Any]:
        its = rule(type(self.settings), self.name)
        assert isinstance(its, Number)
        return list(range(MOST_SEEDS)) if self.name.endswith("seed") else its.marks()

    @property
    def at(self) -> int:
        """The place of the mark nearest to where the setting stands."""
        marks, now = self.marks, getattr(self.settings, self.name)
        return min(range(len(marks)), key=lambda place: abs(marks[place] - now))

    def member(self, place: int) -> Kind:
        return replace(self.settings, **{self.name: self.marks[place]})

    def holds(self, settings: Kind) -> bool:
        """Whether these settings differ in nothing else."""
        return replace(settings, **{self.name: getattr(self.settings, self.name)}) == self.settings

    def places(self) -> list[int]:
        """The marks' places in the order in which they are trained: the nearest first."""
        at = self.at
        return sorted(range(len(self.marks)), key=lambda place: abs(place - at))

    def trainings(self) -> tuple[Training, ...]:
        """The trainings in that order, each with as many moments as can be sent of all."""
        found = [self.train(self.member(place)) for place in self.places()]
        values = len(found) * report((2,), found[0].layers).parameters
        moments = evenly(found[0].epochs, min(MOST_MOMENTS, max(LEAST_MOMENTS, MOST_VALUES // values)))
        return tuple(replace(each, snapshots=moments) for each in found)


def offer(families: Sequence[Family[Kind]], key: str, tell: Callable[[Trace, Kind], stories.Story]) -> stories.Drag:
    """What can be dragged in the view `key`, with those runs of the chosen family that are there by now.

    `tell` makes a run's story of its trace and settings.
    """
    by_name = {family.name: family for family in families}
    wanted: Family[Kind] | None = st.session_state.get(f"_family_{key}")
    if wanted is not None and not (wanted.name in by_name and wanted.holds(by_name[wanted.name].settings)):
        wanted = None
    return stories.Drag(
        [
            stories.Dragged(
                family.name,
                t(glossary.look_up(type(family.settings), family.name).label),
                [glossary.describe(type(family.settings), family.name, mark) for mark in family.marks],
                family.at,
            )
            for family in families
        ],
        wanted.name if wanted else "",
        str(hash(wanted)) if wanted else "",
        members(wanted, key, tell) if wanted else {},
        lambda: want(by_name, key),
        lambda: put(by_name, key),
    )


def members(family: Family[Kind], key: str, tell: Callable[[Trace, Kind], stories.Story]) -> dict[int, dict[str, Any]]:
    """What the browser needs of each run that is there, by its mark's place; the page looks again until all are."""
    answer = asked("families:trained", family.trainings())
    try:
        traces = answer.result(waiting.ANSWER)
    except TimeoutError:
        traces = answer.so_far or ()
    except Problem as problem:
        frame.tell(problem)
        return {}
    kind = family, language.current(), theme.is_dark()
    memory = st.session_state.setdefault(f"_members_{key}", {})
    if memory.get("kind") != kind:
        memory.clear()
        memory.update(kind=kind, parts={})
    for place, trace in zip(family.places(), traces, strict=False):
        if place not in memory["parts"]:
            memory["parts"][place] = live.moments_of(tell(trace, family.member(place)))
    if len(traces) < len(family.marks):
        said = t("training {done} of {count} runs …", done=len(traces), count=len(family.marks))
        waiting.look_again(lambda: answer.done() or len(answer.so_far or ()) > len(traces), said)
    return dict(memory["parts"])


def want(families: dict[str, Family[Kind]], key: str) -> None:
    """The slider in the view has been touched: train its family."""
    state: Any = st.session_state.get(key) or {}
    wish = state.get("wants")
    name = wish.get("name") if isinstance(wish, dict) else None
    if isinstance(name, str) and name in families:
        st.session_state[f"_family_{key}"] = families[name]


def put(families: dict[str, Family[Kind]], key: str) -> None:
    """The slider in the view was let go: the page's own follows. What is no mark is not heard."""
    state: Any = st.session_state.get(key) or {}
    wish = state.get("dragged")
    name, place = (wish.get("name"), wish.get("place")) if isinstance(wish, dict) else (None, None)
    if isinstance(name, str) and name in families and type(place) is int and 0 <= place < len(families[name].marks):
        family = families[name]
        st.session_state[f"{family.lesson}_{name}"] = family.marks[place]
