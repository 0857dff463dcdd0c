"""Runs of the hidden layer beside each other: their losses in one picture, their decisions on one scale."""

import streamlit as st

from components import comparing, pins
from components.charts import fields
from components.language import t
from lab.data.gates import Table
from lab.lessons.perceptron import hidden
from lab.lessons.perceptron.hidden import HiddenSettings

PREFIX = "perceptron_net"
PIXELS = 120


def show(settings: HiddenSettings, table: Table) -> None:
    """The button that holds this run; with others held, or many seeds, the comparison."""
    runs = pins.bar(PREFIX, settings)
    many = pins.many(PREFIX)
    if len(runs) < 2 and not many:
        return
    st.markdown(f"##### {t('The held runs beside each other')}")
    entrants = pins.entrants(runs, lambda each: hidden.training(each, table), many=many)
    if comparing.show(entrants, "perceptron_beside") and not many:
        decisions(entrants)


def decisions(entrants: list[comparing.Entrant]) -> None:
    """What each network says over the plane at the end, all in the same colours from 0 to 1."""
    places = st.columns(len(entrants))
    for place, entrant in zip(places, entrants, strict=True):
        for trace in comparing.traces(entrant):
            activation = str(entrant.trainings[0].training.layers[0].activation)  # type: ignore[attr-defined]
            field = hidden.field(trace.snapshots[-1], activation, PIXELS)
            said = t("What the network says over the plane: {name}", name=entrant.name)
            place.html(f'<img src="{fields.png(field)}" alt="{said}" style="width:100%">')
            place.caption(entrant.name)
