r"""Finds the figures in a text.

A figure is a number, a percentage, a shape (`28×28×1`), a row of layers (`64-32-16-10`), or a fraction ("a fifth",
"5분의 1"). A bare 0 or 1 is none: it mostly is an answer, a class, or an end of a range. Neither is the number in a
name (`E6`, `VGG-16`, `Conv2D`, $w_1$) or before an entry of a list.

>>> figures("**84.7 %** of 2,778, E6 with 20-30-10 on 28×28×1; a fifth at −1.1, 0 or $0.01 \\cdot e^{-0.1}$, 10⁻¹²")
['84.7%', '2778', '20-30-10', '28×28×1', '1/5', '-1.1', '0.01', '-0.1', '1e-12']
>>> figures("1. 그림 2,778개의 84.7퍼센트, 5분의 1은 $w_1 = 7 n^2$, 약 $1.2 \\cdot 10^{-38}$")
['2778', '84.7%', '1/5', '7', '1.2e-38']
"""

import re

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
REWRITTEN = (
    (r"(?m)^\d+\. ", ""),  # entries of a list
    (r"_(?:\{[^}]*\}|\w)|\^\d", ""),  # indices and squares
    (r"[A-Za-z]-?\d[\d.]*", ""),  # names
    (r"([\d.]+) \\cdot 10\^\{(-?\d+)\}", r"\1e\2"),
    (r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: "1e" + found[1].translate(SUPERSCRIPTS)),
    (r"(\d+)분의 (\d+)", r"\2/\1"),
    (r"\ba third of\b", "1/3"),
    (r"\ba quarter\b", "1/4"),
    (r"\ba fifth\b", "1/5"),
    (r"\ba tenth\b", "1/10"),
    (r"\btwo fifths\b", "2/5"),
)
NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?"
FIGURE = re.compile(rf"(?:(?<![\w.)])[-−])?{NUMBER}(?:[×/-]{NUMBER})*(?: ?(?:%|percent|퍼센트))?")


def figures(text: str) -> list[str]:
    """The figures of a text in its order, each in one manner of writing whatever the language."""
    for pattern, replacement in REWRITTEN:
        text = re.sub(pattern, replacement, text)
    found = (figure.replace(",", "").replace("−", "-") for figure in FIGURE.findall(text))
    return [re.sub(r" ?(%|percent|퍼센트)$", "%", figure) for figure in found if figure not in ("0", "1")]
