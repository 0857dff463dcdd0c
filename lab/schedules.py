"""Learning-rate schedules: the rate of every epoch as a share of the base rate, the one that the optimizer is given.

A schedule's function is self-contained, so that exported code can carry its source. Epochs are counted from 0, as in
`keras.callbacks.LearningRateScheduler`. The rate changes from epoch to epoch and not within one, as with that callback.

>>> held = ScheduleSettings("constant, then exponential")
>>> [round(rate, 5) for rate in rates(held, 0.01, 15)[8:]]
[0.01, 0.01, 0.00905, 0.00819, 0.00741, 0.0067, 0.00607]
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lab.problems import Problem
from lab.settings import Number, Settings, choice

PLATEAU = "on a plateau"
"""The one whose rates depend on how the training goes: Keras's `ReduceLROnPlateau`."""

FEW_EPOCHS = Number(1, 50, 1, unit="epochs", whole=True)
SHARE = Number(0.05, 0.95, 0.05)


@dataclass(frozen=True)
class Knob:
    """A number that a schedule has: what it starts at and the range."""

    default: float
    rule: Number


@dataclass(frozen=True)
class Schedule:
    """`share(epoch, epochs, **knobs)` is what the base rate is multiplied with in this epoch of so many.

    It is None where only the training can tell. `formula` is LaTeX: η the rate, η₀ the base rate, e the epoch counted
    from 0, E the number of epochs.
    """

    formula: str
    share: Callable[..., float] | None = None
    knobs: Mapping[str, Knob] = field(default_factory=dict)


def constant(epoch, epochs):
    """The same rate all the time."""
    return 1.0


def constant_then_exponential(epoch, epochs, hold, decay):
    """1 for `hold` epochs, then multiplied by exp(−decay) in every epoch."""
    return math.exp(-decay * max(0, epoch - hold + 1))


def step_down(epoch, epochs, every, factor):
    """Multiplied by `factor` after every so many epochs."""
    return factor ** (epoch // every)


def cosine(epoch, epochs):
    """Half a wave of the cosine from 1 towards 0 (Loshchilov and Hutter, 2017, without restarts)."""
    return (1 + math.cos(math.pi * epoch / epochs)) / 2


def warm_up_then_cosine(epoch, epochs, warm):
    """Evenly up to 1 within `warm` epochs, then half a wave of the cosine."""
    if epoch < warm:
        return (epoch + 1) / warm
    return (1 + math.cos(math.pi * (epoch - warm) / max(1, epochs - warm))) / 2


def one_cycle(epoch, epochs, rise):
    """Up from 1/25 to 1 within a share `rise` of the epochs, then down to 1/10,000, along cosines (Smith, 2018)."""
    top = max(1.0, rise * (epochs - 1))
    start, end = 1 / 25, 1 / 10_000
    if epoch <= top:
        low, done = start, epoch / top
        return low + (1 - low) * (1 - math.cos(math.pi * done)) / 2
    done = (epoch - top) / max(1.0, epochs - 1 - top)
    return end + (1 - end) * (1 + math.cos(math.pi * done)) / 2


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule(r"\eta_e = \eta_0", constant),
    "constant, then exponential": Schedule(
        r"\eta_e = \eta_0 \, \exp(-\text{decay} \cdot \max(0,\; e - \text{hold} + 1))",
        constant_then_exponential,
        {"hold": Knob(10, FEW_EPOCHS), "decay": Knob(0.1, Number(0.01, 1.0, 0.01))},
    ),
    "step": Schedule(
        r"\eta_e = \eta_0 \cdot \text{factor}^{\lfloor e / \text{every} \rfloor}",
        step_down,
        {"every": Knob(10, FEW_EPOCHS), "factor": Knob(0.5, SHARE)},
    ),
    "cosine": Schedule(r"\eta_e = \eta_0 \cdot \tfrac12 (1 + \cos(\pi e / E))", cosine),
    "warm-up, then cosine": Schedule(
        r"\eta_e = \eta_0 \cdot \min\left(\tfrac{e + 1}{\text{warm}},\; "
        r"\tfrac12 (1 + \cos \tfrac{\pi (e - \text{warm})}{E - \text{warm}})\right)",
        warm_up_then_cosine,
        {"warm": Knob(5, FEW_EPOCHS)},
    ),
    "one-cycle": Schedule(
        r"\eta_e = \eta_0 \cdot \left(\tfrac1{25} \nearrow 1 \searrow \tfrac1{10000}\right)\ "
        r"\text{along cosines, the top at } \text{rise} \cdot (E - 1)",
        one_cycle,
        {"rise": Knob(0.3, SHARE)},
    ),
    PLATEAU: Schedule(
        r"\eta \leftarrow \max(\text{factor} \cdot \eta,\; \text{min\_lr})\ "
        r"\text{after } \text{patience} \text{ epochs in which val\_loss did not fall by more than } \text{min\_delta}",
        None,
        {
            "factor": Knob(0.5, SHARE),
            "patience": Knob(5, FEW_EPOCHS),
            "min_delta": Knob(0.0001, Number(0.0, 0.1, 0.0001)),
            "cooldown": Knob(0, Number(0, 20, 1, unit="epochs", whole=True)),
            "min_lr": Knob(0.0, Number(0.0, 0.1, 0.0001)),
        },
    ),
}


@dataclass(frozen=True)
class ScheduleSettings(Settings):
    """A schedule and its knobs as (name, value), completed with defaults, in the registry's order.

    >>> ScheduleSettings("step", (("every", 3),)).knobs
    (('every', 3), ('factor', 0.5))
    """

    name: str = choice("constant", tuple(SCHEDULES))
    knobs: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        known, given = SCHEDULES[self.name].knobs, dict(self.knobs)
        for key, value in given.items():
            if key not in known:
                text = "{schedule} has no {name}; it has {known}"
                raise Problem(text, schedule=self.name, name=key, known=", ".join(known) or "-")
            known[key].rule.check(key, value)
        values = {key: given.get(key, knob.default) for key, knob in known.items()}
        whole = {key: int(value) if known[key].rule.whole else value for key, value in values.items()}
        object.__setattr__(self, "knobs", tuple(whole.items()))


def rates(settings: ScheduleSettings, base: float, epochs: int, span: range | None = None) -> tuple[float, ...]:
    """The learning rate of each of `epochs` epochs, or of those of a span of them; the first is epoch 0.

    `Problem` where only the training can tell.
    """
    share = SCHEDULES[settings.name].share
    if share is None:
        raise Problem("the rates of the schedule {name} are known only after a training", name=settings.name)
    return tuple(base * share(epoch, epochs, **dict(settings.knobs)) for epoch in span or range(epochs))
