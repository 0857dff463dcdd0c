"""The parts of a training's Keras code: imports, data, what is held out, batches, network, training, result.

They draw the same starting weights, the same dropout and the same order of the examples as `lab.training` does.

>>> print(optimizer(OptimizerSettings("Nesterov", 0.1)))
keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True)
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lab.data.datasets import SCALED, TESTED
from lab.data.gates import INPUTS
from lab.experiments import Training
from lab.optimizers import OptimizerSettings
from lab.schedules import PLATEAU, SCHEDULES
from lab.stacks.layer_code import write_arguments
from lab.stacks.layers import Layer

LINE_LENGTH = 120
MOST_LINES = 100
"""With more epochs than this, the script prints a line only for some of them, as many as this at most."""
"""Layers with a kernel, and how Keras calls it in its arguments."""

BATCHES = '''
class Shuffled(keras.utils.PyDataset):
    """The examples in batches, in an order that the seed and the number of the epoch decide."""

    def __init__(self, x, y, batch_size, seed):
        super().__init__()
        self.x, self.y, self.batch_size, self.seed = x, y, batch_size, seed
        self.shuffle(1)

    def shuffle(self, epoch):
        self.order = np.random.default_rng((self.seed, epoch)).permutation(len(self.x))

    def __len__(self):
        return -(-len(self.x) // self.batch_size)  # the last batch may be smaller

    def __getitem__(self, index):
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        return self.x[rows], self.y[rows]
'''


@dataclass(frozen=True)
class Facts:
    """What the code has to know beside the settings.

    `make` is the data set's own function, `shape` an example's; `compiled` says whether the lesson trains it with XLA,
    `scale` what it multiplies examples with before they go in.
    """

    make: Callable
    shape: tuple[int, ...]
    num_classes: int
    standardised: bool
    tested: bool
    compiled: bool
    versions: str
    scale: float = 1.0


@dataclass(frozen=True)
class Watching:
    """Callbacks that a lesson adds: `code` puts them into the list `watching`, `result` prints what came of them."""

    code: str = ""
    result: str = ""


NOBODY = Watching()


def sections(training: Training, facts: Facts, watching: Watching = NOBODY) -> dict[str, str]:
    """The program's parts by name, in their order."""
    parts = {
        "imports": imports(training),
        "data": data(training, facts),
        "parts": split(training, facts),
        "order": BATCHES if training.shuffle else "",
        "network": network(training, facts),
        "training": fitting(training, facts, watching),
        "result": "\n".join(filter(None, [result(training, facts), watching.result])),
    }
    return {name: code for name, code in parts.items() if code}


def imports(training: Training) -> str:
    share = SCHEDULES[training.schedule.name].share
    needs_math = training.schedule.name != "constant" and share and "math." in inspect.getsource(share)
    lines = ["import math\n"] if needs_math else []
    lines += ["import keras", "import numpy as np", "from keras import layers"]
    return "\n".join([*lines, "from keras.initializers import GlorotUniform"])


def data(training: Training, facts: Facts) -> str:
    """The data set: a truth table written out, or the function that the lesson itself calls."""
    options, names = dict(training.data.options), _names(training)
    options.pop(SCALED, None)  # said where the examples are parted
    if training.data.name == "gate":
        rows = ", ".join(str(list(row)) for row in INPUTS)
        outputs = ", ".join(str(options.get("outputs", "0110")))
        x, y = (f"{name} = np.array" for name in names)
        return f'# The truth table, in this order.\n{x}([{rows}], "float32")\n{y}([{outputs}], "int32")'
    source = inspect.getsource(facts.make).replace("=TESTED", f"={TESTED}").replace("    import keras\n\n", "")
    given = ", ".join(f"{name}={value!r}" for name, value in {"seed": training.data.seed, **options}.items())
    rest = ", x_test, y_test" if facts.tested else ", *_"
    return f"\n{source}\n\n{', '.join(names)}{rest} = {facts.make.__name__}({given})"


def _names(training: Training) -> tuple[str, str]:
    return ("x", "y") if training.validation_fraction else ("x_train", "y_train")


