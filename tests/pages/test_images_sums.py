"""Images, summed against mean cross-entropy: controls at both ends, links, the NaN told, both languages."""

import pytest

from components import prose
from components.charts.images import steps
from components.language import LANGUAGES
from lab.data.keras_files import MNIST
from lab.data.pictures import DIGITS
from tests.pages.opening import charts, opened, settled

WITH_MNIST = pytest.mark.skipif(not MNIST.is_there, reason="MNIST is not on this machine (KERAS_HOME)")


def page(**query):
    query = {"data": DIGITS, **query}
    return opened("images", images_part="sums", **{f"images_sums_{key}": value for key, value in query.items()})


def texts(at):
    return " ".join(element.value for element in (*at.markdown, *at.warning, *at.caption, *at.error))


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_both_languages(language, idle):
    at = opened("images", images_part="sums", images_sums_data=DIGITS, lang=language)
    assert not at.exception
    told = prose.read("images", language).parts
    assert told["sums"].title in [element.value for element in at.subheader]
    assert [element.label for element in at.expander][-3:] == [
        told[part].title for part in ("sums_equal", "sums_lost", "sums_measured")
    ]


def test_two_runs_are_drawn_and_the_equal_ones_are_told_to_be_the_same():
    at = settled(page(beside="equal"))
    assert not at.exception
    assert charts(at) == 1
    assert "Both runs are the same: after 1,000 steps" in texts(at)
    assert list(at.dataframe[0].value.iloc[:, 0]) == ["summed, rate 0.01", "mean, rate 1"]


def test_where_it_ends_in_nan_step_probability_and_logit_are_told():
    at = settled(page(learning_rate=0.1))
    assert not at.exception
    (told,) = at.error
    assert "NaN in step 6" in told.value
    assert "35 of 1,000 probabilities are 0" in told.value
    assert "lies 96 below the highest one" in told.value
    assert "0 · log 0 = 0 · (−∞) = NaN" in told.value
    assert "the answer is always class 0, which is right for 10.8% of the test pictures" in told.value


def test_the_own_class_with_probability_0_is_told_as_such():
    at = settled(page(learning_rate=1, beside="alone"))
    assert "It is the picture's own class: −1 · log 0 = ∞" in at.error[0].value


def test_an_equal_rate_beyond_the_slider_is_told():
    at = settled(page(learning_rate=1, logarithm="from logits", beside="equal"))
    assert not at.exception
    assert "beyond the slider" in texts(at)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("reduction", ("sum", "mean")),
        ("logarithm", ("clipped", "from logits")),
        ("learning_rate", (0.0001, 10)),
        ("steps", ("6000",)),
        ("start", ("random",)),
        ("seed", (2**31 - 1,)),
        ("beside", ("alone", "other")),
    ],
)
def test_every_control_at_both_ends(field, values):
    for value in values:
        at = settled(page(**{field: value}))
        assert not at.exception
        assert charts(at) == 1


@pytest.mark.parametrize("query", [{"learning_rate": "fast"}, {"reduction": "max"}, {"steps": "7"}, {"seed": "-1"}])
def test_what_cannot_be_is_told_and_the_page_stays(query, idle):
    at = page(**query)
    assert not at.exception
    assert "The link says" in texts(at)


def test_missing_mnist_is_told_and_digits_go_on(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    at = settled(page(data="mnist"))
    assert not at.exception
    assert "is not on this machine" in texts(at)
    assert at.button(key="fetch_images_sums").label == "Download 11.5 MB"
    assert charts(at) == 1


@WITH_MNIST
@pytest.mark.parametrize("preset", ["Summed, rate 0.03: NaN", "Summed is mean at 100 times the rate"])
def test_presets(preset, idle):
    at = opened("images", images_part="sums")
    next(button for button in at.button if button.label == preset).click().run()
    assert not at.exception
    assert at.button_group(key="images_part").value == "sums"


def test_curves_end_with_a_mark_where_the_loss_is_no_number():
    import numpy as np

    loss = np.array([2.0, 3.0, np.nan, 1.0])
    table = steps.rows("run", "loss", np.arange(1, 5), loss)
    assert table["step"].tolist() == [1, 2]
    assert table["lost"].tolist() == [0, 1]
    assert steps.rows("run", "loss", np.arange(1, 5), np.full(4, np.nan)).empty
    long = steps.rows("run", "loss", np.arange(5000), np.ones(5000))
    assert len(long) == steps.MOST_POINTS
    assert long["step"].iloc[[0, -1]].tolist() == [0, 4999]
    plan = steps.Plan((("one", "#000"), ("two", "#111")), ("step", "loss", "accuracy"), (190, 230), False)
    spec = steps.curves(plan).to_dict()
    assert len(spec["hconcat"]) == 2
