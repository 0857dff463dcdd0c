"""A setting's default, range, step and unit, written once on the field of a frozen dataclass.

Widgets, validation, links, tests and generated code read them from here:

>>> @dataclass(frozen=True)
... class Oven(Settings):
...     degrees: int = number(180, 50, 250, 10, unit="°C")
>>> rule(Oven, "degrees").high
250
>>> Oven(degrees=900)
Traceback (most recent call last):
    ...
lab.problems.Problem: degrees is 900; it goes from 50 to 250
"""

import math
from collections.abc import Collection
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal
from typing import Any

from lab.problems import Problem

SERIES = (1, 2, 3, 5)
"""Steps of a logarithmic scale within one power of ten."""
SMALLEST_SHARE = 1e-6
"""Where a logarithmic scale that has 0 at its end goes on after it, as a share of its highest value."""
SWITCH = {"1": True, "on": True, "true": True, "0": False, "off": False, "false": False}


class Rule:
    """What a field may hold: it checks a value, writes it as a text, and reads it from one."""

    def check(self, name: str, value: Any) -> None:
        """`Problem` for a value that the field called `name` may not hold."""
        raise NotImplementedError

    def read(self, text: str) -> Any:
        """The value that a text says. What it cannot be comes back as it is, so that `check` refuses it."""
        return text

    def write(self, value: Any) -> str:
        """A value as it stands in a link: `read` gives it back."""
        return str(value)

    def say(self, value: Any) -> str:
        """A value as people read it."""
        return self.write(value)

    def normal(self, value: Any) -> Any:
        """A good value in the one form in which settings keep it."""
        return value

    @property
    def possible(self) -> str:
        """What it allows, in symbols."""
        raise NotImplementedError

    def take(self, name: str, text: str) -> Any:
        """The value that a text says; `Problem` where there is none.

        >>> Number(0, 1, 0.05).take("rate", "0.15"), Flag().take("scaled", "off")
        (0.15, False)
        """
        value = self.read(text)
        self.check(name, value)
        return self.normal(value)


@dataclass(frozen=True)
class Number(Rule):
    """A number from `low` to `high`, both included, at one of the steps between them.

    `log` says that its slider moves by ratios, not by differences, and has no steps: the marks are where a slider
    stops, and what a sweep or a run beside another takes from between them is as good. `free` says the same of a
    number that is typed, or comes from somebody's code; the step is then that of its widget only.
    """

    low: float
    high: float
    step: float
    unit: str = ""
    log: bool = False
    whole: bool = False
    free: bool = False

    def check(self, name: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Problem("{name} is {value}; it has to be a number", name=name, value=value)
        if self.whole and isinstance(value, float) and not value.is_integer():
            raise Problem("{name} is {value}; it has to be a whole number", name=name, value=value)
        if not self.low <= value <= self.high:
            text = "{name} is {value}; it goes from {low:g} to {high:g}"
            raise Problem(text, name=name, value=value, low=self.low, high=self.high)
        if not self.is_at_a_step(value):
            text = "{name} is {value}; it goes from {low:g} to {high:g} in steps of {step:g}"
            raise Problem(text, name=name, value=value, low=self.low, high=self.high, step=self.step)

    def read(self, text: str) -> Any:
        try:
            return self.normal(float(text))
        except ValueError:
            return text

    def write(self, value: Any) -> str:
        """Ten digits of it, never as 1e-05.

        >>> Number(0, 1, 0).write(1e-5), Number(0, 10**9, 1, whole=True).write(10**9)
        ('0.00001', '1000000000')
        """
        return str(int(value)) if self.whole else f"{Decimal(f'{value:.10g}'):f}"

    def normal(self, value: Any) -> Any:
        return int(value) if self.whole and float(value).is_integer() else value

    @property
    def possible(self) -> str:
        is_even = not self.log and not self.free and not (self.whole and self.step == 1)
        second = f", {self.low + self.step:g}" if is_even and self.step else ""
        return f"{self.low:g}{second} … {self.high:g}"

    def is_at_a_step(self, value: float) -> bool:
        """Whether a slider could stop there. A rounding error of a millionth of a step does not count.

        >>> [Number(0, 1, 0.05).is_at_a_step(value) for value in (0.15000000000000002, 0.16)]
        [True, False]
        """
        if self.log or self.free or not self.step or value == self.high:
            return True
        steps = (value - self.low) / self.step
        return abs(steps - round(steps)) < 1e-6 + 1e-9 * abs(steps)

    def marks(self) -> list[float]:
        """The values that a slider stops at: low, low + step, … or, on a log scale, 1, 2, 3, 5, 10, … within the range.

        A log scale that begins at 0 has 0 as its first mark, and the next one far below `high`.

        >>> Number(0.01, 0.2, 0, log=True).marks()
        [0.01, 0.02, 0.03, 0.05, 0.1, 0.2]
        >>> Number(0.0, 1.0, 0, log=True).marks()[:4]
        [0.0, 1e-06, 2e-06, 3e-06]
        """
        if not self.log:
            count = math.floor((self.high - self.low) / self.step + 1e-9)
            return [round(self.low + index * self.step, 10) for index in range(count + 1)]
        low = self.low or (1 if self.whole else self.high * SMALLEST_SHARE)
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(self.high)) + 1)
        values = [float(f"{digit}e{power}") for power in powers for digit in SERIES]
        inside = [value for value in values if low <= value <= self.high]
        return [int(value) if self.whole else value for value in ([] if self.low else [0.0]) + inside]


