"""Is it over-fitting? A verdict on a training by one stated rule, from its losses alone.

>>> falling_then_rising = [0.7, 0.5, 0.4, 0.35, 0.3, 0.3, 0.35, 0.4, 0.45, 0.5]
>>> found = verdict([0.7, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.08, 0.06], falling_then_rising)
>>> found.kind, found.best_epoch, found.since
('over-fitting', 5, 7)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

OVERFITTING = "over-fitting"
FALLING = "still falling"
FLAT = "flat"
NOISY = "noisy"
DIVERGED = "diverged"
TOO_SHORT = "too short"
NO_VALIDATION = "no validation data"
KINDS = (OVERFITTING, FALLING, FLAT, NOISY, DIVERGED, TOO_SHORT, NO_VALIDATION)

LEAST_EPOCHS = 5
"""Fewer epochs than these say nothing."""
DEVIATIONS = 4
"""So many standard deviations are noise: of N values that only scatter, the lowest is 3 or so below the middle."""
LEAST_SHARE = 0.02
"""A change of less than this share of the best validation loss is not worth a word."""
TOO_NOISY = 0.25
"""Where the noise is more than this share of the validation loss, nothing can be told from it."""


@dataclass(frozen=True)
class Verdict:
    """What is said, and the figures that it is said from.

    `since` is the first epoch at which the validation loss has risen above the noise, or of the loss that is no number.
    `level` and `change` are where the line through the last `window` epochs ends, and how far it goes from its
    beginning; `deviation` is how far the losses scatter around it. `fall` is from the first epoch to the best one,
    `rise` from there to `level`. `last` is the validation loss after the last epoch itself, which is what is quoted as
    such; it lies near `level`, but is another number.
    """

    kind: str
    since: int | None = None
    best_epoch: int | None = None
    best: float = float("nan")
    level: float = float("nan")
    change: float = float("nan")
    deviation: float = float("nan")
    noise: float = float("nan")
    window: int = 0
    fall: float = float("nan")
    rise: float = float("nan")
    last: float = float("nan")


def verdict(losses: Sequence[float], val_losses: Sequence[float] | None) -> Verdict:
    """The verdict on a training with these losses, one an epoch, both without penalties.

    Over-fitting: v fell to its lowest and has then risen by more than the noise, v̂_E − min v > N, while the training
    loss has fallen.
        v̂ = a + b·e is the straight line that fits the last w = max(5, ⌊E / 4⌋) epochs best (least squares),
        s = √(Σ (v_e − v̂_e)² / (w − 2)) is how far v scatters around it, and the noise is
        N = max(4 s, 0.02 · min v).
    It begins at the first epoch after the best one at which v is above min v + N.

    The others, in this order: too short (fewer than 5 epochs), no validation data, diverged (a loss is not finite, or
    the training loss ends above its beginning by more than its own noise), noisy (N is more than a quarter of v̂_E),
    still falling (v̂ falls by more than N within the window), flat.
    """
    training = np.asarray(losses, float)
    held_out = None if val_losses is None else np.asarray(val_losses, float)
    lost = np.flatnonzero(~np.isfinite(training) | (~np.isfinite(held_out) if held_out is not None else False))
    if len(lost):
        return Verdict(DIVERGED, since=int(lost[0]) + 1)
    if held_out is None:
        return Verdict(NO_VALIDATION)
    if len(training) < LEAST_EPOCHS:
        return Verdict(TOO_SHORT)
    return _judged(training, held_out)


def _judged(training: np.ndarray, v: np.ndarray) -> Verdict:
    """The verdict on losses that are all numbers."""
    level, change, deviation = ending(v)
    lowest = int(np.argmin(v))
    best = float(v[lowest])
    noise = max(DEVIATIONS * deviation, LEAST_SHARE * best)
    learnt, rise = _has_fallen(training), level - best
    if not learnt and training[-1] > training[0] and rise > noise:
        kind = DIVERGED
    elif rise > noise and learnt:
        kind = OVERFITTING
    elif noise > TOO_NOISY * level:
        kind = NOISY
    else:
        kind = FALLING if -change > noise else FLAT
    above = np.flatnonzero(v[lowest:] > best + noise) + lowest + 1
    since = (int(above[0]) if len(above) else len(v)) if kind in (OVERFITTING, DIVERGED) else None
    figures = (
        lowest + 1,
        best,
        level,
        change,
        deviation,
        noise,
        window(len(v)),
        float(v[0] - best),
        rise,
        float(v[-1]),
    )
    return Verdict(kind, since, *figures)


def window(epochs: int) -> int:
    """How many of the last epochs are looked at: a quarter of them, and at least 5."""
    return max(LEAST_EPOCHS, epochs // 4)


def ending(values: np.ndarray) -> tuple[float, float, float]:
    """The straight line through the last epochs: where it ends, how far it went, and how far the values scatter.

    >>> [round(figure, 6) for figure in ending(np.array([9, 9, 9, 9, 1, 2, 3, 4, 5]))]
    [5.0, 4.0, 0.0]
    """
    last = values[-window(len(values)) :]
    e = np.arange(len(last))
    slope, start = np.polyfit(e, last, 1)
    line = start + slope * e
    deviation = np.sqrt(np.sum((last - line) ** 2) / (len(last) - 2))
    return float(line[-1]), float(line[-1] - line[0]), float(deviation)


def _has_fallen(training: np.ndarray) -> bool:
    """Whether the training loss ends below its beginning by more than its own noise."""
    level, _, deviation = ending(training)
    return training[0] - level > max(DEVIATIONS * deviation, LEAST_SHARE * abs(training[0]))
