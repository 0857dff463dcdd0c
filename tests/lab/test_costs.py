"""What a training is said to cost, against the loaded data and against a count of what the engine does."""

from dataclasses import replace

import pytest

from lab import costs
from lab.costs import LINK_S, MOST_S, STEP_S
from lab.data.datasets import DATASETS, Data, load, parts
from lab.data.keras_files import KERAS_DATA
from lab.experiments import Training
from lab.lessons.callbacks.decisions import CallbacksSettings
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.overfitting.choices import OverfittingSettings
from lab.problems import Problem
from lab.settings import COUNTS, rules
from lab.stacks.layers import Dense
from tests.samples import CONVOLUTIONS, DIGITS, HUGE, XOR

OPTIONS = {
    "made_up_images": (("examples", 70),),
    "made_up_words": (("examples", 7), ("words", 30)),
    "breast_cancer": (("examples", 500),),
    "digits": (("examples", 400),),
    "digit_pictures": (("examples", 1400),),
}
STARVING = ImagesSettings(
    data="fashion_mnist", units="1024-1024-1024-1024", examples=60_000, epochs=100, batch_size=1
).training()
"""A link that once kept all workers from everybody for hours."""


@pytest.mark.parametrize("name", DATASETS)
def test_examples_are_counted_without_loading_as_they_are_loaded(name):
    for options in {(), OPTIONS.get(name, ())}:
        data = Data(name, options)
        size, examples = costs.size(data), load(data)
        tests = len(examples.test) if examples.test else 0
        assert (size.examples, size.test, size.shape) == (len(examples), tests, examples.x.shape[1:])


@pytest.mark.parametrize("name", ["moons", "digits", "digit_pictures", "made_up_images"])
def test_no_data_set_gives_more_than_there_are(name):
    data = Data(name, (("examples", 3),))
    assert costs.size(data).examples == len(load(data)) == 3


@pytest.mark.parametrize("name", [name for name, source in KERAS_DATA.items() if source.is_there])
def test_keras_s_examples_are_counted_as_they_are_loaded(name):
    from lab.training import keras_data

    for options in ((), (("examples", 500),)):
        data = Data(name, options)
        size, examples = costs.size(data), keras_data.load(data)
        assert (size.examples, size.test, size.shape) == (len(examples), len(examples.test), examples.x.shape[1:])


def test_a_data_set_that_there_is_not_is_told():
    with pytest.raises(Problem, match="there is no data set nothing"):
        costs.size(Data("nothing"))


