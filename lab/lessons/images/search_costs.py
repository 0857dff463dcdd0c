"""What a search costs in multiplications, by the shapes.

>>> exam = ImagesSettings(data="fashion_mnist", network="convolution", examples=6000, epochs=3)
>>> multiplications(exam)  # 3 · (3 · 4800 + 1200) pictures, and 10,000 for testing
15445056000
"""

from functools import lru_cache

from lab.data.datasets import num_left
from lab.lessons.images.choices import ImagesSettings


def pictures(settings: ImagesSettings) -> int:
    """How often a picture goes through the network. One that is learnt from counts three times: forward, and twice as
    much backward."""
    train = num_left(settings.num_examples, settings.validation_fraction)
    held_out = settings.num_examples - train if settings.validation_fraction else 0
    return settings.epochs * (3 * train + held_out) + settings.pictures.num_test


@lru_cache(maxsize=1024)
def multiplications(settings: ImagesSettings) -> int:
    """Of a whole training, test pictures at its end included."""
    return pictures(settings) * settings.report().multiply_adds
