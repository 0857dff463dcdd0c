"""Every figure of what the prose says about what a network sees, and about kernels that were learned."""

import numpy as np
import pytest

from components import prose
from lab.data.datasets import Data
from lab.lessons.convolution.convolution import KERNELS, likeness, most_alike
from lab.lessons.convolution.trained_kernels import SETTINGS, learned
from lab.lessons.images import seeing
from lab.lessons.images.choices import ImagesSettings
from lab.training import seeing as looking
from lab.training.keras_data import load
from lab.training.runs import train

SEES, LEARNED = prose.read("images", "en").parts["sees"].body, prose.read("convolution", "en").parts["learned"].body


@pytest.fixture(scope="module")
def convolutional():
    return train(SETTINGS.training())


@pytest.fixture(scope="module")
def kernels(convolutional):
    return learned(convolutional.snapshots[0], convolutional.state.variables)


def templates(variables):
    """The cosine of each unit's weights with the mean picture of its class less the mean of all: (classes,)."""
    settings = ImagesSettings(network="softmax")
    first = seeing.first_kernel(settings.pictures.shape, settings.stack())
    examples = load(Data(settings.data))
    x = np.asarray(examples.x, float)[..., 0]
    means = [x[examples.y == label].mean(axis=0) - x.mean(axis=0) for label in range(10)]
    pictures = first.pictures(variables[first.variable])
    return [likeness(*pair) for pair in zip(pictures, means, strict=True)]


def test_the_weights_of_softmax_regression_become_templates_of_the_digits():
    trace = train(ImagesSettings(network="softmax", epochs=10).training())
    assert np.mean(templates(trace.snapshots[-1])) == pytest.approx(0.59, abs=0.02)
    assert np.mean(templates(trace.snapshots[0])) == pytest.approx(0, abs=0.02)
    assert "**0.59** on average" in SEES


def test_six_kernels_change_by_96_percent_of_their_length_in_20_epochs(kernels):
    assert np.mean([kernels.change(index) for index in range(6)]) == pytest.approx(0.96, abs=0.04)
    assert "**96 %**" in SEES


def test_on_average_about_half_of_the_120_units_put_out_0_for_a_picture_and_others_for_another(convolutional):
    silent = []
    for number in range(20):
        outputs = looking.seen(SETTINGS.training(), convolutional.snapshots[-1:], number)
        dense = next(output for output in outputs if output.shape == (120,))
        silent.append(dense.strength[-1] == 0)
    assert np.mean(silent) == pytest.approx(0.46, abs=0.06)
    assert len({tuple(each) for each in silent}) == 20
    assert "about **half**" in SEES


def test_number_5_becomes_horizontal_edges_with_a_cosine_of_0_9_from_0_75(kernels):
    sobel = np.array(KERNELS["edges down"])
    assert most_alike(kernels.kernels[..., 4])[0] == "edges down"
    assert likeness(kernels.kernels[..., 4], sobel) == pytest.approx(0.90, abs=0.02)
    assert likeness(kernels.before[..., 4], sobel) == pytest.approx(0.75, abs=0.01)
    assert "is **0.9**, and was 0.75 before" in LEARNED


def test_number_4_blurs_from_0_49_to_0_77(kernels):
    blur = np.array(KERNELS["box blur"])
    assert most_alike(kernels.kernels[..., 3])[0] == "box blur"
    assert likeness(kernels.kernels[..., 3], blur) == pytest.approx(0.77, abs=0.03)
    assert likeness(kernels.before[..., 3], blur) == pytest.approx(0.49, abs=0.01)
    assert "began with 0.49 and ended with 0.77" in LEARNED


def test_the_other_learned_kernels_are_like_no_named_one_and_none_adds_up_to_0_or_1(kernels):
    others = [abs(most_alike(kernels.kernels[..., index])[1]) for index in (0, 1, 2, 5)]
    assert max(others) < 0.7
    sums = kernels.kernels.sum(axis=(0, 1))
    assert min(abs(sums)) > 0.05
    assert min(abs(sums - 1)) > 0.05


@pytest.mark.parametrize(("lesson", "part"), [("images", "sees"), ("convolution", "learned")])
def test_both_languages_have_the_same_figures(lesson, part):
    for figure in ("0.59", "96 %", "120") if part == "sees" else ("0.9", "0.75", "0.49", "0.77"):
        assert all(figure in prose.read(lesson, language).parts[part].body for language in ("en", "ko"))
