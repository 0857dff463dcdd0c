"""What is taken home of every lesson, on every data set that the lesson has: it is made, it runs, and it agrees."""

import ast
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from components import take_home
from lab import export
from lab.data.gates import GATES
from lab.data.keras_files import KERAS_DATA
from lab.data.pictures import SETS
from lab.experiments import Training
from lab.lessons.callbacks import callback_code
from lab.lessons.callbacks.decisions import CallbacksSettings, WatchSettings, record, scores
from lab.lessons.images import search_tables, searches
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.optimizers.choices import DigitsSettings
from lab.lessons.overfitting.choices import COLUMNS, OverfittingSettings
from lab.lessons.perceptron import hidden
from lab.optimizers import OptimizerSettings
from lab.traces import State, Trace
from lab.training import exporting, hparams, keras_data, replays, runs, tensorboard

IMAGES = ImagesSettings(examples=1000, epochs=2, batch_size=100, units="8")


def trainings() -> Iterator[tuple[str, Training]]:
    """Of every lesson and every data set that it offers, a small training."""
    for gate in ("XOR",):
        yield f"perceptron-{gate}", hidden.training(hidden.HiddenSettings(epochs=20), GATES[gate])
    yield "callbacks", CallbacksSettings(epochs=5).training()
    yield "schedules", CallbacksSettings(epochs=5, schedule="one-cycle").training()
    yield "optimizers", DigitsSettings(1, 5, (OptimizerSettings("RMSprop", 0.001),)).trainings()["RMSprop"][0]
    for name in COLUMNS:
        yield f"overfitting-{name}", OverfittingSettings(data=name, examples=90, epochs=3, layers="8").training()
    for name in SETS:
        yield f"images-{name}", replace(IMAGES, data=name).training()
        yield f"images-{name}-convolution", replace(IMAGES, data=name, network="convolution", epochs=1).training()


TRAININGS = dict(trainings())
ONE_EACH = ("perceptron-XOR", "callbacks", "optimizers", "overfitting-moons", "images-digit_pictures")


QUICK = ("overfitting-breast_cancer", "images-digit_pictures")
"""Those that are run in every test; the others take a while."""
EVERY = [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in TRAININGS]


def its(name: str) -> Training:
    source = KERAS_DATA.get(TRAININGS[name].data.name)
    if source is not None and not source.is_there:
        pytest.skip("Keras's files are not on this machine (KERAS_HOME)")
    return TRAININGS[name]


def made_up(training: Training) -> Trace:
    """A trace with metrics of every epoch, and nothing trained for it."""
    names = ("loss", "accuracy", *(("val_loss", "val_accuracy") if training.validation_fraction else ()))
    values = np.linspace(1, 0.5, training.epochs, dtype="float32")
    return Trace(State(training.epochs, (), ()), dict.fromkeys(names, values))


def test_the_lessons_have_all_data_sets_that_are_not_made_for_measuring():
    there = {training.data.name for training in TRAININGS.values()}
    everything = {*keras_data.KERAS_DATASETS, *keras_data.datasets.DATASETS}
    assert everything - there == {"made_up_images", "made_up_words", "cifar10"}  # CIFAR-10 has nothing to take home


@pytest.mark.parametrize("name", TRAININGS)
def test_event_files_and_table_have_every_epoch_on_every_data_set(name):
    training = its(name)
    names = zipfile.ZipFile(io.BytesIO(tensorboard.archive(training, made_up(training)))).namelist()
    assert f"logs/train/{tensorboard.EVENTS}" in names
    assert (f"logs/validation/{tensorboard.EVENTS}" in names) == bool(training.validation_fraction)
    assert len(export.table(made_up(training)).splitlines()) == training.epochs + 1


@pytest.mark.parametrize("name", TRAININGS)
def test_every_script_is_python_and_the_cells_of_its_notebook_are_in_it(name):
    script = exporting.script(its(name))
    compile(script, "script", "exec")
    assert all(cell in script for cell in cells(its(name)))


