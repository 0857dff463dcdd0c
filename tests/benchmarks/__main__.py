"""`python -m tests.benchmarks [ROW …] [--json FILE]`: rows are ratios measured in the same run, or times.

One more target is not a row: `.ci/run` takes at most 12 minutes on two cores.
"""

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


class Row(NamedTuple):
    """Where the row is measured (module and function), its target, whether more is better, what it is, its unit."""

    where: str
    target: float
    more_is_better: bool
    what: str
    unit: str = "ratio"

    def measure(self) -> float:
        from importlib import import_module

        module, _, name = self.where.partition(":")
        function: Callable[[], float] = getattr(import_module(f"tests.benchmarks.{module}"), name)
        return function()

    def reached(self, value: float) -> bool:
        return value >= self.target if self.more_is_better else value <= self.target


ROWS = {
    "slider": Row("browser:slider", 2, False, "learning-rate slider until the new picture ÷ an empty page's slider"),
    "replay": Row(
        "browser:replay", 1.5, False, "patience moved until the new events are drawn ÷ an empty page's slider"
    ),
    "drag": Row("browser:drag", 0.95, True, "frames under 20 ms while a learning rate is dragged in a live view"),
    "bytes_move": Row("browser:bytes_move", 12, False, "to the browser for a move in Perceptron's hidden layer", "kB"),
    "family": Row("engine:family", 25, False, "XOR at 41 rates in one task ÷ at one of them, through a worker"),
    "first_page": Row("browser:first_page", 1.7, False, "server's start until Perceptron can be used ÷ an empty app"),
    "xor_warm": Row("engine:xor_warm", 10_000, True, "XOR, 2000 epochs: keras.fit ÷ ours through a worker"),
    "xor_cold": Row("engine:xor_cold", 60, True, "the same with the compile counted"),
    "digits_warm": Row("engine:digits_warm", 20, True, "digits, 20 epochs with validation: keras.fit ÷ ours"),
    "digits_cold": Row("engine:digits_cold", 2, True, "the same with the compile counted on both sides"),
    "images_dense": Row("engine:images_dense", 6, True, "784-20-30-10 on 60,000 images, an epoch"),
    "images_cnn": Row("engine:images_cnn", 2, True, "small CNN on 12,000 images, an epoch"),
    "fashion_dense": Row("engine:fashion_dense", 6, True, "E1 on Fashion-MNIST, an epoch with validation"),
    "fashion_cnn": Row("engine:fashion_cnn", 2, True, "E6 on 12,000 of Fashion-MNIST, an epoch with validation"),
    "grid": Row("searches:grid", 1.2, True, "E7's six cells on 6,000 pictures: keras.fit one after another ÷ ours"),
    "first_pictures": Row(
        "browser:first_pictures", 3, False, "Images opened until pictures and controls are there ÷ an empty page"
    ),
    "memory_per_visitor": Row(
        "browser:memory_per_visitor", 10, False, "growth of the web process for each further visitor of Images", "MB"
    ),
    "class_30": Row(
        "visitors:class_30",
        0.6,
        False,
        "30 visitors of three lessons: 95th percentile from a learning rate moved to its whole answer",
        "s",
    ),
    "class_60": Row("visitors:class_60", 2, False, "the same with 60 of them", "s"),
    "memory_moves": Row(
        "visitors:memory_moves", 20, False, "growth of the web process over 2,000 moves of a visitor, after 200", "MB"
    ),
    "seeds": Row("engine:seeds", 30, True, "10 seeds of digits, 20 epochs each: 10 × keras.fit ÷ ours"),
    "huge": Row("engine:huge", 1, True, "10,000-1024-1024-1 on 2,000 examples, an epoch"),
    "abandon": Row("engine:abandon", 0.7, False, "control moved in a running training until the new one begins", "s"),
    "starved": Row("sharing:starved", 3, False, "XOR beside another visitor's most expensive training ÷ XOR alone"),
    "freed": Row("sharing:freed", 0.7, False, "tab of a training closed until a worker begins something else", "s"),
    "paths": Row("engine:race_paths", 1_000, True, "six optimizers, 500 steps: eager loop ÷ ours"),
}


def main(arguments: list[str] | None = None) -> dict[str, dict[str, object]]:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("rows", nargs="*", help=f"of {', '.join(ROWS)}; all by default")
    parser.add_argument("--json", type=Path, help="write {row: {value, target, unit}} here, too")
    asked = parser.parse_args(arguments)
    unknown = set(asked.rows) - set(ROWS)
    if unknown:
        parser.error(f"no row {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    found: dict[str, dict[str, object]] = {}
    for name in asked.rows or ROWS:
        row = ROWS[name]
        value = row.measure()
        found[name] = {"value": round(value, 3), "target": row.target, "unit": row.unit}
        sign = "≥" if row.more_is_better else "≤"
        mark = "✓" if row.reached(value) else "✗"
        print(f"{mark} {name:14} {value:10,.2f}   {sign} {row.target:<8,g} {row.what}", flush=True)
        if asked.json:
            asked.json.write_text(json.dumps(found, indent=2) + "\n")
    return found


if __name__ == "__main__":
    main()
