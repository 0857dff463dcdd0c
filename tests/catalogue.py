"""Every short string of the project, for the Korean catalogue. `python -m tests.catalogue` brings it up to date:
it adds what is new, without a translation, takes out what is gone, and compiles it.
"""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDERS = ("cache", "components", "lab", "pages")
CALLS = ("t", "mark", "Problem", "Trouble")
PO = ROOT / "components/locale/ko/LC_MESSAGES/see_it_learn.po"
MO = PO.with_suffix(".mo")


class Unclear(Exception):
    """A string that is not a literal, so that no catalogue can hold it."""


def sources() -> list[Path]:
    return [ROOT / "app.py", *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]


def messages() -> dict[str, str]:
    """Message → the file and line where it stands first."""
    found: dict[str, str] = {}
    for path in sources():
        for message, line in messages_of(ast.parse(path.read_text(encoding="utf-8")), path):
            found.setdefault(message, f"{path.relative_to(ROOT)}:{line}")
    return found


def messages_of(tree: ast.Module, path: Path) -> Iterator[tuple[str, int]]:
    """The first arguments of `t`, `mark`, `Problem` and `Trouble`: a literal, or a name of one nearby."""
    for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        for call in own_calls(scope):
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if name in CALLS and call.args:
                yield from ((text, call.lineno) for text in literals(call.args[0], scope, tree, path))


def own_calls(scope: ast.AST) -> Iterator[ast.Call]:
    """The calls of a function or module that are not those of a function inside it."""
    stack = list(ast.iter_child_nodes(scope))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef):
            continue
        if isinstance(node, ast.Call):
            yield node
        stack.extend(ast.iter_child_nodes(node))


def literals(argument: ast.expr, scope: ast.AST, tree: ast.Module, path: Path) -> list[str]:
    """The strings that an argument can be."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        return [text for side in (argument.body, argument.orelse) for text in literals(side, scope, tree, path)]
    if isinstance(argument, ast.Name):
        assigned = [
            node.value
            for node in [*ast.walk(scope), *tree.body]
            if isinstance(node, ast.Assign)
            and any(isinstance(to, ast.Name) and to.id == argument.id for to in node.targets)
        ]
        texts = [text for value in assigned for text in constants(value)]
        if texts:
            return texts
    return []


def constants(value: ast.expr) -> list[str]:
    """A literal, or the literals of a choice between literals; a call of `mark` counts where it stands."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return [value.value]
    if isinstance(value, ast.IfExp):
        return [*constants(value.body), *constants(value.orelse)]
    return []


def korean() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="ko")


def compiled(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def update(translations: dict[str, str] | None = None) -> list[str]:
    """Write the catalogue anew; what is left without a translation."""
    old = korean() if PO.exists() else Catalog(locale="ko")
    new = Catalog(locale="ko", project="See It Learn", charset="utf-8", fuzzy=False)
    new.creation_date = new.revision_date = old.creation_date
    for message, place in sorted(messages().items(), key=lambda item: item[1]):
        known = old.get(message)
        text = (translations or {}).get(message) or (known.string if known else "")
        new.add(message, text, locations=[(place.partition(":")[0], None)])
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, new, width=110, omit_header=False, sort_output=False, include_lineno=False)
    MO.write_bytes(compiled(korean()))
    return [str(message.id) for message in new if message.id and not message.string]


if __name__ == "__main__":
    missing = update()
    print(f"{len(messages())} messages, {len(missing)} without a translation")
    print("\n".join(missing))
