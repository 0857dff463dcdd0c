"""The sweep: the loss after the last step for 41 learning rates, all optimizers at once."""

from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from cache.answers import asked
from components import figures, frame, theme, waiting
from components.charts import named
from components.charts.optimizers import races
from components.charts.optimizers.paths import FLOOR, floor
from components.language import t
from lab.lessons.optimizers.choices import OWN, race
from lab.lessons.optimizers.races import SWEEP_RATES, Sweep
from lab.lessons.optimizers.surfaces import Surface
from lab.optimizers import OPTIMIZERS, OptimizerSettings
from lab.problems import Problem
from pages.parts.optimizers import controls, rule
from pages.parts.optimizers.controls import LESSON

HEIGHT = 460
CEILING = 1e6
C2_RATES = (0.001, 0.01, 0.03)


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("sweep") as (left, right):
        with left:
            settings, surface = controls.ask_surface()
            start = controls.ask_start(surface)
            shown = controls.ask_shown()
            rates = controls.surface_rates(surface)
            racers = controls.ask_racers(shown, rates, ask_rates=False)
            num_steps = controls.ask_steps()
        with right:
            st.markdown(f"$f(x, y) = {rule.surface_latex(surface.formula)}$")
            found = ask(surface, start, num_steps, racers) if shown else None
            if found is not None:
                wide, three = found
                picture(wide, shown, lowest(wide, surface, shown) if settings.surface == OWN else 0.0)
                race_button(show_best(wide, shown))
                c2(three, shown)
            lesson.explain("documents")


def ask(
    surface: Surface, start: tuple[float, float], num_steps: int, racers: tuple[OptimizerSettings, ...]
) -> tuple[Sweep, Sweep] | None:
    """The sweep, and the three learning rates of the course document; None until they are there."""
    try:
        settings = race(surface, start, num_steps, racers)
    except Problem as problem:
        frame.tell(problem)
        return None
    asked_for = [asked("paths:sweep", settings, rates) for rates in (SWEEP_RATES, C2_RATES)]
    found = waiting.answers(asked_for, HEIGHT, waiting.GLANCE)
    return None if found is None else (found[0], found[1])


def lowest(found: Sweep, surface: Surface, shown: tuple[str, ...]) -> float:
    """The lowest height that was seen on a surface of one's own."""
    seen = np.concatenate([controls.height_map(surface).z.ravel(), *[found.losses[name] for name in shown]])
    return float(np.nanmin(seen))


def picture(found: Sweep, shown: tuple[str, ...], offset: float) -> None:
    """Final loss over learning rate."""
    rows = []
    for name in shown:
        losses = found.losses[name] - offset
        kept = np.where(np.isfinite(losses), np.clip(losses, floor(offset), CEILING), np.nan)
        best = np.arange(len(losses)) == best_index(found, name)
        columns = {"rate": found.learning_rates, "loss": kept, "best": best.astype(int)}
        rows.append(pd.DataFrame(columns).assign(optimizer=name))
    loss = t("loss after the last step (log)")
    if offset:
        loss = t("loss − ({offset:.3g}) (log)", offset=offset)
    titles = (t("learning rate η (log)"), loss, t("✗ where it diverged"))
    ends = (SWEEP_RATES[0] * 0.85, SWEEP_RATES[-1] * 1.15)
    plan = races.SweepPlan(races.Looks(tuple(OPTIMIZERS), shown), titles, ends, 220 if theme.is_narrow() else 430)
    spec = named.filled(chart_spec(plan), {"sweep": pd.concat(rows, ignore_index=True)}, {})
    alt = t("Final loss over learning rate for each optimizer, with crosses where it diverged")
    st.vega_lite_chart(spec, width="content", key="optimizers_sweep", alt=alt)


@lru_cache(maxsize=64)
def chart_spec(plan: races.SweepPlan) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(races.sweep(plan))


def best_index(found: Sweep, name: str) -> int:
    """Where the loss is lowest; -1 where every run diverged."""
    losses = found.losses[name]
    return int(np.nanargmin(losses)) if np.isfinite(losses).any() else -1


def show_best(found: Sweep, shown: tuple[str, ...]) -> dict[str, float]:
    """The best learning rate of each and from where on it diverges, as a table; returns the best ones."""
    best, rows = {}, []
    for name in shown:
        index, lost = best_index(found, name), found.learning_rates[np.isnan(found.losses[name])]
        if index >= 0:
            best[name] = SWEEP_RATES[index]
        row = {
            t("optimizer"): name,
            t("best η"): f"{best[name]:g}" if name in best else "–",
            t("loss there"): small(found.losses[name][index]) if name in best else "–",
            t("diverges from η ="): f"{lost.min():g}" if len(lost) else t("never here"),
        }
        rows.append(row)
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    return best


def small(loss: float) -> str:
    """A loss; float32 knows little about what is next to 0."""
    return f"< {FLOOR:g}" if 0 <= loss < FLOOR else figures.in_short(loss)


def c2(found: Sweep, shown: tuple[str, ...]) -> None:
    """The three learning rates of the course document, on this surface."""
    name = "SGD" if "SGD" in shown else shown[0]
    said = [t("diverged") if np.isnan(loss) else small(loss) for loss in found.losses[name]]
    outcomes = ", ".join(f"{rate:g} → {outcome}" for rate, outcome in zip(C2_RATES, said, strict=True))
    st.markdown(t("Three learning rates with {name} here: {outcomes}.", name=name, outcomes=outcomes))


def race_button(best: dict[str, float]) -> None:
    """Take the best learning rates to the race."""

    def take() -> None:
        for name, rate in best.items():
            st.session_state[f"{LESSON}_{name}_rate"] = rate
        st.session_state[f"{LESSON}_part"] = "race"

    help = t("Goes to the race, with the best learning rate of each.")
    label = t("Race with the best rates")
    if st.button(label, icon=":material/flag:", on_click=take, key=f"{LESSON}_take_best", help=help):
        st.rerun()
