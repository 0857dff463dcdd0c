"""Trainings that differ in numbers alone, such as their learning rate, as one task, many in a call."""

import time
from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from lab import costs
from lab.experiments import Training
from lab.schedules import PLATEAU
from lab.traces import Trace, Unfinished, extended
from lab.training.inputs import keep_places, knobs_of, order_rows, rate_rows, structure_of, tensors
from lab.training.programs import MOST_MEMBERS, Program, program
from lab.training.runs import CHUNK_SECONDS, begin, chunk_of, train


def trained(trainings: Sequence[Training], found: tuple[Trace, ...] = ()) -> tuple[Trace, ...] | Unfinished:
    """The traces of all trainings, to the bit what each gives alone; as many at once as a chunk has time for. `found`
    are those of the first ones."""
    deadline, left = time.perf_counter() + CHUNK_SECONDS, trainings[len(found) :]
    its_program = program(structure_of(trainings[0]))
    if are_alike(trainings) and is_whole(its_program, trainings[0]):
        expected = costs.work(trainings[0]).seconds * its_program.paces.get("steps", 1.0)
        count = min(MOST_MEMBERS, max(1, int(CHUNK_SECONDS / expected)))
        found = *found, *together(its_program, left[:count])
    else:
        for training in left:
            found = *found, train(training)
            if time.perf_counter() > deadline:
                break
    return found if len(found) == len(trainings) else Unfinished(found)


def are_alike(trainings: Sequence[Training]) -> bool:
    """Whether one program trains all of them on the same examples, for as long, and keeps the weights of the same
    epochs."""
    kinds = {
        (
            structure_of(each),
            each.data,
            each.validation_fraction,
            each.epochs,
            each.snapshots,
            tuple(knobs_of(each, np.float32(0))),
        )
        for each in trainings
    }
    return len(kinds) == 1


def is_whole(its_program: Program, training: Training) -> bool:
    """Whether a whole training fits into one call of its program."""
    structure, kept = its_program.structure, len(training.snapshots)
    fits = training.epochs <= structure.most_epochs and kept <= its_program.num_snapshots
    return fits and not structure.is_cut and training.schedule.name != PLATEAU


def together(its_program: Program, trainings: Sequence[Training]) -> list[Trace]:
    """The traces of trainings that one call computes."""
    first, starts = trainings[0], [begin(each) for each in trainings]
    epochs, wanted = range(1, first.epochs + 1), [epoch for epoch in first.snapshots if epoch]
    rates = [rate_rows(its_program, each, start.state, epochs) for each, start in zip(trainings, starts, strict=True)]
    same_order = len({(each.shuffle, each.shuffle_seed if each.shuffle else 0) for each in trainings}) == 1
    orders = [order_rows(its_program, each, epochs) for each in (trainings[:1] if same_order else trainings)]
    knobs = [knobs_of(each, its_rates) for each, its_rates in zip(trainings, rates, strict=True)]
    states = [(*start.state.variables, *start.state.slots) for start in starts]
    after, records, kept = its_program.run_family(
        [tf.constant(rows(values)) for values in zip(*states, strict=True)],
        tensors(first),
        tf.constant(np.stack(orders) if same_order else rows(orders)),
        tf.constant(len(epochs)),
        tf.constant(first.epochs - epochs.start),
        tf.constant(keep_places(its_program, epochs, wanted)),
        {name: tf.constant(rows([each[name].numpy() for each in knobs])) for name in knobs[0]},
        tf.constant(len(trainings)),
    )
    ends, records, moments = [each.numpy() for each in after], records.numpy(), [each.numpy() for each in kept]
    traces = []
    for member, (training, start, its_rates) in enumerate(zip(trainings, starts, rates, strict=True)):
        found = [each[member] for each in ends], records[member], [each[member] for each in moments]
        traces.append(extended(training, start, chunk_of(its_program, training, epochs, wanted, its_rates, found)))
    return traces


def rows(values: Sequence[np.ndarray]) -> np.ndarray:
    """Equal arrays of each member as one with a row for each that there is room for; the last ones are zeros."""
    found = np.zeros((MOST_MEMBERS, *np.shape(values[0])), np.asarray(values[0]).dtype)
    found[: len(values)] = values
    return found
