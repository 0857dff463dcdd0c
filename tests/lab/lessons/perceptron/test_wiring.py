from itertools import product

import numpy as np
import pytest

from lab.data.gates import GATES, INPUTS, gate_name, is_separable
from lab.lessons.perceptron.wiring import WIRINGS, XOR_BY_HAND, ThresholdNeuron, Wiring, targets
from lab.problems import Problem


@pytest.mark.parametrize("name", WIRINGS)
def test_every_wiring_computes_xor(name):
    assert WIRINGS[name].table == GATES["XOR"]
    assert WIRINGS[name].num_right(GATES["XOR"]) == 4


def test_xor_by_hand_is_the_drawing_of_the_exercise():
    assert XOR_BY_HAND in WIRINGS.values()
    c, d = XOR_BY_HAND.hidden
    assert [c((a, b)) for a, b in INPUTS] == [a and not b for a, b in INPUTS]
    assert [d((a, b)) for a, b in INPUTS] == [b and not a for a, b in INPUTS]
    assert gate_name(XOR_BY_HAND.output.table) == "OR"
    assert XOR_BY_HAND.formulas() == ("A ∧ ¬B", "¬A ∧ B", "C ∨ D")


def test_the_other_wiring_is_or_nand_and_and():
    wiring = WIRINGS["AND"]
    assert [gate_name(neuron.table) for neuron in (*wiring.hidden, wiring.output)] == ["OR", "NAND", "AND"]
    assert wiring.formulas() == ("A ∨ B", "¬(A ∧ B)", "C ∧ D")


@pytest.mark.parametrize("gate", ["XOR", "XNOR"])
@pytest.mark.parametrize("plan", WIRINGS)
def test_neurons_that_are_what_a_plan_means_make_the_gate(plan, gate):
    c, d, e = targets(plan, GATES[gate])
    at = dict(zip(INPUTS, e, strict=True))
    assert tuple(at[one, other] for one, other in zip(c, d, strict=True)) == GATES[gate]
    assert all(map(is_separable, (c, d, e)))
    assert (c, d) == tuple(neuron.table for neuron in WIRINGS[plan].hidden)


def test_there_is_a_plan_for_xor_and_xnor_alone():
    assert [gate for gate in GATES if targets("OR", GATES[gate])] == ["XOR", "XNOR"]


def test_a_neuron_by_hand():
    neuron = ThresholdNeuron((2.0, -1.0), 0.5)
    assert neuron([[0, 0], [0, 1], [-1, 0], [0, 0.5]]).tolist() == [1, 0, 0, 1]  # z is 0.5, −0.5, −1.5, 0


def test_no_single_neuron_has_a_table_that_is_not_separable():
    tables = {ThresholdNeuron(weights, b).table for *weights, b in product(np.linspace(-2, 2, 9), repeat=3)}
    assert len(tables) == 14
    assert all(map(is_separable, tables))


def test_one_wrong_weight_leaves_three_rows_right():
    first, second = XOR_BY_HAND.hidden
    broken = Wiring((first, second), ThresholdNeuron((1, 0), -0.5))
    assert broken.num_right(GATES["XOR"]) == 3


def test_the_field_is_two_half_planes_and_the_strips_between_them():
    field = XOR_BY_HAND.field(-0.5, 1.5, 5)  # A and B at −0.5, 0, 0.5, 1, 1.5
    assert field.shape == (5, 5, 3)
    assert field[1, 3].tolist() == [1, 0, 1]  # B = 0, A = 1
    assert field[3, 1].tolist() == [0, 1, 1]  # B = 1, A = 0
    assert (field[..., 2] == (field[..., 0] | field[..., 1])).all()
    corners = [field[1 + 2 * b, 1 + 2 * a, 2] for a, b in INPUTS]
    assert tuple(corners) == GATES["XOR"]


@pytest.mark.parametrize(("weights", "bias"), [((1.0,), 0.0), ((1.0, 2.0, 3.0), 0.0)])
def test_a_neuron_has_two_weights(weights, bias):
    with pytest.raises(Problem, match="has two weights"):
        ThresholdNeuron(weights, bias)


@pytest.mark.parametrize(("weights", "bias"), [((1.0, np.nan), 0.0), ((1.0, 2.0), np.inf)])
def test_weights_are_finite(weights, bias):
    with pytest.raises(Problem, match="finite"):
        ThresholdNeuron(weights, bias)
