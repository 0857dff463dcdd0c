"""The pictures, built from arrays: valid specifications that hold the data they should."""

import base64
import io
import json
from itertools import product

import altair as alt
import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageColor

from components.charts import curves, fields, layout, named, neurons
from components.charts.perceptron import bars, wirings
from components.gate import rows
from components.theme import BLUE, ORANGE, PALE
from lab.data.gates import GATES, INPUTS
from lab.experiments import evenly
from lab.lessons.perceptron.neurons import NeuronSettings, learn
from lab.lessons.perceptron.separation import SeparationSettings, separate
from pages.parts.perceptron import learning, logistic

XOR = GATES["XOR"]
HEADS = ("A", "B", "wanted", "z", "output", "")
STEP = neurons.Neuron("1.0", "1.0", "-0.5")
SIGMOID = neurons.Neuron("1.0", "1.0", "-0.5", sigmoid=True)


def spec_of(chart):
    """The specification, checked against Vega-Lite's schema, and as strict JSON, which knows no NaN."""
    spec = chart.to_dict(validate=True)
    json.dumps(spec, allow_nan=False)
    return spec


def data_of(spec):
    return [row for values in spec["datasets"].values() for row in values]


def pixels(url):
    image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    return np.array(image.convert("RGB"))


def close_to(colour):
    """The colour half way to white, as fields are painted."""
    return (np.array(ImageColor.getrgb(colour)) + 255) / 2


# Fields


def test_a_field_is_blue_where_it_is_0_orange_where_it_is_1_and_white_in_between():
    image = pixels(fields.png(np.array([[0.0, 0.2, 0.49]])))
    assert np.abs(image[0, 0] - close_to(BLUE)).max() <= 1
    assert (image[0, 2] > 240).all()
    assert np.abs(pixels(fields.png(np.ones((2, 2))))[0, 0] - close_to(ORANGE)).max() <= 1


def test_a_field_has_its_line_where_it_crosses_one_half_and_nowhere_else():
    ramp = np.tile(np.linspace(0, 1, 11), (11, 1))
    line = (pixels(fields.png(ramp)) == ImageColor.getrgb(fields.LINE_COLOUR)).all(axis=2)
    assert line[:, 5].all()
    assert line.sum() == 11
    assert not (pixels(fields.png(np.full((4, 4), 0.3))) == ImageColor.getrgb(fields.LINE_COLOUR)).all(axis=2).any()


def test_the_first_row_of_a_field_is_the_top_of_its_picture():
    image = pixels(fields.png(np.array([[1.0, 1.0], [1.0, 1.0], [0.9, 0.9]])))
    assert image.shape == (3, 2, 3)
    assert (image[0] != image[2]).any()


def test_what_is_no_number_is_painted_white_and_what_is_out_of_range_like_its_end():
    image = pixels(fields.png(np.array([[np.nan, np.nan]])))
    assert (image > 250).all()
    assert (pixels(fields.png(np.array([[7.0]]))) == pixels(fields.png(np.array([[1.0]])))).all()


def test_each_field_has_its_picture_in_the_middle_of_the_plane():
    rows = fields.frames(["one", "two"], -0.6, 1.6)
    assert list(zip(rows.frame, rows.url, rows.px, rows.py, strict=True)) == [
        (0, "one", 0.5, 0.5),
        (1, "two", 0.5, 0.5),
    ]


def test_a_grey_picture_holds_the_values_themselves():
    image = pixels(fields.grey(np.array([[0.0, 1.0], [np.nan, 51 / 255], [-3.0, 7.0]])))
    assert image[:, :, 0].tolist() == [[0, 255], [128, 51], [0, 255]]


# Neurons


@pytest.mark.parametrize("neuron", [STEP, SIGMOID], ids=["step", "sigmoid"])
def test_a_plane_has_both_halves_the_line_and_the_four_rows(neuron):
    spec = spec_of(neurons.plane(neuron, rows(XOR)))
    grounds = [layer for layer in spec["layer"] if layer["mark"].get("interpolate") == "linear-closed"]
    assert {layer["mark"]["fill"] for layer in grounds} == set(PALE)
    assert len(grounds) == (len(neurons.BANDS) + 1 if neuron.sigmoid else 2)
    told = [row for row in data_of(spec) if "y" in row]
    assert [(row["x1"], row["x2"], row["y"]) for row in told] == [(1, 1, 0), (1, 0, 1), (0, 1, 1), (0, 0, 0)]
    assert spec["view"] == {"fill": "white"}


