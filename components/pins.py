"""Up to four runs that are held beside each other, A to D. They stand in the link, so that it repeats the comparison.

A run is one value of a settings class. In the link it is what differs from the defaults, `units:3,learning_rate:0.5`;
runs are parted by semicolons, and a run that is all defaults is a hyphen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote, unquote

import streamlit as st

from cache.trainings import kept
from components import comparing, controls, frame, glossary, link, markdown, theme
from components.charts.runs import SHAPES
from components.language import t
from lab.comparisons import MANY_SEEDS, differences, with_many_seeds
from lab.experiments import Training
from lab.problems import Problem
from lab.settings import Choice, Flag, Settings, Text, default, rules

LETTERS = "ABCD"
LINE = Text(4000)
DEFAULTS = "-"
Kind = TypeVar("Kind", bound=Settings)


@dataclass(frozen=True)
class Run(Generic[Kind]):
    """A run of the comparison. `letter` is empty, and `colour` that of ink, for the present one that is not held."""

    letter: str
    colour: str
    settings: Kind
    name: str

    @property
    def title(self) -> str:
        """Letter and name, for legends."""
        return f"{self.letter} · {self.name}" if self.letter else self.name

    @property
    def short(self) -> str:
        """The letter alone, for tables that say the settings anyway."""
        return self.letter or t("now")


def line(runs: Sequence[Settings]) -> str:
    """The runs as they stand in the link.

    >>> from lab.lessons.perceptron.hidden import HiddenSettings
    >>> line([HiddenSettings(), HiddenSettings(units=3, learning_rate=0.5)])
    '-;units:3,learning_rate:0.5'
    """
    return ";".join(_write(run) for run in runs)


def _write(run: Settings) -> str:
    kind = type(run)
    texts = {name: rule.write(getattr(run, name)) for name, rule in rules(kind).items()}
    changed = {name: text for name, text in texts.items() if getattr(run, name) != default(kind, name)}
    return ",".join(f"{name}:{quote(text, safe='')}" for name, text in changed.items()) or DEFAULTS


def read(kind: type[Kind], text: str) -> tuple[Kind, ...]:
    """The runs of a line; `Problem` for one that cannot be, or for more than four.

    >>> from lab.lessons.perceptron.hidden import HiddenSettings
    >>> [run.units for run in read(HiddenSettings, "-;units:3")]
    [2, 3]
    """
    parts = [part for part in text.split(";") if part]
    if len(parts) > len(LETTERS):
        raise Problem("{count} runs are held; the limit is {most}", count=len(parts), most=len(LETTERS))
    return tuple(_read(kind, part) for part in parts)


def _read(kind: type[Kind], part: str) -> Kind:
    values: dict[str, Any] = {}
    for pair in part.split(",") if part != DEFAULTS else ():
        name, _, raw = pair.partition(":")
        if name not in rules(kind):
            raise Problem(
                "{name} is not a setting here; the settings are {known}", name=name[:40], known=", ".join(rules(kind))
            )
        values[name] = rules(kind)[name].take(glossary.short(kind, name), unquote(raw))
    return kind(**values)


def held_runs(lesson: str, kind: type[Kind]) -> tuple[Kind, ...]:
    """The runs that are held now. A link that cannot be read is told until others are held, and then there are none."""
    key, trouble = f"{lesson}_pins", f"{lesson}_pins_trouble"
    text, runs = link.take(key, LINE, ""), tuple[Kind, ...]()
    if text:
        try:
            runs, st.session_state[trouble] = read(kind, text), None
        except Problem as problem:
            told = "the runs in the link cannot be read, so none are held; the reason: {reason}"
            st.session_state[key], st.session_state[trouble] = "", Problem(told, reason=problem)
    if st.session_state.get(trouble):
        frame.tell(st.session_state[trouble])
    link.keep(key, LINE, line(runs), "")
    return runs


def runs_to_compare(lesson: str, now: Kind) -> list[Run[Kind]]:
    """The held runs, and last the present one where it is none of them. Each is named by what is different about it."""
    settings = [*held_runs(lesson, type(now))]
    letters = [*LETTERS[: len(settings)]]
    if now not in settings:
        settings, letters = [*settings, now], [*letters, ""]
    colours = [theme.RUNS[LETTERS.index(letter)] if letter else theme.ink() for letter in letters]
    names = [", ".join(map(" ".join, run.items())) or t("this run") for run in peculiarities(settings)]
    return [Run(*each) for each in zip(letters, colours, settings, names, strict=True)]


def peculiarities(runs: Sequence[Settings]) -> list[dict[str, str]]:
    """What is different about each run, setting by setting, in words."""
    its = {name: glossary.short(type(runs[0]), name) for name in differences(runs)}
    return [
        {label: glossary.describe(type(run), name, getattr(run, name)) for name, label in its.items()} for run in runs
    ]


def bar(lesson: str, now: Kind) -> list[Run[Kind]]:
    """The button that holds the present run, and the held ones, each to be shown again or let go. The runs come back.

    `lesson` is the beginning of the settings' keys.
    """
    runs = runs_to_compare(lesson, now)
    held_ones = [run for run in runs if run.letter]
    with st.container(horizontal=True, vertical_alignment="center", key=f"pins_{lesson}", gap="small"):
        full, there = len(held_ones) == len(LETTERS), now in [run.settings for run in held_ones]
        help = t(
            "Keeps this run, so that others can be laid beside it; up to {most}. They are part of the link.",
            most=len(LETTERS),
        )
        st.button(
            t("Hold this run"),
            key=f"pin_{lesson}",
            icon=":material/keep:",
            help=help,
            on_click=_put,
            args=(lesson, [run.settings for run in held_ones] + [now]),
            disabled=full or there,
        )
        for run in held_ones:
            _chip(lesson, run, [other.settings for other in held_ones if other is not run])
    return runs


def ask_shown(lesson: str, runs: Sequence[Run]) -> str:
    """Whether the present run alone is shown, "run", or all of them side by side, "runs"."""
    names = {"run": t("This run"), "runs": t("Side by side ({count})", count=len(runs))}
    help = t("One run with its epochs, or all held runs and the present one.")
    key, rule, label = f"{lesson}_shown", Choice(("run", "runs")), t("Pictures")
    return controls.ask(key, rule, "run", label, help, labels=names, label_visibility="collapsed")


def _chip(lesson: str, run: Run, others: list[Settings]) -> None:
    """A held run: its letter in its colour, its name, which shows it again, and a cross that lets it go."""
    with st.container(horizontal=True, vertical_alignment="center", width="content", gap="xsmall"):
        st.html(f'<span class="run" style="background:{run.colour}">{run.letter}</span>', width="content")
        st.button(
            markdown.quote(run.name),
            key=f"pin_{lesson}_{run.letter}",
            type="tertiary",
            help=t("Set the controls to this run"),
            on_click=_show,
            args=(lesson, run.settings),
        )
        name = t("Let go of run {letter}", letter=run.letter)
        args = (lesson, others)
        st.button("✕", key=f"unpin_{lesson}_{run.letter}", type="tertiary", help=name, on_click=_put, args=args)


def _put(lesson: str, runs: list[Settings]) -> None:
    st.session_state[f"{lesson}_pins"] = line(runs)


def _show(lesson: str, run: Settings) -> None:
    for name in rules(type(run)):
        st.session_state[f"{lesson}_{name}"] = getattr(run, name)


def many(lesson: str) -> bool:
    """Whether every run is to be trained from ten seeds."""
    text = "Trains every run from {count} seeds: a line for the middle one, a band for all of them."
    label, help = t("{count} seeds", count=MANY_SEEDS), t(text, count=MANY_SEEDS)
    return controls.ask(f"{lesson}_many", Flag(), False, label, help)


def entrants(
    runs: Sequence[Run[Kind]], training: Callable[[Kind], Training], *, many: bool = False
) -> list[comparing.Entrant]:
    """The runs for `comparing.show`: `training` says which training a settings value means."""
    shapes, made = dict(zip(LETTERS, SHAPES, strict=False)), []
    for run, settings in zip(runs, peculiarities([run.settings for run in runs]), strict=True):
        alone, shape = training(run.settings), shapes.get(run.letter, SHAPES[-1])
        trainings = tuple(map(kept, with_many_seeds(alone) if many else (alone,)))
        made.append(comparing.Entrant(run.title, run.colour, shape, trainings, settings, run.short))
    return made
