"""Luck or skill: how many of 100 starts learn the gate, for every number of hidden neurons; all trained on the spot."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from cache.answers import asked
from components import controls, link, theme, waiting
from components.charts.perceptron import bars
from components.language import t
from lab.data.gates import Table
from lab.lessons.perceptron import hidden
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.settings import Flag
from lab.traces import Arrays

STARTS = 100
SWITCH = "perceptron_starts"


def show(settings: HiddenSettings, table: Table, name: str) -> None:
    is_on = link.take(SWITCH, Flag(), False)
    with st.expander(t("Luck or skill: {count} starts for every k", count=STARTS), expanded=is_on):
        st.markdown(
            t("All of them are trained now, with the settings above and the seeds 0 to {last}.", last=STARTS - 1)
        )
        if controls.ask(SWITCH, Flag(), False, t("Train them"), t("Trains 100 networks for each k from 1 to 8.")):
            counts(settings, table, name)


def counts(settings: HiddenSettings, table: Table, name: str) -> None:
    """The bars that have come so far, in a place that does not change while the others come."""
    futures = {
        units: asked(
            "many:final_weights", hidden.training(replace(settings, units=units), table, 0), tuple(range(STARTS))
        )
        for units in range(1, hidden.MOST_UNITS + 1)
    }
    done = {units: future for units, future in futures.items() if future.done()}
    results = waiting.answers(list(done.values()))
    if results is None:
        return
    learned = {units: num_learned(weights, settings, table) for units, weights in zip(done, results, strict=True)}
    data = pd.DataFrame({"k": list(learned), "learned": list(learned.values())})
    titles = (t("hidden neurons k"), t("starts that learn {gate}, of {count}", gate=name, count=STARTS))
    width = 250 if theme.is_narrow() else 480
    chart = bars.counted(data, titles, STARTS, hidden.MOST_UNITS, width)
    st.altair_chart(chart, key="perceptron_starts_chart", alt=titles[1])
    if len(done) < len(futures):
        waiting.look_again(lambda: sum([future.done() for future in futures.values()]) > len(done))
        return
    count = learned[settings.units]
    text = t(
        "With k = {k}, {learned} of {count} starts learn {gate}.",
        k=settings.units,
        learned=count,
        count=STARTS,
        gate=name,
    )
    st.markdown(text)


def num_learned(results: list[Arrays], settings: HiddenSettings, table: Table) -> int:
    return sum(hidden.num_right(weights, settings.activation, table) == len(table) for weights in results)
