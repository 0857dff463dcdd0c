"""How figures are written: a quantity has one number of digits, and one manner of rounding, wherever it stands.

Halves go up, as in a browser, where Python's own formatting makes them even. A share that comes from a float32 is taken
for the number of seven digits that it stands for, so that 8145 of 10,000 are 81.5 %, whoever has counted them.

>>> accuracy(np.float32(0.8145)), accuracy(0.8145), f"{np.float32(0.8145):.1%}"
('81.5%', '81.5%', '81.4%')
>>> loss(0.0625), seconds(12.25), share(0.004), in_short(-0.00001234)
('0.063', '12.3', '0.4%', '−0.0000123')
"""

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

import numpy as np

KNOWN = 7
"""Digits that a float32 has."""
ACCURACY, LOSS, SECONDS = ".1%", ".3f", ".1f"
SHORT = ".3~g"
"""How charts write what `in_short` writes: losses on a surface, and places there."""


def write(value: float, form: str) -> str:
    """A number in a fixed form, such as `.3f` or `.1%`.

    >>> write(0.8125, ".1%"), write(1234567.25, ",.1f"), write(10.25, ".1f"), write(float("nan"), ".3f")
    ('81.3%', '1,234,567.3', '10.3', 'NaN')
    """
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else format(value, form)
    number = Decimal(format(value, f".{KNOWN}g") if form.endswith("%") else float(value))
    with localcontext(rounding=ROUND_HALF_UP):
        return format(number, form)


def in_short(value: float, digits: int = 3) -> str:
    """A number of any size with so many digits, as a chart writes it that has the format `SHORT`.

    >>> [in_short(value) for value in (0.25, 1234.0, 2.5e-8, 0.0, 99.96)]
    ['0.25', '1.23e+3', '2.5e-8', '0', '100']
    """
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else format(value, "g")
    number = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(float(value)))
    power, trimmed = number.adjusted() if number else 0, number.normalize()
    if not -7 < power < digits:
        return f"{in_short(float(trimmed.scaleb(-power)), digits)}e{power:+d}"
    return f"{trimmed:f}".replace("-", "−")


def accuracy(value: float) -> str:
    """A share of examples that are right, as a percentage with one digit."""
    return write(value, ACCURACY)


def loss(value: float) -> str:
    """The loss of a training."""
    return write(value, LOSS)


def difference(one: float, other: float) -> str:
    """By how much one loss is above another, of the two as they are written beside it.

    >>> loss(0.5524), loss(0.5486), difference(0.5524, 0.5486), loss(0.5524 - 0.5486)
    ('0.552', '0.549', '0.003', '0.004')
    """
    return loss(float(loss(one)) - float(loss(other)))


def seconds(value: float) -> str:
    """How long something took."""
    return write(value, SECONDS)


def share(value: float) -> str:
    """A probability with as many digits as mean something; nothing for what rounds to nothing.

    >>> share(0.97), share(0.004), share(0.998), share(0.0001)
    ('97%', '0.4%', '99.8%', '')
    """
    if value < 0.0005:
        return ""
    return write(value, ".1%" if value < 0.01 or 0.99 < value < 0.9995 else ".0%")


QUANTITIES = {"accuracy": accuracy, "loss": loss, "seconds": seconds}
COLUMNS = {"accuracy": "%.1f%%", "loss": "%.3f", "seconds": "%.1f"}
"""The same forms as a table of Streamlit's has them; it is filled with `number`."""


def quantity(metric: str) -> str:
    """What a metric is: `val_accuracy` an accuracy."""
    return metric.rpartition("_")[2]


def metric(name: str, value: float) -> str:
    """A metric by its name."""
    return QUANTITIES[quantity(name)](value)


def number(name: str, value: float) -> float:
    """A metric for a table whose columns are sorted, rounded as it is written; of an accuracy the percentage.

    >>> number("test_accuracy", np.float32(0.8145)), COLUMNS["accuracy"] % number("test_accuracy", 0.8145)
    (81.5, '81.5%')
    """
    return float(metric(name, value).removesuffix("%"))
