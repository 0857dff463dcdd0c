"""What a link may begin, what has to be agreed to, and what is refused; and a failure that may be tried again."""

from concurrent.futures import Future

import pytest

from cache import visitors
from cache.scheduler import Scheduler
from lab import costs
from lab.data.pictures import DIGITS
from lab.lessons.images.choices import ImagesSettings
from tests.pages.opening import opened

MOST_S = 200.0
"""In the place of half an hour, which no training of the built-in digits takes."""
LARGE = {"units": "1024-1024-1024-1024", "batch_size": 1}
MINUTES, HOURS = {**LARGE, "epochs": 5}, {**LARGE, "epochs": 100}


def page(chosen, **query):
    query |= {f"images_{name}": value for name, value in {"data": DIGITS, **chosen}.items()}
    return opened("images", **query)


def texts(at):
    return " ".join(element.value for element in (*at.markdown, *at.warning, *at.caption)).replace("\\", "")


def asking(at):
    return [button for button in at.button if (button.key or "").startswith("agree_")]


@pytest.fixture
def begun(idle, monkeypatch):
    """The trainings that workers were asked for; they never answer."""
    asked = []

    def submit(task, *arguments):
        if task.__name__ == "train":
            asked.append(arguments[1])
        return Future()

    monkeypatch.setattr(visitors, "scheduler", Scheduler(submit, 2))
    monkeypatch.setattr(costs, "MOST_S", MOST_S)
    return asked


def test_the_two_are_what_they_are_called():
    expected = [costs.seconds(ImagesSettings(**chosen).training()) for chosen in ({}, MINUTES, HOURS)]
    assert expected[0] < costs.LINK_S < expected[1] < MOST_S < expected[2]


def test_what_is_short_begins_by_itself(begun):
    at = page({"epochs": 3})
    assert not at.exception
    assert not asking(at)
    assert len(begun) == 1


@pytest.mark.parametrize("shown", ["run", "runs"])
def test_what_takes_minutes_begins_when_the_button_is_pressed(begun, shown):
    at = page(MINUTES, images_shown=shown)
    assert not at.exception
    (button,) = asking(at)
    assert button.label.startswith("Train: about ")
    assert not begun
    assert not at.get("skeleton")  # nothing is on its way
    button.click().run()
    assert not at.exception
    assert not asking(at)
    assert len(begun) == 1
    assert at.get("skeleton")


def test_a_control_that_is_moved_counts_like_a_link(begun):
    at = page({**MINUTES, "units": "16"})
    assert len(begun) == 1
    at.text_input(key="images_units").set_value(LARGE["units"]).run()
    assert not at.exception
    assert asking(at)
    assert len(begun) == 1


@pytest.mark.parametrize("shown", ["run", "runs"])
def test_what_takes_hours_is_refused_and_told_what_would_fit(begun, shown):
    at = page(HOURS, images_shown=shown)
    assert not at.exception
    assert not asking(at)
    assert "What would fit" in texts(at)
    assert not at.get("skeleton")
    assert not begun


def test_a_worker_s_unforeseen_error_is_told_calmly_and_may_be_tried_again(idle, monkeypatch):
    futures = []

    def submit(task, *arguments):
        futures.append(Future())
        return futures[-1]

    monkeypatch.setattr(visitors, "scheduler", Scheduler(submit, 1))
    at = page({"epochs": 3})
    futures[0].set_exception(RuntimeError("the roof fell in"))
    at.run()
    assert not at.exception
    assert "the training failed: the roof fell in" in texts(at)
    at.button(key="again_images").click().run()
    assert not at.exception
    assert "the roof fell in" not in texts(at)
    assert len(futures) == 2
