"""Training and validation: one run watched, and up to four of them side by side."""

import streamlit as st

from cache.trainings import previous, running
from components import controls, downloads, families, frame, glossary, pins, take_home, watching
from components.browser import live
from components.browser.live import stories
from components.language import t
from lab.data.keras_files import IMDB
from lab.lessons.overfitting import choices, verdicts
from lab.lessons.overfitting.choices import OverfittingSettings
from lab.problems import Problem
from lab.settings import Flag
from lab.stacks import forward
from lab.traces import Trace
from pages.parts.overfitting import against, picture, words
from pages.parts.overfitting import beside as overfitting_beside
from pages.parts.overfitting import controls as overfitting_controls
from pages.parts.overfitting.controls import LESSON

HEIGHT = 620


def why(lesson: frame.Lesson) -> None:
    """What is explained below the pictures."""
    for part in ("rule", "penalties", "reviews"):
        lesson.explain(part)


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    """Controls and pictures, a fragment of their own."""
    with frame.beside("watch") as (left, right):
        with left:
            settings = overfitting_controls.ask()
            penalised = ask_penalised(settings)
            lesson.read("watch_try" if settings == OverfittingSettings() else "watch_free")
        with right:
            with st.container(horizontal=True, vertical_alignment="center"):
                runs = pins.bar(LESSON, settings)
                shown = pins.ask_shown(LESSON, runs)
            if shown == "run":
                one(settings, penalised)
            else:
                overfitting_beside.show(runs, penalised)


def ask_penalised(settings: OverfittingSettings) -> bool:
    """Whether the losses are drawn with what L1 and L2 add to them."""
    key, label = f"{LESSON}_penalised", t("Losses without the penalty")
    help = t(
        "What L1 and L2 add to the loss is taken off again, so that runs with different penalties can be compared."
    )
    if not (settings.l1 or settings.l2 or st.session_state.get(f"{LESSON}_pins")):
        return False
    return not controls.ask(key, Flag(), True, label, help)


def ready(settings: OverfittingSettings) -> OverfittingSettings | None:
    """Settings that can be trained with; what stands in the way is told."""
    try:
        choices.check(settings)
        return settings
    except Problem as problem:
        downloads.offer(IMDB if settings.data == choices.REVIEWS else None, problem, LESSON)
    other = choices.possible(settings)
    if other == settings:
        return None
    name = glossary.describe(OverfittingSettings, "data", other.data)
    st.caption(t("Until then the pictures show the data set {name}.", name=name))
    return ready(other)


def one(settings: OverfittingSettings, penalised: bool) -> None:
    """The present run: verdict, picture, caption, how the verdict is reached, and what to take home."""
    shown = ready(settings)
    if shown is None:
        return
    its = running(shown.training(), LESSON)
    trace = watching.watch(its, lambda trace: draw(trace, shown, penalised, whole=its.is_done), HEIGHT, LESSON)
    if trace is not None and trace.epochs:
        take_home.show(its.training, trace, LESSON)


def draw(trace: Trace, settings: OverfittingSettings, penalised: bool, *, whole: bool) -> None:
    """Everything that is said and drawn of a run; while it grows, its last moment is drawn, and nothing is said yet."""
    metrics = choices.losses(trace, penalised=penalised)
    found = words.judged(trace)
    before = previous(LESSON)
    ghost = before.trace if before is not None and before.trace is not None and before.trace.epochs else None
    beside = choices.losses(ghost, penalised=penalised) if ghost else None
    key = f"{LESSON}_{controls.mount(LESSON)}"
    drag = (
        dragged(settings, penalised, key) if whole and settings.is_in_the_plane and picture.is_small(settings) else None
    )
    live.show(picture.story(trace, settings, found, metrics, beside, whole=whole), key, drag)
    if not whole:
        return
    words.say(found)
    if found.kind == verdicts.OVERFITTING and found.best_epoch:
        against.offer(settings, found.best_epoch)
    near = forward.near_zero(trace.state.weights())
    words.caption(found, metrics, settings, near)
    if penalised and "penalty" in trace.metrics:
        st.caption(t("These losses have their penalties in them; the verdict is reached without."))
    if ghost:
        st.caption(t("Thin and grey: the run before this one, {epochs} epochs of it.", epochs=ghost.epochs))
    if found.window:
        with st.expander(t("How the verdict is reached, in numbers"), icon=":material/calculate:"):
            words.reasons(found, trace.epochs)


def dragged(settings: OverfittingSettings, penalised: bool, key: str) -> stories.Drag:
    """What can be dragged inside the picture."""

    def tell(trace: Trace, one: OverfittingSettings) -> stories.Story:
        found, metrics = words.judged(trace), choices.losses(trace, penalised=penalised)
        return picture.story(trace, one, found, metrics, None, whole=True)

    names = ("learning_rate", "l2", "l1", "weights_seed")
    its = [families.Family(LESSON, settings, name, OverfittingSettings.training) for name in names]
    return families.offer(its, key, tell)
