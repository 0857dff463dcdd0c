"""Paths: the compiled race against Keras stepping eagerly, gradients by differences, divergence, the sweep."""

import os
import pickle
from dataclasses import replace

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.expressions import FUNCTIONS, NUMPY
from lab.lessons.optimizers.races import SWEEP_RATES, RaceSettings, everyone, suggested
from lab.lessons.optimizers.surfaces import SURFACES, read
from lab.optimizers import CLIPS, OPTIMIZERS, OptimizerSettings
from lab.problems import Problem
from lab.training import paths as module
from lab.training.optimizers import make
from lab.training.paths import TENSORFLOW, paths, sweep, value_and_gradient
from lab.update_rules import step

OTHER = {"momentum": 0.5, "rho": 0.6, "beta_1": 0.3, "beta_2": 0.8, "epsilon": 0.01, "weight_decay": 0.2}


def race(surface: str, num_steps: int, **changes: float) -> RaceSettings:
    its = SURFACES[surface]
    optimizers = [suggested(name, its) for name in OPTIMIZERS]
    if changes:
        optimizers = [
            OptimizerSettings(
                each.name,
                changes.get("learning_rate", each.learning_rate),
                tuple((key, changes.get(key, value)) for key, value in each.knobs),
            )
            for each in optimizers
        ]
    return RaceSettings(its.formula, *its.start, num_steps, tuple(optimizers))


def keras_eagerly(asked: RaceSettings, name: str) -> np.ndarray:
    """Positions (num_steps + 1, 2) of a fresh Keras optimizer with the gradients of a tape."""
    its = next(each for each in asked.optimizers if each.name == name)
    optimizer = make(its.kind, learning_rate=its.learning_rate, **dict(its.knobs))
    point = keras.Variable(np.array(asked.start, np.float32))
    places = [point.numpy()]
    for _ in range(asked.num_steps):
        optimizer.apply([value_and_gradient(read(asked.formula), point.value)[1]], [point])
        places.append(point.numpy())
    return np.array(places)


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{}, OTHER], ids=["defaults", "other knobs"])
def test_every_optimizer_goes_where_keras_goes_for_20_steps(changes):
    asked = race("Himmelblau", 20, **changes)
    got = paths(asked)
    assert list(got.paths) == list(OPTIMIZERS)
    for name, path in got.paths.items():
        assert path.positions.shape == path.gradients.shape == (21, 2)
        assert path.losses.shape == (21,)
        assert path.diverged is None
        np.testing.assert_allclose(path.positions, keras_eagerly(asked, name), atol=5e-5)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_record_of_a_step_is_what_the_shown_rule_needs(name):
    asked = race("Himmelblau", 12)
    path = paths(asked).paths[name]
    its = next(each for each in asked.optimizers if each.name == name)
    assert list(path.slots) == list(OPTIMIZERS[name].slots)
    for t in range(1, 13):
        before = {key: values[t - 1] for key, values in path.slots.items()}
        got = step(its, path.positions[t - 1], path.gradients[t - 1], before, t)
        np.testing.assert_allclose(got["w"], path.positions[t], atol=1e-5)
        for key, slot in OPTIMIZERS[name].slots.items():
            np.testing.assert_allclose(got[slot.letter], path.slots[key][t], rtol=1e-4, atol=1e-6)


def with_options() -> RaceSettings:
    """Every optimizer with all its options, of which one clips: for each another one."""
    its, racers = SURFACES["Himmelblau"], []
    for turn, each in enumerate(everyone(its)):
        options = OPTIMIZERS[each.name].options
        values = {"weight_decay": 0.1, "momentum": 0.6, CLIPS[turn % len(CLIPS)]: 2.0}
        knobs = tuple((key, values[key]) for key, option in options.items() if option.knob and key in values)
        flags = tuple(key for key, option in options.items() if not option.knob)
        racers.append(replace(each, knobs=knobs, flags=flags))
    return RaceSettings(its.formula, *its.start, 20, tuple(racers))


