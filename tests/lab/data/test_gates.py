from itertools import product

import numpy as np
import pytest

from lab.data.gates import FORMULAS, GATES, INPUTS, ORDERS, formula, gate_name, is_separable, num_right, read_table
from lab.problems import Problem

TABLES = list(product((0, 1), repeat=4))
FUNCTIONS = {
    "AND": lambda a, b: a and b,
    "OR": lambda a, b: a or b,
    "NAND": lambda a, b: not (a and b),
    "NOR": lambda a, b: not (a or b),
    "XOR": lambda a, b: a != b,
    "XNOR": lambda a, b: a == b,
}


def test_every_gate_is_its_function():
    assert set(GATES) == set(FUNCTIONS)
    for name, outputs in GATES.items():
        assert outputs == tuple(int(FUNCTIONS[name](a, b)) for a, b in INPUTS)


def test_the_rows_come_as_in_the_course_documents():
    assert INPUTS == ((1, 1), (1, 0), (0, 1), (0, 0))


def test_the_sixteen_formulas_say_what_their_tables_say():
    assert len(FORMULAS) == 16
    for outputs, template in FORMULAS.items():
        code = template.format(a="A", b="B")
        for sign, python in (("¬", " not "), ("∧", "and"), ("∨", "or"), ("⊕", "^")):
            code = code.replace(sign, python)
        assert outputs == tuple(int(eval(code, {"A": a, "B": b})) for a, b in INPUTS)


def test_fourteen_of_sixteen_tables_are_separable_all_but_xor_and_xnor():
    assert [outputs for outputs in TABLES if not is_separable(outputs)] == [GATES["XOR"], GATES["XNOR"]]


@pytest.mark.parametrize("outputs", TABLES)
def test_a_table_is_separable_if_and_only_if_some_line_of_many_gets_it_right(outputs):
    lines = product((-2, -1, 0, 1, 2), (-2, -1, 0, 1, 2), (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5))
    best = max(num_right(weights, bias, outputs) for *weights, bias in lines)
    assert best == (4 if is_separable(outputs) else 3)


def test_a_point_on_the_line_counts_as_one():
    assert num_right((0.0, 0.0), 0.0, (1, 1, 1, 1)) == 4


def test_a_table_of_ones_own():
    assert [read_table("".join(map(str, outputs))) for outputs in TABLES] == TABLES


@pytest.mark.parametrize("bits", ["", "011", "01100", "01a0", "0120", "²110"])
def test_what_is_no_truth_table_says_so(bits):
    with pytest.raises(Problem, match="four bits"):
        read_table(bits)


def test_names_and_formulas():
    assert {gate_name(outputs) for outputs in TABLES} == {*GATES, None}
    assert formula(GATES["NAND"], "C", "D") == "¬(C ∧ D)"


def test_every_order_shows_every_example_once_in_every_epoch():
    assert set(ORDERS) == {"documents", "counting", "shuffled"}
    for order in ORDERS.values():
        rows = order(5, 30, 7)
        assert rows.shape == (30, 5)
        assert (np.sort(rows, axis=1) == np.arange(5)).all()


def test_orders_of_a_gate_as_they_are_called():
    assert [INPUTS[index] for index in ORDERS["documents"](4, 1, 0)[0]] == [(1, 1), (1, 0), (0, 1), (0, 0)]
    assert [INPUTS[index] for index in ORDERS["counting"](4, 1, 0)[0]] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_shuffled_orders_follow_their_seed_and_do_not_depend_on_how_long_the_training_is():
    shuffled = ORDERS["shuffled"]
    assert (shuffled(4, 50, 3) == shuffled(4, 80, 3)[:50]).all()
    assert (shuffled(4, 50, 3) != shuffled(4, 50, 4)).any()
    assert len(np.unique(shuffled(4, 500, 3), axis=0)) == 24
