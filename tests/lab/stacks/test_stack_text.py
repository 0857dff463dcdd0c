"""A stack as a line: reads back, stays short, needs no escaping, and says what it cannot read."""

import re

import pytest
from hypothesis import HealthCheck, given, settings

from lab.problems import Problem
from lab.settings import rules
from lab.stacks.known_stacks import PRESETS, Stack
from lab.stacks.layers import LAYERS, Conv2D, Dropout, MaxPooling2D, Reshape, ZeroPadding2D
from lab.stacks.sizes import read_sizes
from lab.stacks.stack_text import read, write
from tests.lab.stack_strategies import stacks

careful = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@settings(careful, max_examples=400)
@given(stacks)
def test_every_stack_reads_back_and_may_stand_in_an_address_as_it_is(stack):
    line = write(stack)
    assert read(line) == stack
    assert re.fullmatch(r"[\w.-]+", line, re.ASCII)


@pytest.mark.parametrize("name", list(PRESETS))
def test_every_preset_takes_less_than_a_thousand_characters(name):
    stack = PRESETS[name]()
    assert read(write(stack)) == stack
    assert len(write(stack)) < 1000


def test_small_rates_margins_and_left_over_axes_read_back():
    stack = Stack(
        (6, 6, 2), (Dropout(1e-05), ZeroPadding2D(((0, 1), (2, 3))), MaxPooling2D(2, (1, 2)), Reshape((-1, 2)))
    )
    assert read(write(stack)) == stack


def test_every_argument_of_every_layer_has_a_text_that_reads_back():
    found = 0
    for kind in LAYERS.values():
        for name, its_rule in rules(kind).items():
            value = getattr(kind(), name)
            assert (
                its_rule.take(name, its_rule.write(value))
                == value
                == its_rule.normal(its_rule.read(its_rule.say(value)))
            )
            found += 1
    assert found > 20


@pytest.mark.parametrize("text", ["28×28×1", "28x28x1", "(28, 28, 1)", "28 28 1", "[28,28,1]"])
def test_sizes_are_read_as_people_write_them(text):
    assert read_sizes(text) == (28, 28, 1)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "input's shape"),
        ("garbage", "input's shape is garbage"),
        ("0x5", "whole numbers from 1"),
        ("28--Foo", "layer 1 is “Foo”"),
        ("28--", "layer 1 is “”"),
        ("28x28x1--Flatten--Dense-many", "layer 2, Dense: units is many"),
        ("28--Dense-nan", "layer 1, Dense"),
        ("28--Dense-1e400", "layer 1, Dense"),
        ("28--Dense-10-colour.red", "no “colour”"),
        ("28--Dense-10-use_bias.maybe", "on or off"),
        ("28x28x1--Conv2D-8-0", "kernel_size is 0"),
        ("9" * 5000, "input's shape"),
        ("28" + "--Flatten" * 101, "101 layers is too long"),
        ("28" + "--Flatten" * 10_000, "characters"),
        ("<script>alert(1)</script>", "input's shape"),
    ],
)
def test_what_is_no_stack_is_told(line, words):
    with pytest.raises(Problem, match=re.escape(words)):
        read(line)


def test_a_convolution_with_every_argument():
    layer = Conv2D(8, (3, 5), (1, 1), "same", (2, 1), 2, "relu", False)
    line = write(Stack((9, 9, 4), (layer,)))
    assert line == "9x9x4--Conv2D-8-3x5-padding.same-dilation_rate.2x1-groups.2-activation.relu-use_bias.0"
    assert read(line).layers == (layer,)
