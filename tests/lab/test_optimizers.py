"""Optimizers: the registry's rules, Keras's own steps, and the numbers that are shown, are the same."""

import os
import re
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest
import tensorflow as tf

from lab.optimizers import ADAGRAD_AS_PRINTED, CLIPS, OPTIMIZERS, Optimizer, OptimizerSettings, variant
from lab.problems import Problem
from lab.training.optimizers import knobs_as_tensors, make
from lab.update_rules import numbers, rule_lines, step

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
    return OptimizerSettings(name, rate(name), tuple(its_own.items()))


def rate(name: str) -> float:
    """One at which it gets somewhere in 20 steps."""
    return 0.02 * max(1.0, OPTIMIZERS[name].adaptive)


OPTION_VALUES = {"weight_decay": 0.1, "clipnorm": 0.7, "global_clipnorm": 0.7, "clipvalue": 0.3, "momentum": 0.6}


def with_options() -> list[OptimizerSettings]:
    """Every optimizer with each of its options alone, and with all of them that go together."""
    found = []
    for name, optimizer in OPTIMIZERS.items():
        together = [key for key in optimizer.options if key not in CLIPS[1:]]
        for keys in [*([key] for key in optimizer.options), together]:
            knobs = tuple((key, OPTION_VALUES[key]) for key in keys if optimizer.options[key].knob)
            found.append(OptimizerSettings(name, rate(name), knobs, tuple(k for k in keys if k not in dict(knobs))))
    return found


OPTIONS = with_options()
TOGETHER = [each for each in OPTIONS if len(each.kind) > 2]


@cache
def keras_stepping(settings: OptimizerSettings) -> tuple[list[np.ndarray], list[dict[str, np.ndarray]]]:
    """Weights and slots before the first and after each step of a fresh Keras optimizer, eagerly."""
    optimizer = make(settings.kind, learning_rate=settings.learning_rate, **dict(settings.knobs))
    weights = keras.Variable(START)
    optimizer.build([weights])

    def state():
        variables = optimizer.variables[2:]
        return dict(zip(settings.optimizer.slots, [each.numpy().copy() for each in variables], strict=True))

    places, slots = [weights.numpy().copy()], [state()]
    for _ in range(STEPS):
        optimizer.apply([gradient(weights.value)])
        places.append(weights.numpy().copy())
        slots.append(state())
    return places, slots


ALL = [chosen(name, which) for name in OPTIMIZERS for which in KNOB_VALUES] + OPTIONS


@pytest.mark.parametrize("settings", ALL, ids=lambda settings: "-".join(settings.kind))
def test_every_rule_with_every_option_is_what_keras_does_for_20_steps(settings):
    its = settings.optimizer
    places, slots = keras_stepping(settings)
    weights = START.astype(float)
    memory = {key: np.full(2, slot.start) for key, slot in its.slots.items()}
    for t in range(1, STEPS + 1):
        got = step(settings, weights, gradient(weights).numpy(), memory, t)
        weights, memory = got["w"], {key: got[slot.letter] for key, slot in its.slots.items()}
        np.testing.assert_allclose(weights, places[t], atol=1e-5)
        for key, value in memory.items():
            np.testing.assert_allclose(value, np.broadcast_to(slots[t][key], 2), rtol=1e-4, atol=1e-5)
    assert np.abs(places[-1] - START).max() > 0.05


@pytest.mark.parametrize("settings", ALL, ids=lambda settings: "-".join(settings.kind))
def test_the_numbers_shown_end_in_what_keras_comes_to(settings):
    places, slots = keras_stepping(settings)
    for t in (1, 7, STEPS):
        for weight in (0, 1):
            before = {key: np.broadcast_to(value, 2)[weight] for key, value in slots[t - 1].items()}
            grads = gradient(tf.constant(places[t - 1])).numpy()
            norm = float(np.linalg.norm(grads))
            lines = numbers(settings, places[t - 1][weight], grads[weight], before, t, norm=norm)
            assert len(lines) == len(settings.optimizer.rule)
            end = next(line for line in reversed(lines) if line.startswith("w_t"))
            assert float(end.split(" = ")[-1]) == pytest.approx(places[t][weight], abs=1e-5)


@pytest.mark.parametrize("settings", ALL, ids=lambda settings: "-".join(settings.kind))
def test_the_rule_in_symbols_shows_every_knob_by_its_symbol(settings):
    its, lines = settings.optimizer, rule_lines(settings.optimizer)
    text = "\n".join(lines)
    assert r"\eta" in text
    for knob in its.knobs.values():
        assert knob.symbol in text
    assert sum(line.startswith("w_t = ") for line in lines) == 1
    lefts = [line.split(" = ")[0] for line in lines]
    assert len(set(lefts)) == len(lefts)  # nothing is called like something else
    assert not re.search(r"learning_rate|beta_\d\*|epsilon\*|\*", text)


