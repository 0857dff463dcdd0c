"""The lessons' prose: one Markdown file a lesson and language, which a teacher can edit without knowing Python.

A file begins with `# Title`, then one paragraph that says what the lesson answers. After that come parts, each under a
heading that ends in its name: `## The threshold {#threshold}`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "pages" / "text"
HEADING = re.compile(r"^## (.*?) *\{#(\w+)\} *$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    title: str
    body: str


@dataclass(frozen=True)
class Prose:
    """A lesson's title, the question it answers, and its parts by name."""

    title: str
    question: str
    parts: dict[str, Part]


def read(lesson: str, language: str) -> Prose:
    """The prose of a lesson; read again when the file has changed, so that a teacher sees an edit at the next rerun.

    What a language has not yet is there in English.
    """
    path = FOLDER / language / f"{lesson}.md"
    if not path.is_file():
        path = FOLDER / "en" / f"{lesson}.md"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Prose:
    return parsed(path.read_text(encoding="utf-8"))


def parsed(text: str) -> Prose:
    """
    >>> parsed("# Gates\\n\\nWhat is AND?\\n\\n## Try {#try}\\n\\nMove it.\\n").parts["try"]
    Part(title='Try', body='Move it.')
    """
    head, *rest = HEADING.split(text)
    title, _, question = head.strip().removeprefix("# ").partition("\n")
    parts = {name: Part(heading, body.strip()) for heading, name, body in zip(*[iter(rest)] * 3, strict=True)}
    return Prose(title.strip(), question.strip(), parts)
