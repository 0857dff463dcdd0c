"""All optimizers down one surface, and over many learning rates at once, as one compiled program a formula.

Every optimizer moves a table of points, a row a learning rate: row 0 is the path that is shown, the others are the
sweep's, and cost nothing that can be measured. Only the formula and an option of an optimizer compile again.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

from lab.expressions import FUNCTIONS, Expression, Namespace, integer_power
from lab.lessons.optimizers.races import MAX_STEPS, Path, Paths, RaceSettings, Sweep
from lab.lessons.optimizers.surfaces import read
from lab.optimizers import CLIPS, Kind, variant
from lab.training.optimizers import clipped, knobs_as_tensors, make
from lab.training.stores import fetch

NUM_ROWS = 42
MAX_PROGRAMS = 8

TENSORFLOW: Namespace = {
    **{name: getattr(tf.math, name) for name in ("add", "subtract", "multiply", "negative")},
    "divide": tf.math.truediv,
    "power": lambda base, exponent: tf.pow(tf.convert_to_tensor(base, tf.float32), exponent),
    "integer_power": lambda base, exponent: integer_power(tf.convert_to_tensor(base, tf.float32), exponent),
    **{name: getattr(tf.math, {"arctan": "atan"}.get(name, name)) for name in FUNCTIONS},
    "max": tf.math.maximum,
    "min": tf.math.minimum,
}

Program = Callable[..., tuple[tf.Tensor, tf.Tensor]]

_programs: OrderedDict[tuple[str, tuple[Kind, ...]], Program] = OrderedDict()


def value_and_gradient(expression: Expression, points: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """A formula's values (…,) and its gradients (…, 2) at points (…, 2), float32.

    >>> value, gradient = value_and_gradient(read("x**3 + y"), tf.constant([-2.0, 5.0]))
    >>> float(value), gradient.numpy().tolist()
    (-3.0, [12.0, 1.0])
    """
    x, y = points[..., 0], points[..., 1]
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        value = tf.zeros_like(x) + expression.evaluate({"x": x, "y": y}, TENSORFLOW)
    gradient = tape.gradient(value, [x, y], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return value, tf.stack(gradient, axis=-1)


def paths(settings: RaceSettings) -> Paths:
    """The way of each optimizer with its own learning rate and knobs, every step of it."""
    rates = np.repeat([[each.learning_rate] for each in settings.optimizers], NUM_ROWS, axis=1)
    records, _ = _run(settings, rates)
    return Paths(settings, {kind[0]: _path(kind, record) for kind, record in records.items()})


def sweep(settings: RaceSettings, learning_rates: Sequence[float]) -> Sweep:
    """Each optimizer's loss after the last step for each of these learning rates in place of its own."""
    rates = np.asarray(learning_rates, np.float32)
    parts = []
    for first in range(0, len(rates), NUM_ROWS):
        part = rates[first : first + NUM_ROWS]
        rows = np.tile(np.pad(part, (0, NUM_ROWS - len(part)), mode="edge"), (len(settings.optimizers), 1))
        parts.append(_run(settings, rows)[1][:, : len(part)])
    losses = np.concatenate(parts, axis=1)
    finite = np.where(np.isfinite(losses), losses, np.nan)
    return Sweep(rates, {each.name: row for each, row in zip(settings.optimizers, finite, strict=True)})


def _run(settings: RaceSettings, rates: np.ndarray) -> tuple[dict[Kind, np.ndarray], np.ndarray]:
    """Run the formula's program with rates (optimizers, NUM_ROWS).

    Returns each optimizer's record of row 0, (num_steps + 1, columns), and the last losses (optimizers, NUM_ROWS).
    """
    knobs = [{key: tf.constant(value, tf.float64) for key, value in each.knobs} for each in settings.optimizers]
    start, steps = tf.constant(settings.start, tf.float32), tf.constant(settings.num_steps)
    kinds = tuple(each.kind for each in settings.optimizers)
    record, losses = _program(settings.formula, kinds)(start, tf.constant(rates[..., None], tf.float32), knobs, steps)
    ends = np.cumsum([_num_columns(kind) for kind in kinds])[:-1]
    columns = np.split(record.numpy()[: settings.num_steps + 1], ends, 1)
    return dict(zip(kinds, columns, strict=True)), losses.numpy()


