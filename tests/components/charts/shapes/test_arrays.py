"""Weights as bars on a log axis that says so, and the arrays of a network as rectangles."""

import math

from components.charts.shapes.arrays import matrices, weights


def test_bars_carry_their_numbers_and_start_at_one():
    drawn = weights([("convolution", 4), ("Dense", 571_536), ("none", 0)], "weights (log scale)", "#000").to_dict()
    rows = next(iter(drawn["datasets"].values()))
    assert [row["said"] for row in rows] == ["4", "571,536", "0"]
    assert min(row["count"] for row in rows) == 1
    assert drawn["layer"][0]["encoding"]["x"]["scale"]["type"] == "log"
    assert "log" in drawn["layer"][0]["encoding"]["x"]["title"]


def test_the_number_of_a_long_bar_has_room_beside_it():
    for width in (320, 460):
        drawn = weights([("Dense", 34_635_166_288_809_984)], "weights (log scale)", "#000", width)
        low, high = drawn.to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]
        bar = math.log(34_635_166_288_809_984) / math.log(high)
        assert low == 1
        assert (1 - bar) * (width - 90) >= 7 * len("34,635,166,288,809,984")


def test_weights_are_blue_and_sides_go_by_the_square_root():
    drawn = matrices([[("X", ("m", 10)), "·", ("Wₕ", (10, 40)), "+", ("bₕ", (40,))]], "#000").to_dict()
    x, w, b = next(rows for rows in drawn["datasets"].values() if "kind" in rows[0])
    assert x["kind"] != w["kind"] == b["kind"]
    assert abs((w["x2"] - w["x"]) / (w["y2"] - w["y"]) - 2) < 1e-9
    texts = [row["text"] for rows in drawn["datasets"].values() for row in rows if "text" in row]
    assert {"(m, 10)", "(10, 40)", "(40,)", "·", "+"} <= set(texts)


def test_on_a_phone_both_lines_of_a_network_fit():
    hidden, output = ("Wₕ", (10, 50)), ("Y", ("m", 3))
    middle = ("H", ("m", 50))
    lines = [
        [("X", ("m", 10)), "·", hidden, "+", ("bₕ", (50,)), "→", middle],
        [middle, "·", ("Wₒ", (50, 3)), "+", ("bₒ", (3,)), "→", output],
    ]
    assert matrices(lines, "#000", narrow=True).width <= 340 < matrices(lines, "#000").width <= 560


def test_labels_of_large_arrays_do_not_meet():
    drawn = matrices([[("X", ("m", 100_000)), "·", ("Wₕ", (100_000, 1)), "+", ("bₕ", (1,))]], "#000").to_dict()
    words = next(rows for rows in drawn["datasets"].values() if "text" in rows[0])
    first, second = (next(row["x"] for row in words if row["text"] == text) for text in ("(m, 100000)", "(100000, 1)"))
    assert second - first >= 7 * len("(m, 100000)")
