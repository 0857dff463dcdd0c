"""What the course documents print of trainings on pictures, to be shown beside the same trainings here."""

from dataclasses import replace
from typing import NamedTuple

from lab.lessons.images.choices import BEST, MNIST_BLOG, MNIST_HOMEWORK, ImagesSettings, what_if


class Printed(NamedTuple):
    """Metrics after the last epoch, by their names in a trace, and from how many pictures was learned.

    `went_on`: from the weights that another training had left.
    """

    metrics: dict[str, float]
    learned: int
    went_on: bool = False


SGD, RMSPROP = what_if("optimizers", BEST)
MNIST = replace(MNIST_BLOG, data="mnist")
PRINTED: tuple[tuple[ImagesSettings, Printed], ...] = (
    (SGD, Printed({"val_loss": 0.3526, "test_accuracy": 0.8661, "test_loss": 0.38618}, 42_000, went_on=True)),
    (RMSPROP, Printed({"val_loss": 0.5266, "val_accuracy": 0.8257}, 42_000)),
    (MNIST, Printed({"test_accuracy": 0.9609, "test_loss": 0.12355}, 42_000)),
    (replace(MNIST, batch_size=32, epochs=10), Printed({"accuracy": 0.9663, "val_loss": 0.1337}, 42_000)),
    (replace(MNIST_HOMEWORK, data="mnist"), Printed({"test_accuracy": 0.9794}, 55_000)),
)


def printed(settings: ImagesSettings) -> Printed | None:
    """What the documents print of this training, from whatever start; None if it is none of theirs.

    >>> printed(replace(MNIST, weights_seed=3)).metrics["test_accuracy"]
    0.9609
    """
    same = replace(settings, data_seed=0, weights_seed=0)
    return next((theirs for its, theirs in PRINTED if its == same), None)
