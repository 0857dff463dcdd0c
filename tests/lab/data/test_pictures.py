"""Pictures: read once by Keras's own loaders, kept as arrays, mapped into memory; scaled inside the engine."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from cache import picture_files
from lab import costs
from lab.data import pictures
from lab.data.datasets import SCALED, Data
from lab.data.pictures import PICTURES
from lab.problems import Problem
from lab.stacks.layers import Conv2D, Dense, Flatten
from lab.traces import finish
from lab.training import inputs, keras_data, predicting, programs, runs
from tests import samples

SHAPES = ((256, (40, 28, 28, 1), "uint8"), (10, 40, "int32"), (256, (8, 28, 28, 1), "uint8"), (10, 8, "int32"))
FEW = replace(
    samples.DIGITS,
    data=Data("digit_pictures", (("examples", 200),), 3),
    layers=(Flatten(), Dense(16, "relu"), Dense(10, "softmax")),
    epochs=3,
    tested=True,
)


@pytest.mark.parametrize("scaled", [(), ((SCALED, 0),)])
def test_without_the_arrays_of_the_dashboard_they_are_the_same(copies, monkeypatch, scaled):
    """As in a notebook, where nobody has left any."""
    rng = np.random.default_rng(0)
    arrays = [rng.integers(0, high, shape).astype(kind) for high, shape, kind in SHAPES]
    loaded = (arrays[0][..., 0], arrays[1]), (arrays[2][..., 0], arrays[3])
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: loaded)
    monkeypatch.setattr("lab.data.keras_files.KerasData.check", lambda its: None)
    monkeypatch.setitem(pictures.PICTURES, "mnist", replace(PICTURES["mnist"], most=40))
    data = Data("mnist", (("examples", 30), *scaled))
    read = keras_data.load(data)
    assert not copies.exists()
    picture_files.prepare("mnist")
    keras_data.load.cache_clear()
    mapped = keras_data.load(data)
    assert isinstance(mapped.x, np.memmap)
    assert not isinstance(read.x, np.memmap)
    for one, other in ((read, mapped), (read.test, mapped.test)):
        np.testing.assert_array_equal(one.x, other.x)
        np.testing.assert_array_equal(one.y, other.y)
        assert (one.scale, one.num_classes, one.standardised) == (other.scale, other.num_classes, other.standardised)


@pytest.mark.parametrize("name", [name for name, its in PICTURES.items() if its.source])
def test_missing_pictures_are_told_with_size_and_command(copies, monkeypatch, tmp_path, name):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    source = PICTURES[name].source
    with pytest.raises(Problem, match=rf"keras\.datasets\.{name}\.load_data\(\)") as told:
        keras_data.load(Data(name))
    assert f"{source.size / 1e6:.1f} MB" in str(told.value)
    assert source.files[0].url.rpartition("/")[0] in str(told.value)
    assert all(file.path.name in str(told.value) for file in source.files)
    assert not PICTURES[name].is_there


@pytest.mark.parametrize("name", [name for name, its in PICTURES.items() if its.source])
def test_damaged_and_truncated_pictures_are_told_and_stay(copies, monkeypatch, tmp_path, name):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    files = PICTURES[name].source.files
    for file in files:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_bytes(b"\x1f\x8b not whole")
    with pytest.raises(Problem, match="is damaged or truncated: it has 12 bytes"):
        keras_data.load(Data(name))
    assert all(file.path.read_bytes() == b"\x1f\x8b not whole" for file in files)


def test_digits_are_built_in_and_at_least_360_are_left_for_testing():
    examples = keras_data.load(Data("digit_pictures"))
    assert (len(examples), len(examples.test)) == (PICTURES["digit_pictures"].most, 360)
    assert examples.x.shape[1:] == PICTURES["digit_pictures"].shape
    assert (examples.x.dtype, examples.x.max(), examples.scale) == ("uint8", 16, 1 / 16)


@pytest.mark.parametrize("layers", [FEW.layers, (Conv2D(2, 3, activation="relu"), Flatten(), Dense(10, "softmax"))])
def test_scaling_inside_the_engine_is_scaling_before_it(monkeypatch, layers):
    inside = runs.train(replace(FEW, layers=layers))
    examples = keras_data.load(FEW.data)

    def divided(part):
        return replace(part, x=part.x.astype("float32") / 16, scale=1.0)

    before = replace(divided(examples), test=divided(examples.test))
    monkeypatch.setattr(runs, "load", lambda data: before)
    inputs._tensors.clear()
    outside = runs.train(replace(FEW, layers=layers))
    inputs._tensors.clear()
    for name, values in outside.metrics.items():
        np.testing.assert_array_equal(inside.metrics[name], values, err_msg=name)


def test_not_scaling_gives_other_numbers_and_no_second_program():
    scaled = runs.train(FEW)
    count = len(programs._programs)
    options = (*FEW.data.options, (SCALED, 0))
    raw = replace(FEW, data=replace(FEW.data, options=options))
    assert keras_data.load(raw.data).scale == 1
    assert not np.array_equal(runs.train(raw).metrics["loss"], scaled.metrics["loss"])
    assert len(programs._programs) == count


def test_many_pictures_are_measured_in_parts(monkeypatch):
    training = replace(FEW, layers=(Conv2D(2, 3, activation="relu"), Flatten(), Dense(10, "softmax")))
    whole = runs.train(training)
    monkeypatch.setattr(costs, "MOST_AT_ONCE", 100)
    parts = runs.train(training)
    np.testing.assert_array_equal(parts.metrics["loss"], whole.metrics["loss"])
    np.testing.assert_allclose(parts.metrics["test_loss"], whole.metrics["test_loss"], rtol=1e-5)
    np.testing.assert_allclose(parts.metrics["test_accuracy"], whole.metrics["test_accuracy"], atol=1e-6)


def test_predictions_are_keras_s_and_as_good_as_the_trace_says():
    trace = runs.train(FEW)
    shares = finish(predicting.predict_test, FEW, trace.state.variables)
    test = keras_data.load(FEW.data).test
    assert shares.shape == (len(test), 10)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert np.mean(shares.argmax(axis=1) == test.y) == pytest.approx(trace.metrics["test_accuracy"][-1], abs=2e-3)
    model = keras.Sequential(
        [
            keras.Input(test.x.shape[1:]),
            keras.layers.Flatten(),
            keras.layers.Dense(16, "relu"),
            keras.layers.Dense(10, "softmax"),
        ]
    )
    model.set_weights(trace.state.variables)
    np.testing.assert_allclose(shares, model.predict(test.x.astype("float32") / 16, verbose=0), atol=1e-6)
