"""Which examples of a picture are crossed out: its expressions, in the language of the browser, without a server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from components.charts.neurons import Neuron, plane
from components.charts.perceptron.wirings import hidden_plane, network_plane
from components.gate import rows
from lab.data.gates import GATES
from lab.lessons.perceptron.wiring import WIRINGS, XOR_BY_HAND, ThresholdNeuron, Wiring, targets
from pages.parts.perceptron.wired import with_targets

COMPUTE = """([transforms, rows]) => rows.map((row) => {
  const datum = {...row}
  for (const {calculate, as} of transforms) {
    datum[as] = Function('datum', 'round', 'pow', 'exp', `return ${calculate}`)(datum, Math.round, Math.pow, Math.exp)
  }
  return [Number(datum.y), datum.right]
})"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def marks(page, chart, table):
    """The colours of the four rows, and which of them are right."""
    layers = chart.to_dict()["layer"]
    circles = next(layer for layer in layers if layer["mark"]["type"] == "circle" and layer["transform"][-1]["filter"])
    transforms = [transform for transform in circles["transform"] if "calculate" in transform]
    colours, right = zip(*page.evaluate(COMPUTE, [transforms, table.to_dict("records")]), strict=True)
    return colours, right


def pictures(page, wiring, gate, plan):
    """The marks of C, D, E and the whole network."""
    table = with_targets(GATES[gate], targets(plan, GATES[gate]))
    c, d, e = (Neuron(*map(str, each.weights), str(each.bias)) for each in (*wiring.hidden, wiring.output))
    charts = (
        plane(c, table, target="datum.c_target"),
        plane(d, table, target="datum.d_target"),
        hidden_plane(c, d, e, table, "", 200),
        network_plane(c, d, e, table, "", 200),
    )
    return [marks(page, chart, table) for chart in charts]


ALL, AT_1_1 = (True,) * 4, (False, True, True, True)


@pytest.mark.parametrize("plan", WIRINGS)
def test_neurons_that_are_what_the_plan_means_have_no_crosses(page, plan):
    assert [right for _, right in pictures(page, WIRINGS[plan], "XOR", plan)] == [ALL] * 4


def test_a_neuron_is_crossed_out_by_its_own_plan_and_not_by_the_network(page):
    """C is A in the place of A ∧ ¬B: it and the network are wrong at (1, 1) alone; D and E are right."""
    broken = Wiring((ThresholdNeuron((1, 0), -0.5), XOR_BY_HAND.hidden[1]), XOR_BY_HAND.output)
    c, d, e, whole = pictures(page, broken, "XOR", "OR")
    assert c == ((0, 1, 0, 0), AT_1_1)
    assert (d[1], e[1]) == (ALL, ALL)
    assert whole == (GATES["XOR"], AT_1_1)


def test_by_the_other_plan_the_neurons_of_the_first_are_wrong_although_the_network_is_right(page):
    c, d, e, whole = pictures(page, XOR_BY_HAND, "XOR", "AND")
    assert c == (GATES["OR"], (False, True, False, True))
    assert d == (GATES["NAND"], (True, False, True, False))
    assert e == ((0, 0, 0, 0), (True, False, False, True))
    assert whole[1] == ALL


@pytest.mark.parametrize("gate", [gate for gate in GATES if gate not in ("XOR", "XNOR")])
def test_without_a_plan_neurons_show_what_they_compute_and_only_the_network_is_judged(page, gate):
    c, d, e, whole = pictures(page, XOR_BY_HAND, gate, "OR")
    assert (c, d, e) == (((0, 1, 0, 0), ALL), ((0, 0, 1, 0), ALL), (GATES["XOR"], ALL))
    assert whole[1] == tuple(one == other for one, other in zip(GATES["XOR"], GATES[gate], strict=True))


def test_a_neuron_by_hand_is_judged_by_its_gate(page):
    assert marks(page, plane(Neuron("1", "1", "-0.5"), rows(GATES["XOR"])), rows(GATES["XOR"])) == (
        GATES["XOR"],
        AT_1_1,
    )
