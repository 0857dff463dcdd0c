"""Learning-rate schedules: the rate of every epoch as a share of the base rate, the one that the optimizer is given.

The unit of Keras's own schedules is the step; here it is the epoch, in which they are asked with the epoch's number.
A schedule's function is self-contained, so that exported code can carry its source. Epochs are counted from 0, as in
`keras.callbacks.LearningRateScheduler`. The rate changes from epoch to epoch and not within one, as with that callback.

>>> held = ScheduleSettings("constant, then exponential")
>>> [round(rate, 5) for rate in rates(held, 0.01, 15)[8:]]
[0.01, 0.01, 0.00905, 0.00819, 0.00741, 0.0067, 0.00607]
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from lab.problems import Problem
from lab.settings import Number, Settings, choice

PLATEAU = "on a plateau"
"""The one whose rates depend on how the training goes: Keras's `ReduceLROnPlateau`."""

FEW_EPOCHS = Number(1, 50, 1, unit="epochs", whole=True)
SHARE = Number(0.05, 0.95, 0.05)
SHARE_OR_ALL = Number(0.05, 1.0, 0.05)
ANY_SHARE = Number(0.0, 1.0, 0.05)


@dataclass(frozen=True)
class Knob:
    """A number that a schedule has: what it starts at and the range."""

    default: float
    rule: Number


ALPHA = {"alpha": Knob(0.0, ANY_SHARE)}
"""What a cosine goes down to, as a share of the base rate."""


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


def piecewise_constant(epoch, epochs, first, second, middle, low):
    """1 up to the epoch `first`, then `middle` up to the epoch `second`, then `low`; Keras's PiecewiseConstantDecay."""
    return 1.0 if epoch <= first else middle if epoch <= second else low


def polynomial(epoch, epochs, power, end):
    """From 1 to `end`, along a power of what is left of the epochs; Keras's PolynomialDecay."""
    return (1 - end) * (1 - epoch / epochs) ** power + end


def inverse_time(epoch, epochs, every, decay_rate):
    """1 divided by 1 plus `decay_rate` for every so many epochs; Keras's InverseTimeDecay."""
    return 1 / (1 + decay_rate * epoch / every)


def cosine(epoch, epochs, alpha):
    """Half a wave of the cosine from 1 towards `alpha`; Keras's CosineDecay (Loshchilov and Hutter, 2017)."""
    return (1 - alpha) * (1 + math.cos(math.pi * epoch / epochs)) / 2 + alpha


def cosine_with_restarts(epoch, epochs, first_decay, t_mul, m_mul, alpha):
    """Half waves of the cosine, each `t_mul` times as long and `m_mul` times as high; Keras's CosineDecayRestarts."""
    done, length, height = epoch, first_decay, 1.0
    while done >= length:
        done, length, height = done - length, length * t_mul, height * m_mul
    return (1 - alpha) * height * (1 + math.cos(math.pi * done / length)) / 2 + alpha


def warm_up_then_cosine(epoch, epochs, warm, start, alpha):
    """Evenly from `start` to 1 in `warm` epochs, then half a wave of the cosine; Keras's CosineDecay with a warm-up.

    As with Keras, epoch 0 has the rate of the start, and the first with the full rate is the epoch `warm`.
    """
    if epoch < warm:
        return start + (1 - start) * epoch / warm
    return (1 - alpha) * (1 + math.cos(math.pi * (epoch - warm) / max(1, epochs - warm))) / 2 + alpha


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
    "piecewise constant": Schedule(
        r"\eta_e = \eta_0 \cdot \begin{cases} 1 & e \le \text{first} \\ \text{middle} & e \le \text{second} \\ "
        r"\text{low} & \text{after that} \end{cases}",
        piecewise_constant,
        {
            "first": Knob(20, FEW_EPOCHS),
            "second": Knob(40, replace(FEW_EPOCHS, high=100)),
            "middle": Knob(0.5, ANY_SHARE),
            "low": Knob(0.1, ANY_SHARE),
        },
    ),
    "polynomial": Schedule(
        r"\eta_e = \eta_0 \cdot \left((1 - \text{end}) (1 - e / E)^{\text{power}} + \text{end}\right)",
        polynomial,
        {"power": Knob(1.0, Number(0.5, 4.0, 0.5)), "end": Knob(0.0, ANY_SHARE)},
    ),
    "inverse time": Schedule(
        r"\eta_e = \dfrac{\eta_0}{1 + \text{decay\_rate} \cdot e / \text{every}}",
        inverse_time,
        {"every": Knob(10, FEW_EPOCHS), "decay_rate": Knob(1.0, Number(0.1, 10.0, 0.1))},
    ),
    "cosine": Schedule(
        r"\eta_e = \eta_0 \cdot \left((1 - \alpha) \tfrac12 (1 + \cos(\pi e / E)) + \alpha\right)", cosine, ALPHA
    ),
    "cosine with restarts": Schedule(
        r"\eta_e = \eta_0 \cdot \left((1 - \alpha)\, \text{m\_mul}^{i}\, \tfrac12 (1 + \cos \tfrac{\pi e_i}{E_i}) "
        r"+ \alpha\right), \quad E_i = \text{first\_decay} \cdot \text{t\_mul}^{i}",
        cosine_with_restarts,
        {
            "first_decay": Knob(10, FEW_EPOCHS),
            "t_mul": Knob(2.0, Number(1.0, 3.0, 0.25)),
            "m_mul": Knob(1.0, SHARE_OR_ALL),
            **ALPHA,
        },
    ),
    "warm-up, then cosine": Schedule(
        r"\eta_e = \eta_0 \cdot \begin{cases} \text{start} + (1 - \text{start})\, e / \text{warm} & e < \text{warm} \\ "
        r"(1 - \alpha) \tfrac12 (1 + \cos \tfrac{\pi (e - \text{warm})}{E - \text{warm}}) + \alpha "
        r"& e \ge \text{warm} \end{cases}",
        warm_up_then_cosine,
        {"warm": Knob(5, FEW_EPOCHS), "start": Knob(0.1, ANY_SHARE), **ALPHA},
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

    name: str = choice("constant", SCHEDULES)
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