COUNTS = [int(mark) for mark in Number(1, 100_000, 1, log=True, whole=True).marks()]
"""1, 2, 3, 5, 10, 20 …: where sliders of epochs, examples and batches stop. What is proposed is one of these."""


@dataclass(frozen=True)
class Choice(Rule):
    """One of a few names: those of a tuple, or of a registry as it is when it is asked; and `more`."""

    among: Collection[str] = field(hash=False)
    more: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        return (*self.among, *self.more)

    @property
    def possible(self) -> str:
        return ", ".join(self.options)

    def check(self, name: str, value: Any) -> None:
        if value not in self.options:
            text = "{name} is {value}; it is one of {options}"
            raise Problem(text, name=name, value=value, options=self.possible)


@dataclass(frozen=True)
class Flag(Rule):
    """On or off."""

    possible = "0, 1"

    def check(self, name: str, value: Any) -> None:
        if not isinstance(value, bool):
            raise Problem("{name} is {value}; it is on or off", name=name, value=value)

    def read(self, text: str) -> Any:
        return SWITCH.get(text.lower(), text)

    def write(self, value: Any) -> str:
        return str(int(value))

    def say(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class Text(Rule):
    """A text of at most `longest` characters."""

    longest: int

    @property
    def possible(self) -> str:
        return f"≤ {self.longest}"

    def check(self, name: str, value: Any) -> None:
        if not isinstance(value, str) or len(value) > self.longest:
            text = "{name} has {length} characters; the limit is {longest}"
            raise Problem(text, name=name, length=len(str(value)), longest=self.longest)


def holding(default: Any, its_rule: Rule) -> Any:
    """A field with a rule that there is already."""
    return field(default=default, metadata={"rule": its_rule})


def number(
    default: float,
    low: float,
    high: float,
    step: float = 0.0,
    *,
    unit: str = "",
    log: bool = False,
    free: bool = False,
) -> Any:
    """A field that holds a number; whole if its default is an `int`."""
    its_rule = Number(low, high, step, unit, log, isinstance(default, int), free)
    return field(default=default, metadata={"rule": its_rule})


def choice(default: str, options: Collection[str], more: tuple[str, ...] = ()) -> Any:
    """A field that holds one of a few names; a registry is given itself, not its names of now."""
    return field(default=default, metadata={"rule": Choice(options, more)})


def flag(default: bool) -> Any:
    return field(default=default, metadata={"rule": Flag()})


def text(default: str, longest: int) -> Any:
    return field(default=default, metadata={"rule": Text(longest)})


@dataclass(frozen=True)
class Settings:
    """A value that says everything about one experiment. Every field that has a rule is checked when it is made.

    What can be given in several ways, such as 3.0 for 3, is kept in one.
    """

    def __post_init__(self) -> None:
        for name, its_rule in rules(type(self)).items():
            value = getattr(self, name)
            its_rule.check(name, value)
            object.__setattr__(self, name, its_rule.normal(value))


def rules(kind: type) -> dict[str, Rule]:
    """The rules of a settings class, by field, in their order."""
    return {item.name: item.metadata["rule"] for item in fields(kind) if "rule" in item.metadata}


def rule(kind: type, name: str) -> Rule:
    return rules(kind)[name]


def default(kind: type, name: str) -> Any:
    """The default of a field; `Problem` where it has none."""
    item = next(item for item in fields(kind) if item.name == name)
    if item.default is MISSING:
        raise Problem("{name} has no default", name=name)
    return item.default
