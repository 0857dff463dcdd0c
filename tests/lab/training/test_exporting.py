"""Exported code is run in an empty folder, and its history is that of the lesson's own trace."""

import ast
import json
import math
import os
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest

from lab import export, export_code
from lab.data import keras_files, pictures
from lab.data.datasets import DATASETS, Data, load, parts
from lab.experiments import LOSSES, Training
from lab.optimizers import OPTIMIZERS, OptimizerSettings
from lab.problems import Problem
from lab.schedules import PLATEAU, SCHEDULES, ScheduleSettings, rates
from lab.stacks.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    MaxPooling2D,
)
from lab.training import exporting, inputs, runs
from lab.training.optimizers import make
from tests import samples

TOLERANCE = 2e-4
"""Relative, of losses. Twice as many epochs of float32 in another order of additions would need a little more."""
LOOSE = 2e-3
"""Where a small difference grows: batch normalisation, convolutions, optimizers that divide by small numbers."""
XOR = replace(samples.XOR, epochs=30)
DIGITS = replace(samples.DIGITS, epochs=2)
FEW = replace(DIGITS, data=Data("digits", (("examples", 250),), 3), epochs=3, tested=True)
MOONS = Training(
    data=Data("moons", (("examples", 60), ("noise", 0.3)), 1),
    layers=(Dense(8, "tanh"), Dense(1, "sigmoid")),
    optimizer=OptimizerSettings("Adam", 0.02),
    loss="binary_crossentropy",
    batch_size=16,
    epochs=6,
    validation_fraction=0.3,
    weights_seed=5,
    shuffle_seed=6,
)
IMAGES = Data("made_up_images", (("examples", 70),), 2)
WORDS = (("title", "제목"), ("about", "About"), ("data", "Data"), ("network", "Network"))


def executed(training: Training, folder: Path) -> dict:
    """The names that the script leaves behind, run as a file of its own."""
    path = folder / "script.py"
    path.write_text(exporting.script(training), encoding="utf-8")
    return runpy.run_path(str(path), run_name="__main__")


def begun(training: Training, *names: str) -> dict:
    """What some sections of the script leave behind."""
    parts, left = export_code.sections(training, exporting.facts(training)), {}
    for name in ("imports", *names):
        exec(parts[name], left)
    return left


def compare(training: Training, history: dict[str, list[float]], tolerance: float = TOLERANCE) -> None:
    """Every metric of every epoch is the trace's."""
    trace = runs.train(training)
    expected = {name for name in trace.metrics if not name.startswith("test") and "penalty" not in name}
    assert set(history) == expected
    assert {"loss", "accuracy"} <= expected
    for name, values in history.items():
        limits = {"atol": LOOSE} if "accuracy" in name else {"rtol": tolerance, "atol": 1e-6}
        np.testing.assert_allclose(trace.metrics[name], values, **limits, err_msg=name)


def same(training: Training, folder: Path, tolerance: float = TOLERANCE) -> dict:
    """The script, run, has the metrics of the trace; its names."""
    names = executed(training, folder)
    compare(training, names["history"].history, tolerance)
    for name in ("test_loss", "test_accuracy") if training.tested else ():
        np.testing.assert_allclose(runs.train(training).metrics[name][-1], names[name], rtol=LOOSE, err_msg=name)
    return names


