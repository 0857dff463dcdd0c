"""A race down a surface: level lines, the paths up to a step, what the racers remember, and their losses.

The step is a slider of Vega's, `scrub`: heads, tails, arrows, bars and the rule in the curve follow without the server.
A click reports the place of a point of an invisible grid, as the selection `clicked`.
"""

import base64
import io
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd
from PIL import Image

from components.charts.races import STAR, Looks
from components.theme import GREY

NOW = "scrub.step[0]"
CELLS = 40
"""Places to click along each side, and one more."""
TOLERANCE = 0.12
"""How far a level line may run from its points, in pixels."""
ARROW = 46
FLOOR = 1e-12
"""The lowest loss that the logarithmic axis shows; float32 knows little about smaller ones."""


@dataclass(frozen=True)
class Ground:
    """What lies under the paths: bands of height as a picture, level lines, and the lowest points."""

    url: str
    lines: pd.DataFrame
    minima: pd.DataFrame
    x_range: tuple[float, float]
    y_range: tuple[float, float]


@dataclass(frozen=True)
class Scrub:
    """The slider over the steps: recorded ones from 0 to `last`, `stride` apart, beginning at `start`."""

    last: int
    stride: int
    start: int
    label: str

    def parameter(self) -> alt.Parameter:
        bind = alt.binding_range(min=0, max=self.last, step=self.stride, name=self.label)
        return alt.selection_point(name="scrub", fields=["step"], bind={"step": bind}, value=[{"step": self.start}])


