"""The sentences of the lesson Perceptron that can be false, as tests; its hidden layer has a file of its own."""

from itertools import product
from statistics import NormalDist

import numpy as np
import pytest

from lab.activations import ACTIVATIONS
from lab.data.gates import GATES, INPUTS, is_separable, num_right
from lab.lessons.perceptron.hidden import HiddenSettings
from lab.lessons.perceptron.neurons import HandSettings, NeuronSettings, learn
from lab.lessons.perceptron.printed import HIDDEN_XOR, NEURONS, printed_hidden, printed_neuron
from lab.lessons.perceptron.printouts import SINGLES, as_printed
from lab.lessons.perceptron.separation import SeparationSettings, separate, turns
from lab.lessons.perceptron.wiring import WIRINGS, XOR_BY_HAND, WiringSettings
from lab.settings import rule
from tests.claims.claims import claim
from tests.claims.documents import PRINTED, PUBLISHED

XOR = GATES["XOR"]


def end_of(table, **wishes):
    return learn(INPUTS, table, NeuronSettings(**wishes))


# By hand


def test_the_slider_stands_at_or():
    start = HandSettings()
    assert num_right((start.w1, start.w2), start.bias, GATES["OR"]) == 4
    assert num_right((start.w1, start.w2), start.bias, GATES["AND"]) == 2


def test_at_most_three_of_four_rows_are_right_for_xor_by_any_line_of_the_sliders():
    marks = rule(HandSettings, "w1").marks()[::2]
    assert len(marks) == 31
    counts = {num_right((w1, w2), bias, XOR) for w1, w2, bias in product(marks, repeat=3)}
    assert max(counts) == 3


def test_of_the_16_tables_of_two_inputs_14_have_a_line_and_only_xor_and_xnor_have_none():
    tables = list(product((0, 1), repeat=4))
    assert len(tables) == 16
    assert {table for table in tables if not is_separable(table)} == {GATES["XOR"], GATES["XNOR"]}


@pytest.mark.parametrize(("inputs", "largest", "count"), [(2, 1, 14), (3, 2, 104), (4, 3, 1882)])
def test_104_of_256_tables_of_three_inputs_have_a_plane_and_1882_of_65536_of_four(inputs, largest, count):
    """Every threshold function of so few inputs can be had with such small whole weights (Muroga, 1971)."""
    rows = np.array(list(product((0, 1), repeat=inputs)))
    weights = np.array(list(product(range(-largest, largest + 1), repeat=inputs)))
    biases = np.arange(-inputs * largest, inputs * largest + 2) - 0.5
    said = (weights @ rows.T)[:, None, :] + biases[:, None] >= 0
    assert len(np.unique(said.reshape(-1, len(rows)), axis=0)) == count


# Learning


@pytest.mark.parametrize("gate", ["AND", "OR", "NAND", "NOR"])
def test_the_perceptron_stops_at_the_first_line_that_works(gate):
    trace = end_of(GATES[gate], rule="perceptron", epochs=50)
    assert trace.converged is not None
    assert (trace.weights[trace.converged :] == trace.weights[trace.converged]).all()
    assert trace.num_mistakes[: trace.converged].all()


def test_the_sigmoid_goes_on_and_gets_surer():
    errors = end_of(GATES["AND"]).mean_squared_error
    assert (np.diff(errors[100:]) < 0).all()


@pytest.mark.parametrize("seed", range(10))
def test_on_xor_the_perceptron_never_stops_moving_and_the_sigmoid_answers_about_0_5_to_everything(seed):
    moving = end_of(XOR, rule="perceptron", epochs=200, weights_seed=seed)
    assert moving.converged is None
    assert moving.cycle is not None
    np.testing.assert_allclose(end_of(XOR, weights_seed=seed).outputs[-1], 0.5, atol=0.013)


@pytest.mark.parametrize("name", SINGLES)
def test_what_the_documents_print_of_single_examples_comes_out(name):
    single = SINGLES[name]
    np.testing.assert_allclose(single.trained().outputs[99::100, 0][:10], single.printed, atol=1e-6)


# Wired by hand


def test_c_says_only_a_and_d_only_b_and_e_one_of_the_two_and_that_is_xor():
    assert WiringSettings().wired() == XOR_BY_HAND
    assert XOR_BY_HAND.formulas() == ("A ∧ ¬B", "¬A ∧ B", "C ∨ D")
    assert XOR_BY_HAND.table == XOR


def test_0_0_and_1_1_have_fallen_on_one_point():
    points = XOR_BY_HAND.hidden_outputs(INPUTS)
    assert (points[0] == points[3]).all()


def test_xor_can_be_wired_with_or_nand_and_and():
    other = WIRINGS["AND"]
    assert (other.hidden[0].table, other.hidden[1].table) == (GATES["OR"], GATES["NAND"])
    assert (other.output.table, other.table) == (GATES["AND"], XOR)


def test_for_xnor_it_is_enough_to_turn_around_the_three_signs_of_e():
    assert WiringSettings(e_c=-1.0, e_d=-1.0, e_bias=0.5).wired().table == GATES["XNOR"]


# Perceptron or logistic regression


def test_the_sigmoid_neuron_settles_and_the_perceptron_does_not():
    both = separate(SeparationSettings())
    assert np.nanmean(turns(both.perceptron)[-10:]) > 10
    assert np.nanmean(turns(both.logistic)[-10:]) < 1
    assert both.perceptron.num_mistakes.all()


