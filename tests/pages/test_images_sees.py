"""What it sees, in the laboratory: every network, links good and bad, both languages, and what large ones are told."""

import pytest

from components.language import LANGUAGES
from lab.data.keras_files import FASHION_MNIST
from lab.data.pictures import DIGITS
from lab.lessons.images.choices import ImagesSettings
from pages.parts.images import sees
from tests.pages.opening import charts, opened, settled
from tests.pages.test_images import texts


def page(lang="en", **query):
    asked = {"data": DIGITS, "epochs": 2, "view": "sees", **query}
    at = settled(opened("images", lang=lang, **{f"images_{key}": value for key, value in asked.items()}))
    assert not at.exception
    return at


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_kernels_and_maps_in_both_languages(language):
    at = page(language, network="convolution")
    assert at.button_group(key="images_view").value == "sees"
    assert charts(at) == 3


@pytest.mark.slow
def test_what_to_notice_has_figures_of_this_run():
    said = texts(page(network="convolution"))
    assert "From epoch 0 to 2 a kernel changed by" in said
    assert "of Conv2D is the strongest for this picture" in said
    assert "of the 8 units of the first layer are silent" in texts(page(units="8"))


@pytest.mark.slow
@pytest.mark.parametrize("network", ["softmax", "dense", "convolution"])
def test_every_small_network(network):
    assert charts(page(network=network)) == 3


@pytest.mark.slow
def test_a_stack_of_ones_own_with_layers_of_every_kind():
    layers = (
        "8x8x1--ZeroPadding2D--DepthwiseConv2D-3-depth_multiplier.4--BatchNormalization--Activation-tanh"
        "--AveragePooling2D-2--Conv2D-30-3-padding.same--UpSampling2D--Dropout-0.3--GlobalAveragePooling2D"
        "--Dense-12-activation.elu--Dense-10--Activation-softmax"
    )
    at = page(network="stack", layers=layers, epochs=1, batch_size=500)
    assert charts(at) == 3
    assert "of DepthwiseConv2D is the strongest" in texts(at), "not the border's only map"


@pytest.mark.slow
def test_a_large_network_is_told_to_be_so():
    at = page(units="1024-1024", epochs=2, batch_size=500)
    assert charts(at) == 3
    assert "too large to keep its earlier epochs, too." in texts(at)
    assert "From epoch" not in texts(at)


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 360, 10_000])
def test_another_picture_is_chosen_by_its_number_and_too_large_a_one_is_the_last(number):
    at = page(units="4", look=number)
    assert charts(at) == 3
    assert not at.warning


@pytest.mark.parametrize("number", ["0", "-3", "many", "1e9"])
def test_a_number_that_cannot_be_is_told(number):
    at = page(units="4", look=number)
    assert "The link says" in texts(at)
    assert at.number_input(key="images_look").value == 1


@pytest.mark.slow
@pytest.mark.skipif(not FASHION_MNIST.is_there, reason="Fashion-MNIST is not on this machine (KERAS_HOME)")
def test_512_units_are_shown_in_part_and_kept_at_two_epochs():
    at = page(data="fashion_mnist", examples=1000, units="512", batch_size=500)
    assert charts(at) == 3
    assert "so only its start and its end are kept." in texts(at)


def test_a_run_cut_short_shows_what_was_kept():
    class Trace:
        epochs, snapshot_epochs, snapshots = 5, (0, 2, 4), ((1,), (2,), (3,))

    assert sees.snapshots(Trace) == ((0, 2, 4), ((1,), (2,), (3,)))


def test_all_that_is_kept_of_a_run_weighs_no_more_than_four_megabytes():
    for settings in (ImagesSettings(epochs=100), ImagesSettings(data="fashion_mnist", units="512-256", epochs=100)):
        kept = settings.kept_epochs()
        assert 4 * len(kept) * settings.report().parameters <= 4_000_000
        assert len(kept) != 1
