"""Every figure that the lesson Images says about CIFAR-10. The times of a step were measured once; what follows from
them is computed anew."""

import pytest

from lab.data.keras_files import CIFAR10
from lab.data.pictures import PICTURES
from lab.lessons.images.cifar import HELD_OUT, WANTED, CifarSettings, Plan
from lab.lessons.images.cifar_states import MOST_FILES
from lab.stacks.layers import Dropout


def plan(design="normalised", epochs=10):
    return Plan(CifarSettings(design=design, epochs=epochs), 50_000, 10_000)


def test_the_archive_has_170_5_megabytes_and_pictures_are_32_by_32_in_colour_of_ten_kinds():
    assert round(CIFAR10.size / 1e6, 1) == 170.5
    assert PICTURES["cifar10"].shape == (32, 32, 3)
    assert len(PICTURES["cifar10"].classes) == 10
    assert WANTED == 0.7


@pytest.mark.parametrize(
    ("design", "parameters", "multiply_adds"),
    [("normalised", 357_482, 10_642_688), ("tutorial", 122_570, 4_548_608), ("documents", 2_823_178, 132_812_800)],
)
def test_designs_have_so_many_weights_and_so_many_multiplications_for_a_picture(design, parameters, multiply_adds):
    found = CifarSettings(design=design).report()
    assert found.parameters == parameters
    assert found.multiply_adds == multiply_adds


def test_the_filters_and_dropouts_are_those_that_are_named():
    filters = {
        design: [layer.filters for layer in CifarSettings(design=design).layers() if hasattr(layer, "filters")]
        for design in ("normalised", "tutorial", "documents")
    }
    assert filters == {"normalised": [32, 64, 128], "tutorial": [32, 64, 64], "documents": [128, 128, 256, 256]}
    dropouts = [layer.rate for layer in CifarSettings().layers() if isinstance(layer, Dropout)]
    assert dropouts == [0.3, 0.3]


def test_a_step_of_the_documents_network_is_more_than_12_times_the_work():
    assert 12 < plan("documents").multiply_adds / plan().multiply_adds < 13


def test_batches_of_50_and_a_tenth_held_out_make_900_steps_in_an_epoch():
    settings = CifarSettings()
    assert (settings.batch_size, settings.learning_rate, HELD_OUT) == (50, 0.001, 0.1)
    assert plan().steps == 900


def test_33_12_and_352_milliseconds_make_5_minutes_2_and_28():
    seconds = [plan().seconds(0.033), plan("tutorial").seconds(0.012), plan("documents", 5).seconds(0.352)]
    assert [round(each / 60) for each in seconds] == [5, 2, 28]


def test_six_trainings_are_kept():
    assert MOST_FILES == 6
