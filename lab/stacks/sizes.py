"""Arguments that are sizes: pairs, margins, shapes; their rules, and how they are written and read.

>>> pairs = Pair(1, 512)
>>> pairs.write((5, 5)), pairs.say((5, 3)), pairs.take("kernel_size", "5x3")
('5', '5×3', (5, 3))
"""

import re
from dataclasses import dataclass
from typing import Any

from lab.problems import Problem
from lab.settings import Rule, holding

MAX_WINDOW = 512
"""The longest kernel, stride, dilation, pool or margin."""
MAX_LENGTH = 60
"""Characters of one shape or one pair."""
REST = "rest"
"""What a link says for Keras's -1."""
SIZE = re.compile(rf"-?\d{{1,12}}|{REST}")
BETWEEN = re.compile(r"[\s,;x×X*()\[\]]*")

Shape = tuple[int, ...]


def read_sizes(text: str) -> Any:
    """The whole numbers of "28x28x1", "28, 28, 1" or "(28, 28, 1)"; the text itself where it says something else.

    >>> read_sizes("28 × 28 × 1"), read_sizes("7x7xrest"), read_sizes("many")
    ((28, 28, 1), (7, 7, -1), 'many')
    """
    if len(text) > MAX_LENGTH:
        return text[:MAX_LENGTH] + "…"
    if BETWEEN.fullmatch(SIZE.sub("", text)) is None:
        return text
    return tuple(-1 if found == REST else int(found) for found in SIZE.findall(text)) or text


def by(sizes: Shape, times: str = "×") -> str:
    """Sizes as one writes them: 5×3."""
    return times.join(map(str, sizes))


class Written(Rule):
    """What the rules of sizes have in common. In a link x stands for × and `rest` for -1."""

    def read(self, text: str) -> Any:
        found = read_sizes(text)
        return found[0] if isinstance(found, tuple) and len(found) == 1 else found

    def write(self, value: Any) -> str:
        return "x".join(self.say(value).replace("-1", REST).split("×"))


@dataclass(frozen=True)
class Pair(Written):
    """Whole numbers for height and width. One number stands for both, as in Keras; None for "not given"."""

    low: int
    high: int
    optional: bool = False

    def normal(self, value: Any) -> Any:
        return (value, value) if _is_whole(value) else _tuples(value)

    def check(self, name: str, value: Any) -> None:
        if value is None and self.optional:
            return
        pair = self.normal(value)
        if not (
            isinstance(pair, tuple) and len(pair) == 2 and all(_within(size, self.low, self.high) for size in pair)
        ):
            text = "{name} is {value}; it is a whole number from {low} to {high}, or two of them"
            raise Problem(text, name=name, value=value, low=self.low, high=self.high)

    def read(self, text: str) -> Any:
        return super().read(text) if text.strip() or not self.optional else None

    def say(self, value: Any) -> str:
        return _once(value or ())


@dataclass(frozen=True)
class Margins(Written):
    """Rows and columns around a picture: ((top, bottom), (left, right)), or (rows, columns), or one number."""

    high: int

    def normal(self, value: Any) -> Any:
        pair = (value, value) if _is_whole(value) else _tuples(value)
        return tuple((side, side) if _is_whole(side) else side for side in pair) if isinstance(pair, tuple) else pair

    def check(self, name: str, value: Any) -> None:
        sides = self.normal(value)
        pairs = (
            isinstance(sides, tuple) and len(sides) == 2 and all(isinstance(s, tuple) and len(s) == 2 for s in sides)
        )
        if not pairs or not all(_within(size, 0, self.high) for side in sides for size in side):
            text = "{name} is {value}; it is ((top, bottom), (left, right)), whole numbers from 0 to {high}"
            raise Problem(text, name=name, value=value, high=self.high)

    def read(self, text: str) -> Any:
        found = super().read(text)
        return (found[:2], found[2:]) if isinstance(found, tuple) and len(found) == 4 else found

    def say(self, value: Any) -> str:
        return _once(sum(value, ()))


@dataclass(frozen=True)
class Sizes(Written):
    """The sizes of a few axes, each at least 1, or -1 for "what is left"."""

    longest: int
    high: int

    def normal(self, value: Any) -> Any:
        return (value,) if _is_whole(value) else _tuples(value)

    def check(self, name: str, value: Any) -> None:
        sizes = self.normal(value)
        fits = isinstance(sizes, tuple) and 1 <= len(sizes) <= self.longest
        if not fits or not all(_within(size, -1, self.high) and size != 0 for size in sizes):
            text = "{name} is {value}; it is 1 to {longest} whole numbers from 1 to {high}, one of them may be -1"
            raise Problem(text, name=name, value=value, longest=self.longest, high=self.high)

    def say(self, value: Any) -> str:
        return by(value)


def pair(default: int | None, low: int = 1, high: int = MAX_WINDOW) -> Any:
    """A field with a number each for height and width. None as the default: not given, Keras has a rule for it."""
    its_rule = Pair(low, high, optional=default is None)
    return holding(None if default is None else (default, default), its_rule)


def _once(sizes: Shape) -> str:
    """5 for 5×5."""
    return by(sizes[:1] if len(set(sizes)) == 1 else sizes)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _within(value: Any, low: int, high: int) -> bool:
    return _is_whole(value) and low <= value <= high


def _tuples(value: Any) -> Any:
    """Lists as tuples, inside as well, so that a layer can be hashed."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list | tuple) else value
