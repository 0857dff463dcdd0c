"""The tables under the picture of a race: level lines, bands of height, and for each racer a row for each step."""

import base64
import io

import numpy as np
import pandas as pd
from PIL import Image

TOLERANCE = 0.12
"""How far a level line may run from its points, in pixels."""
ARROW = 46
"""The longest arrow, in pixels."""
FLOOR = 1e-12
"""The lowest loss that a logarithmic axis shows; float32 knows little about smaller ones."""
CEILING = 1000
"""How many times its first value a loss is drawn, at most."""
FAR = 20.0
"""How far outside the picture a path goes on, in pictures."""
DARKEST = 80

ENDS = {"bar_low": 0.1, "bar_high": 1.0, "loss_low": 0.1, "loss_high": 1.0}
"""The ends of the axes of second moments and losses, where there are no numbers yet."""
NUMBERS = ("x", "y", "loss", "drawn", "tip_x", "tip_y", "angle", "second_x", "second_y")
NOTHING = pd.DataFrame({name: [1.0 if name == "drawn" else np.nan] for name in NUMBERS}).assign(step=0, optimizer="")
"""The steps of nobody: one row that is not drawn, but gives the axis of the losses a place to be."""

Range = tuple[float, float]


def floor(offset: float) -> float:
    """The lowest difference from `offset` that is drawn: a smaller one is rounding, losses being float32.

    >>> floor(0.0), floor(-6.06)
    (1e-12, 4.76837158203125e-07)
    """
    return max(FLOOR, float(np.spacing(np.float32(abs(offset)))))


def bands(z: np.ndarray, levels: np.ndarray) -> str:
    """Heights (rows, columns), row 0 the lowest y, as a data URL: the higher, the darker. Nothing where there is none.

    The shades are transparent, so that they suit a light page and a dark one.
    """
    index = np.digitize(z, levels).astype("uint8") + 1
    index[np.isnan(z)] = 0
    image = Image.fromarray(index[::-1])
    image.putpalette([0x7F, 0x87, 0x94] * 256)
    shades = np.linspace(0, DARKEST, len(levels) + 1).astype(int).tolist()
    file = io.BytesIO()
    image.save(file, "PNG", transparency=bytes([0, *shades]))
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def thinned(x: np.ndarray, y: np.ndarray, line: np.ndarray, tolerance: float) -> np.ndarray:
    """Which points of the lines are needed: False where leaving one out bends its line by less than the tolerance.

    >>> thinned(np.array([0.0, 1, 2, 2]), np.array([0.0, 0, 0, 2]), np.zeros(4, int), 0.1).tolist()
    [True, False, True, True]
    """
    kept = np.arange(len(x))
    for _ in range(5):
        a, b, c = kept[:-2], kept[1:-1], kept[2:]
        across = (x[c] - x[a]) * (y[b] - y[a]) - (y[c] - y[a]) * (x[b] - x[a])
        length = np.hypot(x[c] - x[a], y[c] - y[a])
        straight = (np.abs(across) < tolerance * length) & (line[a] == line[b]) & (line[b] == line[c])
        straight[1::2] = False  # never two neighbours at once
        kept = np.delete(kept, 1 + np.flatnonzero(straight))
    needed = np.zeros(len(x), bool)
    needed[kept] = True
    return needed


def level_table(lines: dict[str, np.ndarray], ranges: tuple[Range, Range], size: int) -> pd.DataFrame:
    """The level lines on a picture of so many pixels. `lines`: line, order, x and y of every point."""
    table = pd.DataFrame({key: values.astype("float32" if key in "xy" else "int32") for key, values in lines.items()})
    (left, right), (low, high) = ranges
    x, y = lines["x"] * size / (right - left), lines["y"] * size / (high - low)
    return table[thinned(x, y, lines["line"], TOLERANCE)]


def step_table(
    name: str, steps: np.ndarray, path: dict[str, np.ndarray], ranges: tuple[Range, Range], size: int, offset: float
) -> pd.DataFrame:
    """One racer's rows, from step 0 until it diverged.

    `path`: positions (steps, 2), losses (steps,), and (steps, 2) each: first, where its memory pulls, and second, the
    root of its mean squared gradient; NaN where it has no such memory. The curve draws losses above `offset`.
    """
    low, high = np.array(ranges, float).T
    place = np.clip(path["positions"], low - FAR * (high - low), high + FAR * (high - low))
    pull = path["first"] / (high - low)
    lowest = floor(offset)
    first = max(path["losses"][0] - offset, lowest)
    tip = place + arrows(pull) / size * (high - low)
    shown = np.clip(path["losses"] - offset, lowest, CEILING * first)
    angle = np.degrees(np.arctan2(pull[:, 0], pull[:, 1]))
    columns = (*place.T, path["losses"], shown, *tip.T, angle, *path["second"].T)
    with np.errstate(all="ignore"):
        rows = pd.DataFrame({key: np.asarray(values, "float32") for key, values in zip(NUMBERS, columns, strict=True)})
    return rows.assign(step=steps.astype("int32"), optimizer=name).dropna(subset=["x", "y", "loss"])


def arrows(pull: np.ndarray) -> np.ndarray:
    """Arrows in pixels, (steps, 2); the longest is `ARROW` long, one with a quarter of its pull half as long.

    >>> arrows(np.array([[4.0, 0.0], [0.0, 1.0]]))
    array([[46.,  0.],
           [ 0., 23.]])
    """
    length = np.hypot(*pull.T)
    longest = np.max(length[np.isfinite(length)], initial=0.0) or 1.0
    with np.errstate(all="ignore"):
        return pull / length[:, None] * np.sqrt(length / longest)[:, None] * ARROW


def tables(
    ground: tuple[pd.DataFrame, str], minima: tuple, start: tuple[float, float], steps: pd.DataFrame, lost: dict
) -> dict[str, pd.DataFrame]:
    """The picture's tables by name. `ground`: level lines and bands. `lost`: when each racer diverged, or None."""
    lines, url = ground
    racers = pd.DataFrame({"optimizer": list(lost), "diverged": np.array(list(lost.values()), float)})
    return {
        "ground": pd.DataFrame({"url": [url]}),
        "lines": lines,
        "minima": pd.DataFrame(minima, columns=["x", "y"], dtype=float),
        "start": pd.DataFrame({"x": [start[0]], "y": [start[1]]}),
        "steps": steps,
        "racers": racers.assign(row=range(1, len(racers) + 1)),
    }


def values(steps: pd.DataFrame, start: int) -> dict[str, object]:
    """What the picture's parameters begin with: the slider's step, and the ends of the logarithmic axes."""
    sizes, losses = steps[["second_x", "second_y"]].to_numpy(float), steps["drawn"].to_numpy(float)
    sizes, ends = sizes[np.isfinite(sizes) & (sizes > 0)], dict(ENDS)
    if len(sizes):
        ends |= {"bar_low": float(np.quantile(sizes, 0.02)) / 3, "bar_high": float(sizes.max()) * 1.3}
    if len(losses):
        ends |= {"loss_low": float(losses.min()) / 2, "loss_high": float(losses.max()) * 2}
    return {"scrub": [{"step": start}], **ends}
