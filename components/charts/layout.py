"""How pictures that belong together stand: beside each other, or under each other where there is no room."""

import altair as alt


def together(*charts: alt.Chart | alt.LayerChart, narrow: bool) -> alt.ConcatChart:
    """One chart of several, which share their parameters; scales stay their own."""
    joined = alt.concat(*charts, columns=1 if narrow else 2, spacing=24)
    return joined.resolve_scale(color="independent", x="independent", y="independent")