def cells(training: Training) -> list[str]:
    """The notebook's code; the last cell, which draws, is left out."""
    found = json.loads(exporting.notebook(training, take_home.words()))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == "code"][:-1]


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_the_notebook_run_cell_by_cell_has_the_figures_of_the_page_to_five_digits(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    training, left = its(name), {}
    for cell in cells(training):
        exec(compile(cell, "cell", "exec"), left)
    trace = runs.train(training)
    for metric, values in left["history"].history.items():
        np.testing.assert_allclose(values, trace.metrics[metric], rtol=1e-5, atol=1e-6, err_msg=metric)
    if training.tested:
        expected = [trace.metrics[f"test_{metric}"][-1] for metric in ("loss", "accuracy")]
        np.testing.assert_allclose([left["test_loss"], left["test_accuracy"]], expected, rtol=1e-5)


WATCHED = (
    WatchSettings(patience=3),
    WatchSettings(patience=4, restore_best_weights=True, monitor="val_accuracy"),
    WatchSettings(stopper="StopAtAccuracy", target=0.95, save_best_only=False),
)


@pytest.mark.slow
@pytest.mark.parametrize("watch", WATCHED)
def test_the_watched_script_ends_where_the_page_says_and_tests_the_weights_that_it_says(watch, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = CallbacksSettings(epochs=30)
    recorded = record(runs.train(settings.training()))
    arguments = watch.question(), settings.lowering(), settings.learning_rate
    outcome = replays.decide(recorded, *arguments).outcome(watch)
    left: dict = {}
    exec(exporting.script(settings.training(), callback_code.exported(watch)), left)
    assert outcome.stopped
    assert len(left["history"].epoch) == outcome.last == len((tmp_path / "log.csv").read_text().splitlines()) - 1
    if watch.stopper == "EarlyStopping":
        assert left["watching"][0].best_epoch + 1 == outcome.best
    held = outcome.restored if watch.restore_best_weights else outcome.last
    for epoch, what in ((held, "test"), (outcome.on_disk, "file")):
        expected = [scores(recorded, epoch)[f"test_{metric}"] for metric in ("loss", "accuracy")]
        np.testing.assert_allclose([left[f"{what}_loss"], left[f"{what}_accuracy"]], expected, rtol=1e-5)


def test_a_run_whose_loss_is_no_number_ends_there_whoever_else_is_still_waiting():
    losses = (0.5, 0.4, float("nan"), float("nan"))
    recorded = tuple((name, losses) for name in ("loss", "accuracy", "val_loss", "val_accuracy"))
    settings, watch = CallbacksSettings(), WatchSettings(patience=9)
    decisions = replays.decide(recorded, watch.question(), settings.lowering(), settings.learning_rate)
    assert (decisions.not_a_number, decisions.outcome(watch).last, decisions.outcome(watch).stopped) == (3, 3, False)


@pytest.mark.slow
@pytest.mark.parametrize("restored", [False, True])
def test_where_the_loss_becomes_nan_page_and_script_end_in_the_same_epoch(restored, tmp_path, monkeypatch):
    """What the preset shows. After it, nothing is left to be tested but the weights that were restored."""
    monkeypatch.chdir(tmp_path)
    settings = CallbacksSettings(activation="leaky_relu", optimizer="SGD", learning_rate=1.0, epochs=10)
    watch = WatchSettings(patience=9, restore_best_weights=restored)
    recorded = record(runs.train(settings.training()))
    decisions = replays.decide(recorded, watch.question(), settings.lowering(), settings.learning_rate)
    outcome = decisions.outcome(watch)
    assert 1 < decisions.not_a_number == outcome.last < settings.epochs
    assert not outcome.stopped
    left: dict = {}
    exec(exporting.script(settings.training(), callback_code.exported(watch)), left)
    assert len(left["history"].epoch) == outcome.last
    assert np.isnan(left["history"].history["loss"][-1])
    held = scores(recorded, outcome.restored if restored else outcome.last)
    assert np.isnan(held["test_loss"]) != restored
    np.testing.assert_allclose(left["test_accuracy"], held["test_accuracy"], rtol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("name", ONE_EACH)
def test_the_script_runs_as_it_is_and_shows_how_far_it_is(name, tmp_path):
    (tmp_path / "see_it_learn.py").write_text(exporting.script(TRAININGS[name]), encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    told = [sys.executable, "see_it_learn.py"]
    done = subprocess.run(told, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert sum("loss" in line for line in done.stdout.splitlines()) >= TRAININGS[name].epochs // 2


def test_a_script_says_what_is_to_be_installed_and_a_long_one_prints_a_hundred_lines_at_most():
    packages = {name: "scikit-learn" in exporting.script(TRAININGS[name]) for name in ONE_EACH}
    assert packages == {name: name != "perceptron-XOR" for name in ONE_EACH}
    assert "(epoch + 1) % 20 == 0" in exporting.script(replace(TRAININGS["perceptron-XOR"], epochs=2000))


@pytest.mark.parametrize("data", SETS)
def test_a_search_is_taken_home_as_table_and_event_files(data):
    grid = searches.Grid(replace(IMAGES, data=data), (("units", ("8", "16")), ("learning_rate", (0.001, 0.01))))
    done = searches.Outcome({"test_loss": 0.5, "loss": 0.25}, 1.5)
    rows = search_tables.rows(grid, [done, done, None, None])
    assert len(search_tables.table(rows).splitlines()) == 3
    names = zipfile.ZipFile(io.BytesIO(hparams.archive(grid.names, rows))).namelist()
    assert len(names) == 3


def test_who_looks_a_data_set_up_by_name_in_a_worker_finds_keras_s_own_too():
    """`lab.data.datasets` knows only what is built in; the door to all of them is `lab.training.keras_data`."""
    modules = [path for path in Path(keras_data.__file__).parent.glob("*.py") if path.stem != "keras_data"]
    assert len(modules) > 20
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "lab.data.datasets":
                assert not {"load", "DATASETS"} & {name.name for name in node.names}, path.name
