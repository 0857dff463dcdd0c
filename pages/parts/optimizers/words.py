"""What happened in a race, in words: who is lowest, who left the picture, who diverged and when."""

import numpy as np
import streamlit as st

from components import figures
from components.language import t
from lab.lessons.optimizers.races import Path, Paths
from lab.lessons.optimizers.surfaces import Surface


def tell(run: Paths, surface: Surface, shown: tuple[str, ...], step: int) -> None:
    """The standing at a step, and what has gone wrong."""
    found = [(float(run.paths[name].losses[step]), name) for name in shown]
    standing = sorted(pair for pair in found if np.isfinite(pair[0]))
    if standing:
        st.markdown(_standing(standing, step))
    for name in shown:
        path = run.paths[name]
        if path.diverged is not None:
            tell_divergence(name, path, run)
        elif not is_inside(path.positions[step], surface):
            x, y = (float(value) for value in path.positions[step])
            st.markdown(t("**{name}** has left the picture: it is at ({x:.3g}, {y:.3g}).", name=name, x=x, y=y))


def _standing(standing: list[tuple[float, str]], step: int) -> str:
    """Who is lowest and who is highest; at the start, or on a ridge, nobody is."""
    (least, best), (most, worst) = standing[0], standing[-1]
    if len(standing) > 1 and figures.in_short(least) == figures.in_short(most):
        return t("At step {step} all have a loss of {least:.3g}.", step=step, least=least)
    text = t("At step {step} **{best}** is lowest, with a loss of {least:.3g}", step=step, best=best, least=least)
    more = t("; **{worst}** is highest, with {most:.3g}.", worst=worst, most=most)
    return text + (more if len(standing) > 1 else ".")


def tell_divergence(name: str, path: Path, run: Paths) -> None:
    """Whether its steps overshot, or it walked to where the surface has no value."""
    before = float(path.losses[path.diverged - 1]) if path.diverged else float("nan")
    if not before > float(path.losses[0]):
        text = t(
            "**{name} ends at step {step}**: the surface has no finite value there.", name=name, step=path.diverged
        )
        st.warning(text, icon=":material/block:")
        return
    rate = next(racer.learning_rate for racer in run.settings.optimizers if racer.name == name)
    text = t(
        "**{name} diverged at step {step}**: one step before, its loss was {loss:.3g}; after that it is no longer "
        "finite. Each step overshot further than the one before. A learning rate below {rate:g} would help.",
        name=name,
        step=path.diverged,
        loss=before,
        rate=rate,
    )
    st.warning(text, icon=":material/trending_up:")


def is_inside(place: np.ndarray, surface: Surface) -> bool:
    ranges = (surface.x_range, surface.y_range)
    return all(low <= value <= high for value, (low, high) in zip(place, ranges, strict=True))
