"""Optimizers: the registry's rules, Keras's own steps, and the numbers that are shown, are the same."""

import os
import re

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest
import tensorflow as tf

from lab.optimizers import ADAGRAD_AS_PRINTED, OPTIMIZERS, Optimizer, OptimizerSettings, numbers, rule_lines, step
from lab.problems import Problem
from lab.training.optimizers import knobs_as_tensors, make

STEPS = 20
START = np.array([1.5, -2.0], np.float32)
KNOB_VALUES = {
    "default": {},
    "other": {"momentum": 0.5, "rho": 0.6, "beta_1": 0.3, "beta_2": 0.8, "epsilon": 0.01, "weight_decay": 0.2},
}


def gradient(weights):
    """Of Rosenbrock's function divided by 100: neither constant nor the same for both weights."""
    x, y = weights[0], weights[1]
    return tf.stack([(x - 1) / 50 - 4 * x * (y - x**2), 2 * (y - x**2)])


def chosen(name: str, which: str) -> OptimizerSettings:
    its_own = {key: value for key, value in KNOB_VALUES[which].items() if key in OPTIMIZERS[name].knobs}
    return OptimizerSettings(name, 0.02, tuple(its_own.items()))


def keras_stepping(settings: OptimizerSettings) -> tuple[list[np.ndarray], list[dict[str, np.ndarray]]]:
    """Weights and slots before the first and after each step of a fresh Keras optimizer, eagerly."""
    optimizer = make(settings.name, learning_rate=settings.learning_rate, **dict(settings.knobs))
    weights = keras.Variable(START)
    optimizer.build([weights])

    def state():
        variables = optimizer.variables[2:]
        return dict(zip(OPTIMIZERS[settings.name].slots, [each.numpy().copy() for each in variables], strict=True))

    places, slots = [weights.numpy().copy()], [state()]
    for _ in range(STEPS):
        optimizer.apply([gradient(weights.value)])
        places.append(weights.numpy().copy())
        slots.append(state())
    return places, slots


@pytest.mark.parametrize("which", KNOB_VALUES)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_is_what_keras_does_for_20_steps(name, which):
    settings = chosen(name, which)
    places, slots = keras_stepping(settings)
    weights = START.astype(float)
    memory = {key: np.full(2, slot.start) for key, slot in OPTIMIZERS[name].slots.items()}
    for t in range(1, STEPS + 1):
        got = step(settings, weights, gradient(weights).numpy(), memory, t)
        weights, memory = got["w"], {key: got[slot.letter] for key, slot in OPTIMIZERS[name].slots.items()}
        np.testing.assert_allclose(weights, places[t], atol=1e-5)
        for key, value in memory.items():
            np.testing.assert_allclose(value, np.broadcast_to(slots[t][key], 2), rtol=1e-4, atol=1e-5)
    assert np.abs(places[-1] - START).max() > 0.05


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_numbers_shown_end_in_what_keras_comes_to(name):
    settings = chosen(name, "other")
    places, slots = keras_stepping(settings)
    for t in (1, 7, STEPS):
        for weight in (0, 1):
            before = {key: np.broadcast_to(value, 2)[weight] for key, value in slots[t - 1].items()}
            grad = gradient(tf.constant(places[t - 1]))[weight].numpy()
            lines = numbers(settings, places[t - 1][weight], grad, before, t)
            assert len(lines) == len(OPTIMIZERS[name].rule)
            assert float(lines[-1].split(" = ")[-1]) == pytest.approx(places[t][weight], abs=1e-5)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_rule_in_symbols_shows_every_knob_by_its_symbol(name):
    text = "\n".join(rule_lines(OPTIMIZERS[name]))
    assert r"\eta" in text
    for knob in OPTIMIZERS[name].knobs.values():
        assert knob.symbol in text
    assert text.splitlines()[-1].startswith("w_t = ")
    assert not re.search(r"learning_rate|beta_\d\*|epsilon\*|\*", text)


