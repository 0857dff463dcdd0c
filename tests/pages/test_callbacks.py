"""The page Callbacks: every part, preset, control and link, in both languages."""

from dataclasses import replace

import pytest

from components import prose
from components.language import LANGUAGES
from lab.lessons.callbacks.decisions import MONITORS, CallbacksSettings, WatchSettings
from lab.schedules import SCHEDULES
from pages.parts.callbacks import stop
from tests.pages.opening import charts, finished, opened, teaches, until

PARTS = ("stop", "schedules", "resume", "files")


def page(**query):
    return settled(opened("callbacks", **{f"callbacks_{key}": value for key, value in query.items()}))


def settled(at):
    """Run again until everything that was asked of a worker is there."""
    return finished(until(at, lambda: not busy(at)))


def busy(at):
    said = [element.value for element in at.caption]
    return at.get("skeleton") or at.get("progress") or any(text.endswith("…") for text in said)


def texts(at):
    return " ".join(element.value for element in at.markdown)


@pytest.mark.slow
def test_it_opens_with_patience_3_and_says_what_is_held_without_restoring():
    at = page()
    assert not at.exception
    assert at.button_group(key="callbacks_part").value == "stop"
    assert charts(at) == 1
    assert "stops after epoch **9** of 60; the best so far was epoch **6**" in texts(at)
    assert "You hold the weights of epoch 9: test accuracy 68.1%" in texts(at)
    assert [key for key in at.query_params if key.startswith("callbacks_")] == []


def test_the_picture_that_grows_and_the_whole_one_are_one_whose_slider_is_heard(monkeypatch):
    whole = page().get("vega_lite_chart")[0].proto

    def watch(running, draw, *_):
        running.wait(30)
        trace = running.trace
        metrics = {name: values[:10] for name, values in trace.metrics.items()}
        stop.draw(replace(trace, metrics=metrics), CallbacksSettings(), WatchSettings(), is_done=False)

    monkeypatch.setattr(stop.watching, "watch", watch)
    at = page()
    grows = at.get("vega_lite_chart")[0].proto
    assert (grows.id, grows.selection_mode, grows.spec) == (whole.id, whole.selection_mode, whole.spec)
    assert grows.selection_mode
    assert "with patience 3 stops after" not in texts(at)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_in_both_languages(part, language):
    at = settled(opened("callbacks", callbacks_part=part, lang=language))
    assert not at.exception
    told = prose.read("callbacks", language).parts
    assert teaches(at, told, part)


def test_both_languages_have_the_same_parts():
    assert list(prose.read("callbacks", "en").parts) == list(prose.read("callbacks", "ko").parts)


SAID = (
    "stops after epoch **4** of 60",
    "You hold the weights of epoch 20",
    "the best so far was epoch **1**",
    "**StopAtAccuracy** stops after epoch **11** of 60",
    "**TerminateOnNaN** ends it in epoch",
    "",
    "",
    "",
    "Weights only: **0** as well",
)


@pytest.mark.parametrize("number", range(len(SAID)))
def test_every_preset(number):
    at = page()
    at.button(key=f"preset_callbacks_{number}").click().run()
    assert not at.exception
    at = settled(at)
    assert not at.exception
    assert SAID[number] in texts(at)
    if number == 5:
        assert "0.00607" in " ".join(element.value for element in at.caption)


@pytest.mark.parametrize("monitor", MONITORS)
@pytest.mark.parametrize("mode", ["auto", "min", "max"])
def test_every_monitor_and_mode(monitor, mode):
    at = page(monitor=monitor, mode=mode)
    assert not at.exception
    assert "**EarlyStopping**" in texts(at)


@pytest.mark.parametrize(
    "query",
    [
        {"patience": 20},
        {"min_delta": 0.2},
        {"start_from_epoch": 50, "patience": 0},
        {"start_from_epoch": 50, "epochs": 5},
        {"save_best_only": 0},
        {"epochs": 5},
        {"epochs": 100},
        {"examples": 100},
        {"examples": 1000, "epochs": 10},
        {"learning_rate": 0.0001},
        {"learning_rate": 10},
        {"stopper": "StopAtAccuracy", "target": 1.0, "target_monitor": "val_accuracy"},
        {"stopper": "StopAtAccuracy", "target": 0.5},
        {"lower_patience": 1, "lower_factor": 0.95, "cooldown": 20, "min_lr": 0.1},
    ],
)
def test_the_ends_of_every_control_that_watches(query):
    at = page(**query)
    assert not at.exception
    assert charts(at) == 1
    assert all(f"callbacks_{key}" in at.query_params for key in query)


