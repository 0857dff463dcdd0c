"""Over-fitting: its settings, what the network says by numpy against Keras, weights, and data that cannot be."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from dataclasses import replace

import numpy as np
import pytest

from lab.lessons.overfitting import choices
from lab.lessons.overfitting.choices import COMPARISONS, OVERFITTED, REMEDIES, OverfittingSettings, units
from lab.problems import Problem
from lab.settings import rules
from lab.stacks import forward
from lab.stacks.layers import Activation, BatchNormalization, Dense, Dropout
from lab.traces import State, Trace


@pytest.mark.parametrize("text", ["", "16-", "-", "a", "0", "16-0", "1025", "1-1-1-1-1", "16.5", "１６", "<b>", "-5"])
def test_layers_that_cannot_be_are_told_with_what_can(text):
    with pytest.raises(Problem, match="such as 16-16"):
        OverfittingSettings(layers=text)


def test_layers_may_be_written_with_blanks_and_commas():
    assert units("16 - 16") == units("16,16") == units("16 16") == units(" 16–16 ") == (16, 16)


def test_batch_normalisation_stands_between_dense_and_its_activation_and_dropout_after_it():
    settings = OverfittingSettings(layers="32", batch_normalisation=True, dropout=0.5)
    assert settings.stack() == (Dense(32), BatchNormalization(), Activation("relu"), Dropout(0.5), Dense(1, "sigmoid"))


@pytest.mark.parametrize(("layers", "count"), [("16-16", 160_305), ("7-7", 70_071), ("1024-1024", 11_291_649)])
def test_on_reviews_there_are_as_many_parameters_as_the_documents_print(layers, count):
    assert OverfittingSettings(data="imdb", layers=layers).parameters() == count


def test_of_eleven_million_weights_none_are_kept_and_of_few_thirty_two_frames():
    assert OverfittingSettings(data="imdb", layers="1024-1024").training().snapshots == ()
    assert len(OverfittingSettings(epochs=320).training().snapshots) == 33


def test_the_seed_of_the_start_orders_the_examples_too():
    training = OverfittingSettings(weights_seed=7, data_seed=3).training()
    assert (training.weights_seed, training.shuffle_seed, training.data.seed) == (7, 7, 3)
    assert training.tested


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"layers": "5-4", "batch_normalisation": True, "dropout": 0.5, "activation": "tanh"},
        {"layers": "6", "activation": "sigmoid", "data": "digits"},
        {"layers": "3-3-3", "activation": "relu", "dropout": 0.2},
    ],
)
def test_outputs_are_those_of_keras_after_training(changes):
    from lab.training.networks import build
    from lab.training.runs import train

    settings = replace(OVERFITTED, epochs=2, **changes)
    trace = train(settings.training())
    width = choices.COLUMNS[settings.data]
    network = build((width,), settings.stack())
    for variable, value in zip(network.variables, trace.state.variables, strict=True):
        variable.assign(value)
    x = np.random.default_rng(0).normal(size=(50, width)).astype("float32")
    found = forward.outputs(settings.stack(), trace.state.variables, x)
    np.testing.assert_allclose(found, np.asarray(network(x, training=False)), atol=2e-6)


def test_the_field_has_its_top_row_where_the_second_input_is_largest():
    layers = (Dense(1, "sigmoid"),)
    field = forward.field(layers, (np.array([[0.0], [5.0]], "float32"), np.zeros(1, "float32")), 5)
    assert field.shape == (5, 5)
    assert (field[0] > 0.99).all()
    assert (field[-1] < 0.01).all()


def test_the_histogram_counts_every_kernel_weight_and_those_near_zero():
    arrays = (np.array([[0.005, -0.5], [0.0, 2.0]]), np.array([0.0, 0.0]), np.array([[1.0], [-0.0099]]))
    found = forward.histogram([arrays])
    assert found.near[0] == pytest.approx(3 / 6)
    assert found.shares.sum() == pytest.approx(1)
    assert forward.kernels(arrays).shape == (6,)


def test_a_histogram_of_weights_that_are_no_numbers_is_still_one():
    assert forward.histogram([(np.full((2, 2), np.nan),)]).shares.sum() == pytest.approx(1)


def test_the_penalty_is_taken_off_all_losses_and_stays_where_it_is_asked_for():
    values = {"loss": 3.0, "val_loss": 4.0, "test_loss": 5.0, "penalty": 1.0, "val_penalty": 2.0, "accuracy": 0.5}
    trace = Trace(State(1, (), ()), {name: np.array([value]) for name, value in values.items()})
    bare = choices.losses(trace)
    assert [bare[name][0] for name in ("loss", "val_loss", "test_loss", "accuracy")] == [2, 2, 3, 0.5]
    assert choices.losses(trace, penalised=True)["val_loss"][0] == 4


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"examples": 1}, "leaves none of 1 examples"),
        ({"examples": 1, "validation_fraction": 0.0}, "nothing to tell apart"),
        ({"data": "clouds", "examples": 2, "validation_fraction": 0.0}, "nothing to tell apart"),
        ({"examples": 5, "validation_fraction": 0.9}, "leaves none of 5 examples"),
    ],
)
def test_data_that_cannot_be_trained_with_are_told(changes, told):
    with pytest.raises(Problem, match=told):
        choices.check(replace(OVERFITTED, **changes))


def test_missing_reviews_are_told_and_another_data_set_takes_their_place(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    settings = OverfittingSettings(data="imdb", examples=2000)
    with pytest.raises(Problem, match=r"imdb.npz is not on this machine \(17.5 MB\)\..* run `python -c"):
        choices.check(settings)
    other = choices.possible(settings)
    choices.check(other)
    assert other.data == "breast_cancer"
    assert choices.possible(OVERFITTED) is OVERFITTED


def test_every_comparison_has_two_to_four_runs_that_differ():
    assert COMPARISONS
    for runs in COMPARISONS.values():
        assert 2 <= len(set(runs)) == len(runs) <= 4


def test_every_remedy_changes_one_thing():
    for remedy in REMEDIES.values():
        moved = remedy.move(OVERFITTED, 50)
        changed = [name for name in rules(OverfittingSettings) if getattr(moved, name) != getattr(OVERFITTED, name)]
        assert len(changed) == 1