def evaluated(expression):
    """A Vega expression such as a neuron is made of, in Python; at most one choice, around everything."""
    names = {"exp": np.exp, "round": round}
    if "?" not in expression:
        return eval(expression, {}, names)
    condition, _, choices = expression[1:-1].partition(" ? ")
    return float(choices.split(" : ")[0 if eval(condition, {}, names) else 1])


def test_the_output_of_a_step_is_1_where_z_reaches_0_rounding_errors_apart():
    close = neurons.Neuron("-0.1", "-0.2", "0.3")
    assert -0.1 - 0.2 + 0.3 < 0
    assert evaluated(close.z("1", "1")) == 0
    assert evaluated(close.output("1", "1")) == 1
    assert evaluated(STEP.output("0", "0")) == 0


def test_the_output_of_a_sigmoid_is_the_logistic_function_of_z():
    assert evaluated(SIGMOID.output("1", "1")) == pytest.approx(1 / (1 + np.exp(-1.5)))


def test_a_sigmoids_shades_change_where_its_output_is_10_25_50_75_and_90_percent():
    assert STEP.thresholds == [0.0]
    np.testing.assert_allclose(1 / (1 + np.exp(-np.array(SIGMOID.thresholds))), neurons.BANDS)


def test_a_recorded_training_is_sent_to_the_last_digit():
    trace = learn(INPUTS, XOR, NeuronSettings("delta", epochs=300))
    spec = learning.picture(trace, XOR)
    sent, epochs = spec["datasets"]["frames"], evenly(300, learning.FRAMES)
    assert sent["epoch"].tolist() == list(epochs)
    assert (sent[["w1", "w2"]] == trace.weights[list(epochs)]).all(axis=None)
    assert (sent["bias"] == trace.bias[list(epochs)]).all()
    record = next(param for param in spec["params"] if param["name"] == "record")
    assert record["expr"] == "data('frames')[now]"


def test_two_recorded_trainings_take_turns_in_one_table():
    both = separate(SeparationSettings(num_examples=20, epochs=5))
    spec = logistic.picture(both)
    sent = spec["datasets"]["frames"]
    for place, trace in enumerate(both):
        assert (sent[["w1", "w2"]].iloc[place::2] == trace.weights).all(axis=None)
        assert sent["epoch"].iloc[place::2].tolist() == list(range(6))
    assert np.abs(spec["datasets"]["points"][["x1", "x2"]]).max(axis=None) < spec_value(spec, "reach")


def spec_value(spec, name):
    return next(param["value"] for param in spec["params"] if param["name"] == name)


def test_the_truth_table_has_six_columns_with_their_heads():
    spec = spec_of(neurons.truth_table(STEP, rows(XOR), HEADS, "#000000"))
    assert len(spec["layer"]) == 12
    assert [layer["mark"]["text"] for layer in spec["layer"] if "text" in layer["mark"]] == list(HEADS)


def test_sliders_in_a_picture_have_the_range_and_the_start_they_were_given():
    ranges = {"w1": (-3.0, 3.0, 0.1), "bias": (-2.0, 2.0, 0.5)}
    param = neurons.dragged("hand", ranges, {"w1": "w₁"})
    start = [{"w1": 1.0, "bias": -0.5}]
    spec = named.filled(named.kept(neurons.plane(STEP, rows(XOR), params=[param])), {}, {"hand": start})
    sent = next(param for param in spec["params"] if param["name"] == "hand")
    assert sent["value"] == start
    assert sent["bind"]["w1"] == {"input": "range", "min": -3.0, "max": 3.0, "step": 0.1, "name": "w₁"}
    assert list(sent["bind"]) == ["bias", "w1"]  # Vega lists them from the last to the first


@pytest.mark.parametrize("narrow", [False, True])
def test_pictures_stand_beside_each_other_or_where_there_is_no_room_under_each_other(narrow):
    plane, table = neurons.plane(STEP, rows(XOR)), neurons.truth_table(STEP, rows(XOR), HEADS, "#000")
    spec = spec_of(layout.together(plane, table, narrow=narrow))
    assert spec["columns"] == (1 if narrow else 2)
    under = spec_of(layout.under(layout.together(plane, narrow=narrow), table))
    assert len(under["vconcat"]) == 2


# Curves


