"""What visitors read says what things are, as a person would say it; in Korean, one thing has one word."""

import ast
import re
from pathlib import Path

import pytest

from components import glossary, prose
from tests.catalogue import ROOT, korean, messages, sources

ROW_ID = re.compile(r"\((?:[BCEFH]\d{1,2}[a-f]?)\)|\b(?:[BCEH]\d{1,2}[a-f]?|F[2-9])(?![\w.])|\bB1\d[a-f]?\b")
"""The exercises' numbers, (E6), B11, F7: they mean nothing to a visitor. F1 is a score."""
STILTED = re.compile(
    r"the documents|documents'|homework's CNN|told right|told wrong|accounts for|no numbers? any more|is no number|"
    r"what to move against|it stands at|are the most\b|is the most\b|in the place of|gone on with|learnt|one's own|"
    r"nothing is downloaded|which cannot be\b",
    re.IGNORECASE,
)
OTHER_WORDS = {
    "Keras": "케라스",
    "TensorFlow": "텐서플로",
    "TensorBoard": "텐서보드",
    "버튼": "단추",
    "강의 자료": "수업 자료",
    "최적화 알고리즘": "옵티마이저",
    "파선": "점선",
    "고정": "붙잡",
    "이 설명이 더는 맞지 않는 곳": "어디까지 참인가",
    "테스트용": "시험용",
    "테스트 정확도": "시험 정확도",
    "테스트 손실": "시험 손실",
    "해 보기": "해 볼 것",
}
"""The word that is used → another one for the same thing, which is not."""
MARKUP = re.compile(r"\$|`|\\[a-z]+")
WIDGETS = ("slider", "select_slider", "selectbox", "number_input", "text_input", "text_area", "toggle", "checkbox")


def english():
    """Every short string and every lesson's prose, with where it stands."""
    texts = messages()
    texts |= {path.read_text("utf-8"): path.name for path in sorted((prose.FOLDER / "en").glob("*.md"))}
    assert len(texts) > 1000
    return texts


def translated():
    texts = [str(message.string) for message in korean() if message.id]
    texts += [path.read_text("utf-8") for path in sorted((prose.FOLDER / "ko").glob("*.md"))]
    assert len(texts) > 1000
    return texts


def found(pattern, texts):
    return [f"{match[0]}: {text[max(0, match.start() - 40) : match.end() + 40]}" for text in texts
            for match in pattern.finditer(text)]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["A small CNN (E6)", "C3's network", "**E1**: 20-30", "MNIST (B11)", "F7 asks", "B19c"]
)
def test_row_ids_are_found(text):
    assert ROW_ID.search(text)


@pytest.mark.parametrize("text", ["F1 0.63", "Conv2D", "E = C ∨ D", "L2 of 0.01", "VGG-16", "784-300-100-10", "1E5"])
def test_what_looks_like_a_row_id_is_none(text):
    assert not ROW_ID.search(text)


def test_no_visible_string_and_no_prose_has_a_row_id():
    assert not found(ROW_ID, english())
    assert not found(ROW_ID, translated())


def test_english_is_a_persons():
    assert not found(STILTED, english())


@pytest.mark.parametrize("word", OTHER_WORDS)
def test_one_thing_has_one_korean_word(word):
    texts = translated()
    assert any(word in text for text in texts)
    assert not found(re.compile(OTHER_WORDS[word]), texts)


def labels(path: Path):
    """The labels of the widgets of a module, as far as they are written there; `t` and choices are looked into."""
    tree = ast.parse(path.read_text("utf-8"))
    for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        for call in (node for node in ast.walk(scope) if isinstance(node, ast.Call)):
            place = label_place(call)
            if place is not None and len(call.args) > place:
                yield from texts_of(call.args[place], scope)


def label_place(call: ast.Call) -> int | None:
    """Which argument of the call is a widget's label, if it makes a widget."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    owner = getattr(getattr(call.func, "value", None), "id", "")
    if name == "ask":
        return 3 if owner in ("", "controls") else 1
    return 0 if name in WIDGETS else None


def texts_of(node: ast.expr, scope: ast.AST):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "t":
        yield from texts_of(node.args[0], scope)
    elif isinstance(node, ast.IfExp):
        yield from (text for side in (node.body, node.orelse) for text in texts_of(side, scope))
    elif isinstance(node, ast.Name):
        yield from (text for value in assigned(node.id, scope) for text in texts_of(value, ast.Module([], [])))


def assigned(name: str, scope: ast.AST):
    """The values that a name is given in a scope, alone or in a tuple."""
    for node in (node for node in ast.walk(scope) if isinstance(node, ast.Assign)):
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id == name:
                yield node.value
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=True)
                yield from (value for each, value in pairs if isinstance(each, ast.Name) and each.id == name)


def test_labels_which_screen_readers_say_are_plain():
    """Streamlit makes the label, as it is written, the widget's accessible name."""
    translations = {str(message.id): str(message.string) for message in korean() if message.id}
    written = {text: path for path in sources() if path.is_relative_to(ROOT) for text in labels(path)}
    written |= {words.label: name for name, words in glossary.WORDS.items()}
    assert len(written) > 80
    assert "L1 λ₁" in written
    assert not [
        f"{path}: {text}"
        for text, path in written.items()
        if MARKUP.search(text) or MARKUP.search(translations.get(text, ""))
    ]
