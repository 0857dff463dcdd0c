"""Which rows of a truth table a hidden layer puts on one point, or nearly."""

import numpy as np

NEAR = 0.1
"""Points are near each other that are no farther apart than this share of the greatest distance."""


def fold_groups(points: np.ndarray, near: float = NEAR) -> list[tuple[int, ...]]:
    """The examples that lie near each other, as groups of their indices; those that lie alone are left out.

    `points` (examples, units). `near`=0 is for points that are the same.

    >>> fold_groups(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.05, 0.0]]))
    [(0, 3)]
    """
    distances = np.linalg.norm(points[:, None] - points[None], axis=-1)
    close = distances <= near * distances.max()
    groups: list[set[int]] = []
    for index, row in enumerate(close):
        members = set(np.flatnonzero(row).tolist()) | {index}
        for group in [group for group in groups if group & members]:
            groups.remove(group)
            members |= group
        groups.append(members)
    return sorted(tuple(sorted(group)) for group in groups if len(group) > 1)
