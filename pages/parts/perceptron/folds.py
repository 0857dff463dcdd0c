"""What the hidden layer has done to the four rows, in a sentence: which of them it puts on one point."""

import numpy as np

from components.language import t
from lab.data.gates import INPUTS, Table
from lab.lessons.perceptron.folds import NEAR, fold_groups


def sentence(points: np.ndarray, table: Table, *, exact: bool = False) -> str:
    """The rows that fall together at these outputs of the hidden layer, (4, units), and what they want there.

    `exact`: only those on the very same point count; otherwise those near each other do.
    """
    if not np.isfinite(points).all():
        return ""
    groups = fold_groups(points, 0.0 if exact else NEAR)
    if not groups:
        return t("The hidden layer keeps all four rows apart.")
    where = t("on one point") if exact else t("nearly on one point")
    return " ".join(_of(group, table, where) for group in groups)


def _of(group: tuple[int, ...], table: Table, where: str) -> str:
    *others, last = (str(INPUTS[index]) for index in group)
    named = t("{rows} and {last}", rows=", ".join(others), last=last)
    wanted = {table[index] for index in group}
    if len(wanted) == 1:
        return t("The hidden layer puts {rows} {where}; they want {y}.", rows=named, where=where, y=wanted.pop())
    return t("The hidden layer puts {rows} {where}, although they want different answers.", rows=named, where=where)
