import numpy as np
import pytest
from sklearn.cluster import AgglomerativeClustering

from lab.lessons.perceptron.folds import NEAR, fold_groups


@pytest.mark.parametrize("seed", range(20))
def test_groups_are_those_of_scikit_learns_single_linkage(seed):
    points = np.random.default_rng(seed).uniform(size=(4 + seed, 2)) ** 3
    distances = np.linalg.norm(points[:, None] - points[None], axis=-1)
    linkage = AgglomerativeClustering(None, linkage="single", distance_threshold=NEAR * distances.max() + 1e-12)
    labels = linkage.fit_predict(points)
    groups = [tuple(np.flatnonzero(labels == label).tolist()) for label in set(labels)]
    assert fold_groups(points) == sorted(group for group in groups if len(group) > 1)


def test_chains_of_neighbours_are_one_group_and_nothing_is_near_by_its_size_alone():
    line = np.array([[0.0], [0.09], [0.18], [1.0]])
    assert fold_groups(line) == fold_groups(1000 * line) == [(0, 1, 2)]
    assert fold_groups(line, near=0.0) == []
    assert fold_groups(np.zeros((4, 3))) == [(0, 1, 2, 3)]