def test_adam_by_hand():
    """At step 1 m/(1-β₁) is g and v/(1-β₂) is g², so that Adam moves by its learning rate whatever the gradient."""
    for slope in (1e-3, 5.0, -200.0):
        got = step(OptimizerSettings("Adam", 0.1), 1.0, slope, {"momentum": 0.0, "velocity": 0.0}, 1)
        assert got["w"] == pytest.approx(1.0 - 0.1 * np.sign(slope), abs=1e-3)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_step_from_float32_is_computed_in_float64(name):
    slots = {key: np.full(2, 0.1, np.float32) for key in OPTIMIZERS[name].slots}
    got = step(OptimizerSettings(name, 0.1), START, START / 3, slots, 2)
    exact = {key: value.astype(float) for key, value in slots.items()}
    same = step(OptimizerSettings(name, 0.1), START.astype(float), (START / 3).astype(float), exact, 2)
    for letter, value in got.items():
        assert np.asarray(value).dtype == np.float64
        np.testing.assert_array_equal(value, same[letter])


def test_adagrad_as_printed_climbs():
    settings = OptimizerSettings("AdaGrad", 0.1)
    slots = {"accumulator": 0.0}
    right, printed = step(settings, 1.0, 2.0, slots, 1), step(settings, 1.0, 2.0, slots, 1, ADAGRAD_AS_PRINTED)
    assert right["w"] == pytest.approx(0.9)
    assert printed["w"] == pytest.approx(1.1)
    assert rule_lines(ADAGRAD_AS_PRINTED)[-1] == rule_lines(OPTIMIZERS["AdaGrad"])[-1].replace(" - ", " + ")


def test_the_registry_is_keras():
    assert len(OPTIMIZERS) == 8
    for name, optimizer in OPTIMIZERS.items():
        assert isinstance(optimizer, Optimizer)
        ours, defaults = make(name).get_config(), getattr(keras.optimizers, optimizer.keras_class)().get_config()
        differ = {key for key in defaults if ours[key] != defaults[key]} - {"name", *optimizer.fixed}
        assert differ <= ({"momentum"} if name in ("momentum", "Nesterov") else set())


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_moving_a_knob_does_not_compile_again(name):
    optimizer, weights = make(name), keras.Variable(START)
    optimizer.build([weights])
    first = [variable.numpy() for variable in optimizer.variables]
    names = [variable.path for variable in optimizer.variables]
    config = optimizer.get_config()

    @tf.function(jit_compile=True)
    def run(knobs):
        with knobs_as_tensors(optimizer, name, knobs):
            for _ in tf.range(STEPS):
                optimizer.apply([gradient(weights.value)])

    for which in KNOB_VALUES:
        settings = chosen(name, which)
        weights.assign(START)
        for variable, value in zip(optimizer.variables, first, strict=True):
            variable.assign(value)
        run({"learning_rate": tf.constant(0.02)} | {k: tf.constant(v, tf.float64) for k, v in settings.knobs})
        np.testing.assert_allclose(weights.numpy(), keras_stepping(settings)[0][-1], rtol=2e-6, atol=1e-7)
    assert run.experimental_get_tracing_count() == 1
    assert optimizer.get_config() == config
    assert [variable.path for variable in optimizer.variables] == names


def test_no_tensor_stays_behind_even_after_an_error():
    optimizer = make("Nesterov")
    with pytest.raises(ZeroDivisionError), knobs_as_tensors(optimizer, "Nesterov", {"momentum": tf.constant(0.1)}):
        raise ZeroDivisionError
    assert optimizer.momentum == 0.9
    with pytest.raises(Problem, match="SGD has no knob rho"), knobs_as_tensors(make("SGD"), "SGD", {"rho": 0.1}):
        pass


def test_settings_are_completed_and_checked():
    assert OptimizerSettings("Adam") == OptimizerSettings("Adam", 0.01, (("epsilon", 1e-7), ("beta_1", 0.9)))
    assert hash(OptimizerSettings("Adam")) == hash(OptimizerSettings("Adam", knobs=(("beta_2", 0.999),)))
    with pytest.raises(Problem, match="SGD has no momentum; it has learning_rate"):
        OptimizerSettings("SGD", 0.1, (("momentum", 0.9),))
    with pytest.raises(Problem, match=r"beta_1 is 1\.0; it goes from 0 to 0.99"):
        OptimizerSettings("Adam", 0.1, (("beta_1", 1.0),))
    with pytest.raises(Problem, match=r"learning_rate is 100; it goes from 0\.0001 to 10"):
        OptimizerSettings("Adam", 100)
    with pytest.raises(Problem, match="name is adam; it is one of SGD"):
        OptimizerSettings("adam")