PUBLISHED = {
    ("SGD", 0.01, (("nesterov", True),)): ([0.9999, 0.9989, 0.9979, 0.9969, 0.9959], [0.9999, 0.9899, 0.9799, 0.9699]),
    ("RMSprop", 0.001, (("centered", True),)): ([0.9967, 0.9933, 0.9908, 0.9885, 0.9864],) * 2,
    ("Adam", 0.001, (("amsgrad", True),)): ([0.999, 0.9982, 0.9974, 0.9965, 0.9955],) * 2,
    ("Nadam", 0.5, (("beta_1", 0.5), ("beta_2", 0.67), ("epsilon", 1e-5))): (
        [0.4281, -0.1738, -0.7115, -1.2335, -1.7492],
        [0.4281, -0.1717, -0.7084, -1.2299, -1.7454],
    ),
    ("AdamW", 1.0, (("weight_decay", 0.5), ("epsilon", 2.0))): (
        [0.4998, 0.2486, 0.1223, 0.0586, 0.0263],
        [0.4998, 0.2382, 0.1003, 0.0258, -0.0159],
    ),
    ("AdaGrad", 0.2, (("initial_accumulator_value", 0.3), ("epsilon", 1e-6))): (
        [0.9963, 0.9604, 0.9251, 0.8903, 0.856],
        [0.9963, 0.8209, 0.6891, 0.579, 0.4825],
    ),
    ("Adamax", 0.2, (("beta_1", 0.85), ("beta_2", 0.95), ("epsilon", 1e-6))): (
        [0.8, 0.6827, 0.5333, 0.368, 0.1933],
        [0.8, 0.691, 0.5466, 0.3848, 0.2126],
    ),
    ("Adadelta", 1.0, (("rho", 0.8), ("epsilon", 1e-6))): ([0.9978, 0.9947, 0.9915, 0.9882, 0.9849],) * 2,
    ("Lion", 0.001, ()): ([0.999, 0.998, 0.997, 0.996, 0.995],) * 2,
}
"""From `test_correctness_with_golden` of Keras 3's own tests: the first and the last of ten weights that begin at 1.

Their gradients are 0.01 in the first step, then 0.1 and 1.0.
"""


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case[0])
def test_the_rules_come_to_the_numbers_that_keras_has_published(case):
    name, learning_rate, values = case
    flags = tuple(key for key, value in values if value is True and key != "nesterov")
    its = variant((name, *flags))
    knobs = {key: knob.default for key, knob in its.knobs.items()} | dict(values)
    settings = SimpleNamespace(learning_rate=learning_rate, knobs=knobs, optimizer=its)
    for published, slope in zip(PUBLISHED[case], (0.1, 1.0), strict=True):
        start = dict(values).get("initial_accumulator_value")
        memory = {key: start or slot.start for key, slot in its.slots.items()}
        weight = 1.0
        for t, value in enumerate(published, start=1):
            got = step(settings, weight, slope if t > 1 else 0.01, memory, t)
            weight, memory = got["w"], {key: got[slot.letter] for key, slot in its.slots.items()}
            assert weight == pytest.approx(value, rel=5e-4, abs=5e-4)


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
    assert len(OPTIMIZERS) == 11
    for name, optimizer in OPTIMIZERS.items():
        assert isinstance(optimizer, Optimizer)
        ours, defaults = make(name).get_config(), getattr(keras.optimizers, optimizer.keras_class)().get_config()
        differ = {key for key in defaults if ours[key] != defaults[key]} - {"name", *optimizer.fixed}
        assert differ <= ({"momentum"} if name in ("momentum", "Nesterov") else set())


def moved(settings: OptimizerSettings) -> OptimizerSettings:
    """The same kind with another learning rate and other knobs."""
    knobs = tuple((key, value if key == "epsilon" else round(0.7 * value, 2)) for key, value in settings.knobs)
    return replace(settings, learning_rate=0.8 * settings.learning_rate, knobs=knobs)


@pytest.mark.parametrize(
    "settings",
    [*(chosen(name, "other") for name in OPTIMIZERS), *(each for each in OPTIONS if each.name == "SGD"), *TOGETHER],
    ids=lambda settings: "-".join(settings.kind),
)
def test_moving_a_knob_does_not_compile_again(settings):
    optimizer, weights = make(settings.kind), keras.Variable(START)
    optimizer.build([weights])
    first = [variable.numpy() for variable in optimizer.variables]
    names = [variable.path for variable in optimizer.variables]
    config = optimizer.get_config()

    @tf.function(jit_compile=True)
    def run(knobs):
        with knobs_as_tensors(optimizer, settings.kind, knobs):
            for _ in tf.range(STEPS):
                optimizer.apply([gradient(weights.value)])

    for one in (settings, moved(settings)):
        weights.assign(START)
        for variable, value in zip(optimizer.variables, first, strict=True):
            variable.assign(value)
        knobs = {key: tf.constant(value, tf.float64) for key, value in one.knobs}
        run({"learning_rate": tf.constant(one.learning_rate)} | knobs)
        np.testing.assert_allclose(weights.numpy(), keras_stepping(one)[0][-1], rtol=2e-6, atol=2e-6)
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
