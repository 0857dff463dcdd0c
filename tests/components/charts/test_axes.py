"""A logarithmic axis has labels whatever part of it is seen."""

import json
import re

import pytest

from components.charts import runs
from components.charts.axes import logarithmic
from components.charts.callbacks.watched_run import Broken, broken
from components.charts.named import kept
from components.charts.optimizers.races import Looks, SweepPlan, sweep

NAMES = ("one", "two", "three")
BOTH = runs.Looks(NAMES, ("#000", "#111", "#222"), runs.SHAPES[:3])
PICTURES = {
    "runs": runs.curves(runs.Plan(BOTH, NAMES, ("training",), (190, 230), False)),
    "runs on a phone": runs.curves(runs.Plan(BOTH, NAMES, ("training",), (190, 230), True)),
    "broken": broken(Broken(NAMES, NAMES, False, "#000")),
    "sweep": sweep(SweepPlan(Looks(("SGD", "Adam"), ("SGD",)), NAMES, (1e-4, 10.0), 300)),
}


def ticks(axis, low, high):
    """Those of an axis between these ends; None where it is Vega that finds some."""
    condition, _, values = axis.to_dict()["values"]["expr"].partition(" ? ")
    if not eval(re.sub(r"domain\('\w+'\)", "ends", condition), {}, {"ends": (low, high)}):
        return None
    return [value for value in json.loads(values.removesuffix(" : null")) if low <= value <= high]


@pytest.mark.parametrize("values", [runs.STEPS, [10.0**power for power in range(-5, 5)]], ids=["steps", "powers"])
def test_there_are_two_ticks_or_vega_finds_some(values):
    axis, found = logarithmic("y", values), {}
    for high in (1.1, 1.4, 2, 4.9, 6, 9, 50, 99, 101, 1000):
        found[high] = {start: ticks(axis, start, high * start) for start in (0.0033, 0.033, 0.12, 1)}
    assert all(each is None or len(each) >= 2 for many in found.values() for each in many.values())
    assert set(found[1.1].values()) == {None}
    assert all(found[1000].values())


@pytest.mark.parametrize("name", PICTURES)
def test_the_axis_asks_the_scale_of_its_own_picture(name):
    spec = json.loads(kept(PICTURES[name]))
    pictures = spec.get("hconcat") or spec["vconcat"]
    asked = 0
    for number, picture in enumerate(pictures):
        for layer in picture.get("layer", [picture]):
            for channel, encoding in layer["encoding"].items():
                values = (encoding.get("axis") or {}).get("values")
                if isinstance(values, dict):
                    assert set(re.findall(r"domain\('(\w+)'\)", values["expr"])) == {f"concat_{number}_{channel}"}
                    assert encoding["scale"]["type"] == "log"
                    asked += 1
    assert asked
