"""Curves over the epochs, with a mark at the epoch that is looked at."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from components.theme import BLUE, GREY, ORANGE

DASHES = {"training": [1, 0], "validation": [6, 4]}


def over_epochs(
    data: pd.DataFrame | alt.NamedData,
    titles: tuple[str, str],
    colour: str,
    *,
    log: bool = False,
    width: int = 300,
    height: int = 300,
) -> alt.LayerChart:
    """Lines of `value` over `epoch`, and a rule at the parameter `epoch_now`.

    `data`: columns epoch and value. `titles`: of the axes, with units.
    """
    scale = alt.Scale(type="symlog" if log else "linear", zero=False)
    x = alt.X("epoch:Q", title=titles[0])
    line = (
        alt.Chart(data)
        .mark_line(color=colour, strokeWidth=2.5)
        .encode(x, y=alt.Y("value:Q", title=titles[1], scale=scale))
    )
    now = alt.Chart(pd.DataFrame({"zero": [0]})).transform_calculate(epoch="epoch_now")
    rule = now.mark_rule(color=GREY, strokeWidth=2).encode(x)
    return alt.LayerChart(layer=[line, rule]).properties(width=width, height=height)


def compared(
    data: pd.DataFrame | alt.NamedData,
    titles: tuple[str, str],
    runs: Sequence[tuple[str, str]],
    width: int = 300,
    height: int = 300,
) -> alt.LayerChart:
    """A line a run, each with its name in the legend, and a rule at the parameter `epoch_now`.

    `data`: columns epoch, value and run. `runs`: name and colour; the second and further ones are dashed, too.
    """
    names, colours = [name for name, _ in runs], [colour for _, colour in runs]
    legend = alt.Legend(title=None, orient="top")
    colour = alt.Color("run:N", scale=alt.Scale(domain=names, range=colours), legend=legend)
    dashes = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]][: len(names)]
    dash = alt.StrokeDash("run:N", scale=alt.Scale(domain=names, range=dashes), legend=legend)
    x, y = alt.X("epoch:Q", title=titles[0]), alt.Y("value:Q", title=titles[1])
    lines = alt.Chart(data).mark_line(strokeWidth=2).encode(x, y, color=colour, strokeDash=dash)
    now = alt.Chart(pd.DataFrame({"zero": [0]})).transform_calculate(epoch="epoch_now")
    return alt.LayerChart(layer=[lines, now.mark_rule(color=GREY, strokeWidth=2).encode(x)]).properties(
        width=width, height=height
    )


def functions(
    data: pd.DataFrame, names: list[str], titles: tuple[str, str, str], *, columns: int, size: int = 120
) -> alt.ConcatChart:
    """A small picture for each function: itself solid, its derivative dashed, on scales that all share.

    `data`: columns name, z, value and derivative. `titles`: of the horizontal axis, the function, the derivative.
    """
    across, *kinds = titles
    long = data.rename(columns={"value": kinds[0], "derivative": kinds[1]}).melt(["name", "z"], kinds, "kind", "height")
    legend = alt.Legend(title=None, orient="top", symbolSize=400)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[BLUE, ORANGE]), legend=legend)
    dash = alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=[[1, 0], [6, 3]]), legend=legend)
    x = alt.X("z:Q", title=across, axis=alt.Axis(tickCount=5))
    y = alt.Y("height:Q", title=None, scale=alt.Scale(domain=[-1.1, 2.1], nice=False), axis=alt.Axis(tickCount=4))
    base = alt.Chart(long).mark_line(strokeWidth=2.5, clip=True).encode(x, y, color=colour, strokeDash=dash)
    pictures = [
        base.transform_filter(alt.datum.name == name).properties(width=size, height=size, title=name) for name in names
    ]
    return alt.concat(*pictures, columns=columns, spacing=20)


def scrubber(epochs: tuple[int, ...], label: str, begun: int = 0) -> list[alt.Parameter]:
    """A slider over recorded epochs, without a round trip; it begins at the last one.

    `epochs` are as even as `lab.experiments.evenly` makes them. In expressions `now` is the number of the frame,
    `epoch_now` its epoch. It stays where it is while tables change under it, and goes back to the last epoch with
    another number in `begun`, which makes the picture another one to the browser.
    """
    step = epochs[1] - epochs[0] if len(epochs) > 1 else 1
    end = step * (len(epochs) - 1)
    bind = alt.binding_range(min=0, max=end, step=step, name=label)
    return [
        alt.param(name="scrubbed", value=end, bind=bind),
        alt.param(name="begun", value=begun),
        alt.param(name="now", expr=f"round(scrubbed / {step})"),
        alt.param(name="epoch_now", expr=f"min(scrubbed, {epochs[-1]})"),
    ]


def still(epoch: int) -> list[alt.Parameter]:
    """What the scrubber's parameters are where there is one epoch only, and no slider."""
    return [alt.param(name="now", value=0), alt.param(name="epoch_now", value=epoch)]
