"""What is wrong with something typed is told right under its box, and the text stays there."""

import pytest

from tests.pages.opening import opened

pytestmark = pytest.mark.usefixtures("idle")

TYPED = [
    ("overfitting", "layers", "abc", {}, "such as 16-16"),
    ("images", "units", "abc", {"data": "digit_pictures", "network": "dense"}, "such as 16-16"),
    (
        "images",
        "units",
        "8--",
        {"part": "search", "search_first": "epochs", "search_second": "scaled"},
        "such as 16-16",
    ),
    ("images", "search_values_epochs", "5, many", {"part": "search", "search_first": "epochs"}, "epochs is many"),
    ("optimizers", "formula", "x +* y", {"surface": "own"}, "cannot be read as a formula"),
    ("optimizers", "formula", "q", {"surface": "own", "part": "sweep"}, "is not known in a formula"),
    ("convolution", "own", "1 x", {"kernel": "own"}, "x"),
]


@pytest.mark.parametrize(("lesson", "field", "text", "others", "said"), TYPED)
def test_a_message_stands_at_the_field_that_is_wrong(lesson, field, text, others, said):
    link = {f"{lesson}_{name}": value for name, value in {**others, field: text}.items()}
    elements = list(opened(lesson, **link).main)
    place = next(i for i, one in enumerate(elements) if getattr(one, "key", None) == f"{lesson}_{field}")
    assert elements[place].value == text
    below = next(one for one in elements[place + 1 :] if hasattr(one, "value"))
    assert type(below).__name__ == "Warning"
    assert said in below.value
    assert len([one for one in elements if type(one).__name__ == "Warning"]) == 1


def test_a_size_that_cannot_be_is_told_under_its_box():
    at = opened("shapes")
    at.text_input(key="shapes_input").set_value("28x<b>").run()
    elements = list(at.main)
    place = next(i for i, one in enumerate(elements) if getattr(one, "key", None) == "shapes_input")
    below = next(one for one in elements[place + 1 :] if hasattr(one, "value"))
    assert "the input's shape is 28x\\<b>" in below.value
