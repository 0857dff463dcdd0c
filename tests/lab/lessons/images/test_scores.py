"""Scores against scikit-learn's."""

import numpy as np
import pytest
from sklearn import metrics

from lab.lessons.images import scores


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("classes", [2, 10])
def test_matrix_precision_recall_and_f1_are_scikit_learns(seed, classes):
    rng = np.random.default_rng(seed)
    y, said = rng.integers(0, classes, 300), rng.integers(0, classes, 300)
    said[:200] = y[:200]
    counts = scores.confusion(y, said, classes)
    np.testing.assert_array_equal(counts, metrics.confusion_matrix(y, said, labels=range(classes)))
    expected = metrics.precision_recall_fscore_support(y, said, labels=range(classes), zero_division=0)
    found = scores.scores(counts)
    for ours, theirs in zip((found.precision, found.recall, found.f1, found.support), expected, strict=True):
        np.testing.assert_allclose(ours, theirs)
    assert scores.accuracy(counts) == pytest.approx(metrics.accuracy_score(y, said))


def test_a_class_that_is_missing_or_never_said_scores_0():
    found = scores.scores(scores.confusion(np.array([0, 0, 2]), np.array([0, 2, 2]), 4))
    assert found.precision.tolist() == [1, 0, 0.5, 0]
    assert found.recall.tolist() == [0.5, 0, 1, 0]
    assert found.f1[1] == found.f1[3] == 0


def test_the_surest_mistake_comes_first_and_what_is_right_never():
    shares = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.5, 0.5]])
    y = np.array([1, 1, 1, 0])
    assert scores.confident_mistakes(y, shares, 5).tolist() == [0, 2]
    assert scores.confident_mistakes(y, shares, 1).tolist() == [0]
    assert scores.confident_mistakes(np.array([0, 1, 0, 0]), shares, 5).tolist() == []


def test_the_worst_confusion_is_the_largest_beside_the_diagonal():
    assert scores.worst_confusion(np.array([[9, 1, 0], [0, 9, 3], [2, 0, 9]])) == (1, 2)
    assert scores.accuracy(np.zeros((2, 2))) == 0
