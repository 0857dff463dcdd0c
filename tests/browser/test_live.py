"""The live view alone, in an empty page: its arithmetic against Keras, its pictures at known weights, its controls."""

import base64

import numpy as np
import pytest

from components.browser import script
from components.browser.live import encode, packed
from components.charts.fields import grey
from lab.activations import ACTIVATIONS
from tests.browser.live_data import BLUE, CHART, LINE, ORANGE, data, flat, pixel, send
from tests.browser.modules import mount

FORWARD = """async ([url, networks]) => {
  const its = await import(url)
  return networks.map(({units, activations, weights, x}) =>
    its.forward(units, activations, its.floatsOf(weights), x.map((one) => Float64Array.from(one))).slice(1)
      .map((layer) => layer.map((values) => [...values])))
}"""


@pytest.mark.slow
def test_every_neuron_of_two_hundred_random_networks_says_what_keras_s_says(page):
    import keras

    random = np.random.default_rng(0)
    names = ["linear", *(name for name in ACTIVATIONS if name != "step")]
    sent, expected = [], []
    for _ in range(200):
        units = [2, *random.integers(1, 17, random.integers(0, 7)).tolist(), 1]
        activations = random.choice(names, len(units) - 1).tolist()
        x = random.uniform(-3, 3, (5, 2))
        layers = [
            keras.layers.Dense(n, keras.activations.get(name), dtype="float64")
            for n, name in zip(units[1:], activations, strict=True)
        ]
        values, said = x, []
        weights = []
        for before, layer in zip(units, layers, strict=False):
            layer.build((None, before))
            layer.set_weights([random.normal(0, 1, variable.shape).astype("float32") for variable in layer.weights])
            weights += layer.get_weights()
            values = layer(values)
            said.append(np.asarray(values))
        sent.append(
            {"units": units, "activations": activations, "weights": encode(packed([weights])), "x": x.T.tolist()}
        )
        expected.append(said)
    url = "data:text/javascript;base64," + base64.b64encode(script("live").encode()).decode()
    found = page.evaluate(FORWARD, [url, sent])
    assert sum(len(each) for each in found) > 600
    for its, said in zip(found, expected, strict=True):
        for layer, right in zip(its, said, strict=True):
            np.testing.assert_allclose(np.array(layer).T, right, rtol=1e-5, atol=1e-5)


def watch(page):
    """From now on `seen` in the page is what the view said of its moment, one after another."""
    page.evaluate("""() => {
      window.seen = []
      const output = document.querySelector(".epochs output")
      const say = () => seen.at(-1) === output.textContent || seen.push(output.textContent)
      new MutationObserver(say).observe(output, { childList: true })
    }""")


def test_the_field_at_known_weights_is_orange_between_the_lines_blue_outside_and_has_a_line_between(page):
    mount(page, "live", data())
    np.testing.assert_allclose(pixel(page, 0.5, 0.5), ORANGE, atol=3)
    np.testing.assert_allclose(pixel(page, 1.4, 1.4), BLUE, atol=3)
    np.testing.assert_allclose(pixel(page, -0.4, -0.4), BLUE, atol=3)
    for edge in (0.25, 0.75):  # on the diagonal both lines are crossed there
        assert max(pixel(page, edge, edge)) < 150


def test_at_the_start_all_weights_are_0_and_the_plane_is_white(page):
    mount(page, "live", data())
    page.locator(".epoch").fill("0")
    np.testing.assert_allclose(pixel(page, 0.5, 0.2), (255, 255, 255), atol=2)
    assert page.locator(".epochs output").inner_text() == "epoch 0"


def test_the_boundary_of_a_neuron_lies_where_its_weights_say(page):
    """The lines of `contour` against A + B = 0.5, at every one of their ends."""
    url = "data:text/javascript;base64," + base64.b64encode(script("live").encode()).decode()
    lines = page.evaluate(
        """async ([url, weights]) => {
          const its = await import(url), side = 48
          const grid = its.gridOf(side, -0.6, 1.6)
          const layers = its.forward([2, 2, 1], ["sigmoid", "sigmoid"], its.floatsOf(weights), grid)
          return its.contour(layers[1][0], side, 0.5)
        }""",
        [url, encode(flat(0.1))],
    )
    assert len(lines) > 20
    places = np.array(lines).reshape(-1, 2)
    x, y = -0.6 + 2.2 / 48 * (places[:, 0] + 0.5), 1.6 - 2.2 / 48 * (places[:, 1] + 0.5)
    np.testing.assert_allclose(x + y, 0.5, atol=0.01)


