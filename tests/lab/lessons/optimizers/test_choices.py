"""What a visitor of the Optimizers lesson chooses, as trainings."""

from lab.lessons.optimizers.choices import DigitsSettings
from lab.optimizers import OptimizerSettings
from tests.samples import DIGITS


def test_the_race_on_digits_trains_the_network_of_the_samples_with_every_seed():
    racer = OptimizerSettings("Adam", 0.001)
    first, second = DigitsSettings(2, 20, (racer,)).trainings()["Adam"]
    assert first == DIGITS
    assert (second.weights_seed, second.shuffle_seed) == (1, 1)