@pytest.mark.parametrize("fraction", [0.0, 0.2, 0.33])
def test_work_is_counted_as_the_engine_takes_it(fraction):
    data = Data("digits", (("examples", 700),))
    training = replace(DIGITS, data=data, validation_fraction=fraction, epochs=7, tested=True)
    train, held_out, test = parts(load(data), fraction, 0)
    its, forward = costs.work(training), 64 * 32 + 32 * 16 + 16 * 10
    num_held_out = len(held_out) if held_out else 0
    assert (its.num_train, its.num_validation, its.num_test) == (len(train), num_held_out, len(test))
    assert its.steps == -(-len(train) // 32)
    assert its.multiply_adds == 7 * (3 * len(train) + num_held_out + len(test)) * forward
    assert costs.work(replace(training, tested=False)).num_test == 0


def test_xor_by_hand():
    """Four rows, one by one; 2·2 + 2·1 multiply-adds forward and twice as many back."""
    its = costs.work(replace(XOR, epochs=10))
    assert (its.steps, its.multiply_adds) == (4, 10 * 4 * 6 * 3)


def test_every_kind_of_work_makes_it_longer():
    longer = [
        {"epochs": 21},
        {"batch_size": 16},
        {"data": Data("digits"), "tested": False, "validation_fraction": 0.0},
        {"layers": (Dense(64, "relu"), Dense(10, "softmax"))},
        {"optimizer": replace(DIGITS.optimizer, name="Nadam")},
    ]
    base = replace(DIGITS, optimizer=replace(DIGITS.optimizer, name="SGD", knobs=()))
    for change in longer:
        assert costs.seconds(replace(base, **change)) > costs.seconds(base), change


def test_a_slower_machine_takes_longer():
    assert costs.seconds(CONVOLUTIONS, 3.0) - costs.COMPILING_S == pytest.approx(
        3 * (costs.seconds(CONVOLUTIONS) - costs.COMPILING_S)
    )


def test_shares_grow_from_nothing_to_all_of_it():
    training = replace(DIGITS, epochs=3)
    its = costs.work(training)
    found = [
        costs.share(training, epoch, step)
        for epoch in range(3)
        for step in range(its.steps + its.looks(its.num_validation))
    ]
    assert found == sorted(found)
    assert found[0] == 0
    assert costs.share(training, 3) == 1
    assert costs.share(training, 1) == pytest.approx(1 / 3)


def test_small_trainings_are_begun_by_a_link_and_the_longest_are_refused():
    assert all(costs.seconds(training) <= costs.LINK_S for training in (XOR, DIGITS, replace(HUGE, epochs=20)))
    assert costs.seconds(STARVING) > costs.LINK_S
    for training in (XOR, DIGITS, CONVOLUTIONS, HUGE):
        costs.check(training)


def test_a_training_of_hours_is_refused_with_what_would_fit():
    with pytest.raises(Problem) as caught:
        costs.check(STARVING)
    assert "the limit is 30" in str(caught.value)
    fitting = remedies(caught.value)
    assert fitting["a batch size of"] > 1
    costs.check(replace(STARVING, batch_size=fitting["a batch size of"]))


HEAVY = {
    "images": ImagesSettings(data="fashion_mnist", units="1024-1024-1024-1024", examples=60_000, epochs=100),
    "over-fitting": OverfittingSettings(data="imdb", layers="1024-1024-1024-1024", examples=5000, epochs=2000),
    "callbacks": CallbacksSettings(examples=1000, epochs=100),
}


@pytest.mark.parametrize("pace", [1, 3, 7, 30, 300, 3000, 30_000])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.9])
@pytest.mark.parametrize("batch_size", [1, 32, 1024])
@pytest.mark.parametrize("lesson", HEAVY)
def test_what_would_fit_is_where_the_lesson_s_slider_can_stand_and_fits_however_slow_the_machine_is(
    lesson, pace, share, batch_size
):
    """Such as 500 epochs, where 487 would do: between 300 and 500 no slider stops."""
    wishes = {"validation_fraction": share, "batch_size": batch_size}
    settings = replace(HEAVY[lesson], **{name: wish for name, wish in wishes.items() if name in rules(HEAVY[lesson])})
    if costs.seconds(settings.training(), pace) <= MOST_S:
        return
    with pytest.raises(Problem, match="What would fit") as caught:
        costs.check(settings.training(), pace)
    for words, name in {"epochs": "epochs", "examples": "examples", "a batch size of": "batch_size"}.items():
        if count := remedies(caught.value)[words]:
            costs.check(replace(settings, **{name: count}).training(), pace)
            assert count in rules(settings)[name].marks()


@pytest.mark.parametrize("lesson", HEAVY)
def test_every_lesson_has_a_pace_at_which_something_is_refused_and_something_fits(lesson):
    assert any(told(HEAVY[lesson].training(), 10.0**power) for power in range(7))


def told(training: Training, pace: float) -> dict[str, int]:
    """What is proposed for a training that would take too long, if it would."""
    try:
        costs.check(training, pace)
    except Problem as problem:
        return {words: count for words, count in remedies(problem).items() if count}
    return {}


def remedies(problem: Problem) -> dict[str, int]:
    """The numbers that a problem names as what would fit, by their words."""
    found: dict[str, int] = {"epochs": 0, "a batch size of": 0, "examples": 0}
    waiting = [problem]
    while waiting:
        each = waiting.pop()
        waiting += [value for value in each.values.values() if isinstance(value, Problem)]
        if "count" in each.values:
            found[each.template.replace("{count:,}", "").strip()] = int(each.values["count"])
    return found


def mark_after(count: int) -> int:
    return next(mark for mark in COUNTS if mark > count)


def test_what_fits_is_the_most_that_fits():
    training = replace(CONVOLUTIONS, epochs=100_000)
    with pytest.raises(Problem) as caught:
        costs.check(training)
    epochs = remedies(caught.value)["epochs"]
    assert costs.seconds(replace(training, epochs=epochs)) <= MOST_S
    assert costs.seconds(replace(training, epochs=mark_after(epochs))) > MOST_S


def test_a_step_that_nobody_can_interrupt_is_refused_with_a_batch_that_fits():
    layers = (Dense(1024, "relu"),) * 4 + (Dense(1, "sigmoid"),)
    training = replace(HUGE, layers=layers, data=Data("made_up_words", (("examples", 100_000),)), batch_size=100_000)
    with pytest.raises(Problem, match="one step takes about") as caught:
        costs.check(training)
    size = remedies(caught.value)["a batch size of"]
    assert costs.work(replace(training, batch_size=size)).step_s <= STEP_S
    assert costs.work(replace(training, batch_size=mark_after(size))).step_s > STEP_S


def test_the_limits_are_in_order():
    assert STEP_S < LINK_S < MOST_S
