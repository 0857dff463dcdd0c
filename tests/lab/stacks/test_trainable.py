"""Which stacks of one's own can be trained, what is told of the others, and that what may be trained trains."""

import os
from dataclasses import replace

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from lab.data.pictures import DIGITS, PICTURES
from lab.lessons.images.choices import OWN, ImagesSettings, possible
from lab.problems import Problem
from lab.settings import rule
from lab.stacks import trainable
from lab.stacks.known_stacks import PRESETS, Stack
from lab.stacks.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Reshape,
    UpSampling2D,
    ZeroPadding2D,
)
from lab.stacks.stack_text import write
from lab.training.runs import train
from lab.training.summaries import summary

SMALL, END = (8, 8, 1), (Flatten(), Dense(10, "softmax"))


@pytest.mark.parametrize("name", PICTURES)
def test_the_stack_to_begin_with_can_be_trained_on_every_set(name):
    shape = PICTURES[name].shape
    assert trainable.check(trainable.start(shape), shape, 1024) is None


@pytest.mark.parametrize("name", ["E6", "C3"])
def test_the_documents_networks_can_be_trained_as_stacks(name):
    assert trainable.check(PRESETS[name](), (28, 28, 1), 1024) is None


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ((), r"puts out \(8, 8, 1\)"),
        ((Dense(10, "softmax"),), r"puts out \(8, 8, 10\)"),
        ((Flatten(), Dense(5, "softmax")), r"puts out \(5,\), but the pictures have 10 classes"),
        ((Flatten(), Dense(10)), "Dense, has the activation linear"),
        ((Conv2D(10, 3), GlobalAveragePooling2D()), "add the layer Activation with softmax"),
        ((Conv2D(4, 9), *END), "layer 1, Conv2D: kernel 9×9 does not fit"),
        ((Flatten(), Dropout(1.0), Dense(10, "softmax")), "layer 2, Dropout, has the rate 1 and"),
        ((Conv2D(1, (8, 7), padding="same"), *([Activation("relu")] * 23), *END), "up to 24"),
        ((Flatten(), Dense(9000), Dense(10, "softmax")), "put out 9,074 numbers for one picture"),
        ((Flatten(), Dense(60_000), Dense(100), Dense(10, "softmax")), "up to 5,000,000 .* Dense"),
        (
            (UpSampling2D(8), Conv2D(99, 9, padding="same"), GlobalAveragePooling2D(), Dense(10, "softmax")),
            "up to 20,000,000 .* in 2 · Conv2D",
        ),
        ((UpSampling2D(8), Conv2D(30, 1), GlobalAveragePooling2D(), Dense(10, "softmax")), "put out 127,"),
        ((UpSampling2D(12), GlobalAveragePooling2D(), Dense(10, "softmax")), "8,192 without one"),
    ],
)
def test_what_cannot_be_trained_is_told(layers, said):
    with pytest.raises(Problem, match=said):
        trainable.check(Stack(SMALL, layers), SMALL, 1)


def test_nothing_to_learn_is_told():
    with pytest.raises(Problem, match="nothing to learn"):
        trainable.check(Stack((1, 1, 10), (Flatten(), Activation("softmax"))), (1, 1, 10))


def test_another_input_is_told_with_the_one_that_would_do():
    with pytest.raises(Problem, match="input of 28×28×1, but the pictures are 8×8×1"):
        ImagesSettings(network=OWN, layers=write(trainable.start((28, 28, 1))))


def test_a_batch_that_would_not_fit_is_told_with_one_that_would():
    values = 8 * 8 * 1000 + 640 + 10
    layers = (Conv2D(1000, 1), Conv2D(10, 1), Flatten(), Dense(10, "softmax"))
    assert 500 in rule(ImagesSettings, "batch_size").marks()
    with pytest.raises(Problem, match="use a batch size of 500 or less"):
        trainable.check(Stack(SMALL, layers), SMALL, 1024)
    assert trainable.check(Stack(SMALL, layers), SMALL, trainable.MOST_IN_A_BATCH // (values + 640)) is None


def test_a_line_that_cannot_be_read_is_told_only_where_it_is_the_network():
    assert ImagesSettings(layers="nonsense").network == "dense"
    with pytest.raises(Problem):
        ImagesSettings(network=OWN, layers="nonsense")


def test_where_pictures_are_missing_a_stack_of_one_s_own_makes_room_for_dense(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    found = possible(ImagesSettings(data="mnist", network=OWN, layers=write(PRESETS["E6"]())))
    assert (found.data, found.network) == (DIGITS, "dense")


@pytest.mark.slow
@pytest.mark.parametrize(
    "layers",
    [
        (
            ZeroPadding2D(2),
            DepthwiseConv2D(3, depth_multiplier=4, strides=2),
            BatchNormalization(),
            Conv2D(8, 3, dilation_rate=2, padding="same", groups=2, activation="elu"),
            AveragePooling2D(2, padding="same"),
            UpSampling2D(2),
            Dropout(0.5),
            GlobalAveragePooling2D(),
            Dense(10),
            Activation("softmax"),
        ),
        (UpSampling2D(2), AveragePooling2D(2), Flatten(), Reshape((4, -1)), *END),
    ],
)
def test_every_kind_of_layer_trains_and_has_a_summary(layers):
    settings = ImagesSettings(network=OWN, layers=write(Stack(SMALL, layers)), examples=1000, epochs=1)
    trace = train(settings.training())
    assert np.isfinite(trace.metrics["test_loss"]).all()
    assert trace.seconds > 0
    assert f"Total params: {settings.report().parameters:,}" in summary(SMALL, layers)


def test_a_summary_names_layers_as_a_script_of_its_own_would():
    settings = ImagesSettings(network="convolution")
    text = summary(SMALL, settings.stack())
    assert summary(SMALL, settings.stack()) == text
    for name in ("conv2d (Conv2D)", "conv2d_1 (Conv2D)", "max_pooling2d_1 (", "dense (Dense)", "dropout (Dropout)"):
        assert name in text
    again = summary.__wrapped__(SMALL, settings.stack())
    assert again == text
    assert max(map(len, text.splitlines())) <= 76


def test_equal_stacks_are_equal_trainings_however_they_were_chosen():
    line = write(Stack((28, 28, 1), ImagesSettings(data="mnist", network="convolution").stack()))
    own = ImagesSettings(data="mnist", network=OWN, layers=line)
    assert own.training() == replace(own, network="convolution", layers="").training()