def test_play_goes_to_the_end_and_stops_and_space_does_the_same(page):
    mount(page, "live", data())
    page.locator(".speed select").select_option("5")
    watch(page)
    page.get_by_role("button", name="play").click()
    page.get_by_role("button", name="play").wait_for()
    assert page.evaluate("seen") == [f"epoch {epoch}" for epoch in (0, 20, 40, 60, 80, 100)]
    page.locator(".epoch").press("Home")
    assert page.locator(".epochs output").inner_text() == "epoch 0"
    page.locator(".epoch").press("Space")
    page.wait_for_function("() => document.querySelector('.epochs output').textContent === 'epoch 100'")


def test_again_and_again_comes_round_until_it_is_paused(page):
    mount(page, "live", data())
    page.get_by_role("checkbox").check()
    page.locator(".speed select").select_option("60")
    page.get_by_role("button", name="play").click()
    watch(page)
    page.wait_for_function("() => seen.filter((text) => text === 'epoch 0').length > 1")
    page.get_by_role("button", name="pause").click()
    here = page.locator(".epochs output").inner_text()
    page.wait_for_timeout(150)
    assert page.locator(".epochs output").inner_text() == here


def test_nothing_moves_before_it_is_asked_for(page):
    mount(page, "live", data())
    page.wait_for_timeout(300)
    assert page.locator(".epochs output").inner_text() == "epoch 100"


def test_a_neuron_is_reached_by_keyboard_says_its_weights_and_is_shown_large(page):
    mount(page, "live", data())
    page.get_by_role("button", name="h1: −10.00 | A 20.00, B 20.00").focus()
    assert page.locator(".said").inner_text() == "frame 5 h1: −10.00 | A 20.00, B 20.00"
    np.testing.assert_allclose(pixel(page, 1.4, 1.4), ORANGE, atol=3)
    page.keyboard.press("Enter")
    page.locator(".epoch").focus()
    np.testing.assert_allclose(pixel(page, 1.4, 1.4), ORANGE, atol=3)
    assert page.get_by_role("button", name="h1:").get_attribute("aria-pressed") == "true"


def test_a_weight_says_its_number_under_the_pointer(page):
    mount(page, "live", data())
    box = page.locator(".network canvas").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.72, box["y"] + box["height"] * 0.36)
    assert " to E: " in page.locator(".said").inner_text()


