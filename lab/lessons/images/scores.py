"""How good predictions are, class by class: confusion matrix, precision, recall, F1, and the most confident mistakes.

>>> counts = confusion(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), 2)
>>> counts.tolist()
[[1, 1], [0, 2]]
>>> [[round(float(figure), 2) for figure in column] for column in (scores(counts).precision, scores(counts).recall)]
[[1.0, 0.67], [0.5, 1.0]]
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Scores:
    """Each of shape (classes,): of what was called so, what is so (precision); of what is so, what was called so
    (recall); their harmonic mean (F1); and how many there are (support). 0 where nothing was, or was called, so."""

    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    support: np.ndarray


def confusion(y_true: np.ndarray, y_pred: np.ndarray, num_classes: int) -> np.ndarray:
    """Counts (classes, classes): row = what it is, column = what it was called."""
    places = np.asarray(y_true, "int64") * num_classes + np.asarray(y_pred, "int64")
    return np.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)


def scores(counts: np.ndarray) -> Scores:
    """Precision, recall and F1 of every class, from the confusion matrix.

    precision = right / called so,  recall = right / so,  F1 = 2·precision·recall / (precision + recall)
    """
    right, called, support = np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)
    precision, recall = _ratio(right, called), _ratio(right, support)
    return Scores(precision, recall, _ratio(2 * precision * recall, precision + recall), support)


def accuracy(counts: np.ndarray) -> float:
    """The share of the diagonal; 0 of nothing."""
    return float(np.trace(counts) / max(1, counts.sum()))


def worst_confusion(counts: np.ndarray) -> tuple[int, int]:
    """The two classes, what it is and what it was called, that were mixed up most often."""
    off = counts - np.diag(np.diag(counts))
    row, column = np.unravel_index(int(np.argmax(off)), off.shape)
    return int(row), int(column)


def confident_mistakes(y_true: np.ndarray, probabilities: np.ndarray, most: int) -> np.ndarray:
    """The rows that were called wrong, the surest first. `probabilities` (examples, classes)."""
    called = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(called != y_true)
    sure = probabilities[wrong, called[wrong]]
    return wrong[np.argsort(-sure, kind="stable")][:most]


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.zeros(len(above)), where=below > 0)
