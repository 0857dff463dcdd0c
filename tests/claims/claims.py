"""A claim: figures as the prose prints them, and what measures, derives or quotes them.

A lesson's test module has a table `CLAIMS`: part → its claims, in the order in which the English prose prints their
figures. `test_figures.py` holds tables against the prose of both languages; a module's own `test_claims` measures.

>>> agrees("84.7%", 0.84651), agrees("84.7%", 0.84649), agrees("28×28×1", (28, 28, 1)), agrees("1/5", 0.2)
(True, False, True, True)
>>> agrees("1.2e-38", 1.1755e-38), agrees("86%", 0.868), agrees("86%", 0.868, within=0.01)
(True, False, True)
>>> [changed(figure) for figure in ("84.7%", "0.098", "1/5", "0.00")]
['94.7%', '0.018', '2/5', '1.00']
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tests.claims.figures import figures


@dataclass(frozen=True)
class Claim:
    """`measure` is what the figures have to be, or a function that finds it out; of a percentage, the share.

    It is rounded to the digits that are printed. Trainings on large data end a little otherwise on another processor,
    so that theirs may lie `within` so much of the figure.
    """

    figures: tuple[str, ...]
    measure: Callable[[], Any] | Any
    within: float = 0.0
    marks: tuple[pytest.MarkDecorator, ...] = ()

    def check(self) -> None:
        """Whether every figure is what was measured, and would not pass for it with another leading digit."""
        values = self.measure() if callable(self.measure) else self.measure
        for figure, value in zip(self.figures, values if len(self.figures) > 1 else (values,), strict=True):
            assert agrees(figure, value, self.within), f"the prose prints {figure}, but it is {value}"
            assert not agrees(changed(figure), value, self.within), f"{changed(figure)} would pass for {figure}, too"


def claim(printed: str, measure: Callable[[], Any] | Any, *marks: pytest.MarkDecorator, within: float = 0.0) -> Claim:
    """A row of a table; `printed` holds one figure or several, then what is measured has as many."""
    return Claim(tuple(figures(printed)), measure, within, marks)


def agrees(figure: str, value: Any, within: float = 0.0) -> bool:
    """Whether a value, rounded to the digits of a figure, is that figure, or lies near enough."""
    if separator := re.search(r"(?<=\d)[×-]", figure):
        return figure.split(separator[0]) == [str(number) for number in value]
    above, _, below = figure.removesuffix("%").partition("/")
    number, scale = float(above) / float(below or 1), 100 if figure.endswith("%") else 1
    if within:
        return bool(abs(number / scale - value) <= within)
    if below:
        return bool(np.isclose(number, value))
    mantissa, _, exponent = above.partition("e")
    digits = len(mantissa.partition(".")[2])
    return float(f"{scale * value:.{digits}{'e' if exponent else 'f'}}") == number


def changed(figure: str) -> str:
    """The figure with another leading digit."""
    return re.sub(r"[1-9]|^0(?=[.0%]*$)", lambda digit: str(int(digit[0]) % 9 + 1), figure, count=1)


def troubles(english: str, korean: str, claims: Sequence[Claim]) -> list[str]:
    """What the two texts print otherwise than the claims say; the English one in their order."""
    claimed = [figure for each in claims for figure in each.figures]
    in_english, in_korean = figures(english), figures(korean)
    said = [] if in_english == claimed else [f"the English prose prints {in_english}, and claimed are {claimed}"]
    missing, more = Counter(claimed) - Counter(in_korean), Counter(in_korean) - Counter(claimed)
    return said + ([f"the Korean prose lacks {dict(missing)} and has {dict(more)}"] if missing or more else [])