def test_an_example_that_is_pressed_says_what_the_network_says_of_it(page):
    mount(page, "live", data())
    box = page.locator(".plane canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 1.6 / 2.2, box["y"] + box["height"] * 0.6 / 2.2)
    assert page.locator(".said").inner_text() == "frame 5 at 1.00 1.00: 0.000, wants 0"


def test_the_weights_stand_as_numbers_in_tables(page):
    mount(page, "live", data())
    page.locator("summary").click()
    cells = page.locator("table").first.locator("td").all_inner_texts()
    assert cells == ["20.0000", "20.0000", "20.0000", "20.0000", "−10.0000", "−30.0000"]


def test_new_data_keep_the_moment_and_the_end_stays_the_end(page):
    mount(page, "live", data())
    send(page, data(11))
    assert page.locator(".epochs output").inner_text() == "epoch 200"
    page.locator(".epoch").fill("3")
    send(page, data(11))
    assert page.locator(".epochs output").inner_text() == "epoch 60"


@pytest.mark.parametrize("width", [360, 600, 1100])
def test_it_stays_inside_its_width_and_the_picture_is_large(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    points = [[[0.1, 0.2], [0.9, 0.1], [0.8, 0.2], [0.4, 0.9]]] * 6
    mount(page, "live", data(space={"points": points, "lines": [[1, 1, -1]] * 6, "axes": ["h1", "h2"]}))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.locator(".plane canvas").bounding_box()["width"] > min(320, width / 3)
    for each in page.locator(".neurons button").all():
        box = each.bounding_box()
        assert box["width"] >= 12
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width


def test_the_last_neuron_s_line_cuts_the_square_in_two(page):
    url = "data:text/javascript;base64," + base64.b64encode(script("live").encode()).decode()
    ends, half, none = page.evaluate(
        """async (url) => {
          const its = await import(url), square = [0, 0, 2]
          return [its.endsOf([1, 1, -1], square), its.halfOf([1, 1, -1], square), its.endsOf([1, 1, 1], square)]
        }""",
        url,
    )
    assert sorted(ends) == [[0, 1], [1, 0]]
    assert none is None
    x, y = np.array(half).T
    area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    assert area == pytest.approx(3.5)  # all of the square but a corner of one half


def test_a_field_that_is_sent_is_painted_with_its_line_and_the_answers_decide_what_is_right(page):
    ramp = np.tile(np.linspace(0, 1, 64), (64, 1))
    fields_sent = {
        "pictures": [grey(ramp[:, ::-1]), grey(ramp)],
        "answers": encode(np.array([[1, 1, 1, 1], [0, 1, 1, 0]])),
    }
    mount(page, "live", data(2, network=None, fields=fields_sent))
    assert page.locator(".network").is_hidden()
    page.wait_for_function(
        "() => document.querySelector('.plane canvas').getContext('2d').getImageData(9, 99, 1, 1).data[3]"
    )
    np.testing.assert_allclose(pixel(page, -0.55, 1.3), BLUE, atol=12)
    np.testing.assert_allclose(pixel(page, 1.55, 1.3), ORANGE, atol=12)
    assert max(pixel(page, 0.5, 1.4)) < 150
    page.locator(".epoch").press("Home")
    np.testing.assert_allclose(pixel(page, -0.55, 1.3), ORANGE, atol=12)
    box = page.locator(".plane canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.6 / 2.2, box["y"] + box["height"] * 1.6 / 2.2)
    assert page.locator(".said").inner_text() == "frame 0 at 0.00 0.00: 1.000, wants 0"


BARS = {"title": "weights", "edges": [-3, -1, 1, 3], "shares": [[0.2, 0.5, 0.3], [0, 0, 1]], "notes": ["few", "none"]}


def test_without_a_plane_there_are_curves_and_bars_and_they_follow_the_epoch(page):
    mount(page, "live", data(2, plane=None, network=None, bars=BARS))
    assert page.locator(".plane").is_hidden()
    heights = "() => [...document.querySelectorAll('.bars rect')].map((bar) => Math.round(bar.getAttribute('height')))"
    fills = page.eval_on_selector_all(".bars rect", "bars => bars.map((bar) => bar.getAttribute('fill'))")
    assert fills == ["#0072B2", "#7F8794", "#D55E00"]
    assert page.locator(".bars .named").text_content() == "none"
    assert [height > 0 for height in page.evaluate(heights)] == [False, False, True]
    page.locator(".epoch").press("Home")
    few = page.evaluate(heights)
    assert few[1] > few[2] > few[0] > 0


def test_several_curves_have_a_legend_once_and_marks_a_name_each_that_do_not_touch(page):
    lines = [{**LINE, "name": name} for name in ("training", "validation")] + [{**LINE, "name": "", "isFaint": True}]
    marks = [{"epoch": 50, "name": "best: 50"}, {"epoch": 52, "name": "over-fits from 52"}]
    charts = [{**CHART, "lines": lines, "marks": marks, "apart": True}, {**CHART, "lines": lines, "title": "accuracy"}]
    mount(page, "live", data(charts=charts))
    captions = page.locator(".charts figcaption").all_inner_texts()
    assert captions[0].split() == ["loss", "training", "validation"]
    assert captions[1] == "accuracy"
    boxes = [each.bounding_box() for each in page.locator(".named").all()]
    assert len(boxes) == 2
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] + 1 or boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]


def test_a_curve_has_a_gap_where_it_is_no_number_and_one_epoch_is_a_dot(page):
    line = {**LINE, "epochs": [1, 2, 3, 4], "values": [1, 2, None, 4]}
    mount(page, "live", data(charts=[{**CHART, "epochs": 4, "high": 4, "lines": [line]}]))
    assert page.locator(".charts polyline").count() == 1
    assert page.locator(".charts circle").count() == 1


def test_with_one_moment_there_is_nothing_to_play(page):
    mount(page, "live", data(2, epochs=[7]))
    assert page.locator(".epochs output").inner_text() == "epoch 7"
    assert all(each.is_disabled() for each in page.locator(".epochs button, .epochs input").all())
