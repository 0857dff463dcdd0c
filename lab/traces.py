"""What a training leaves behind: its metrics, its weights at some epochs, and the state from which it can go on."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lab import costs
from lab.experiments import Training
from lab.problems import Problem

Arrays = tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class State:
    """A training stopped after `epoch` epochs and `step` batches of the next one: those that it learns from, then those
    that it is only measured on. `variables` are the network's (Keras's order), `slots` the optimizer's.

    `totals` are the sums of that epoch so far, as its program keeps them. `plateau` is what Keras's `ReduceLROnPlateau`
    remembers: rate, epochs waited, epochs of rest left, best loss.
    """

    epoch: int
    variables: Sequence[np.ndarray]
    slots: Sequence[np.ndarray]
    plateau: tuple[float, float, float, float] | None = None
    step: int = 0
    totals: tuple[float, ...] = ()

    def weights(self) -> Arrays:
        """The network's variables, read where they lie in files."""
        return tuple(np.asarray(values) for values in self.variables)


@dataclass(frozen=True, eq=False)
class Chunk:
    """What some steps in a row gave, and how many `seconds` of a worker they took, compiling included.

    `metrics` are those of the epochs that ended in it, perhaps of none; an epoch ends, too, where its loss is no number
    any more. `pace` is what was measured ÷ what `lab.costs` expects, without compiling; None where it is not known yet.
    """

    state: State
    metrics: dict[str, np.ndarray]
    snapshot_epochs: tuple[int, ...]
    snapshots: tuple[Arrays, ...]
    seconds: float = 0.0
    pace: float | None = None


@dataclass(frozen=True, eq=False)
class Unfinished:
    """What a task gives that would take longer than a chunk: the `state` to ask it again with, as its last argument."""

    state: Any


def finish(task: Callable, *arguments: Any) -> Any:
    """The answer of a task that may be `Unfinished`, asked again until it is there."""
    found = task(*arguments)
    while isinstance(found, Unfinished):
        found = task(*arguments, found.state)
    return found


@dataclass(frozen=True, eq=False)
class Trace:
    """The story of a training so far, epoch by epoch.

    `metrics[name]` has the shape (epochs,): entry i belongs to epoch i + 1. `snapshots[j]` are the network's variables
    after epoch `snapshot_epochs[j]`. `stopped` says in words why it ended before its last epoch. `seconds` are what a
    worker took for it, compiling included; the only thing here that is not the same the next time.
    """

    state: State
    metrics: dict[str, np.ndarray]
    snapshot_epochs: tuple[int, ...] = ()
    snapshots: tuple[Arrays, ...] = ()
    stopped: Problem | None = None
    seconds: float = 0.0

    @property
    def epochs(self) -> int:
        return len(next(iter(self.metrics.values()))) if self.metrics else 0

    def weights(self, index: int) -> np.ndarray:
        """Variable number `index` over the snapshots: shape (snapshots, …)."""
        return np.stack([arrays[index] for arrays in self.snapshots])

    def at_snapshots(self, name: str) -> list[float]:
        """A metric after the epoch of each snapshot; NaN before the first epoch, when nothing has been measured."""
        values = self.metrics[name]
        return [float(values[epoch - 1]) if epoch else math.nan for epoch in self.snapshot_epochs]


def is_over(training: Training, trace: Trace) -> bool:
    """Whether there is nothing left to train: all epochs done, or stopped before."""
    return trace.stopped is not None or trace.epochs >= training.epochs


def share(training: Training, trace: Trace) -> float:
    """How much of all the work is done, from 0 to 1, within an epoch, too."""
    return 1.0 if is_over(training, trace) else costs.share(training, trace.state.epoch, trace.state.step)


def extended(training: Training, trace: Trace | None, chunk: Chunk) -> Trace:
    """The trace with a chunk at its end; cut, and told why, at the first epoch whose loss is no number.

    Without a trace the chunk is the first one.
    """
    trace = trace or Trace(chunk.state, {})
    lost = np.flatnonzero(~np.isfinite(chunk.metrics["loss"]))
    count = int(lost[0]) + 1 if len(lost) else len(chunk.metrics["loss"])
    whole = [
        index
        for index, epoch in enumerate(chunk.snapshot_epochs)
        if not len(lost) or (epoch < trace.epochs + count and _is_finite(chunk.snapshots[index]))
    ]
    return Trace(
        chunk.state,
        {
            name: np.concatenate([trace.metrics.get(name, values[:0]), values[:count]])
            for name, values in chunk.metrics.items()
        },
        trace.snapshot_epochs + tuple(chunk.snapshot_epochs[index] for index in whole),
        trace.snapshots + tuple(chunk.snapshots[index] for index in whole),
        diverged(training, trace.epochs + count, chunk.state.step, chunk.metrics["loss"][count - 1])
        if len(lost)
        else None,
        trace.seconds + chunk.seconds,
    )


def _is_finite(arrays: Arrays) -> bool:
    return all(np.isfinite(array).all() for array in arrays)


def diverged(training: Training, epoch: int, step: int, loss: float) -> Problem:
    """Why a training was ended. `step` is 0 where only the epoch is known."""
    facts = {"epoch": epoch, "loss": str(loss).replace("nan", "NaN"), "learning_rate": training.optimizer.learning_rate}
    if step:
        text = (
            "the training diverged in step {step:,} of epoch {epoch}: the loss is {loss}. Each step overshot further "
            "than the one before; a learning rate below {learning_rate:g} would help"
        )
        return Problem(text, step=step, **facts)
    text = (
        "the training diverged in epoch {epoch}: the loss is {loss}. Each step overshot further than the one before; "
        "a learning rate below {learning_rate:g} would help"
    )
    return Problem(text, **facts)
