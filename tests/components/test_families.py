"""What a live view can drag: which runs, in which order, and what is heard of its slider."""

from dataclasses import replace

import streamlit as st

from components import families
from components.families import Family
from lab.lessons.overfitting.choices import OverfittingSettings
from lab.lessons.perceptron.hidden import HiddenSettings, training
from lab.stacks.shapes import report

SETTINGS = HiddenSettings(units=3)


def family(name="learning_rate", settings=SETTINGS):
    return Family("perceptron_net", settings, name, lambda one: training(one, (0, 1, 1, 0)))


def test_the_nearest_marks_are_trained_first_and_each_differs_in_its_setting_alone():
    its = family()
    trainings = its.trainings()
    assert its.marks[its.at] == SETTINGS.learning_rate
    assert [each.optimizer.learning_rate for each in trainings][:3] == [0.1, 0.05, 0.2]
    assert sorted(each.optimizer.learning_rate for each in trainings) == its.marks
    same = {replace(each, optimizer=trainings[0].optimizer) for each in trainings}
    assert len(same) == 1


def test_of_seeds_the_first_twenty_are_marks_and_one_beyond_stands_at_the_last():
    its = family("weights_seed", replace(SETTINGS, weights_seed=1234))
    assert its.marks == list(range(20))
    assert its.at == 19


def test_it_holds_what_differs_in_its_setting_alone():
    assert family().holds(replace(SETTINGS, learning_rate=1.0))
    assert not family().holds(replace(SETTINGS, units=4))


def test_no_more_weights_are_kept_than_can_be_sent():
    for layers in ("2", "16-16"):
        settings = OverfittingSettings(layers=layers)
        trainings = Family("overfitting", settings, "learning_rate", OverfittingSettings.training).trainings()
        moments = len(trainings[0].snapshots)
        assert families.LEAST_MOMENTS <= moments <= families.MOST_MOMENTS
        assert {0, settings.epochs} <= set(trainings[0].snapshots)
        values = len(trainings) * moments * report((2,), settings.stack()).parameters
        assert values <= families.MOST_VALUES


def test_only_what_can_be_is_heard_of_the_slider(monkeypatch):
    its = {"learning_rate": family()}
    for said in (None, {}, {"wants": 3}, {"wants": {"name": "units"}}, {"wants": {"name": ["learning_rate"]}}):
        monkeypatch.setattr(st, "session_state", {"view": said})
        families.want(its, "view")
        assert st.session_state == {"view": said}
    for said in ({"dragged": {"name": "learning_rate", "place": place}} for place in (-1, 99, 1.0, True, "1", None)):
        monkeypatch.setattr(st, "session_state", {"view": said})
        families.put(its, "view")
        assert st.session_state == {"view": said}
    monkeypatch.setattr(st, "session_state", {"view": {"wants": {"name": "learning_rate"}}})
    families.want(its, "view")
    assert st.session_state["_family_view"] == its["learning_rate"]
    monkeypatch.setattr(st, "session_state", {"view": {"dragged": {"name": "learning_rate", "place": 0}}})
    families.put(its, "view")
    assert st.session_state["perceptron_net_learning_rate"] == 0.001