def bands(z: np.ndarray, levels: np.ndarray) -> str:
    """Heights (rows, columns), row 0 the lowest y, as a data URL: the higher, the darker. Nothing where there is none."""
    index = np.digitize(z, levels).astype("uint8") + 1
    index[np.isnan(z)] = 0
    image = Image.fromarray(index[::-1])
    image.putpalette([0x7F, 0x87, 0x94] * 256)
    shades = np.linspace(0, 105, len(levels) + 1).astype(int).tolist()
    file = io.BytesIO()
    image.save(file, "PNG", transparency=bytes([0, *shades]))
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def thinned(x: np.ndarray, y: np.ndarray, line: np.ndarray, tolerance: float) -> np.ndarray:
    """Which points of the lines are needed: True where leaving one out would bend its line by more than the tolerance.

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


def ground(
    z: np.ndarray,
    levels: np.ndarray,
    lines: dict[str, np.ndarray],
    minima: tuple,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
) -> Ground:
    """`lines`: line, order, x and y of every point of the level lines."""
    points = pd.DataFrame(
        {key: lines[key].astype("float32" if key in "xy" else "int32") for key in ("line", "order", "x", "y")}
    )
    per_x, per_y = 330 / (x_range[1] - x_range[0]), 330 / (y_range[1] - y_range[0])
    points = points[thinned(lines["x"] * per_x, lines["y"] * per_y, lines["line"], TOLERANCE)]
    return Ground(bands(z, levels), points, pd.DataFrame(minima, columns=["x", "y"], dtype=float), x_range, y_range)


def steps_table(name: str, steps: np.ndarray, path: dict[str, np.ndarray], ranges: tuple, size: int) -> pd.DataFrame:
    """One racer's rows of a picture.

    `path`: positions (steps, 2), losses (steps,), first and second (steps, 2), what it remembers of the gradients'
    direction (pointing where it pulls) and size, NaN where it has no such memory. `ranges`: of x and y.
    """
    low, high = np.array(ranges, float).T
    far = 20 * (high - low)
    place = np.clip(path["positions"], low - far, high + far)
    pixels = path["first"] / (high - low)
    length = np.hypot(*pixels.T)
    longest = np.nanmax(length, initial=0.0) or 1.0
    with np.errstate(all="ignore"):
        tip = pixels / length[:, None] * np.sqrt(length / longest)[:, None] * ARROW / size * (high - low)
    table = {"step": steps.astype("int32"), "x": place[:, 0], "y": place[:, 1], "loss": path["losses"]}
    table |= {"tip_x": place[:, 0] + tip[:, 0], "tip_y": place[:, 1] + tip[:, 1]}
    table["angle"] = np.degrees(np.arctan2(pixels[:, 0], pixels[:, 1]))
    table |= {"second_x": path["second"][:, 0], "second_y": path["second"][:, 1]}
    with np.errstate(all="ignore"):
        rows = pd.DataFrame(
            {key: np.asarray(value).astype("float32" if key != "step" else "int32") for key, value in table.items()}
        )
    return rows.assign(optimizer=name).dropna(subset=["x", "y", "loss"])


def surface(
    under: Ground, table: pd.DataFrame, start: tuple[float, float], looks: Looks, size: int, ink: str
) -> alt.LayerChart:
    """Level lines, paths up to the step, arrows and heads at the step, and over all of it the grid to click."""
    x = alt.X("x:Q", scale=alt.Scale(domain=list(under.x_range), nice=False), axis=alt.Axis(grid=False), title="x")
    y = alt.Y("y:Q", scale=alt.Scale(domain=list(under.y_range), nice=False), axis=alt.Axis(grid=False), title="y")
    picture = alt.Chart(pd.DataFrame({"url": [under.url]})).mark_image(width=size, height=size, aspect=False)
    layers = [picture.encode(x=alt.value(size / 2), y=alt.value(size / 2), url="url:N")]
    lines = alt.Chart(under.lines).mark_line(color=GREY, strokeWidth=1, opacity=0.65, clip=True)
    layers.append(lines.encode(x, y, detail="line:N", order="order:Q"))
    if len(under.minima):
        layers.append(
            alt.Chart(under.minima)
            .mark_point(shape=STAR, filled=True, size=60, color=ink, opacity=0.8, clip=True)
            .encode(x, y)
        )
    begin = alt.Chart(pd.DataFrame({"x": [start[0]], "y": [start[1]]})).mark_point(
        size=170, color=ink, strokeWidth=2, clip=True
    )
    layers.append(begin.encode(x, y))
    rows = alt.Chart(table)
    tails = rows.transform_filter(f"datum.step <= {NOW}").mark_line(strokeWidth=2.2, clip=True)
    layers.append(tails.encode(x, y, color=looks.colour(), order="step:Q"))
    head = rows.transform_filter(f"datum.step == {NOW}")
    pull = head.transform_filter("isValid(datum.tip_x)")
    layers.append(
        pull.mark_rule(strokeWidth=2, clip=True).encode(x, y, x2="tip_x:Q", y2="tip_y:Q", color=looks.colour())
    )
    angle = alt.Angle("angle:Q", scale=None)
    point = pull.mark_point(shape="triangle-up", filled=True, size=55, opacity=1, clip=True)
    layers.append(
        point.encode(x.copy(deep=False), y, color=looks.colour(), angle=angle).encode(
            x=_at("tip_x", x), y=_at("tip_y", y)
        )
    )
    heads = head.mark_point(filled=True, size=110, opacity=1, stroke="white", strokeWidth=1, clip=True)
    layers.append(heads.encode(x, y, color=looks.colour(), shape=looks.shape()))
    layers.append(_grid(under, x, y))
    return alt.layer(*layers).properties(width=size, height=size)


def _at(field: str, channel: alt.X | alt.Y) -> alt.X | alt.Y:
    """The same axis, for another field."""
    other = channel.copy()
    other.shorthand = f"{field}:Q"
    return other


def _grid(under: Ground, x: alt.X, y: alt.Y) -> alt.Chart:
    """Invisible cells, made in the browser, that report the place in their middle when they are clicked."""
    (left, right), (low, high) = under.x_range, under.y_range
    wide, tall, row = (right - left) / CELLS, (high - low) / CELLS, CELLS + 1
    cells = alt.Chart(alt.sequence(0, row * row, as_="cell")).transform_calculate(
        x=f"{left} + {wide} * (datum.cell % {row})", y=f"{low} + {tall} * floor(datum.cell / {row})"
    )
    cells = cells.transform_calculate(
        x1=f"datum.x - {wide / 2}", x2=f"datum.x + {wide / 2}", y1=f"datum.y - {tall / 2}", y2=f"datum.y + {tall / 2}"
    )
    click = alt.selection_point(name="clicked", fields=["x", "y"], on="click", clear=False, toggle=False)
    tooltip = [alt.Tooltip("x:Q", format=".3~g"), alt.Tooltip("y:Q", format=".3~g")]
    marked = cells.mark_rect(opacity=0, cursor="crosshair", clip=True)
    return marked.encode(_at("x1", x), _at("y1", y), x2="x2:Q", y2="y2:Q", tooltip=tooltip).add_params(click)


def standings(
    table: pd.DataFrame, diverged: dict[str, int], looks: Looks, titles: tuple[str, str], width: int, ink: str
) -> alt.LayerChart:
    """The legend, which is a table at the same time: shape, name, and the loss at the step, or where it diverged.

    `titles`: over the losses, and the word before the step of a divergence.
    """
    names = pd.DataFrame({"optimizer": looks.shown, "row": range(1, len(looks.shown) + 1)})
    lost = pd.DataFrame({"optimizer": list(diverged), "at": list(diverged.values())}, columns=["optimizer", "at"])
    y = alt.Y("row:Q", scale=alt.Scale(domain=[-0.5, len(names) + 0.5], reverse=True), axis=None)
    place = pd.DataFrame({"row": [0], "text": [titles[0]]})
    order = alt.LookupData(names, "optimizer", ["row"])
    layers = [
        alt.Chart(place).mark_text(align="right", color=GREY, fontSize=11).encode(y, x=alt.value(width), text="text:N"),
        alt.Chart(names)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(y, x=alt.value(8), color=looks.colour(), shape=looks.shape()),
        alt.Chart(names).mark_text(align="left", color=ink, fontSize=12).encode(y, x=alt.value(20), text="optimizer:N"),
        alt.Chart(table)
        .transform_filter(f"datum.step == {NOW}")
        .transform_lookup("optimizer", order)
        .mark_text(align="right", color=ink, fontSize=12)
        .encode(y, x=alt.value(width), text=alt.Text("loss:Q", format=".2~g")),
    ]
    if diverged:
        gone = alt.Chart(lost).transform_filter(f"datum.at <= {NOW}").transform_lookup("optimizer", order)
        gone = gone.transform_calculate(said=f"'✗ {titles[1]} ' + datum.at")
        layers.append(
            gone.mark_text(align="right", color=ink, fontSize=11, fontWeight="bold").encode(
                y, x=alt.value(width), text="said:N"
            )
        )
    return alt.layer(*layers).properties(width=width, height=21 * (len(names) + 1))


def second_moments(table: pd.DataFrame, looks: Looks, title: str, width: int, ink: str) -> alt.LayerChart | None:
    """The root of the second moment as bars, for x and for y, at the step; None where no racer has one."""
    sizes = table[["second_x", "second_y"]].to_numpy()
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    have = [name for name in looks.shown if table.loc[table.optimizer == name, "second_x"].notna().any()]
    if not have or not len(sizes):
        return None
    low, high = float(np.quantile(sizes, 0.02)) / 3, float(sizes.max()) * 1.3
    rows = (
        alt.Chart(table)
        .transform_filter(f"datum.step == {NOW}")
        .transform_fold(["second_x", "second_y"], ["which", "size"])
    )
    rows = rows.transform_filter("isValid(datum.size)").transform_calculate(
        axis="slice(datum.which, -1)",
        bar=f"max(datum.size, {low})",
        low=f"{low}",
        place="datum.optimizer + ', ' + slice(datum.which, -1)",
    )
    scale = alt.Scale(type="log", domain=[low, high], nice=False, clamp=True)
    x = alt.X("bar:Q", scale=scale, axis=alt.Axis(title=None, format="~e", tickCount=3, labelOverlap=True, grid=False))
    y = alt.Y(
        "place:N", scale=alt.Scale(domain=[f"{name}, {axis}" for name in have for axis in "xy"]), axis=None, sort=None
    )
    bars = rows.mark_bar(height=9).encode(x, y, x2="low:Q", color=looks.colour())
    letters = rows.mark_text(align="right", dx=-3, color=ink, fontSize=11).encode(y, x=alt.value(0), text="axis:N")
    head = alt.TitleParams(text=title.split("\n"), fontSize=11, fontWeight="normal", anchor="start", color=GREY)
    return alt.layer(bars, letters).properties(width=width, height=12 * 2 * len(have), title=head)


def losses(
    table: pd.DataFrame, scrub: Scrub, looks: Looks, titles: tuple[str, str], offset: float, size: tuple[int, int]
) -> alt.LayerChart:
    """Loss above `offset` over the steps, logarithmic, with a rule at the step. The slider belongs to this chart."""
    first = float(table.loc[table.step == 0, "loss"].max()) - offset if len(table) else 1.0
    above = np.clip(table["loss"].to_numpy(float) - offset, FLOOR, max(first, FLOOR) * 1000)
    data = table[["optimizer", "step"]].assign(loss=above.astype("float32"))
    low = max(FLOOR, float(above.min()) if len(above) else FLOOR)
    scale = alt.Scale(
        type="log",
        domain=[low / 2, max(float(above.max()) if len(above) else 1.0, low * 10) * 2],
        nice=False,
        clamp=True,
    )
    x = alt.X("step:Q", title=titles[0], scale=alt.Scale(domain=[0, scrub.last], nice=False))
    y = alt.Y("loss:Q", title=titles[1], scale=scale, axis=alt.Axis(format="~e", tickCount=5, labelOverlap=True))
    lines = alt.Chart(data).mark_line(strokeWidth=2).encode(x, y, color=looks.colour())
    heads = alt.Chart(data).transform_filter(f"datum.step == {NOW}").mark_point(filled=True, size=60, opacity=1)
    now = alt.Chart(pd.DataFrame({"zero": [0]})).transform_calculate(step=NOW).mark_rule(color=GREY, strokeWidth=2)
    layers = [
        now.encode(x).add_params(scrub.parameter()),
        lines,
        heads.encode(x, y, color=looks.colour(), shape=looks.shape()),
    ]
    return alt.layer(*layers).properties(width=size[0], height=size[1])


def race(
    surface: alt.LayerChart,
    standings: alt.LayerChart,
    moments: alt.LayerChart | None,
    losses: alt.LayerChart,
    narrow: bool,
) -> alt.VConcatChart:
    """The pictures of a race as one: the surface, beside it who is who and the second moments, under it the losses."""
    beside = alt.vconcat(*[chart for chart in (standings, moments) if chart is not None], spacing=14)
    rows = [surface, beside, losses] if narrow else [alt.hconcat(surface, beside, spacing=18), losses]
    return alt.vconcat(*rows, spacing=12).resolve_scale(
        color="independent", shape="independent", x="independent", y="independent"
    )