def _num_columns(kind: Kind) -> int:
    """Position, gradient, loss, and the slots: how many numbers a step of one optimizer is."""
    return 5 + sum(1 if slot.shared else 2 for slot in variant(kind).slots.values())


def _path(kind: Kind, record: np.ndarray) -> Path:
    """Take a record apart; from the first step that is not finite on, everything is NaN."""
    bad = np.flatnonzero(~np.isfinite(record).all(axis=1))
    diverged = int(bad[0]) if bad.size else None
    record = record.copy()
    record[diverged if bad.size else len(record) :] = np.nan
    slots, column = {}, 5
    for key, slot in variant(kind).slots.items():
        slots[key] = record[:, column] if slot.shared else record[:, column : column + 2]
        column += 1 if slot.shared else 2
    return Path(record[:, 0:2], record[:, 4], record[:, 2:4], slots, diverged)


def _program(formula: str, kinds: tuple[Kind, ...]) -> Program:
    """The compiled program of a formula and these optimizers; the eight used last are kept."""
    return fetch(_programs, (formula, kinds), lambda: _compile(read(formula), kinds), MAX_PROGRAMS)


def _compile(expression: Expression, all_kinds: tuple[Kind, ...]) -> Program:
    """One loop for all optimizers: it compiles faster than a program each, and the formula is in it only once.

    Gradients are clipped before Keras's optimizers get them: to those, all rows together are one variable.
    """
    kinds = [tuple(part for part in kind if part not in CLIPS) for kind in all_kinds]
    points = [keras.Variable(np.zeros((NUM_ROWS, 2), np.float32)) for _ in kinds]
    optimizers = [make(kind) for kind in kinds]
    for optimizer, point in zip(optimizers, points, strict=True):
        optimizer.build([point])

    @tf.function(jit_compile=True, autograph=False)
    def program(start, rates, knobs, num_steps):
        _put_at_start(kinds, optimizers, points, start)

        def step(index, record, losses):
            places = tf.stack([point.value for point in points])
            losses, gradients = value_and_gradient(expression, places)
            rows = [_row(optimizer, places[i], gradients[i], losses[i]) for i, optimizer in enumerate(optimizers)]
            for turn, (kind, optimizer) in enumerate(zip(kinds, optimizers, strict=True)):
                its_own = {key: value for key, value in knobs[turn].items() if key not in CLIPS}
                with knobs_as_tensors(optimizer, kind, {"learning_rate": rates[turn], **its_own}):
                    optimizer.apply([clipped(gradients[turn], knobs[turn])])
            return index + 1, record.write(index, tf.concat(rows, 0)), losses

        # One turn more than steps: the last one writes down where the last step led, and what it does then is not used.
        record = tf.TensorArray(tf.float32, MAX_STEPS + 1)
        first = (tf.constant(0), record, tf.zeros((len(kinds), NUM_ROWS)))
        _, record, losses = tf.while_loop(lambda index, *_: index <= num_steps, step, first)
        return record.stack(), losses

    return program


def _put_at_start(
    kinds: Sequence[Kind],
    optimizers: Sequence[keras.optimizers.Optimizer],
    points: Sequence[keras.Variable],
    start: tf.Tensor,
) -> None:
    """Write into the program: all points at the start, all slots at their first values, no step done."""
    for kind, optimizer, point in zip(kinds, optimizers, points, strict=True):
        point.assign(tf.broadcast_to(start, point.shape))
        optimizer.iterations.assign(0)
        for slot, variable in zip(variant(kind).slots.values(), optimizer.variables[2:], strict=True):
            variable.assign(tf.fill(variable.shape, slot.start))


def _row(
    optimizer: keras.optimizers.Optimizer, places: tf.Tensor, gradients: tf.Tensor, losses: tf.Tensor
) -> tf.Tensor:
    """What is written down of one optimizer at one step: of row 0, position, gradient, loss, and the slots."""
    slots = [variable.value for variable in optimizer.variables[2:]]
    pieces = [places[0], gradients[0], losses[0], *[slot[0] if slot.shape.rank else slot for slot in slots]]
    return tf.concat([tf.reshape(piece, [-1]) for piece in pieces], 0)
