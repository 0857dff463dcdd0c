"""Images, CIFAR-10: with and without the pictures, its cost, links, controls; and the download that is offered."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
import streamlit as st

from cache import run_files
from components import downloads, prose
from components.language import LANGUAGES
from lab.data import pictures
from lab.data.keras_files import CIFAR10, KerasData, KerasFile
from lab.lessons.images.cifar import CifarSettings, Plan
from lab.lessons.images.cifar_states import Kept, Progress
from tests.cache.test_keras_downloads import CONTENT, server  # noqa: F401
from tests.lab.lessons.images import test_cifar
from tests.pages.opening import charts, opened, settled


def page(**query):
    return opened("images", images_part="cifar", **{f"images_cifar_{key}": value for key, value in query.items()})


def texts(at):
    return " ".join(element.value for element in (*at.markdown, *at.warning, *at.caption))


@pytest.fixture
def missing(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(pictures, "COPIES", tmp_path)


@pytest.fixture
def there(tmp_path, monkeypatch):
    """A few made-up pictures in the place of CIFAR-10, whose archive has the checksum that is asked for."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(pictures, "COPIES", tmp_path)
    archive = test_cifar.archive(tmp_path / "home" / "datasets" / "made-up.tar.gz")
    sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
    file = KerasFile("made-up.tar.gz", sha256, archive.stat().st_size, "http://127.0.0.1:9")
    source = KerasData("cifar10", CIFAR10.counts, (file,))
    monkeypatch.setitem(
        pictures.PICTURES.maps[-1], "cifar10", replace(pictures.PICTURES["cifar10"], source=source, most=200)
    )
    test_cifar.pictures(pictures.place("cifar10"))
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_pictures_design_cost_and_a_download_are_there(language, missing, idle):
    at = opened("images", images_part="cifar", lang=language)
    assert not at.exception
    told = prose.read("images", language).parts
    assert told["cifar"].title in [element.value for element in at.subheader]
    assert "357,482" in at.dataframe[0].value.iloc[0].tolist()
    assert at.button(key="fetch_images_cifar")
    assert not [button for button in at.button if button.key == "go_images_cifar"]


@pytest.mark.slow
def test_the_cost_is_measured_before_it_begins(missing):
    at = settled(page(design="tutorial"))
    assert not at.exception
    assert "A step takes about" in texts(at)


def test_with_the_pictures_it_trains_to_the_end_and_tells_the_test_accuracy(there):
    at = settled(page(design="tutorial", epochs=1, batch_size=10))
    assert not at.exception
    at.button(key="go_images_cifar").click().run()
    at = settled(at)
    assert not at.exception
    assert "of the 60 test pictures right" in texts(at)
    assert "The goal is 70%" in texts(at)
    assert charts(at) == 1


def test_after_a_restart_it_says_how_far_it_was(there, idle):
    settings = CifarSettings(design="tutorial", epochs=1, batch_size=10)
    plan = Plan(settings, 200, 60)
    run_files.write(plan, there, Kept(Progress(1, np.ones((1, 3))), [], []))
    at = page(design="tutorial", epochs=1, batch_size=10)
    assert not at.exception
    assert f"1 of {len(plan.pieces)} pieces" in texts(at)
    assert at.button(key="go_images_cifar").label == "Continue"


def test_a_damaged_state_is_told(there, idle):
    plan = Plan(CifarSettings(design="tutorial"), 200, 60)
    run_files.path_of(plan, there).write_bytes(b"no state")
    at = page(design="tutorial")
    assert not at.exception
    assert "is damaged, so the training begins anew" in texts(at)
    assert at.button(key="go_images_cifar").label == "Train"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("design", ("documents", "tutorial")),
        ("epochs", (1, 50)),
        ("examples", (1000, 50_000)),
        ("batch_size", (10, 500)),
        ("learning_rate", (0.0001, 0.1)),
        ("seed", (2**31 - 1,)),
    ],
)
def test_every_control_at_both_ends(field, values, missing, idle):
    for value in values:
        at = page(**{field: value})
        assert not at.exception


@pytest.mark.parametrize("query", [{"design": "resnet"}, {"epochs": "0"}, {"batch_size": "many"}, {"seed": "1e99"}])
def test_what_cannot_be_is_told_and_the_page_stays(query, missing, idle):
    at = page(**query)
    assert not at.exception
    assert "The link says" in texts(at)


@pytest.fixture
def offered(server, monkeypatch):  # noqa: F811
    """MNIST's place taken by a small file of a server of this machine; `offered(path)` says which."""

    def put(path):
        source = server(path)
        monkeypatch.setitem(pictures.PICTURES, "mnist", replace(pictures.PICTURES["mnist"], source=source))
        return source

    put.handler = server.handler
    return put


def laboratory(source):
    at = opened("images", images_data="mnist")
    assert not at.exception
    assert at.button(key="fetch_images_mnist").label == "Download 1.0 MB"
    at.button(key="fetch_images_mnist").click().run()
    downloads.keras_downloads.latest(source).wait(20)
    return at.run()


def test_a_download_comes_and_the_page_goes_on(offered, idle):
    source = offered("/good")
    at = laboratory(source)
    assert not at.exception
    assert source.path.read_bytes() == CONTENT
    assert not [button for button in at.button if button.key == "fetch_images_mnist"]
    assert "is not on this machine" not in texts(at)


def test_a_download_that_is_not_what_was_published_is_told_and_offered_again(offered, idle):
    source = offered("/wrong")
    at = laboratory(source)
    assert not at.exception
    assert "is not the published one" in texts(at)
    assert at.button(key="fetch_images_mnist")
    assert not source.is_there


def test_a_download_under_way_shows_bytes_and_can_be_cancelled(offered, idle):
    source = offered("/slow")
    at = opened("images", images_data="mnist")
    at.button(key="fetch_images_mnist").click().run()
    assert not at.exception
    assert "of 1.0 MB" in at.get("progress")[0].proto.text
    at.button(key="cancel_images_mnist").click().run()
    offered.handler.go_on.set()
    assert downloads.keras_downloads.latest(source).wait(20)
    at.run()
    assert not at.exception
    assert "The download was cancelled" in texts(at)


def test_runs_side_by_side_offer_a_download_once(missing, idle):
    at = opened(
        "images", images_data="mnist", images_pins="data:mnist,epochs:2;data:mnist,epochs:3", images_shown="runs"
    )
    assert not at.exception
    assert len([button for button in at.button if button.key.startswith("fetch_")]) == 1


def test_the_lesson_over_fitting_offers_its_reviews(missing, idle):
    at = opened("overfitting", overfitting_data="imdb")
    assert not at.exception
    assert at.button(key="fetch_overfitting").label == "Download 17.5 MB"
