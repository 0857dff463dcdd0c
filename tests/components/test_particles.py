"""Korean particles: the form that fits the word before them, and no catalogue or prose that leaves the choice open."""

import re
import string

import pytest

from components import prose
from components.language import LANGUAGES
from components.particles import MARKER, PAIRS, fill, last_sound, particle
from tests.catalogue import korean

CLOSERS = r"[*`”\"')\]$_]*"
OPEN = re.compile(r"\((?:은|는|이|가|을|를|과|와|으|이라)\)")
"""Both forms written down, as in 은(는) and (으)로."""
FIXED = re.compile(r"\}" + CLOSERS + r"(?:은|는|이|가|을|를|과|와|으로|로|이?라는|이?라고|었|였)(?![가-힣])")
"""One form right after a place, which fits some of its values only."""


def translations():
    found = [message.string for message in korean() if message.id]
    assert len(found) > 100
    return found


def prose_files():
    return [path.read_text("utf-8") for path in sorted((prose.FOLDER / "ko").glob("*.md"))]


@pytest.mark.parametrize(
    ("word", "with_subject", "with_direction"),
    [
        ("셔츠", "셔츠가", "셔츠로"),
        ("손실", "손실이", "손실로"),
        ("그림", "그림이", "그림으로"),
        ("0", "0이", "0으로"),
        ("1", "1이", "1로"),
        ("2", "2가", "2로"),
        ("3", "3이", "3으로"),
        ("16", "16이", "16으로"),
        ("1,000", "1,000이", "1,000으로"),
        ("0.28", "0.28이", "0.28로"),
        ("97 %", "97 %가", "97 %로"),
        ("L", "L이", "L로"),
        ("XOR", "XOR이", "XOR로"),
        ("AND", "AND가", "AND로"),
        ("SGD", "SGD가", "SGD로"),
        ("Adam", "Adam이", "Adam으로"),
        ("RMSprop", "RMSprop이", "RMSprop으로"),
        ("Nesterov", "Nesterov가", "Nesterov로"),
        ("Conv2D", "Conv2D가", "Conv2D로"),
        ("Dense", "Dense가", "Dense로"),
        ("Flatten", "Flatten이", "Flatten으로"),
        ("Dropout", "Dropout이", "Dropout으로"),
        ("softmax", "softmax가", "softmax로"),
        ("(28, 28, 1)", "(28, 28, 1)이", "(28, 28, 1)로"),
        ("**Adam**", "**Adam**이", "**Adam**으로"),
        ("cat.png", "cat.png가", "cat.png로"),
        ("cat.bmp", "cat.bmp가", "cat.bmp로"),
        ("index.html", "index.html이", "index.html로"),
        ("padding", "padding이", "padding으로"),
        ("“가방”", "“가방”이", "“가방”으로"),
        ("→", "→가", "→로"),
        ("", "가", "로"),
    ],
)
def test_a_particle_fits_the_last_sound(word, with_subject, with_direction):
    assert word + particle(word, "이/가") == with_subject
    assert word + particle(word, "으로/로") == with_direction


def test_every_pair_has_its_form_after_a_consonant_first():
    assert [particle("달", pair) for pair in PAIRS] == ["은", "이", "을", "과", "로", "이라", "이었"]
    assert [particle("밤", pair) for pair in PAIRS] == [pair.split("/")[0] for pair in PAIRS]
    assert [particle("해", pair) for pair in PAIRS] == [pair.split("/")[1] for pair in PAIRS]


def test_hangul_syllables_say_their_last_sound_themselves():
    """A syllable block is 0xAC00 + (initial · 21 + vowel) · 28 + final; 0 is no final, 8 is ㄹ."""
    for final in range(28):
        block = chr(0xAC00 + (11 * 21 + 0) * 28 + final)
        assert last_sound(block) == ("" if final == 0 else "ㄹ" if final == 8 else "other")


def test_what_a_value_says_is_never_a_particle_of_ours():
    assert fill("{name}{을/를}", name="{은/는}") == "{은/는}을"


@pytest.mark.parametrize("text", ["은(는)", "이(가)", "셔츠을(를)", "{name}(으)로", "Adam과(와)", "{name}(이)라고"])
def test_both_forms_at_once_are_found(text):
    assert OPEN.search(text)


def test_no_translation_and_no_prose_leaves_the_choice_open():
    assert not [text for text in translations() + prose_files() if OPEN.search(text)]


def test_no_translation_has_one_form_right_after_a_place():
    assert FIXED.search("{name}은 없습니다")
    assert FIXED.search("**{loss:.3f}**으로 끝납니다")
    assert not [text for text in translations() if FIXED.search(MARKER.sub("§", text))]


def test_particles_stand_after_places_and_only_in_korean():
    for message in korean():
        assert not re.search("[가-힣]", str(message.id))
        for found in MARKER.finditer(str(message.string)):
            assert re.search(r"\}" + CLOSERS + "$", message.string[: found.start()]), message.string
        names = [name for _, name, _, _ in string.Formatter().parse(str(message.string)) if name]
        assert not [name for name in names if re.search("[가-힣]", name) and name not in PAIRS], message.string
    assert set(LANGUAGES) == {"en", "ko"}
