"""One figure, one value: who writes the same quantity twice writes the same digits."""

import ast
import re
import string

import numpy as np
import pytest

from components import figures
from components.particles import fill
from tests.catalogue import ROOT, korean, messages, sources

FORMS = {"accuracy": figures.ACCURACY, "loss": figures.LOSS, "seconds": figures.SECONDS}
ON_SURFACES = "pages/parts/optimizers"
"""Losses there are of all sizes, and are written in short."""
WHOLE = {
    "lab/costs.py": "seconds",
    "components/waiting.py": "seconds",  # a time that is still to come
    "components/downloads.py": "seconds",
}
RAW = ("pages/parts/convolution/tables.py", "pages/parts/overfitting")


def forms(template):
    """The forms of a template by the names of its places."""
    return {name: form for _, name, form, _ in string.Formatter().parse(template) if name and form}


@pytest.mark.parametrize("count", [360, 397, 10_000])
def test_a_share_is_written_alike_whoever_has_counted(count):
    """The compiled loop counts in float32, the confusion matrix in whole numbers: 463 of 10,001 differed."""
    shares = [right / count for right in range(count + 1)]
    assert [figures.accuracy(np.float32(share)) for share in shares] == [figures.accuracy(share) for share in shares]
    assert [fill("{share:.1%}", share=np.float32(share)) for share in shares] == [*map(figures.accuracy, shares)]


def test_halves_go_up_as_in_a_browser():
    assert [figures.accuracy(right / 10_000) for right in (8125, 8145, 8155, 8165)] == [
        "81.3%",
        "81.5%",
        "81.6%",
        "81.7%",
    ]
    assert (figures.loss(0.0625), figures.seconds(12.25), figures.write(10.25, ".1f")) == ("0.063", "12.3", "10.3")


def test_numbers_of_arrays_are_written_as_those_of_python():
    for value in (-2.5e-8, 1234.5, 0.0, -0.5, np.nan, np.inf):
        for kind in (np.float32, np.float64):
            assert figures.in_short(kind(value)) == figures.in_short(float(kind(value)))
            assert figures.write(kind(value), ".3f") == figures.write(float(kind(value)), ".3f")


def test_differences_are_those_of_the_figures_beside_them():
    numbers = np.random.default_rng(0).uniform(0, 3, (500, 2))
    for one, other in numbers:
        told = float(figures.loss(one)) - float(figures.loss(other))
        assert float(figures.difference(one, other)) == pytest.approx(told, abs=1e-9)


@pytest.mark.parametrize("metric", ["val_loss", "test_accuracy", "seconds"])
def test_a_table_shows_what_is_written_elsewhere(metric):
    form = figures.COLUMNS[figures.quantity(metric)]
    for value in np.random.default_rng(1).uniform(0, 1, 500).astype("float32"):
        assert form % figures.number(metric, value) == figures.metric(metric, value)


def test_a_metric_has_its_form_in_every_message():
    """`{best_loss:.3f}` here and `{loss:.4f}` there would be two figures for one value."""
    found, wrong = 0, []
    for template, place in messages().items():
        path = place.rpartition(":")[0]
        for name, form in forms(template).items():
            quantity = figures.quantity(name)
            if quantity not in FORMS or WHOLE.get(path) == quantity:
                continue
            found += 1
            wanted = ".3g" if path.startswith(ON_SURFACES) and quantity == "loss" else FORMS[quantity]
            wrong += [f"{path}: {name} is written {form}, not {wanted}"] if form != wanted else []
    assert found > 10
    assert not wrong


def test_a_translation_writes_figures_as_its_message_does():
    pairs = [(message.id, message.string) for message in korean() if isinstance(message.id, str) and message.id]
    assert len(pairs) > 1000
    assert not [one for one, other in pairs if other and forms(one) != forms(other)]


def test_metrics_outside_messages_are_written_by_their_quantity():
    """An f-string with a form of its own would be a second home for it."""
    looked, wrong = 0, []
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(("pages/", "components/")) or name.startswith(RAW):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
                looked += 1
                value = ast.unparse(node.value)
                if re.search(r"loss|accuracy|seconds|\.right\b", value):
                    wrong.append(f"{name}: {value} is formatted by itself")
    assert looked > 20
    assert not wrong


def test_charts_write_numbers_as_captions_do():
    """Marks and tooltips get their texts made, or have the form that `in_short` writes; dates and axes are no marks."""
    wrong, found = [], 0
    for path in sorted((ROOT / "components/charts").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("alt.Text", "alt.Tooltip"):
                given = [ast.unparse(each.value) for each in node.keywords if each.arg == "format"]
                found += len(given)
                wrong += [f"{path.name}: {each}" for each in given if each != "figures.SHORT"]
    assert found >= 3
    assert not wrong
