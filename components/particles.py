"""Korean particles that fit the word before them, whatever a place is filled with.

A translation writes both forms in braces, the one after a consonant first: `{name}{을/를}`. Which one stands there is
decided once the place is filled, by the last sound of the word as it is read aloud: a Hangul syllable says it itself,
3 is 삼, L is 엘, Adam is 애덤.

>>> fill("{name}{을/를} {epoch}{으로/로}", name="셔츠", epoch=8), fill("{name}{은/는}", name="**Adam**")
('셔츠를 8로', '**Adam**은')
"""

import re
import string
from typing import Any

import numpy as np

from components import figures
from lab.problems import Size

PAIRS = ("은/는", "이/가", "을/를", "과/와", "으로/로", "이라/라", "이었/였")
MARKER = re.compile(r"\{(" + "|".join(PAIRS) + r")\}")
NONE, RIEUL, OTHER = "", "ㄹ", "other"
DIGITS = dict(zip("0123456789", (OTHER, RIEUL, NONE, OTHER, NONE, NONE, OTHER, RIEUL, RIEUL, NONE), strict=True))
"""영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구; and 십, 백, 천, 만 end in a consonant, as 영 does."""
LETTERS = {"L": RIEUL, "R": RIEUL, "M": OTHER, "N": OTHER}
"""Letters read by their names: 엘, 알, 엠, 엔; the names of all others end in a vowel."""
WORDS = ((re.compile(r"le?$"), RIEUL), (re.compile(r"([mn]e?|ng|[aeiou][bckp]|ck|ut)$"), OTHER))
"""Endings of English words as Korean writes them: 테이블; 애덤, 스택, 드롭아웃. All others get a vowel: 덴스."""

ROUNDED = re.compile(r",?\.\d[f%]|\.(?P<short>\d)g")


def last_sound(text: str) -> str:
    """The final consonant of the last letter or digit: none, ㄹ, or another one.

    >>> [last_sound(text) for text in ("그림", "숫자", "30", "L1", "SGD", "Flatten", "“T-shirt”", "97 %")]
    ['other', '', 'other', 'ㄹ', '', 'other', '', '']
    """
    read = text.rstrip().rstrip("*`”\"')]}$_ ")
    last = read[-1:]
    if "가" <= last <= "힣":
        return ("", *(OTHER,) * 7, RIEUL, *(OTHER,) * 19)[(ord(last) - ord("가")) % 28]
    if last in DIGITS:
        return DIGITS[last]
    word = re.search(r"[A-Za-z]*$", read)
    letters = word.group() if word else ""
    if letters[-1:].isupper() or not re.search("[aeiouy]", letters):  # XOR, png
        return LETTERS.get(last.upper(), NONE)
    return next((sound for ending, sound in WORDS if ending.search(letters.lower())), NONE)


def particle(text: str, pair: str) -> str:
    """The form of a pair that fits after the text; 으로 is 로 after a ㄹ, too.

    >>> particle("서울", "으로/로"), particle("부산", "으로/로"), particle("3", "이/가")
    ('로', '으로', '이')
    """
    closed, opened = pair.split("/")
    sound = last_sound(text)
    return opened if sound == NONE or (sound == RIEUL and pair == "으로/로") else closed


class Figures(string.Formatter):
    """Fills places as `str.format` does, but rounds as `figures` has it."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        """A place with its form; those that round are `.3f`, `.1%` and `.3g`."""
        if isinstance(value, float | np.floating) and (form := ROUNDED.fullmatch(format_spec)):
            number, digits = float(value), form["short"]
            return figures.in_short(number, int(digits)) if digits else figures.write(number, format_spec)
        return super().format_field(value, format_spec)


FIGURES = Figures()


def fill(template: str, /, **values: object) -> str:
    """The template with its places filled and its particles chosen; what is no number is NaN, however it is formatted.

    >>> fill("{loss:.3f} at {share:.1%}", loss=float("nan"), share=0.8125)
    'NaN at 81.3%'
    """
    values = {
        name: Size("NaN") if isinstance(each, float | np.floating) and each != each else each
        for name, each in values.items()
    }
    first, *rest = MARKER.split(template)
    text = FIGURES.vformat(first, (), values)
    for pair, piece in zip(rest[::2], rest[1::2], strict=True):
        text += particle(text, pair) + FIGURES.vformat(piece, (), values)
    return text