def _parts(training: Training, facts: Facts) -> list[str]:
    there = {"train": True, "val": training.validation_fraction, "test": facts.tested}
    return [part for part, is_there in there.items() if is_there]


def split(training: Training, facts: Facts) -> str:
    """What is held out, columns brought to one scale, and labels as the loss wants them."""
    lines = []
    if training.validation_fraction:
        lines += [
            "# Held out for validation; the data's seed decides which examples.",
            f"order = np.random.default_rng({training.data.seed}).permutation(len(x))",
            f"num_train = int(len(x) * (1 - {training.validation_fraction}))",
            "train, held_out = np.sort(order[:num_train]), np.sort(order[num_train:])",
            "x_train, y_train = x[train], y[train]",
            "x_val, y_val = x[held_out], y[held_out]",
        ]
    parts = _parts(training, facts)
    if facts.standardised:
        lines += [
            "# Mean 0 and standard deviation 1 in every column, both measured on the training part alone.",
            "mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)",
            "deviation[deviation == 0] = 1",
            *(f'x_{part} = ((x_{part} - mean) / deviation).astype("float32")' for part in parts),
        ]
    if facts.scale != 1:
        high = round(1 / facts.scale)
        lines.append(
            f"# Grey values 0 to {high} become numbers from 0 to 1. The lesson multiplies; dividing rounds otherwise."
        )
        lines += [f'x_{part} = x_{part}.astype("float32") * np.float32(1 / {high})' for part in parts]
    shown = _targets(training.loss, facts.num_classes)
    if shown:
        comment, text = shown
        lines += [f"# {comment}", *(f"y_{part} = {text.format(y=f'y_{part}')}" for part in parts)]
    return "\n".join(lines)


def _targets(loss: str, num_classes: int) -> tuple[str, str] | None:
    """How whole-number labels become what the loss wants, as a comment and an expression."""
    if loss == "sparse_categorical_crossentropy":
        return None
    if loss == "categorical_crossentropy" or num_classes > 2:
        return "One-hot: a column a class.", f'np.eye({num_classes}, dtype="float32")[{{y}}]'
    return "A column, as the network's one output is.", '{y}[:, np.newaxis].astype("float32")'


def network(training: Training, facts: Facts) -> str:
    """The layers, each with the seed that the lesson gives it."""
    lines = ["# Layer number i draws its starting weights, or what it drops, with the seed of the weights plus i."]
    penalised = training.l1 > 0 or training.l2 > 0
    if penalised:
        lines.append(f"penalty = keras.regularizers.L1L2(l1={training.l1!r}, l2={training.l2!r})")
    stack = [_layer(layer, training.weights_seed + index, penalised) for index, layer in enumerate(training.layers)]
    inside = [f"        {line}," for line in (f"keras.Input(shape={facts.shape})", *stack)]
    return "\n".join([*lines, "model = keras.Sequential(", "    [", *inside, "    ]", ")"])


def _layer(layer: Layer, seed: int, penalised: bool) -> str:
    """A layer's constructor with its seed and its penalty."""
    arguments = write_arguments(layer)
    if layer.kernel:
        arguments.append(f"{layer.kernel}_initializer=GlorotUniform(seed={seed})")
    if layer.kernel and penalised:
        arguments.append(f"{layer.kernel}_regularizer=penalty")
    if "seed" in layer.order.split():
        arguments.append(f"seed={seed}")
    return call(f"layers.{type(layer).__name__}", arguments, 8)


def call(function: str, arguments: Sequence[str], indent: int = 0, start: str = "") -> str:
    """A call on one line, or, where that is too long, with an argument a line. `start` stands before it."""
    line = f"{start}{function}({', '.join(arguments)})"
    if indent + len(line) < LINE_LENGTH:
        return line
    margin = " " * indent
    return f"{start}{function}(\n" + "".join(f"{margin}    {argument},\n" for argument in arguments) + f"{margin})"


