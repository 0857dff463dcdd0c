"""Pictures that are drawn once and filled again and again: charts over named data, with new tables at each rerun.

Altair takes half a second to check and copy a picture of fifteen layers, which a slider cannot wait for. So such a
picture is made of `chart("name")`, kept as text, and `filled` with the tables and the parameters' values of the moment.
"""

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from components.charts import CONFIG

Layers = alt.LayerChart | alt.FacetChart
"""What Altair says that `alt.layer` gives."""


def chart(name: str) -> alt.Chart:
    """A chart of the table that will come under this name."""
    return alt.Chart(alt.NamedData(name))


def kept(picture: alt.TopLevelMixin) -> str:
    """The picture as text, without the tables to come; those that it was drawn with stay."""
    spec = picture.to_dict()
    several = {"concat", "hconcat", "vconcat"} & set(spec)
    # Streamlit's own "fit" is for single charts; for several Vega says that it cannot.
    size = {"autosize": {"type": "pad", "contains": "padding"}} if several else {}
    return json.dumps({**spec, **size, "config": CONFIG})


def filled(
    text: str, tables: Mapping[str, pd.DataFrame], values: Mapping[str, Any], *params: alt.Parameter
) -> dict[str, Any]:
    """The picture for `st.vega_lite_chart`, with its tables and the values with which its parameters begin.

    `params` are added now, such as a scrubber, whose length is another in every run. They may not be selections.

    >>> text = kept(chart("dots").mark_point().encode(x="x:Q").add_params(alt.param(name="size", value=1)))
    >>> filled(text, {}, {"size": 7})["params"]
    [{'name': 'size', 'value': 7}]
    """
    spec = json.loads(text)
    for parameter in spec.get("params", ()):
        if parameter["name"] in values:
            parameter["value"] = values[parameter["name"]]
    added: Any = [param.param for param in params]
    spec["params"] = [*spec.get("params", ()), *(param.to_dict() for param in added)]
    its_own = {name: pd.DataFrame(rows) for name, rows in spec.get("datasets", {}).items()}
    return {**spec, "datasets": {**its_own, **tables}}
