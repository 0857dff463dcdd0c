"""What `model.summary()` of the installed Keras prints of a network."""

import re
from collections import Counter
from functools import lru_cache

import keras

from lab.stacks.layers import Layer
from lab.stacks.shapes import Shape
from lab.training.networks import make

COLUMNS = 76
"""Letters of a line."""
MOST_TEXTS = 64
NUMBERED = re.compile(r"_\d+$")


@lru_cache(maxsize=MOST_TEXTS)
def summary(input_shape: Shape, layers: tuple[Layer, ...]) -> str:
    """The text, as a script prints it that builds this network and no other.

    >>> from lab.stacks.layers import Dense
    >>> print(summary((2,), (Dense(1),)).splitlines()[0])
    Model: "sequential"
    """
    names: Counter[str] = Counter()
    named = []
    for layer in layers:
        real = make(layer)
        base = NUMBERED.sub("", real.name)
        number, names[base] = names[base], names[base] + 1
        named.append(type(real).from_config({**real.get_config(), "name": f"{base}_{number}" if number else base}))
    printed: list[str] = []
    model = keras.Sequential([keras.Input(input_shape), *named], name="sequential")
    model.summary(line_length=COLUMNS, print_fn=lambda text, line_break=False: printed.append(text))
    return "\n".join(printed).strip("\n")
