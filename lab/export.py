"""A training as plain Keras code that a student runs elsewhere, as a script or a notebook, and its metrics as a table.

What has to be asked of the data set itself comes in as `Facts`.
"""

import csv
import io
import json
from collections.abc import Mapping

from lab.experiments import Training
from lab.export_code import NOBODY, Facts, Watching, sections
from lab.traces import Trace

ABOUT = '''"""One training of See It Learn as plain Keras code. `pip install {packages}`, then run it with `python`.

Seeds, starting weights and the order of the examples are those of the lesson, and so are losses and accuracies, to
about six digits. Written for {versions}. Another version or processor may round otherwise, and
in a long training that grows: one rounding in every input of a convolutional network changed its accuracy on test
pictures by 0.07 percentage points within three epochs.
"""'''

PLOT = """import matplotlib.pyplot as plt

figure, axes = plt.subplots(1, 2, figsize=(10, 4))
for axis, metric in zip(axes, ("loss", "accuracy")):
    for name, style in ((metric, "-"), (f"val_{metric}", "--")):
        if name in history.history:
            axis.plot(range(1, len(history.epoch) + 1), history.history[name], style, label=name)
    axis.set_xlabel("epoch")
    axis.legend()
plt.show()"""


def script(training: Training, facts: Facts, watching: Watching = NOBODY) -> str:
    """The whole program as one file."""
    code = list(sections(training, facts, watching).values())
    packages = "tensorflow scikit-learn" if any("sklearn" in part for part in code) else "tensorflow"
    return (
        "\n\n".join([ABOUT.format(versions=facts.versions, packages=packages), *code])
        .replace("\n\n\n\n", "\n\n\n")
        .strip()
        + "\n"
    )


def notebook(training: Training, facts: Facts, words: Mapping[str, str], watching: Watching = NOBODY) -> str:
    """The same program in the cells of a Jupyter notebook, with a sentence before each and the curves at the end.

    `words`: what is said under "title" and "about", and before each of the `sections`. Format: nbformat 4.5.
    """
    cells = [_cell("markdown", f"# {words['title']}\n\n{words['about']}", "about")]
    for name, code in sections(training, facts, watching).items():
        if name in words:
            cells.append(_cell("markdown", words[name], f"{name}-words"))
        cells.append(_cell("code", code.strip(), name))
    cells.append(_cell("code", PLOT, "plot"))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, text: str, name: str) -> dict:
    cell = {"cell_type": kind, "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def table(trace: Trace) -> str:
    """The metrics as CSV: a row an epoch, counted from 1.

    >>> from lab.traces import State
    >>> print(table(Trace(State(2, (), ()), {"loss": [0.5, 0.25]})), end="")
    epoch,loss
    1,0.5
    2,0.25
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *trace.metrics])
    columns = [[f"{value:.8g}" for value in values] for values in trace.metrics.values()]
    writer.writerows([epoch, *row] for epoch, row in enumerate(zip(*columns, strict=True), start=1))
    return text.getvalue()