def optimizer(settings: OptimizerSettings, start: str = "") -> str:
    """Keras's optimizer with all its knobs."""
    kind = settings.optimizer
    values = {"learning_rate": settings.learning_rate, **dict(settings.knobs), **kind.fixed}
    arguments = [f"{name}={value!r}" for name, value in values.items()]
    return call(f"keras.optimizers.{kind.keras_class}", arguments, 4, start)


def fitting(training: Training, facts: Facts, watching: Watching = NOBODY) -> str:
    """Compile and fit, with the schedule and what watches as callbacks."""
    why = "XLA, as the lesson does; dropout draws other numbers without" if facts.compiled else "as the lesson does"
    lines = [
        "model.compile(",
        f"    {optimizer(training.optimizer, 'optimizer=')},",
        f'    loss="{training.loss}",',
        '    metrics=["accuracy"],',
        f"    jit_compile={facts.compiled},  # {why}",
        ")",
        *callback(training),
    ]
    size, callbacks = f"batch_size={training.batch_size}", ["schedule"] if training.schedule.name != "constant" else []
    if training.shuffle:
        callbacks.insert(0, "order")
        lines += [
            f"batches = Shuffled(x_train, y_train, {size}, seed={training.shuffle_seed})",
            "# Keras counts epochs from 0, the seeds of the orders go from 1.",
            "order = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: batches.shuffle(epoch + 1))",
        ]
    if watching.code:
        lines.append(watching.code)
        callbacks.append("*watching")
    quiet = training.epochs > MOST_LINES
    if quiet:
        lines += progress(-(-training.epochs // MOST_LINES))
        callbacks.append("progress")
    arguments = ["batches" if training.shuffle else f"x_train,\n    y_train,\n    {size}", f"epochs={training.epochs}"]
    arguments.append(f"shuffle=False,  # {'it has its own order' if training.shuffle else 'always in this order'}")
    if training.validation_fraction:
        arguments.append("validation_data=(x_val, y_val)")
    if callbacks:
        arguments.append(f"callbacks=[{', '.join(callbacks)}]")
    arguments.append(f"verbose={0 if quiet else 2}")
    inside = [f"    {one}" if "#" in one else f"    {one}," for one in arguments]
    return "\n".join([*lines, "history = model.fit(", *inside, ")"])


def progress(every: int) -> Sequence[str]:
    """A callback that prints the metrics of some epochs."""
    return [
        "\n\ndef tell(epoch, logs):  # epochs are counted from 0 here",
        f"    if (epoch + 1) % {every} == 0:",
        '        print(f"epoch {epoch + 1}:", ", ".join(f"{name} {value:.4f}" for name, value in logs.items()))\n\n',
        "progress = keras.callbacks.LambdaCallback(on_epoch_end=tell)",
    ]


def callback(training: Training) -> Sequence[str]:
    """The schedule of the learning rate; nothing where it is constant."""
    settings = training.schedule
    share = SCHEDULES[settings.name].share
    knobs = [f"{name}={value!r}" for name, value in settings.knobs]
    if settings.name == PLATEAU:
        return [call("keras.callbacks.ReduceLROnPlateau", ['"val_loss"', 'mode="min"', *knobs], start="schedule = ")]
    if settings.name == "constant" or share is None:
        return []
    arguments = ", ".join(["epoch", f"epochs={training.epochs}", *knobs])
    return [
        f"\n\n{inspect.getsource(share)}\n",
        "def rate(epoch, rate_before):  # epochs are counted from 0 here",
        f"    return {training.optimizer.learning_rate!r} * {share.__name__}({arguments})\n\n",
        "schedule = keras.callbacks.LearningRateScheduler(rate)",
    ]


def result(training: Training, facts: Facts) -> str:
    """The last epoch's metrics, and the test part's."""
    lines = ["for name, values in history.history.items():", '    print(f"{name}: {values[-1]:.4f}")']
    if facts.tested:
        lines += [
            "test_loss, test_accuracy = model.evaluate(x_test, y_test, verbose=0)",
            'print(f"test_loss: {test_loss:.4f}, test_accuracy: {test_accuracy:.4f}")',
        ]
    return "\n".join(lines)
