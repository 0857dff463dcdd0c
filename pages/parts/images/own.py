"""A picture of one's own: drawn or uploaded, brought into the form of the set, and what the network says about it."""

from functools import lru_cache

import numpy as np
import streamlit as st

from cache.answers import asked
from components import controls, figures, frame, language, prose, theme, uploads, waiting
from components.browser import canvas
from components.charts import named
from components.charts.images import own_picture, predictions
from components.language import mark, t
from lab.data import own_pictures, small_pictures
from lab.data.own_pictures import Fitted
from lab.data.small_pictures import Picture
from lab.lessons.images.choices import ImagesSettings
from lab.problems import Problem
from lab.settings import Choice, Flag
from lab.traces import Trace
from pages.parts.images import controls as images_controls
from pages.parts.images.controls import LESSON

HEIGHT = 420
SHEET, UPLOAD = f"canvas_{LESSON}", f"upload_{LESSON}"
SOURCES = {"draw": mark("Draw"), "upload": mark("Upload")}
LIGHTS = {"auto": mark("Automatic"), "keep": mark("As they are"), "turn": mark("Swapped")}


@frame.fragment
def show(settings: ImagesSettings, trace: Trace) -> None:
    """The sheet or the upload, and beside it the picture as the network sees it, with ten bars."""
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        names = {name: t(label) for name, label in SOURCES.items()}
        help = t("Your picture stays in this session and is not part of the link.")
        rule, label = Choice(tuple(SOURCES)), t("Where it comes from")
        source = controls.ask(f"{LESSON}_own", rule, "draw", label, help, labels=names)
        picture = drawing() if source == "draw" else uploads.ask(UPLOAD)
        light = "keep" if source == "draw" else ask_light()
        help = t("As the makers of the set did with every picture: cut out, scaled, and centred.")
        centred = controls.ask(f"{LESSON}_centred", Flag(), True, t("Cut out and centre"), help)
    with right:
        if picture is None:
            empty(settings, source)
        else:
            judge(settings, trace, picture, light, centred)
    text = prose.read(LESSON, language.current()).parts["own"]
    st.expander(text.title, icon=":material/lightbulb:").markdown(text.body)


def drawing() -> Picture | None:
    """What is on the sheet."""
    values = canvas.draw(t("Sheet to draw on"), SHEET, dark=theme.is_dark())
    return None if values is None else small_pictures.from_drawing(values)


def ask_light() -> str:
    """Whether light and dark are exchanged."""
    help = t("The pictures of the set are light on dark. One that is dark on light is swapped; its border tells.")
    names = {name: t(label) for name, label in LIGHTS.items()}
    rule = Choice(own_pictures.LIGHTS)
    return controls.ask(f"{LESSON}_light", rule, "auto", t("Light and dark"), help, labels=names)


def empty(settings: ImagesSettings, source: str) -> None:
    """What to do while there is no picture."""
    classes = ", ".join(images_controls.classes(settings.data))
    text = t("Upload a picture of one of these:") if source == "upload" else t("Draw one of these:")
    st.info(f"{text} {classes}.", icon=":material/draw:")


def judge(settings: ImagesSettings, trace: Trace, picture: Picture, light: str, centred: bool) -> None:
    """The picture in the set's form, and what the network says to it."""
    try:
        found = own_pictures.fitted(picture, settings.data, centred=centred, light=light)
    except Problem as problem:
        frame.tell(problem)
        return
    shares = waiting.answer(
        asked("predicting:predict", settings.training(), trace.state.weights(), found.pixels[None]), HEIGHT
    )
    if shares is not None:
        show_answer(settings, found, shares[0])


def show_answer(settings: ImagesSettings, found: Fitted, shares: np.ndarray) -> None:
    """The bars, and in words which two classes are the likeliest."""
    classes = images_controls.classes(settings.data)
    first, second = (int(number) for number in np.argsort(-shares, kind="stable")[:2])
    names = {"first": classes[first], "second": classes[second]}
    text = t("The network says **{first}**, with {share}.", **names, share=figures.share(float(shares[first])))
    st.markdown(f"##### {text}")
    height, width, _ = settings.pictures.shape
    seen = t("what it sees: {height}×{width}", height=height, width=width)
    look = own_picture.Look(classes, seen, t("probability"), theme.ink())
    url = predictions.png(found.pixels, settings.pictures.high, theme.is_dark())
    tables = {"seen": own_picture.picture(url), "bars": own_picture.bars(shares, classes)}
    alt = t("The picture as the network sees it, and a bar for each of the ten probabilities")
    picture = named.filled(chart_spec(look), tables, {})
    st.vega_lite_chart(picture, width="content", key=f"{LESSON}_own_bars", alt=alt)
    share = figures.share(float(shares[second]))
    text = "Second is {second}, with {share}." if share else "All others have less than 0.1%."
    said = [t(text, **names, share=share)]
    if found.is_turned:
        said.append(t("The picture is dark on light, so light and dark were swapped."))
    st.caption(" ".join(said))


@lru_cache(maxsize=32)
def chart_spec(look: own_picture.Look) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(own_picture.answer(look))
