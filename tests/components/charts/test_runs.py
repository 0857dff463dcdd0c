"""Several runs in one picture: what is solid, what is dashed, and whose colour is whose."""

import json

from components.charts import runs
from components.charts.named import kept

LOOKS = runs.Looks(("A · 0.1", "B · 0.01"), ("#009E73", "#CC79A7"), runs.SHAPES[:2])


def test_the_curves_draw_training_solid_validation_dashed_with_a_band():
    plan = runs.Plan(LOOKS, ("epoch", "loss (log)", "accuracy"), ("training", "validation"), (190, 230), False)
    spec = json.loads(kept(runs.curves(plan)))
    assert spec["autosize"]["type"] == "pad"  # Streamlit's "fit" is none for charts beside each other; Vega complains
    layers = spec["hconcat"][0]["layer"]
    assert [layer["mark"]["type"] for layer in layers] == ["area", "line", "point"]
    assert layers[1]["encoding"]["strokeDash"]["scale"] == {
        "domain": ["training", "validation"],
        "range": [[1, 0], [6, 4]],
    }
    assert layers[1]["encoding"]["y"]["scale"]["type"] == "log"
    assert layers[1]["encoding"]["color"]["scale"] == {"domain": list(LOOKS.names), "range": list(LOOKS.colours)}
    assert layers[2]["encoding"]["shape"]["scale"]["range"] == ["circle", "square"]


def test_on_a_phone_accuracy_stands_under_loss():
    plan = runs.Plan(LOOKS, ("epoch", "loss", "accuracy"), ("training", "validation"), (220, 200), True, log=False)
    spec = json.loads(kept(runs.curves(plan)))
    assert len(spec["vconcat"]) == 2
    assert "type" not in spec["vconcat"][0]["layer"][1]["encoding"]["y"]["scale"]
