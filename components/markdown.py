"""What a visitor wrote, as Markdown that shows just that: no link, picture, heading, formula or icon comes of it.

>>> print(quote("__init__ of kernel_size, 2*x"))
\\_\\_init\\_\\_ of kernel_size, 2\\*x
"""

import re

SIGNS = re.compile(r"[\\`*~$\[<|]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])")
"""What begins something of Markdown's, wherever it stands; an underscore between letters does not."""
FIRST = re.compile(r"^([-+>#=]|\d+(?=[.)]))")
"""What does so at the beginning of a text: a list, a heading, a quotation."""
FOUND_LATER = re.compile(r":(?=\S)|@|(?i:www)(?=\.)|(?<!\S)(?:<-|[-<>~])(?=[->=](?!\S)|->(?!\S))")
"""What Streamlit looks for once Markdown has been read, where no backslash is left: addresses, `:icons:`, arrows."""
JOINER = "\u2060"
"""A sign that nobody sees, which parts them."""


def quote(text: str) -> str:
    """The text for any place that takes Markdown, on one line."""
    text = " ".join(text.split())
    return FIRST.sub(lambda found: _first(found[0]), SIGNS.sub(r"\\\g<0>", FOUND_LATER.sub(rf"\g<0>{JOINER}", text)))


def _first(sign: str) -> str:
    return sign + "\\" if sign[0].isdigit() else "\\" + sign