@pytest.mark.slow
def test_options_change_the_way_as_keras_has_it_and_so_does_the_shown_rule():
    asked = with_options()
    got, plain = paths(asked), paths(race("Himmelblau", 20))
    for its in asked.optimizers:
        path = got.paths[its.name]
        np.testing.assert_allclose(path.positions, keras_eagerly(asked, its.name), atol=5e-5)
        assert np.abs(path.positions[-1] - plain.paths[its.name].positions[-1]).max() > 1e-3
        for t in (1, 9, 20):
            before = {key: values[t - 1] for key, values in path.slots.items()}
            shown = step(its, path.positions[t - 1], path.gradients[t - 1], before, t)
            np.testing.assert_allclose(shown["w"], path.positions[t], atol=1e-5)


def test_losses_and_gradients_belong_to_the_positions():
    asked = race("Beale", 50)
    for path in paths(asked).paths.values():
        x, y = path.positions.astype(float).T
        np.testing.assert_allclose(path.losses, read(asked.formula).evaluate({"x": x, "y": y}), rtol=1e-3, atol=1e-5)


@pytest.mark.slow
def test_moving_anything_but_the_formula_does_not_compile_again():
    for num_steps in (1, 20, 1000):
        paths(race("bowl", num_steps, learning_rate=0.001 * num_steps))
    sweep(race("bowl", 30, **OTHER), SWEEP_RATES)
    program = next(its for (formula, _), its in module._programs.items() if formula == SURFACES["bowl"].formula)
    assert program.experimental_get_tracing_count() == 1


def test_the_same_settings_give_the_same_paths_in_any_order():
    asked = race("bowl", 40)
    first = paths(asked)
    paths(race("bowl", 7, **OTHER))
    again = paths(asked)
    for name in OPTIMIZERS:
        np.testing.assert_array_equal(first.paths[name].positions, again.paths[name].positions)


def test_descent_on_the_bowl_by_hand():
    """The gradient of x² + y² is (2x, 2y): each step of SGD at 0.1 multiplies the position by 0.8."""
    path = paths(race("bowl", 3, learning_rate=0.1)).paths["SGD"]
    np.testing.assert_allclose(path.positions[:, 0], [-4, -3.2, -2.56, -2.048], rtol=1e-6)
    np.testing.assert_allclose(path.losses[:2], [25, 16], rtol=1e-6)


@pytest.mark.slow
def test_a_path_that_diverges_says_when_and_is_nan_from_then_on():
    path = paths(race("Rosenbrock", 100, learning_rate=0.1)).paths["SGD"]
    assert path.diverged is not None
    assert 2 <= path.diverged <= 10
    assert np.isfinite(path.positions[: path.diverged]).all()
    for values in (path.positions, path.losses, path.gradients):
        assert np.isnan(values[path.diverged :]).all()
    others = paths(race("Rosenbrock", 100, learning_rate=0.1)).paths
    assert others["Adam"].diverged is None


@pytest.mark.slow
@pytest.mark.parametrize("surface", SURFACES)
def test_suggested_rates_get_somewhere_and_none_diverges(surface):
    for name, path in paths(race(surface, 200)).paths.items():
        assert path.diverged is None, name
        assert path.losses[-1] < 0.7 * path.losses[0], name


def test_the_sweep_is_the_last_loss_of_the_same_race():
    asked = race("Himmelblau", 60)
    got = sweep(asked, SWEEP_RATES)
    assert list(got.losses) == list(OPTIMIZERS)
    for index in (0, 16, 40):
        one = paths(race("Himmelblau", 60, learning_rate=SWEEP_RATES[index]))
        for name, path in one.paths.items():
            np.testing.assert_allclose(got.losses[name][index], path.losses[-1], rtol=1e-3, atol=1e-6, err_msg=name)
    assert np.isnan(got.losses["SGD"][-1])
    assert np.isfinite(got.losses["SGD"][:10]).all()