@pytest.mark.slow
def test_xor_in_the_documents_order_by_a_python_that_knows_nothing_of_this_project(tmp_path):
    (tmp_path / "script.py").write_text(exporting.script(XOR), encoding="utf-8")
    code = "import json, runpy; print(json.dumps(runpy.run_path('script.py')['history'].history))"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-I", "-c", code],
        cwd=tmp_path,
        env={**environment, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    compare(XOR, json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.slow
def test_digits_shuffled_with_validation_test_l1_l2_and_a_schedule(tmp_path):
    training = replace(FEW, l1=0.001, l2=0.01, schedule=ScheduleSettings("warm-up, then cosine"))
    assert training.shuffle
    assert len(load(training.data)) * 0.8 % training.batch_size
    same(training, tmp_path)


@pytest.mark.slow
def test_dropout_drops_the_same(tmp_path):
    layers = (Dense(32, "relu"), Dropout(0.5), Dense(16, "relu"), Dropout(0.25), Dense(10, "softmax"))
    same(replace(FEW, layers=layers, weights_seed=7), tmp_path)


@pytest.mark.slow
def test_batch_normalisation_and_one_hot_labels(tmp_path):
    layers = (Dense(16), BatchNormalization(), Dense(10, "softmax"))
    same(replace(FEW, layers=layers, loss="categorical_crossentropy", shuffle=False, batch_size=50), tmp_path, LOOSE)


@pytest.mark.slow
def test_a_plateau_on_standardised_columns(tmp_path):
    knobs = (("factor", 0.5), ("patience", 2), ("min_delta", 0.05), ("cooldown", 1))
    data = Data("breast_cancer", (("examples", 200),), 4)
    schedule = ScheduleSettings(PLATEAU, knobs)
    training = replace(MOONS, data=data, batch_size=70, epochs=15, tested=True, schedule=schedule)
    history = same(training, tmp_path)["history"].history
    assert len(set(np.round(history["learning_rate"], 6))) > 1


def test_a_convolutional_network(tmp_path):
    layers = (
        Conv2D(3, 5, strides=2, activation="relu"),
        DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dropout(0.25),
        Dense(10, "softmax"),
    )
    same(replace(DIGITS, data=IMAGES, layers=layers, l2=0.01, epochs=2), tmp_path, LOOSE)


@pytest.mark.slow
@pytest.mark.skipif(not keras_files.IMDB.is_there, reason="Keras's file of reviews is not on this machine")
def test_imdb_from_keras_s_own_loader(tmp_path):
    data = Data("imdb", (("examples", 200), ("words", 1000)))
    layers = (Dense(16, "relu"), Dense(1, "sigmoid"))
    same(replace(MOONS, data=data, layers=layers, batch_size=70, epochs=2, tested=True), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("scaled", [1, 0])
@pytest.mark.parametrize("name", ["digit_pictures", "fashion_mnist", "mnist"])
def test_pictures_divided_by_their_whitest_grey_or_not(tmp_path, name, scaled):
    if not pictures.PICTURES[name].is_there:
        pytest.skip("Keras's files are not on this machine (KERAS_HOME)")
    data = Data(name, (("examples", 300), ("scaled", scaled)), 2)
    layers = (Flatten(), Dense(16, "relu"), Dense(10, "softmax"))
    training = replace(DIGITS, data=data, layers=layers, tested=True)
    same(training, tmp_path, TOLERANCE if scaled else LOOSE)
    high = pictures.PICTURES[name].high
    assert (f'astype("float32") * np.float32(1 / {high})' in exporting.script(training)) == bool(scaled)


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("fraction", [0.0, 0.3])
def test_every_data_set_is_the_same_to_the_bit(name, fraction):
    options = {"gate": (("outputs", "0100"),), "made_up_words": (("examples", 20), ("words", 30))}
    data = Data(name, options.get(name, (("examples", 150),)), 4)
    layers = (Flatten(), Dense(1 if DATASETS[name].num_classes == 2 else 10, "sigmoid"))
    training = replace(MOONS, data=data, layers=layers, loss="mse", validation_fraction=fraction, tested=True)
    left = begun(training, "data", "parts")
    for part, examples in zip(("train", "val", "test"), parts(load(data), fraction, 4), strict=True):
        assert (f"x_{part}" in left) == (examples is not None)
        if examples is not None:
            expected = examples.x if examples.scale == 1 else examples.x.astype("float32") * np.float32(examples.scale)
            np.testing.assert_array_equal(left[f"x_{part}"], expected)
            np.testing.assert_array_equal(left[f"y_{part}"], inputs.targets(examples, "mse"))


@pytest.mark.parametrize("loss", LOSSES)
def test_labels_come_as_every_loss_wants_them(loss):
    layers = (Dense(1 if loss == "binary_crossentropy" else 10, "sigmoid"),)
    training = replace(MOONS if loss == "binary_crossentropy" else DIGITS, layers=layers, loss=loss)
    left = begun(training, "data", "parts")
    train, _, _ = parts(load(training.data), training.validation_fraction, training.data.seed)
    np.testing.assert_array_equal(left["y_train"], inputs.targets(train, loss))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_has_its_knobs(name):
    knobs = {key: knob.rule.marks()[1] for key, knob in OPTIMIZERS[name].knobs.items()}
    written = eval(export_code.optimizer(OptimizerSettings(name, 0.02, tuple(knobs.items()))), {"keras": keras})
    wanted = make(name, learning_rate=0.02, **knobs)
    assert {**written.get_config(), "name": ""} == {**wanted.get_config(), "name": ""}


@pytest.mark.parametrize("name", [name for name, schedule in SCHEDULES.items() if schedule.share])
def test_every_schedule_has_the_same_rates(name):
    settings, left = ScheduleSettings(name), {"keras": keras, "math": math}
    training = replace(MOONS, epochs=25, schedule=settings)
    exec("\n".join(export_code.callback(training)), left)
    if name == "constant":
        assert "schedule" not in left
        return
    written = [left["schedule"].schedule(epoch, 0.0) for epoch in range(25)]
    assert tuple(written) == rates(settings, 0.02, 25)


EXPORTED = {
    "xor": XOR,
    "digits": FEW,
    "penalised": replace(MOONS, l1=0.1, schedule=ScheduleSettings("one-cycle")),
    "plateau": replace(MOONS, schedule=ScheduleSettings(PLATEAU)),
    "images": replace(
        DIGITS,
        data=IMAGES,
        l2=0.1,
        layers=(Conv2D(64, (5, 3), strides=2, padding="same", activation="relu"), Flatten(), Dense(10, "softmax")),
    ),
}


@pytest.mark.parametrize("name", EXPORTED)
def test_the_code_is_clean_and_imports_nothing_of_this_project(name, tmp_path):
    text = exporting.script(EXPORTED[name])
    path = tmp_path / "script.py"
    path.write_text(text, encoding="utf-8")
    for order in (["check", "--select", "E,F,I,W"], ["format", "--check"]):
        told = [sys.executable, "-m", "ruff", *order, "--isolated", "--line-length", "120", str(path)]
        done = subprocess.run(told, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).partition(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {"keras", "numpy"} <= imported <= {"keras", "math", "numpy", "sklearn"}
    assert len(text.splitlines()) < 130


@pytest.mark.slow
def test_the_notebook_is_one_and_holds_the_same_program(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    text = exporting.notebook(MOONS, WORDS)
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook, relax_add_props=False)
    assert notebook.cells[0].source == "# 제목\n\nAbout"
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert sum(cell.cell_type == "markdown" for cell in notebook.cells) == 3
    assert code[-1] == export.PLOT
    names: dict = {}
    for cell in code[:-1]:
        exec(compile(cell, "cell", "exec"), names)
    trace = runs.train(MOONS)
    np.testing.assert_allclose(names["history"].history["val_loss"], trace.metrics["val_loss"], rtol=TOLERANCE)
    assert json.loads(text)["nbformat_minor"] == 5


def test_the_table_has_a_row_an_epoch():
    trace = runs.train(replace(MOONS, epochs=3, tested=True))
    rows = [line.split(",") for line in export.table(trace).splitlines()]
    assert rows[0] == ["epoch", *trace.metrics]
    assert [row[0] for row in rows[1:]] == ["1", "2", "3"]
    np.testing.assert_allclose([float(row[1]) for row in rows[1:]], trace.metrics["loss"], rtol=1e-7)


def test_what_cannot_be_trained_is_not_exported():
    with pytest.raises(Problem, match="the last layer gives"):
        exporting.script(replace(XOR, layers=(Dense(3),)))
