"""What to notice of what a network sees, in figures of the run; and what of it is not drawn."""

from collections.abc import Sequence

from components.language import t
from lab.lessons.images import seeing
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.images.seeing import FirstKernel, Output
from lab.traces import Arrays

MOST_LAYERS = 12
"""Layers that are drawn; of more, the first ones and the last."""


def sentences(
    settings: ImagesSettings,
    first: FirstKernel | None,
    epochs: Sequence[int],
    moments: Sequence[Arrays],
    outputs: Sequence[Output],
) -> list[str]:
    return [*about_kernels(first, epochs, moments), *about_maps(outputs), *left_out(settings, epochs[-1], outputs)]


def about_kernels(first: FirstKernel | None, epochs: Sequence[int], moments: Sequence[Arrays]) -> list[str]:
    """How far the kernels have come since the first epoch that was kept."""
    if first is None or len(moments) < 2:
        return []
    moved = seeing.moved(first, moments[0][first.variable], moments[-1][first.variable])
    text = t(
        "From epoch {begin} to {end} a kernel changed by {mean:.0%} of its own length on average; number {number} by "
        "{most:.0%}, more than any other.",
        begin=epochs[0],
        end=epochs[-1],
        mean=moved.mean(),
        number=int(moved.argmax()) + 1,
        most=moved.max(),
    )
    return [text]


def about_maps(outputs: Sequence[Output]) -> list[str]:
    """Which map of the first layer that has some is the strongest at the end, or how many units stay at 0."""
    with_maps = [output for output in outputs if output.has_maps and output.count > 1]
    if with_maps:
        its, strength = with_maps[0], with_maps[0].strength[-1]
        number = int(strength.argmax()) + 1
        text = (
            "In the last epoch map {number} of {layer} is the strongest for this picture{where}: its values are "
            "{most:.2g} away from 0 on average, those of all {count} maps {mean:.2g}."
        )
        where = t(" (yellow frame)") if number <= its.num_shown else t(" (it is not drawn)")
        values = {"layer": its.name, "most": strength.max(), "count": its.count, "mean": strength.mean()}
        return [t(text, number=number, where=where, **values)]
    if len(outputs) < 2:
        return []
    its, silent = outputs[0], int((outputs[0].strength[-1] == 0).sum())
    text = t(
        "In the last epoch {silent} of the {count} units of the first layer are silent for this picture: their "
        "output is 0.",
        silent=silent,
        count=its.count,
    )
    return [text]


def left_out(settings: ImagesSettings, num_epochs: int, outputs: Sequence[Output]) -> list[str]:
    """What the colours are, and what is not shown."""
    text = t(
        "Blue is negative, white 0, orange positive; each layer has one scale for all its maps and epochs. The diamond "
        "is what the picture is."
    )
    said = [text]
    kept_epochs, parameters = settings.kept_epochs(), settings.report().parameters
    if not kept_epochs:
        text = "A network of {parameters:,} weights is too large to keep its earlier epochs, too."
        said.append(t(text, parameters=parameters))
    elif len(kept_epochs) == 2 and num_epochs > 1:
        text = "A network of {parameters:,} weights is large, so only its start and its end are kept."
        said.append(t(text, parameters=parameters))
    if len(outputs) > MOST_LAYERS:
        said.append(t("Of the {count} layers the first ones and the last are drawn.", count=len(outputs)))
    if any(output.step > 1 for output in outputs):
        said.append(t("Of large maps not every row and column is drawn."))
    return said
