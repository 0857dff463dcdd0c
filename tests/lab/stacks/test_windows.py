"""Windows over an axis: the zeros of padding "same", and how many windows there are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.stacks.windows import Window
from tests.lab.stack_strategies import careful


@pytest.mark.parametrize(
    ("length", "window", "expected"),
    [
        (28, Window(5), (2, 2)),
        (28, Window(5, 2), (1, 2)),
        (28, Window(2), (0, 1)),
        (28, Window(3, 1, 4), (4, 4)),
        (9, Window(1, 3), (0, 0)),
    ],
)
def test_same_padding_puts_the_odd_zero_after(length, window, expected):
    assert window.same_padding(length) == expected


@settings(careful, max_examples=100)
@given(st.integers(1, 40), st.integers(1, 6), st.integers(1, 4), st.integers(1, 3))
def test_same_padding_is_what_makes_the_valid_length_the_same_length(length, kernel, stride, dilation):
    window = Window(kernel, stride, dilation)
    padded = length + sum(window.same_padding(length))
    assert window.output_length(padded, "valid") == window.output_length(length, "same")
