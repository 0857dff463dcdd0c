"""How pictures that belong together stand: beside each other, or under each other where there is no room."""

from typing import Any, TypeVar

import altair as alt

Several = TypeVar("Several", alt.ConcatChart, alt.VConcatChart)
APART: Any = dict.fromkeys(("color", "strokeDash", "strokeWidth", "shape", "x", "y"), "independent")


def together(*charts: alt.Chart | alt.LayerChart, narrow: bool) -> alt.ConcatChart:
    """One chart of several, which share their parameters; scales stay their own."""
    return alt.concat(*charts, columns=1 if narrow else 2, spacing=24).resolve_scale(**APART)


def under(*charts: alt.ConcatChart | alt.LayerChart) -> alt.VConcatChart:
    """Charts under each other, as one that shares its parameters."""
    return alt.vconcat(*charts, spacing=16).resolve_scale(**APART)


def moved(picture: Several, *params: alt.Parameter) -> Several:
    """The picture, with parameters that all of its parts share. They may not be selections.

    What Altair's `add_params` does for each part, with copies of all of them, which takes longer than making them.
    """
    before: Any = [] if picture.params is alt.Undefined else picture.params
    added: Any = [param.param for param in params]
    picture.params = [*before, *added]
    return picture
