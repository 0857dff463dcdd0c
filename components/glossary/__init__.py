"""What a setting is called and what it does, once for all lessons; range, step and default stand on its field in `lab`.

Words are found by a field's name. Where it means something else in one lesson, there are some of `Class.field`.
"""

from contextlib import suppress
from typing import Any

from components.glossary import lessons, settings
from components.glossary.words import Words
from components.language import t
from lab.problems import Problem

WORDS: dict[str, Words] = settings.WORDS | lessons.WORDS


def look_up(kind: type, name: str) -> Words:
    """The words of a field of a settings class; `LookupError` where there are none."""
    if f"{kind.__name__}.{name}" not in WORDS and name not in WORDS:
        raise LookupError(f"{kind.__name__}.{name} has no label and no help; write them into components/glossary")
    return WORDS.get(f"{kind.__name__}.{name}") or WORDS[name]


def short(kind: type, name: str) -> str:
    """What a setting is called where there is little room; a knob, which has no words here, as Keras calls it."""
    with suppress(LookupError):
        words = look_up(kind, name)
        label = t(words.short or words.label)
        return label[0].lower() + label[1:] if label[1:2].islower() else label
    return name


def choices(kind: type, name: str) -> dict[str, str]:
    """What the values of a setting are called, as far as they have names of their own."""
    with suppress(LookupError):
        return {value: t(label) for value, label in look_up(kind, name).choices.items()}
    return {}


def describe(kind: type, name: str, value: Any) -> str:
    """A setting's value as it stands in the name of a run: its own name, a short number, on or off."""
    if isinstance(value, bool):
        return t("on") if value else t("off")
    if isinstance(value, float):
        return f"{value:g}"
    with suppress(LookupError):
        if to_text := look_up(kind, name).describe:
            return to_text(value)
    return choices(kind, name).get(value, str(value))


def explain(problem: Problem, kind: type) -> Problem:
    """The problem of a setting, which is called there as on the page."""
    name = short(kind, str(problem.values.get("name")))
    return type(problem)(problem.template, **{**problem.values, "name": name})
