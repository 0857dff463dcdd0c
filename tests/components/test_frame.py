"""What every lesson stands in: a problem is shown as it was written."""

import pytest
from streamlit.testing.v1 import AppTest


def told(text: str) -> str:
    """What Markdown gets for a problem that quotes this."""

    def page(text: str) -> None:
        from components import frame
        from lab.problems import Problem

        frame.tell(Problem("{text} cannot be read", text=text))

    at = AppTest.from_function(page, kwargs={"text": text}).run()
    return at.warning[0].value


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("x**2 + 3*x*y", r"x\*\*2 + 3\*x\*y"),
        ("_y_", r"\_y\_"),
        ("kernel_size", "kernel_size"),
        ("$5$ `code` [link]", r"\$5\$ \`code\` \[link]"),
        ("<b>", r"\<b>"),
        ("40 % of 3×3", "40 % of 3×3"),
    ],
)
def test_signs_of_markdown_are_shown_as_they_were_written(text, markdown):
    assert told(text) == f"{markdown} cannot be read"