def test_at_a_distance_of_5_the_perceptron_makes_no_more_mistakes_after_epoch_4_and_stops():
    trace = separate(SeparationSettings(distance=5.0)).perceptron
    assert trace.converged == 4
    assert (trace.weights[4:] == trace.weights[4]).all()


def test_even_the_best_line_gets_15_9_percent_wrong_and_both_are_near_that():
    settings = SeparationSettings()
    best = NormalDist().cdf(-settings.distance / 2 / settings.spread)
    assert round(100 * best, 1) == 15.9
    both = separate(settings)
    assert both.perceptron.num_mistakes.min() == 17
    assert set(both.logistic.num_mistakes[-10:]) == {21}


def test_a_softmax_over_one_number_is_always_1_and_over_two_it_is_a_sigmoid_of_their_difference():
    z = np.random.default_rng(0).normal(size=(50, 2)) * 5
    assert (np.exp(z[:, 0]) / np.exp(z[:, 0]) == 1).all()
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares[:, 1], ACTIVATIONS["sigmoid"].value(z[:, 1] - z[:, 0]), rtol=1e-12)


# What the course documents print


@pytest.mark.parametrize("gate", NEURONS)
@pytest.mark.parametrize("seed", [0, 7])
def test_a_neuron_with_a_forgotten_1_ends_where_the_documents_do_from_any_start(gate, seed):
    trace = end_of(GATES[gate], bias="documents", weights_seed=seed)
    theirs = printed_neuron(trace.settings, GATES[gate])
    assert theirs is NEURONS[gate]
    np.testing.assert_allclose([row.printed for row in as_printed(trace)], theirs.outputs, rtol=0.02)
    np.testing.assert_allclose(trace.weights[-1], theirs.weights, atol=0.03)
    assert trace.bias[-1] == pytest.approx(theirs.bias, abs=0.03)


def test_the_documents_outputs_are_those_of_their_weights_without_the_1():
    for theirs in NEURONS.values():
        z = np.array(INPUTS) @ theirs.weights + theirs.bias
        np.testing.assert_allclose(1 / (1 + np.exp(-z)), theirs.outputs, rtol=1e-4)


def test_figures_of_the_documents_stand_beside_their_own_settings_alone():
    others = (
        {"bias": "trained"},
        {"rule": "perceptron"},
        {"learning_rate": 0.2},
        {"order": "counting"},
        {"epochs": 50},
    )
    assert not any(printed_neuron(NeuronSettings(**{"bias": "documents", **one}), GATES["AND"]) for one in others)
    assert printed_neuron(NeuronSettings(bias="documents"), GATES["NOR"]) is None
    assert printed_hidden(HiddenSettings(weights_seed=49), XOR) == HIDDEN_XOR
    assert printed_hidden(HiddenSettings(units=3), XOR) is printed_hidden(HiddenSettings(), GATES["AND"]) is None


# Every figure of the prose


def biases_of_and():
    """The ends of the slider's range in which all rows of AND are right; all between them are, too."""
    marks = rule(HandSettings, "bias").marks()
    right = [bias for bias in marks if num_right((1, 1), bias, GATES["AND"]) == 4]
    assert right == [bias for bias in marks if right[0] <= bias <= right[-1]]
    return right[-1], right[0]


def bias_that_nand_takes():
    assert num_right((1, 1), -1.5, GATES["AND"]) == num_right((-1, -1), 1.5, GATES["NAND"]) == 4
    return -1.5


def as_in_the_documents():
    row = as_printed(end_of(GATES["AND"], bias="documents"))[0]
    assert round(row.printed, 3) == PRINTED["AND of one sigmoid neuron"]
    return row.printed, row.trained


def xor_as_in_the_documents():
    rows = as_printed(end_of(XOR, bias="documents"))
    low, high = min(row.printed for row in rows), max(row.printed for row in rows)
    assert (round(low, 2), round(high, 2)) == PRINTED["XOR of one sigmoid neuron"]
    assert {round(row.trained, 1) for row in rows} == {0.5}
    return low, high, rows[0].trained


def outputs_of_one_input():
    outputs = SINGLES["one"].trained().outputs[:, 0]
    found = tuple(float(outputs[step]) for step in (0, 99, 999))
    assert (round(found[1], 3), round(found[2], 4)) == PRINTED["one input, after 100 and 1000 steps"]
    return found


def slope(z):
    return float(ACTIVATIONS["sigmoid"].derivative(np.array(float(z))))


def best_line():
    settings = SeparationSettings()
    return NormalDist().cdf(-settings.distance / 2 / settings.spread)


CLAIMS = {
    "hand_try": [claim("−1.1 −2.0", biases_of_and), claim("−1.5", bias_that_nand_takes)],
    "learning_try": [claim("0.5", lambda: end_of(XOR).outputs[-1].mean())],
    "delta": [claim("1958", PUBLISHED["Rosenblatt's perceptron"])],
    "bias_slip": [
        claim("0.909 0.965", as_in_the_documents),
        claim("0.909 0.965", as_in_the_documents),
        claim("0.27 0.28 0.5", xor_as_in_the_documents),
    ],
    "single": [claim("0.872 0.136 0.0105", outputs_of_one_input)],
    "smooth": [claim("0.25 4 0.018", lambda: (slope(0), 4, slope(4)))],
    "logistic_try": [
        claim("5 4", lambda: (5, separate(SeparationSettings(distance=5.0)).perceptron.converged)),
        claim("15.9 %", best_line),
    ],
}


def test_claims(claim):
    claim.check()