def test_a_sweep_may_have_any_number_of_rates():
    asked = race("bowl", 10)
    many = sweep(asked, np.geomspace(1e-4, 1, 100))
    few = sweep(asked, many.learning_rates[90:93])
    assert many.losses["Adam"].shape == (100,)
    np.testing.assert_array_equal(many.losses["Nadam"][90:93], few.losses["Nadam"])


def test_only_the_programs_used_last_are_kept(monkeypatch):
    monkeypatch.setattr(module, "MAX_PROGRAMS", 2)
    kept = dict(module._programs)
    for number in range(3):
        module._program(f"x**2 + {number}*y", (("SGD",),))
    assert [formula for formula, _ in module._programs] == ["x**2 + 1*y", "x**2 + 2*y"]
    module._programs.clear()
    module._programs.update(kept)


def test_what_a_worker_gets_and_gives_travels():
    asked = race("bowl", 5)
    assert pickle.loads(pickle.dumps(asked)) == asked
    assert len({asked, race("bowl", 5)}) == 1
    back = pickle.loads(pickle.dumps(paths(asked)))
    assert back.paths["Adam"].slots["velocity"].shape == (6, 2)


def test_settings_that_cannot_be_are_problems():
    with pytest.raises(Problem, match="num_steps is 1001; it goes from 1 to 1000"):
        RaceSettings(num_steps=1001)
    with pytest.raises(Problem, match="z is not known in a formula"):
        RaceSettings(formula="z")
    with pytest.raises(Problem, match=r"no finite value at the start \(-4, 3\); choose another start"):
        RaceSettings(formula="log(x)")
    with pytest.raises(Problem, match="the race needs settings for SGD"):
        RaceSettings(optimizers=(OptimizerSettings("Adam"),))


def test_integer_powers_have_a_gradient_at_negative_bases_and_at_zero():
    for formula, x, expected in [
        ("x**3", -2.0, 12.0),
        ("x^2", 0.0, 0.0),
        ("x**1", 0.0, 1.0),
        ("x**0", 0.0, 0.0),
        ("x**-2", -2.0, 0.25),
        ("x**(4/2)", -3.0, -6.0),
        ("x**y", 2.0, 4.0),
    ]:
        _, gradient = value_and_gradient(read(formula), tf.constant([x, 2.0]))
        assert gradient.numpy()[0] == pytest.approx(expected), formula


def test_formulas_without_x_or_y_have_gradient_zero():
    value, gradient = value_and_gradient(read("3 + 1/2**2"), tf.constant([[1.0, 2.0]]))
    assert value.numpy().tolist() == [3.25]
    assert gradient.numpy().tolist() == [[0.0, 0.0]]
    value, _ = value_and_gradient(read("1/0 + 0**-1"), tf.constant([1.0, 2.0]))
    assert np.isinf(value.numpy())


def test_both_tables_have_the_same_operations():
    assert set(TENSORFLOW) == set(NUMPY) >= set(FUNCTIONS)


SMOOTH = [
    *[surface.formula for surface in SURFACES.values()],
    "sin(x)*cos(y) + tan(x/9)",
    "exp(-x**2 - y**2)",
    "arctan(x) + tanh(y) + sinh(x/2)*cosh(y/2)",
    "log(x**2 + 1) + sqrt(y**2 + 1)",
    "abs(x + 10) + sign(y)",
    "2**x + (x**2 + 1)**0.5",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SMOOTH), st.floats(-2, 2, width=32), st.floats(0.125, 2, width=32))
def test_gradients_against_finite_differences(formula, x, y):
    expression, h = read(formula), 1e-5
    by_x = expression.evaluate({"x": x + h, "y": y}) - expression.evaluate({"x": x - h, "y": y})
    by_y = expression.evaluate({"x": x, "y": y + h}) - expression.evaluate({"x": x, "y": y - h})
    value, gradient = value_and_gradient(expression, tf.constant([x, y], tf.float32))
    here = expression.evaluate({"x": x, "y": y})
    np.testing.assert_allclose(value, here, rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(gradient, np.array([by_x, by_y]) / (2 * h), rtol=1e-3, atol=2e-2)
