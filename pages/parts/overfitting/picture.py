"""The picture of one run, filled: surface, curves and weights at every recorded moment."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from components import theme
from components.charts import curves, fields, named
from components.charts.overfitting import fit as charts
from components.language import t
from lab.data.datasets import load, parts
from lab.lessons.overfitting import verdicts
from lab.lessons.overfitting.choices import OverfittingSettings
from lab.lessons.overfitting.verdicts import Verdict
from lab.stacks import forward
from lab.stacks.forward import REACH, Histogram
from lab.traces import Arrays, Trace

PIXELS = 96
MOST_FIELDS_WORK = 40_000_000
"""Multiplications of one field above which it is drawn coarser."""


def picture(
    trace: Trace,
    settings: OverfittingSettings,
    found: Verdict,
    metrics: Mapping[str, np.ndarray],
    before: Mapping[str, np.ndarray] | None,
    *,
    whole: bool,
) -> dict[str, Any]:
    """The picture of a trace. One that is not whole, or kept no weights, has its last moment only.

    `before` are the metrics of the run that was shown before this one.
    """
    kinds = kinds_of(metrics)
    look = charts.Look(
        (t("what the network says"), t("loss"), t("accuracy"), t("weights: orange +, blue −"), t("epoch")),
        (t("weight"), t("share of the weights")),
        kinds,
        REACH if settings.is_in_the_plane else None,
        theme.ink(),
        theme.is_narrow(),
    )
    can_scrub = whole and len(trace.snapshots) > 1
    now = curves.scrubber(trace.snapshot_epochs, t("epoch")) if can_scrub else curves.still(trace.epochs)
    weights = lying(trace, whole)
    near = [t("{share:.0%} within ±0.01", share=share) for share in weights.near]
    tables = {
        "curves": charts.curves(metrics, kinds, (trace.snapshot_epochs if can_scrub else (trace.epochs,))),
        "before": before_it(before or {}, metrics, kinds, settings.epochs),
        "gaps": charts.gaps(metrics),
        "marks": charts.marks(marked(found), trace.epochs),
        "now": pd.DataFrame({"zero": [0]}),
        "weights": charts.weights(weights.edges, weights.shares),
        "tops": pd.DataFrame({"share": [float(weights.shares.max())]}),
        "near": pd.DataFrame({"frame": range(len(near)), "text": near}),
    }
    if settings.is_in_the_plane:
        tables |= {"fields": fields.frames(surfaces(trace, settings, whole), -REACH, REACH), "points": points(settings)}
    return named.filled(drawn(look), tables, {}, *now)


def before_it(
    before: Mapping[str, np.ndarray], now: Mapping[str, np.ndarray], kinds: Sequence[tuple[str, str]], epochs: int
) -> pd.DataFrame:
    """Training and validation of the run before, over no more epochs than this one has.

    Where there is none, the present run's first epoch, which draws no line: Vega warns of an empty table.
    """
    there = [kind for kind in kinds if kind[0] != "test" and charts.PREFIXES[kind[0]] + "loss" in before]
    shown, until = (before, epochs) if there else (now, 1)
    return charts.curves({name: values[:until] for name, values in shown.items()}, there or kinds)


@lru_cache(maxsize=32)
def drawn(look: charts.Look) -> str:
    """The picture over tables that are still to come."""
    return named.kept(charts.picture(look))


def kinds_of(metrics: Mapping[str, np.ndarray]) -> tuple[tuple[str, str], ...]:
    """Which curves there are, and what they are called."""
    called = {"training": t("training"), "validation": t("validation"), "test": t("test")}
    return tuple((name, called[name]) for name in charts.KINDS if charts.PREFIXES[name] + "loss" in metrics)


def marked(found: Verdict) -> list[tuple[int, str]]:
    """The best epoch, and the one at which the verdict begins."""
    named_ones = []
    if found.best_epoch is not None:
        named_ones.append((found.best_epoch, t("best: {epoch}", epoch=found.best_epoch)))
    if found.since is not None:
        over = found.kind == verdicts.OVERFITTING
        text = t("over-fits from {epoch}", epoch=found.since) if over else t("diverged: {epoch}", epoch=found.since)
        named_ones.append((found.since, text))
    return named_ones


def moments(trace: Trace, whole: bool) -> tuple[Arrays, ...]:
    """The weights that can be looked at."""
    return trace.snapshots if whole and len(trace.snapshots) > 1 else (tuple(trace.state.variables),)


@lru_cache(maxsize=16)
def lying(trace: Trace, whole: bool) -> Histogram:
    """How the weights lie at every moment."""
    return forward.histogram(moments(trace, whole))


@lru_cache(maxsize=16)
def surfaces(trace: Trace, settings: OverfittingSettings, whole: bool, pixels: int = PIXELS) -> list[str]:
    """What the network says over the plane at every moment, as pictures."""
    share = MOST_FIELDS_WORK / (settings.parameters() * pixels**2)
    size = pixels if share >= 1 else max(16, int(pixels * share**0.5))
    layers = settings.stack()
    return [fields.png(forward.field(layers, variables, size)) for variables in moments(trace, whole)]


@lru_cache(maxsize=16)
def points(settings: OverfittingSettings) -> pd.DataFrame:
    """The examples in the plane, columns px, py, class and part; no more than can be told apart."""
    source = settings.source()
    train, held_out, _ = parts(load(source), settings.validation_fraction, source.seed)
    tables = []
    for part, examples in (("training", train), ("validation", held_out)):
        if examples is not None:
            columns = {"px": examples.x[:, 0], "py": examples.x[:, 1], "class": examples.y}
            tables.append(pd.DataFrame(columns)[: charts.MOST_POINTS].assign(part=part))
    return pd.concat(tables, ignore_index=True)
