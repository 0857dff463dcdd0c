"""What Over-fitting gives to the live view: what is said at every epoch is what the network said."""

import numpy as np
import pytest

from components.browser.live import stories
from lab.lessons.overfitting import choices
from lab.lessons.overfitting.choices import OverfittingSettings
from lab.stacks import forward
from lab.traces import State, Trace
from lab.training import runs
from pages.parts.overfitting import picture, words


def story(**changes):
    """What the live view is given of a short run."""
    settings = OverfittingSettings(epochs=3, examples=40, **changes)
    trace = runs.train(settings.training())
    metrics = choices.losses(trace)
    return trace, settings, picture.story(trace, settings, words.judged(trace), metrics, metrics, whole=True)


@pytest.mark.parametrize("change", [{}, {"batch_normalisation": True, "dropout": 0.5}, {"layers": "17"}])
def test_the_story_says_of_each_example_what_the_network_said_at_each_epoch(change):
    trace, settings, its = story(**change)
    assert its.epochs == list(trace.snapshot_epochs)
    places = np.column_stack([its.plane.examples.x, its.plane.examples.y])
    for at, variables in enumerate(trace.snapshots):
        right = forward.outputs(settings.stack(), variables, places)[:, 0]
        if isinstance(its.says, stories.Network):
            said = forward.outputs(its.says.layers, its.says.moments[at], places)[:, 0]
        else:
            said = its.says.answers[at]
        np.testing.assert_allclose(said, right, rtol=1e-4, atol=1e-6)
    assert isinstance(its.says, stories.Fields) == ("layers" in change)


def test_the_story_of_examples_in_no_plane_has_its_curves_and_weights_alone():
    trace, _, its = story(data="breast_cancer")
    assert its.plane is None
    assert its.says is None
    assert [chart.title for chart in its.charts] == ["loss", "accuracy"]
    np.testing.assert_allclose(its.bars.shares.sum(axis=1), 1)
    assert len(its.bars.notes) == len(trace.snapshots)


def test_curves_are_training_validation_and_test_and_faintly_the_run_before():
    _, _, its = story()
    loss = its.charts[0]
    assert [(line.name, line.is_faint) for line in loss.lines] == [
        *(("training", False), ("validation", False), ("test", False)),
        *(("", True), ("", True)),
    ]
    assert loss.apart
    _, _, alone = story(validation_fraction=0.0)
    assert [line.name for line in alone.charts[0].lines] == ["training", "test", ""]
    assert not alone.charts[0].apart


def test_a_run_of_a_large_network_has_fewer_fields_rather_than_none():
    settings = OverfittingSettings(layers="128-128")
    weights = tuple(np.zeros(1) for _ in range(3))
    trace = Trace(State(300, (), ()), {}, tuple(range(32)), (weights,) * 32)
    epochs, kept = picture.moments(trace, settings, True)
    assert epochs[-1] == 31
    assert 1 < len(kept) * settings.parameters() * picture.PIXELS**2 <= picture.MOST_FIELDS_WORK
