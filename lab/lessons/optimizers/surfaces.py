"""Surfaces to descend, as formulas, and their level lines.

>>> round(float(read(SURFACES["Rosenbrock"].formula).evaluate({"x": 1.0, "y": 1.0})), 9)
0.0
"""

from dataclasses import dataclass
from functools import lru_cache

import contourpy
import numpy as np

from lab.expressions import Expression, parse
from lab.problems import Problem

SIZE = 121
NUM_LEVELS = 14
TOO_HIGH = 1e30
"""Heights beyond this are drawn as having no value: float32, in which the paths are computed, ends soon after."""

Range = tuple[float, float]


@dataclass(frozen=True)
class Surface:
    """A function of x and y, the part of the plane that is shown, where to start, and where its lowest points are.

    Every surface of the registry is 0 there, so that its loss can be drawn on a logarithmic axis.

    `learning_rate` suits gradient descent on it, with or without momentum; `adaptive_rate` suits the optimizers that
    divide by the gradient's size, and is about the length of a step. `num_levels`: as many level lines are drawn.
    """

    formula: str
    x_range: Range = (-5.0, 5.0)
    y_range: Range = (-5.0, 5.0)
    start: tuple[float, float] = (-4.0, 3.0)
    minima: tuple[tuple[float, float], ...] = ()
    learning_rate: float = 0.01
    adaptive_rate: float = 0.1
    num_levels: int = NUM_LEVELS


HIMMELBLAU_MINIMA = ((3.0, 2.0), (-2.805118, 3.131313), (-3.77931, -3.283186), (3.584428, -1.848127))

SURFACES: dict[str, Surface] = {
    "bowl": Surface("x**2 + y**2", minima=((0.0, 0.0),), learning_rate=0.05),
    "ravine": Surface("x**2/20 + 2*y**2", start=(-4.5, 2.0), minima=((0.0, 0.0),), learning_rate=0.1),
    "Rosenbrock": Surface(
        "(1 - x)**2 + 100*(y - x**2)**2", (-2.0, 2.0), (-1.0, 3.0), (-1.5, 2.0), ((1.0, 1.0),), learning_rate=0.001
    ),
    "Beale": Surface(
        "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
        (-4.5, 4.5),
        (-4.5, 4.5),
        (1.0, 1.5),
        ((3.0, 0.5),),
        learning_rate=0.005,
    ),
    "saddle": Surface(
        "x**2 - y**2 + y**4/4 + 1",
        (-2.5, 2.5),
        (-2.5, 2.5),
        (-2.0, 0.01),
        ((0.0, -(2**0.5)), (0.0, 2**0.5)),
        learning_rate=0.02,
        adaptive_rate=0.05,
    ),
    "Himmelblau": Surface(
        "(x**2 + y - 11)**2 + (x + y**2 - 7)**2", start=(-0.5, -1.0), minima=HIMMELBLAU_MINIMA, learning_rate=0.005
    ),
    "many dips": Surface(
        "20 + x**2 + y**2 - 10*cos(2*pi*x) - 10*cos(2*pi*y)",
        start=(-3.3, 2.7),
        minima=((0.0, 0.0),),
        learning_rate=0.002,
        num_levels=8,
    ),
}


@dataclass(frozen=True)
class Heights:
    """Values over a grid: `x` (size,), `y` (size,), `z` (size, size) with z[row, column] at y[row], x[column]."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray


@dataclass(frozen=True)
class LevelLines:
    """Points of the level lines, an entry a point: level and number of its line, its turn in the line, its place."""

    level: np.ndarray
    line: np.ndarray
    order: np.ndarray
    x: np.ndarray
    y: np.ndarray


@lru_cache(maxsize=64)
def read(formula: str) -> Expression:
    """The formula of a surface, read; `Problem` where it is none."""
    return parse(formula, ("x", "y"))


def heights(expression: Expression, x_range: Range, y_range: Range, size: int = SIZE) -> Heights:
    """The formula's values over a grid of size × size points, NaN where it has none.

    Errors: `Problem` where it has a value nowhere on the grid.

    >>> heights(read("x + 10*y"), (0, 1), (0, 2), size=2).z
    array([[ 0.,  1.],
           [20., 21.]])
    """
    x, y = np.linspace(*x_range, size), np.linspace(*y_range, size)
    columns, rows = np.meshgrid(x, y)
    z = np.broadcast_to(np.asarray(expression.evaluate({"x": columns, "y": rows}), float), columns.shape)
    z = np.where(np.abs(z) < TOO_HIGH, z, np.nan)
    if np.isnan(z).all():
        text = (
            "{formula} has no value for x from {left:g} to {right:g} and y from {low:g} to {high:g}; try another range"
        )
        left, right = x_range
        low, high = y_range
        raise Problem(text, formula=expression.formula, left=left, right=right, low=low, high=high)
    return Heights(x, y, z)


def levels(z: np.ndarray, num_levels: int = NUM_LEVELS) -> np.ndarray:
    """Levels that split the grid's points into shares growing like 1, 3, 5, …: even rings on a bowl, close lines in a
    valley however far the walls rise. Fewer than asked for where heights coincide; none for a flat surface.

    >>> levels(np.arange(101.0), 5)
    array([ 4., 16., 36., 64.])
    """
    finite = z[np.isfinite(z)]
    shares = (np.arange(1, num_levels) / num_levels) ** 2
    found = np.unique(np.quantile(finite, shares))
    return found[(found > finite.min()) & (found < finite.max())]


def level_lines(surface: Heights, num_levels: int = NUM_LEVELS) -> LevelLines:
    """The level lines of a grid, as one table. They end where the surface has no value; a flat surface has none."""
    generator = contourpy.contour_generator(surface.x, surface.y, np.ma.masked_invalid(surface.z))
    lines = [(level, line) for level in levels(surface.z, num_levels) for line in generator.lines(level)]
    if not lines:
        nothing = np.empty(0)
        return LevelLines(nothing, nothing.astype(int), nothing.astype(int), nothing, nothing)
    lengths = [len(line) for _, line in lines]
    points = np.concatenate([line for _, line in lines])
    return LevelLines(
        level=np.repeat([level for level, _ in lines], lengths),
        line=np.repeat(np.arange(len(lines)), lengths),
        order=np.concatenate([np.arange(length) for length in lengths]),
        x=points[:, 0],
        y=points[:, 1],
    )
