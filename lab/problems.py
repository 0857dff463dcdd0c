"""What cannot be, said in words: the rule, the value, and what would work instead."""

import errno
import math
import reprlib
import unicodedata
from numbers import Number
from pathlib import Path
from typing import Any

LONGEST = 300
"""Characters of a value that a problem quotes."""
LARGEST = 10**18
"""Larger whole numbers are told by their power of ten; Python refuses to write more than 4,300 digits."""
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Kinds of characters that are not shown as they are: line breaks, direction marks, halves of characters."""


class Problem(ValueError):
    """A wish that cannot be granted. The sentence is kept apart from its values, so that it can be translated.

    `template` is an English sentence with named places, `values` fills them, each as `shortened` has it:

    >>> str(Problem("{groups} groups do not divide {channels} channels", groups=3, channels=4))
    '3 groups do not divide 4 channels'
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = {name: shortened(value) for name, value in values.items()}
        super().__init__(template.format(**self.values))

    def __reduce__(self):
        """Travel between processes: rebuild from the template and the values, not from the finished sentence."""
        return _rebuild, (type(self), self.template, self.values)


def _rebuild(kind: type[Problem], template: str, values: dict[str, object]) -> Problem:
    return kind(template, **values)


class Trouble(Problem):
    """A problem of the moment, not of the wish: a worker that ended, a full disk. Another try may go well."""


FULL, FORBIDDEN = Problem("no space is left on the disk"), Problem("that is not allowed")
REASONS = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EACCES: FORBIDDEN, errno.EPERM: FORBIDDEN}
"""What an operating system's error means; others are told in its own words."""


def unwritable(folder: Path, error: OSError) -> Trouble:
    """That nothing can be written into a folder, whose name is told, and why."""
    reason = REASONS.get(error.errno or 0, error.strerror or str(error))
    return Trouble("the folder {folder} cannot be written to: {reason}", folder=folder.name, reason=reason)


class Size(str):
    """A number too large to be written; it stays as it is whatever a template says about digits."""

    def __format__(self, spec: str) -> str:
        return str(self)


class _Short(reprlib.Repr):
    """Six elements of three levels of tuples, sixty characters of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxstring, self.maxother = 3, 60, 60
        self.maxtuple = self.maxlist = self.maxdict = self.maxset = 6

    def repr_int(self, x: int, level: int) -> str:
        return str(shortened(x))


def shortened(value: Any) -> Any:
    """The value as a problem quotes it: on one line, of bounded length, found in bounded time.

    >>> shortened((28, 28, 1)), shortened(-(7**9999)), shortened("two\\nlines")
    ((28, 28, 1), '-10^8450', 'two lines')
    >>> shortened(((1, 2),) * 1000)
    '((1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), ...)'
    """
    if value is None or isinstance(value, bool | float | Problem | Size):
        return value
    if isinstance(value, int):
        return value if abs(value) < LARGEST else Size(_power_of_ten(value))
    if isinstance(value, tuple) and len(value) <= 6 and all(_is_size(item) for item in value):
        return value
    if isinstance(value, tuple | list | dict | set | frozenset):
        return _one_line(_Short().repr(value))
    return value if isinstance(value, Number) else _one_line(value if isinstance(value, str) else str(value))


def _power_of_ten(value: int) -> str:
    return f"{'-' if value < 0 else ''}10^{math.floor(math.log10(abs(value)))}"


def _is_size(item: Any) -> bool:
    """Whether it may stand in a shape."""
    return item is None or (type(item) is int and abs(item) < LARGEST)


def _one_line(text: str) -> str:
    shown = "".join(_visible(sign) for sign in text[:LONGEST])
    return shown + "…" if len(text) > LONGEST else shown


def _visible(sign: str) -> str:
    if unicodedata.category(sign) not in UNSEEN:
        return sign
    return " " if sign.isspace() else "\ufffd"
