"""To add one costs one record: a made-up member of a registry is on its page, in the rule, in the code, and trains."""

import gettext
from dataclasses import dataclass

import numpy as np
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from components import language, prose
from lab import export_code
from lab.activations import ACTIVATIONS, Activation
from lab.data import own_pictures
from lab.data.datasets import DATASETS, Data, DataSet
from lab.data.gates import GATES
from lab.data.pictures import SETS, PictureSet
from lab.data.sizes import Counts
from lab.data.small_pictures import Picture
from lab.experiments import Training
from lab.lessons.images import search_costs
from lab.lessons.images.choices import ImagesSettings
from lab.lessons.optimizers.surfaces import SURFACES, Surface
from lab.optimizers import OPTIMIZERS, Knob, Optimizer, OptimizerSettings, Slot
from lab.schedules import SCHEDULES, Schedule, ScheduleSettings
from lab.settings import Number, holding
from lab.stacks import stack_code, stack_text
from lab.stacks.known_stacks import Stack
from lab.stacks.layers import LAYERS, Dense, Flatten, Layer
from lab.stacks.measures import Measure, Weight
from lab.stacks.shapes import report
from lab.stacks.sizes import Margins
from lab.update_rules import rule_lines
from pages.parts.perceptron import smooth
from pages.parts.shapes import train as shapes_train
from pages.parts.shapes.stack import volumes_of
from tests.pages.opening import opened

pytestmark = pytest.mark.usefixtures("idle")

GENTLE = Optimizer(
    "SGD",
    0.02,
    ("q = momentum*q - learning_rate*g", "w = w + q"),
    {"momentum": Slot("q", pull=1)},
    {"momentum": Knob(0.3, Number(0.0, 0.9, 0.1), r"\kappa")},
)
"""An optimizer with a letter, a symbol and a default that no other has."""


def sawtooth(epoch, epochs, every):
    """From 1 down in `every` epochs, again and again."""
    return 1 - epoch % every / every


def stripes(seed, examples=40):
    """Points whose class is the sign of their first number."""
    x = np.random.default_rng(seed).normal(size=(examples, 2)).astype("float32")
    return x, (x[:, 0] > 0).astype("int32")


def trained(**changes):
    """The losses of a small training, in this process."""
    from lab.training.runs import train

    values = {"data": Data("gate"), "layers": (Dense(1, "sigmoid"),), "optimizer": OptimizerSettings("SGD", 0.5)}
    return train(Training(**values | {"batch_size": 4, "epochs": 6} | changes)).metrics


def test_an_optimizer(monkeypatch):
    monkeypatch.setitem(OPTIMIZERS, "Gentle", GENTLE)
    at = opened("optimizers", optimizers_shown="SGD,Gentle", optimizers_Gentle_momentum=0.7)
    assert not at.exception
    assert at.button_group(key="optimizers_pills").value == ["SGD", "Gentle"]
    assert at.slider(key="optimizers_Gentle_momentum").value == 0.7
    assert not [each for each in at.warning if "Gentle" in each.value]
    settings = OptimizerSettings("Gentle", 0.5, (("clipnorm", 1.0),))
    assert rule_lines(settings.optimizer)[1].startswith(r"q_t = \kappa\,q_{t-1}")
    assert "SGD(learning_rate=0.5, momentum=0.3, clipnorm=1.0)" in export_code.optimizer(settings)
    assert trained(optimizer=settings)["loss"][-1] < trained(optimizer=settings)["loss"][0]


def test_a_schedule(monkeypatch):
    formula = r"\eta_e = \eta_0 (1 - \{e / \text{every}\})"
    monkeypatch.setitem(SCHEDULES, "sawtooth", Schedule(formula, sawtooth, {"every": SCHEDULES["step"].knobs["every"]}))
    at = opened("callbacks", callbacks_part="schedules", callbacks_schedule="sawtooth", callbacks_every=3)
    assert not at.exception
    assert at.selectbox(key="callbacks_schedule").value == "sawtooth"
    assert formula in " ".join(each.value for each in at.latex)
    assert "def sawtooth(epoch, epochs, every):" in " ".join(each.value for each in at.code)
    rates = trained(schedule=ScheduleSettings("sawtooth", (("every", 2),)))["learning_rate"]
    np.testing.assert_allclose(rates, [0.5, 0.25] * 3)


def test_a_surface(monkeypatch):
    monkeypatch.setitem(SURFACES, "gutter", Surface("x**2/7 + 5*y**2", start=(-3.0, 1.5)))
    at = opened("optimizers", optimizers_surface="gutter")
    assert not at.exception
    assert at.selectbox(key="optimizers_surface").value == "gutter"
    assert at.number_input(key="optimizers_x").value == -3.0
    assert "7" in next(each.value for each in at.markdown if each.value.startswith("$f(x, y)"))


def test_a_gate(monkeypatch):
    monkeypatch.setitem(GATES, "IMPLIES", (1, 0, 1, 1))
    at = opened("perceptron", perceptron_gate="IMPLIES")
    assert not at.exception
    assert at.button_group(key="perceptron_gate").value == "IMPLIES"
    assert not [each for each in at.warning if "IMPLIES" in each.value]


