"""What the Shapes lesson asks besides stacks: iterations, a convolution against Dense, arrays, E6's numbers.

>>> [f"{array.name} {array.shape}" for array in arrays(HiddenLayer())]
["X ('m', 10)", 'W_h (10, 50)', 'b_h (50,)', 'W_o (50, 3)', 'b_o (3,)', "Y ('m', 3)"]
>>> e6_numbers(PRESETS["E6"](n1=64, n2=16, n3=120))
E6(n1=64, n2=16, n3=120)
"""

from dataclasses import dataclass
from math import prod

from lab.settings import Settings, flag, number
from lab.stacks.known_stacks import PRESETS, Stack
from lab.stacks.layers import Conv2D, Dense

EXAM = ("E9a", "E9b", "E9c", "E9d", "E9e")
MOST_ARRAY = 10_000


@dataclass(frozen=True)
class Epoch(Settings):
    """E9c: how many steps of training an epoch takes."""

    examples: int = number(10, 1, 100_000_000, 1)
    batch_size: int = number(3, 1, 100_000_000, 1)


@dataclass(frozen=True)
class Mapping(Settings):
    """E9d and E9e: a picture, and the convolution that it goes through."""

    height: int = number(28, 1, 1024, 1)
    width: int = number(28, 1, 1024, 1)
    channels: int = number(1, 1, 1024, 1)
    filters: int = number(1, 1, 1024, 1)
    kernel_size: int = number(2, 1, 64, 1)
    use_bias: bool = flag(False)

    @property
    def input_shape(self) -> tuple[int, int, int]:
        return self.height, self.width, self.channels

    @property
    def convolution(self) -> Conv2D:
        return Conv2D(self.filters, (self.kernel_size, self.kernel_size), use_bias=self.use_bias)


@dataclass(frozen=True)
class HiddenLayer(Settings):
    """H5: a network with one hidden layer."""

    inputs: int = number(10, 1, MOST_ARRAY, 1)
    hidden: int = number(50, 1, MOST_ARRAY, 1)
    outputs: int = number(3, 1, MOST_ARRAY, 1)


@dataclass(frozen=True)
class E6(Settings):
    """The numbers that the assignment leaves open: filters of both convolutions, units of the hidden layer."""

    n1: int = number(6, 1, 512, 1)
    n2: int = number(16, 1, 512, 1)
    n3: int = number(120, 1, 4096, 1)


@dataclass(frozen=True)
class Array:
    """A network's array: its symbol, and its shape, in which `m` is how many examples there are."""

    name: str
    shape: tuple[int | str, ...]

    @property
    def size(self) -> int:
        """Numbers in it; of one example where there is an `m`."""
        return prod(axis for axis in self.shape if isinstance(axis, int))


def arrays(network: HiddenLayer) -> tuple[Array, ...]:
    """X, both weight matrices with their biases, and Y, for Y = relu(relu(X W_h + b_h) W_o + b_o)."""
    inputs, hidden, outputs = network.inputs, network.hidden, network.outputs
    return (
        Array("X", ("m", inputs)),
        Array("W_h", (inputs, hidden)),
        Array("b_h", (hidden,)),
        Array("W_o", (hidden, outputs)),
        Array("b_o", (outputs,)),
        Array("Y", ("m", outputs)),
    )


def stack_of(network: HiddenLayer) -> Stack:
    return Stack((network.inputs,), (Dense(network.hidden, "relu"), Dense(network.outputs, "relu")))


def e6_numbers(stack: Stack) -> E6 | None:
    """E6's three numbers, if the stack is E6's with any numbers that its rules allow."""
    layers = stack.layers
    if len(layers) != len(PRESETS["E6"]().layers):
        return None
    try:
        numbers = E6(layers[0].filters, layers[2].filters, layers[5].units)  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        return None
    return numbers if PRESETS["E6"](n1=numbers.n1, n2=numbers.n2, n3=numbers.n3) == stack else None


def preset_of(stack: Stack) -> str | None:
    """The preset that this stack is."""
    if e6_numbers(stack):
        return "E6"
    return next((name for name, make in PRESETS.items() if make() == stack), None)
