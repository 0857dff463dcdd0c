"""What visitors write is shown as it was written, whatever it means in Markdown. `tests.browser` looks at the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.markdown import JOINER, quote
from tests.attacks import MARKDOWN

ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def shown(markdown: str) -> str:
    """What a reader sees of Markdown in which nothing but backslashes has a meaning."""
    return ESCAPED.sub(r"\1", markdown).replace(JOINER, "")


@pytest.mark.parametrize("text", MARKDOWN)
def test_attacks_are_shown_as_they_were_written(text):
    assert shown(quote(text)) == " ".join(text.split())
    assert len(quote(text).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("__init__", r"\_\_init\_\_"),
        ("kernel_size and a_b_c", "kernel_size and a_b_c"),
        ("a__b", r"a\_\_b"),
        ("x**2 + 3*x*y", r"x\*\*2 + 3\*x\*y"),
        (r"a\*b", r"a\\\*b"),
        ("![a](http://host/x.png)", rf"!\[a](http:{JOINER}//host/x.png)"),
        ("www.host.org", f"www{JOINER}.host.org"),
        ("a@host.org", f"a@{JOINER}host.org"),
        (":red[x] :material/home: :+1:", rf":{JOINER}red\[x] :{JOINER}material/home: :{JOINER}+1:"),
        ("# a", r"\# a"),
        ("12. a", r"12\. a"),
        ("- a", r"\- a"),
        ("two\n\n# lines", "two # lines"),
        ("&lt; & &#36;", r"\&lt; & \&#36;"),
        ("a -> b >= c", f"a -{JOINER}> b >{JOINER}= c"),
        ("40 % of 3×3: 1.5, (2, 3)", "40 % of 3×3: 1.5, (2, 3)"),
    ],
)
def test_signs_with_a_meaning_lose_it_and_others_stay(text, markdown):
    assert quote(text) == markdown


@given(st.text(alphabet=st.sampled_from("\\`*_{}[]()#+-.!|<>~$&:;@/='\" \n1aw")))
def test_no_sign_that_means_something_stays_as_it_is(text):
    bare = re.sub(r"\\.", "¤", quote(text))
    assert not re.search(r"[`*$~\[<|]|(?<![^\W_])_|_(?![^\W_])|&[#\w]|:[\w+/-]|@\w|www\.|^[-+>#=]|^\d+[.)]", bare)
    assert shown(quote(text)) == " ".join(text.split())
