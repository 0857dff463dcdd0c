"""Weights as bars on a log axis that says so, and the arrays of a network as rectangles."""

from components.charts.arrays import matrices, weights


def test_bars_carry_their_numbers_and_start_at_one():
    drawn = weights([("convolution", 4), ("Dense", 571_536), ("none", 0)], "weights (log scale)", "#000").to_dict()
    rows = next(iter(drawn["datasets"].values()))
    assert [row["said"] for row in rows] == ["4", "571,536", "0"]
    assert min(row["count"] for row in rows) == 1
    assert drawn["layer"][0]["encoding"]["x"]["scale"]["type"] == "log"
    assert "log" in drawn["layer"][0]["encoding"]["x"]["title"]


def test_weights_are_blue_and_sides_go_by_the_square_root():
    drawn = matrices([[("X", ("m", 10)), "·", ("Wₕ", (10, 40)), "+", ("bₕ", (40,))]], "#000").to_dict()
    x, w, b = next(rows for rows in drawn["datasets"].values() if "kind" in rows[0])
    assert x["kind"] != w["kind"] == b["kind"]
    assert abs((w["x2"] - w["x"]) / (w["y2"] - w["y"]) - 2) < 1e-9
    texts = [row["text"] for rows in drawn["datasets"].values() for row in rows if "text" in row]
    assert {"(m, 10)", "(10, 40)", "(40,)", "·", "+"} <= set(texts)
