"""The race: all optimizers down one surface from one start, and a slider that goes through their steps."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from cache import workers
from cache.answers import asked
from components import frame, theme, waiting
from components.charts import named
from components.charts.optimizers import paths, surfaces
from components.charts.optimizers.races import Looks
from components.language import t
from lab.experiments import evenly
from lab.lessons.optimizers.choices import OWN, race
from lab.lessons.optimizers.races import SWEEP_RATES, Path, Paths, RaceSettings
from lab.lessons.optimizers.surfaces import Surface, level_lines, levels
from lab.optimizers import OPTIMIZERS, OptimizerSettings, Slot
from lab.problems import Problem
from pages.parts.optimizers import controls, rule
from pages.parts.optimizers import scrub as optimizers_scrub
from pages.parts.optimizers import words as optimizers_words

MOST_FRAMES = 500
SIZE, NARROW_SIZE, ASIDE = 330, 225, 124


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("race") as (left, right):
        with left:
            optimizers_scrub.hear()
            settings, surface = controls.ask_surface()
            start = controls.ask_start(surface)
            shown = controls.ask_shown()
            racers = controls.ask_racers(shown, controls.surface_rates(surface))
            with st.expander(t("More")):
                num_steps = controls.ask_steps()
        with right:
            drawn_now = (surface, start, num_steps, shown, racers)
            scrub = optimizers_scrub.take(num_steps, start, evenly(num_steps, MOST_FRAMES)[1], drawn_now)
            st.markdown(f"$f(x, y) = {rule.surface_latex(surface.formula)}$")
            place, notes = st.container(), st.container()
            with notes:
                run = ask(surface, start, num_steps, racers)
            spec = picture(run, surface, settings.surface, start, scrub, shown, racers)
            alt = t("Level lines with the paths of the optimizers, their losses, and a slider over the steps")
            place.vega_lite_chart(spec, width="content", key=scrub.key, on_select="rerun", alt=alt)
            if run is not None:
                optimizers_words.tell(run, surface, shown, scrub.step)
            lesson.explain("picture")
    if run is not None:
        rule.show(lesson, run, shown, scrub.step)


def ask(
    surface: Surface, start: tuple[float, float], num_steps: int, racers: tuple[OptimizerSettings, ...]
) -> Paths | None:
    """The paths. Until they are there, or where they cannot be, None, and what is the matter stands on the page."""
    try:
        settings = race(surface, start, num_steps, racers)
    except Problem as problem:
        frame.tell(problem)
        return None
    future = asked("paths:paths", settings)
    spread(settings)
    found = waiting.answers([future], seconds=waiting.GLANCE)
    return None if found is None else found[0]


def spread(settings: RaceSettings) -> None:
    """Let the other workers compile a new formula, too, so that a slider never meets one that has not."""
    known = st.session_state.setdefault("_optimizers_formulas", set())
    if settings.formula not in known:
        known.add(settings.formula)
        for rate in SWEEP_RATES[: workers.NUM_WORKERS - 1]:
            asked("paths:sweep", settings, (rate,))


@lru_cache(maxsize=32)
def ground(surface: Surface) -> tuple[pd.DataFrame, str]:
    """The level lines, and the bands of height between them; made once."""
    height = controls.height_map(surface)
    lines = level_lines(height, surface.num_levels)
    points = {"line": lines.line, "order": lines.order, "x": lines.x, "y": lines.y}
    ranges = (surface.x_range, surface.y_range)
    return paths.level_table(points, ranges, SIZE), paths.bands(height.z, levels(height.z, surface.num_levels))


@lru_cache(maxsize=64)
def chart_spec(plan: surfaces.Plan) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(surfaces.race(plan))


def picture(
    run: Paths | None,
    surface: Surface,
    name: str,
    start: tuple[float, float],
    scrub: optimizers_scrub.Told,
    shown: tuple[str, ...],
    racers: tuple[OptimizerSettings, ...],
) -> dict[str, Any]:
    """Everything that moves with the slider; without paths, only the surface to be clicked."""
    narrow, offset = theme.is_narrow(), lowest(run, surface, name)
    size, ranges = NARROW_SIZE if narrow else SIZE, (surface.x_range, surface.y_range)
    frames = np.array(evenly(scrub.last, MOST_FRAMES))
    rows, looks = [paths.NOTHING], Looks(tuple(OPTIMIZERS), shown)
    slots = {racer.name: racer.optimizer.slots for racer in racers}
    for each, path in ((name, run.paths[name]) for name in shown) if run else ():
        seen = memory_of(slots[each], path, frames)
        rows.append(paths.step_table(each, frames, seen, ranges, size, offset))
    loss = t("loss (log)") if offset == 0 else t("loss − ({offset:.3g}) (log)", offset=offset)
    words = surfaces.Words(t("step"), loss, t("loss at the step"), t("root of the second\nmoment (log)"))
    second = tuple(each for each in shown if any(slot.power for slot in slots[each].values()))
    plan = surfaces.Plan(*ranges, looks, second, scrub.last, scrub.stride, words, theme.ink(), size, ASIDE, narrow)
    lost = {each: run.paths[each].diverged if run else None for each in shown}
    table = pd.concat(rows[1:] or rows, ignore_index=True)
    tables = paths.tables(ground(surface), surface.minima, start, table, lost)
    return named.filled(chart_spec(plan), tables, paths.values(table, scrub.begun))


def memory_of(slots: Mapping[str, Slot], path: Path, frames: np.ndarray) -> dict[str, np.ndarray]:
    """A path at some steps, as the picture wants it: the pull of its memory, and the root of its second moment.

    Paths that come from before an option was switched have not all slots.
    """
    nothing = np.full((len(frames), 2), np.nan)
    there = {name: slot for name, slot in slots.items() if name in path.slots}
    first = next((slot.pull * path.slots[name][frames] for name, slot in there.items() if slot.pull), nothing)
    sizes = (path.slots[name][frames] ** (1 / slot.power) for name, slot in there.items() if slot.power)
    second = next(sizes, nothing)
    return {"positions": path.positions[frames], "losses": path.losses[frames], "first": first, "second": second}


def lowest(run: Paths | None, surface: Surface, name: str) -> float:
    """What the loss is measured from: 0 on the named surfaces, the lowest place that was seen on one's own."""
    if name != OWN:
        return 0.0
    seen = [np.nanmin(controls.height_map(surface).z)]
    seen += [np.nanmin(path.losses) for path in run.paths.values()] if run else []
    return float(min(seen))
