"""The network that is trained, as a graph and as Keras's own summary."""

from functools import lru_cache

import streamlit as st

from cache.answers import asked
from components import theme, waiting
from components.charts import named
from components.charts.images import layer_graph as charts
from components.charts.images.layer_graph import Column
from components.language import t
from lab.lessons.images.choices import ImagesSettings
from lab.stacks.layers import Dense, Layer
from lab.stacks.shapes import Report, Row

PLACE, NARROW_PLACE = 540, 320
"""Pixels that there are for the graph; a wider one is scrolled."""
HEIGHT = 420


def show(settings: ImagesSettings, key: str) -> None:
    """An expander with both. Closed, it costs nothing."""
    found = settings.report()
    label = t("The network: {sizes}", sizes=" → ".join(sizes(found)))
    place = st.expander(label, key=f"network_{key}", icon=":material/account_tree:", on_change="rerun")
    if place.open:
        with place:
            graph(settings.stack(), found, key)
            st.markdown(t("**`model.summary()`**, as the Keras of this machine prints it:"))
            text = waiting.answer(asked("summaries:summary", found.input_shape, settings.stack()), HEIGHT)
            if text is not None:
                st.container(key=f"printed_{key}").code(text, language=None)


def sizes(found: Report) -> list[str]:
    """The shapes from the input to the output, without those that repeat the one before."""
    shapes = [found.input_shape, *(row.output_shape for row in found.rows)]
    kept = [shape for place, shape in enumerate(shapes) if not place or shape != shapes[place - 1]]
    return ["×".join(map(str, shape)) for shape in kept]


def graph(layers: tuple[Layer, ...], found: Report, key: str) -> None:
    """The layers as columns, and what is written under them."""
    place = NARROW_PLACE if theme.is_narrow() else PLACE
    bodies, width = charts.laid_out(columns(layers, found), place)
    picture = named.filled(chart_spec(width, theme.ink()), charts.tables(bodies), {})
    alt = t("The network as a graph: a column of neurons or maps for each layer, from the picture to ten probabilities")
    st.vega_lite_chart(picture, width="content", key=f"{key}_network", alt=alt)
    text = t(
        "Under each layer: its activation, the shape of what it puts out, and its parameters, {count:,} in all. Blue "
        "layers learn, grey ones have nothing to learn. Of many neurons and maps only a few are drawn.",
        count=found.parameters,
    )
    st.caption(text + (" " + t("The picture goes on to the right.") if width > place + 1 else ""))


@lru_cache(maxsize=64)
def chart_spec(width: float, ink: str) -> str:
    """The specification of the chart, over tables that are still to come."""
    return named.kept(charts.drawing(width, ink))


def columns(layers: tuple[Layer, ...], found: Report) -> list[Column]:
    """What is to be drawn: the input, and every layer."""
    first = Column(found.input_shape, (t("Input"), "", shape_text(found.input_shape), ""), "input")
    return [first, *(column(layer, row) for layer, row in zip(layers, found.rows, strict=True))]


def column(layer: Layer, row: Row) -> Column:
    """One layer. The window is its kernel or its pool; stretched by dilation, it covers more."""
    window = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)
    apart = getattr(layer, "dilation_rate", (1, 1))
    if window:
        window = tuple((size - 1) * step + 1 for size, step in zip(window, apart, strict=True))
    activation = getattr(layer, "activation", "linear")
    words = (
        layer.short,
        "" if activation == "linear" else activation,
        shape_text(row.output_shape),
        f"{row.parameters:,}" if row.parameters else "",
    )
    kind = "weights" if row.parameters else "none"
    return Column(row.output_shape, words, kind, window, dense=isinstance(layer, Dense))


def shape_text(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
