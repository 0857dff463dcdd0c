"""Surfaces: their published values and minima, and their level lines."""

import numpy as np
import pytest

from lab.expressions import MAX_LENGTH
from lab.lessons.optimizers.surfaces import SURFACES, heights, level_lines, levels, read
from lab.problems import Problem

PUBLISHED = [
    ("bowl", (3.0, 4.0), 25.0),
    ("ravine", (2.0, 1.0), 2.2),
    ("Rosenbrock", (-1.2, 1.0), 24.2),
    ("Rosenbrock", (0.0, 0.0), 1.0),
    ("Beale", (0.0, 0.0), 14.203125),
    ("Beale", (1.0, 1.0), 14.203125),
    ("saddle", (0.0, 0.0), 1.0),
    ("Himmelblau", (0.0, 0.0), 170.0),
    ("Himmelblau", (-0.270845, -0.923039), 181.617),
    ("many dips", (1.0, 0.0), 1.0),
    ("many dips", (0.5, 0.5), 40.5),
]
MINIMA = [(name, minimum) for name, surface in SURFACES.items() for minimum in surface.minima]


def gradient(formula: str, x: float, y: float) -> np.ndarray:
    """Central differences."""
    value, h = read(formula), 1e-5
    by_x = value.evaluate({"x": x + h, "y": y}) - value.evaluate({"x": x - h, "y": y})
    by_y = value.evaluate({"x": x, "y": y + h}) - value.evaluate({"x": x, "y": y - h})
    return np.array([by_x, by_y]) / (2 * h)


@pytest.mark.parametrize(("name", "place", "value"), PUBLISHED)
def test_a_surface_has_its_published_values(name, place, value):
    assert read(SURFACES[name].formula).evaluate({"x": place[0], "y": place[1]}) == pytest.approx(value, rel=1e-5)


def test_every_surface_has_minima_and_published_values():
    assert {name for name, _ in MINIMA} == set(SURFACES) == {name for name, _, _ in PUBLISHED}
    assert len(MINIMA) == 11


@pytest.mark.parametrize(("name", "minimum"), MINIMA)
def test_minima_are_minima(name, minimum):
    surface = SURFACES[name]
    x, y = minimum
    assert read(surface.formula).evaluate({"x": x, "y": y}) == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(gradient(surface.formula, x, y), 0, atol=1e-3)
    angles = np.linspace(0, 2 * np.pi, 16)
    around = read(surface.formula).evaluate({"x": x + 0.05 * np.cos(angles), "y": y + 0.05 * np.sin(angles)})
    assert (around > 0).all()
    assert heights(read(surface.formula), surface.x_range, surface.y_range).z.min() >= 0


def test_the_saddle_is_one_at_the_origin():
    np.testing.assert_allclose(gradient(SURFACES["saddle"].formula, 0, 0), 0, atol=1e-9)
    value = read(SURFACES["saddle"].formula)
    assert value.evaluate({"x": 0.1, "y": 0.0}) > 1 > value.evaluate({"x": 0.0, "y": 0.1})


@pytest.mark.parametrize("name", SURFACES)
def test_starts_and_minima_are_in_the_picture(name):
    surface = SURFACES[name]
    assert len(surface.formula) <= MAX_LENGTH
    for x, y in (surface.start, *surface.minima):
        assert surface.x_range[0] <= x <= surface.x_range[1]
        assert surface.y_range[0] <= y <= surface.y_range[1]


@pytest.mark.parametrize("name", SURFACES)
def test_level_lines_lie_on_their_levels(name):
    surface = SURFACES[name]
    grid = heights(read(surface.formula), surface.x_range, surface.y_range, size=201)
    lines = level_lines(grid)
    assert len(np.unique(lines.level)) >= 10
    assert {len(lines.level), len(lines.line), len(lines.order), len(lines.x), len(lines.y)} == {len(lines.x)}
    on_surface = read(surface.formula).evaluate({"x": lines.x, "y": lines.y})
    assert np.median(np.abs(on_surface - lines.level) / np.ptp(grid.z)) < 2e-3


def test_rings_of_the_bowl_are_evenly_spaced():
    grid = heights(read("x**2 + y**2"), (-1, 1), (-1, 1), size=201)
    radii = np.sqrt(levels(grid.z, 10)[:7])
    np.testing.assert_allclose(np.diff(radii), np.diff(radii)[0], rtol=0.05)


def test_level_lines_end_where_there_is_no_value():
    lines = level_lines(heights(read("log(x) + y"), (-2, 2), (-2, 2)))
    assert lines.x.size > 0
    assert (lines.x > 0).all()
    assert np.isfinite(lines.y).all()


def test_each_line_is_numbered_and_ordered():
    lines = level_lines(heights(read(SURFACES["Himmelblau"].formula), (-5, 5), (-5, 5)))
    for number in range(lines.line.max() + 1):
        own = lines.order[lines.line == number]
        np.testing.assert_array_equal(own, np.arange(len(own)))
        assert len(np.unique(lines.level[lines.line == number])) == 1


@pytest.mark.parametrize("formula", ["3", "0*x", "sign(x**2 + 1)", "x**0"])
def test_a_flat_surface_has_no_level_lines(formula):
    grid = heights(read(formula), (-1, 1), (-1, 1))
    assert grid.z.shape == (121, 121)
    assert level_lines(grid).x.size == 0


def test_a_surface_of_steps_has_level_lines_or_none_but_no_error():
    assert level_lines(heights(read("sign(x) + sign(y)"), (-1, 1), (-1, 1))).x.size > 0
    assert np.isfinite(level_lines(heights(read("exp(exp(exp(x)))"), (-5, 5), (-5, 5))).x).all()


@pytest.mark.parametrize("formula", ["sqrt(-1 - x**2)", "1/0", "log(-1)*x", "1e12**3"])
def test_a_surface_without_any_value_is_a_problem(formula):
    with pytest.raises(Problem, match="has no value for x from -1 to 1"):
        heights(read(formula), (-1, 1), (-1, 1))