def test_an_activation(monkeypatch):
    softsign = Activation(lambda z: z / (1 + abs(z)), lambda z: (1 + abs(z)) ** -2, r"z / (1 + |z|)", "(1 + |z|)^{-2}")
    monkeypatch.setitem(ACTIVATIONS, "softsign", softsign)
    shown = smooth.samples()
    assert shown[shown["name"] == "softsign"]["derivative"].max() == 1
    assert "softsign" in smooth.chart_spec(("z", "activation", "derivative"), tuple(ACTIVATIONS), False)


def test_a_data_set(monkeypatch):
    monkeypatch.setitem(DATASETS, "stripes", DataSet(stripes, 2, Counts((2,), usual=40)))
    losses = trained(data=Data("stripes", (("examples", 60),), 3), epochs=30)["loss"]
    assert losses[-1] < losses[0] / 2


@dataclass(frozen=True)
class Cropping2D(Layer):
    """A kind that is none here: it takes rows and columns away, and has an argument that no other kind has."""

    short = "Crop"
    cropping: tuple = holding(((0, 0), (0, 0)), Margins(9))

    def measure(self, shape):
        (top, bottom), (left, right) = self.cropping
        return Measure((shape[0] - top - bottom, shape[1] - left - right, shape[2]))


@dataclass(frozen=True)
class LayerNormalization(Layer):
    """Another one, with weights."""

    def measure(self, shape):
        return Measure(shape, (Weight("gamma", shape[-1:]), Weight("beta", shape[-1:])))


def test_a_kind_of_layer(monkeypatch):
    for kind in (Cropping2D, LayerNormalization):
        monkeypatch.setitem(LAYERS, kind.__name__, kind)
    stack = Stack((8, 8, 1), (Cropping2D(((1, 0), (2, 3))), Flatten(), LayerNormalization(), Dense(10, "softmax")))
    assert stack_code.read(stack_code.write(stack)).stack == stack
    line = stack_text.write(stack)
    assert "--Cropping2D-cropping.1x0x2x3--Flatten--LayerNormalization--" in line
    at = opened("shapes", shapes_stack=line)
    assert not at.exception
    assert not [each for each in at.warning if "stack" in each.value]
    assert {"Cropping2D", "LayerNormalization"} <= set(at.selectbox(key="shapes_new").options)
    assert at.text_input(key="shapes_arg_1_cropping").value == "1×0×2×3"
    at.text_input(key="shapes_arg_1_cropping").set_value("1").run()
    assert "--Cropping2D-cropping.1--" in at.session_state["shapes_stack"].replace("8x8x1", "", 1)
    assert "Crop" in " ".join(volume.name for volume in volumes_of(stack, report(*stack))[0])
    assert report(*stack).rows[2].parameters == 2 * 7 * 3


def test_a_kind_of_layer_is_built_by_keras_and_trains(monkeypatch):
    monkeypatch.setitem(LAYERS, "LayerNormalization", LayerNormalization)
    layers = (Dense(4, "tanh"), LayerNormalization(), Dense(1, "sigmoid"))
    from lab.training.building import build

    assert [(row.name, row.trainable) for row in build((2,), layers).rows] == [
        (row.name, row.trainable) for row in report((2,), layers).rows
    ]
    losses = trained(layers=layers, epochs=60)["loss"]
    assert losses[-1] < losses[0]


def bars(seed, examples=1200):
    """Pictures of 8×8 with one row of ink, and the row's number; two classes stay empty."""
    y = np.random.default_rng(seed).integers(0, 8, 1300).astype("int32")
    x = (np.arange(8)[None, :, None, None] == y[:, None, None, None]).repeat(8, axis=2).astype("uint8") * 9
    return x[:examples], y[:examples], x[1200:], y[1200:]


def test_a_set_of_pictures(monkeypatch):
    monkeypatch.setitem(DATASETS, "bars", DataSet(bars, 10, Counts((8, 8, 1), total=1300, most=1200), scale=1 / 9))
    monkeypatch.setitem(SETS, "bars", PictureSet(tuple("abcdefghij"), (8, 8, 1), 1200, 9, num_test=100))
    at = opened("images", images_data="bars", images_epochs=1)
    assert not at.exception
    assert at.button_group(key="images_data").value == "bars"
    assert not [each for each in at.warning if "bars" in each.value]
    settings = ImagesSettings(data="bars", units="8", epochs=4)
    assert settings.num_examples == 1200
    assert search_costs.pictures(settings) == 4 * (3 * 960 + 240) + 100
    stripe = Picture(np.pad(np.full((4, 20, 1), 200.0), ((12, 12), (6, 6), (0, 0))), 255)
    assert own_pictures.fitted(stripe, "bars").pixels.max() == 9
    assert "bars" in shapes_train.known({name: its.shape for name, its in SETS.items()})
    from lab.training.runs import train

    assert train(settings.training()).metrics["test_accuracy"][-1] > 0.3


def test_a_language_whose_prose_is_still_in_english(monkeypatch, tmp_path):
    folder = tmp_path / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    words = Catalog(locale="eo")
    words.add("Optimizers", "Optimumigiloj")
    with (folder / f"{language.DOMAIN}.mo").open("wb") as file:
        write_mo(file, words)
    monkeypatch.setitem(language.LANGUAGES, "eo", "Esperanto")
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    language.catalogue.cache_clear()
    at = opened("optimizers", lang="eo")
    language.catalogue.cache_clear()
    assert not at.exception
    assert at.button_group(key="optimizers_pills").label == "Optimumigiloj"
    assert at.title[0].value == prose.read("optimizers", "en").title
    assert isinstance(language.catalogue("eo"), gettext.NullTranslations)