def test_restoring_is_said_as_it_is():
    at = page()
    at.toggle(key="callbacks_restore_best_weights").set_value(True).run()
    at = settled(at)
    assert "You hold the weights of epoch 6: test accuracy 80.9%" in texts(at)
    assert "restore_best_weights=True" in at.get("code")[0].value


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule(schedule):
    at = page(part="schedules", schedule=schedule, epochs=10)
    assert not at.exception
    assert charts(at) == 2
    assert "keras.callbacks" in at.get("code")[0].value


def test_runs_that_are_held_stand_beside_each_other():
    at = page(part="schedules", epochs=10)
    at.button(key="pin_callbacks").click().run()
    at.selectbox(key="callbacks_schedule").set_value("cosine").run()
    at = settled(at)
    assert not at.exception
    assert "schedule" in str(at.query_params["callbacks_pins"])
    assert len(at.dataframe[0].value) == 3


@pytest.mark.parametrize("query", [{"break": 1}, {"break": 59}, {"break": 4, "epochs": 5}])
def test_a_break_anywhere(query):
    at = page(part="resume", **query)
    assert not at.exception
    assert "is **0**" in texts(at)


def test_a_break_is_never_after_the_end():
    at = page(part="resume")
    at.slider(key="callbacks_epochs").set_value(5).run()
    at = settled(at)
    assert not at.exception
    assert at.slider(key="callbacks_break").value == 4


def test_the_files_end_where_the_run_ends():
    at = page(part="files", stopped=1, patience=3)
    assert not at.exception
    assert "9 rows" in texts(at)
    assert len(at.dataframe[0].value) == 9


BAD = {
    "patience": "21",
    "monitor": "f1",
    "mode": "best",
    "min_delta": "-1",
    "target": "2",
    "epochs": "many",
    "schedule": "none",
    "learning_rate": "nan",
    "restore_best_weights": "yes",
    "part": "nowhere",
    "lower_factor": "1",
}


@pytest.mark.parametrize(("key", "value"), BAD.items())
def test_a_link_that_cannot_be_is_told_and_the_page_stays(key, value):
    part = {"part": "schedules"} if key == "schedule" else {}
    stopper = {"stopper": "StopAtAccuracy"} if key == "target" else {}
    at = page(**{**part, **stopper, key: value})
    assert not at.exception
    assert any(value in each.value for each in at.warning)


def test_a_break_out_of_the_run_is_told():
    at = page(part="resume", **{"break": 60})
    assert not at.exception
    assert any("break" in each.value for each in at.warning)


def test_pins_that_cannot_be_read_are_told():
    at = opened("callbacks", callbacks_part="schedules", callbacks_pins="nonsense:1", callbacks_epochs=5)
    assert not at.exception
    assert at.warning


@pytest.mark.parametrize("part", ["stop", "files"])
def test_a_loss_that_becomes_nan_is_told_and_what_is_known_until_then_is_shown(part):
    at = finished(page(part=part, activation="leaky_relu", optimizer="SGD", learning_rate=1))
    assert not at.exception
    assert not at.info
    assert [said.value for said in at.warning if "the loss is nan" in said.value.lower()]
    said = " ".join(each.value for each in at.markdown)
    assert ("**TerminateOnNaN** ends it in epoch" in said) == (part == "stop")
    assert "nan" not in said.split()
    assert len(at.get("download_button")) == (2 if part == "files" else 0)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "on MNIST after epoch 30. A run on Fashion-MNIST ends after epoch 14; epoch 11 was its best."),
        ({"stopper": "StopAtAccuracy", "target": 0.9}, "a run on Fashion-MNIST after epoch 6."),
        ({"patience": 4}, ""),
    ],
)
def test_where_the_same_callback_ended_the_course_s_runs_is_told(query, said):
    captions = [each.value for each in page(**query).caption if "In the course" in each.value]
    assert len(captions) == bool(said)
    assert said in "".join(captions)
