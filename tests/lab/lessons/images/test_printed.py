"""What the course prints is shown beside that training and no other one."""

from dataclasses import replace

import pytest

from lab.lessons.images.printed import MNIST, PRINTED, SGD, printed


def test_each_training_of_the_course_is_found_from_any_start():
    assert len({settings for settings, _ in PRINTED}) == len(PRINTED)
    for settings, theirs in PRINTED:
        assert printed(replace(settings, weights_seed=7, data_seed=3)) is theirs
        assert theirs.metrics
        assert set(theirs.metrics) <= {"accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy"}


@pytest.mark.parametrize("other", [{"epochs": 49}, {"batch_size": 127}, {"data": "fashion_mnist"}, {"scaled": False}])
def test_another_training_has_none(other):
    assert printed(replace(MNIST, **other)) is None


def test_only_where_it_went_on_from_other_weights_it_says_so():
    assert [settings for settings, theirs in PRINTED if theirs.went_on] == [SGD]