@pytest.mark.parametrize(("epochs", "most"), [(1, 200), (10, 200), (200, 200), (201, 200), (2000, 50), (5000, 200)])
def test_every_stop_of_the_scrubber_is_a_frame_and_the_last_one_the_last_epoch(epochs, most):
    recorded = evenly(epochs, most)
    parts = alt.Chart(pd.DataFrame({"a": [1]})).mark_point().add_params(*curves.scrubber(recorded, "epoch"))
    bind = next(param for param in spec_of(parts)["params"] if param["name"] == "scrubbed")["bind"]
    stops = np.arange(bind["min"], bind["max"] + bind["step"] / 2, bind["step"])
    assert len(stops) == len(recorded)
    assert [min(stop, recorded[-1]) for stop in stops] == list(recorded)


def test_a_curve_has_its_points_and_a_rule_at_the_epoch_that_is_looked_at():
    data = pd.DataFrame({"epoch": [0, 1, 2], "value": [0.5, 0.3, 0.2]})
    spec = spec_of(curves.over_epochs(data, ("epoch", "loss"), BLUE).add_params(*curves.scrubber((0, 1, 2), "epoch")))
    line, rule = spec["layer"]
    assert line["encoding"]["y"]["title"] == "loss"
    assert rule["transform"][0]["calculate"] == "epoch_now"
    assert [row["value"] for row in data_of(spec) if "value" in row] == [0.5, 0.3, 0.2]


def test_curves_that_are_compared_have_their_own_colour_and_dash():
    data = pd.DataFrame({"epoch": [0, 0], "value": [1.0, 2.0], "run": ["a", "b"]})
    spec = spec_of(curves.compared(data, ("epoch", "mistakes"), [("a", BLUE), ("b", ORANGE)]))
    encoding = spec["layer"][0]["encoding"]
    assert encoding["color"]["scale"] == {"domain": ["a", "b"], "range": [BLUE, ORANGE]}
    assert len({tuple(dash) for dash in encoding["strokeDash"]["scale"]["range"]}) == 2


def test_every_function_has_a_picture_with_its_derivative():
    data = pd.DataFrame({"name": ["f", "g"], "z": [0.0, 0.0], "value": [1.0, 2.0], "derivative": [0.0, np.nan]})
    spec = spec_of(curves.functions(data, ["f", "g"], ("z", "itself", "slope"), columns=2))
    assert [picture["title"] for picture in spec["concat"]] == ["f", "g"]
    assert {(row["name"], row["kind"], row["height"]) for row in data_of(spec)} == {
        ("f", "itself", 1.0),
        ("f", "slope", 0.0),
        ("g", "itself", 2.0),
        ("g", "slope", None),
    }


# Networks


def kernels(units, frames=3, seed=0):
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(2, units)), rng.normal(size=(units, 1))) for _ in range(frames)]


def test_the_whole_networks_plane_is_covered_by_cells():
    spec = spec_of(wirings.network_plane(STEP, STEP, STEP, rows(XOR), "all", 190))
    cells = [row for row in data_of(spec) if "px2" in row]
    assert len(cells) == wirings.CELLS**2
    assert min(cell["px"] for cell in cells) == pytest.approx(neurons.LOW)
    assert max(cell["px2"] for cell in cells) == pytest.approx(neurons.HIGH)
    spec_of(wirings.hidden_plane(STEP, STEP, STEP, rows(XOR), "E", 190))


@pytest.mark.parametrize("counts", [{}, {1: 0}, {k: 10 * k for k in range(1, 9)}], ids=["none", "one", "all"])
def test_bars_keep_their_axes_while_they_come(counts):
    data = pd.DataFrame({"k": list(counts), "learned": list(counts.values())})
    spec = spec_of(bars.counted(data, ("k", "learned"), 100, 8))
    bar = spec["layer"][0]["encoding"]
    assert bar["x"]["scale"]["domain"] == list(range(1, 9))
    assert bar["y"]["scale"]["domain"] == [0, 100]


@pytest.mark.parametrize(("sigmoid", "examples"), list(product([False, True], [4, 60])))
def test_many_examples_get_small_marks_and_no_names(sigmoid, examples):
    rng = np.random.default_rng(0)
    data = pd.DataFrame(rng.normal(size=(examples, 2)), columns=["x1", "x2"]).assign(y=rng.integers(0, 2, examples))
    spec = spec_of(neurons.plane(SIGMOID if sigmoid else STEP, data, few=examples == 4))
    texts = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    assert len(texts) == (1 if examples == 4 else 0)
