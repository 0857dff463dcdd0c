"""A learned kernel in the window: while it is learned, once it is there, and with a link that asks for a seventh."""

import pytest

from tests.pages.opening import charts, opened, settled
from tests.pages.test_convolution import said


def page(**link):
    at = opened("convolution", convolution_kernel="trained", **link)
    assert not at.exception
    return at


def test_until_it_is_learned_the_picture_stands_alone(idle):
    at = page()
    assert charts(at) == 1
    assert at.get("skeleton")
    assert "Output size" not in said(at)


@pytest.mark.slow
def test_it_slides_and_its_caption_says_what_it_is_like():
    at = settled(page(convolution_trained=5, lang="en"))
    assert not at.exception
    assert charts(at) == 1
    assert "8×8 → **6×6**" in said(at)
    assert "most like “Horizontal edges”: cosine 0." in said(at)
    at.session_state["convolution_trained"] = 4
    assert "most like “Blur (mean)”" in said(settled(at.run()))


def test_a_seventh_is_told_not_to_be(idle):
    assert "The link says" in said(page(convolution_trained=7))


def test_a_pooling_needs_no_kernel_and_waits_for_none(idle):
    at = page(convolution_operation="max")
    assert "8×8 → **4×4**" in said(at)
