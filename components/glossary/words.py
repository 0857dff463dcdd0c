"""What stands in the glossary about one setting."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Words(NamedTuple):
    """`short` is the setting's name in the name of a run and at the head of a column, if not its label begun small.

    `choices` are the names of its values that are not called as in the code; `describe` names any value.
    """

    label: str
    help: str
    short: str = ""
    choices: Mapping[str, str] = {}
    describe: Callable[[Any], str] | None = None
