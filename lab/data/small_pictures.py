"""Small pictures to convolve: drawn by numpy, from scikit-learn, of a data set, or a visitor's own, read with care.

>>> picture("cross", 8).pixels.shape
(8, 8, 1)
>>> read("notes.png", b"just text")
Traceback (most recent call last):
    ...
lab.problems.Problem: notes.png is not a picture that can be read; PNG, JPEG, GIF, BMP and WebP can
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageOps

from lab.data import pictures
from lab.data.datasets import Data
from lab.problems import Problem
from lab.settings import Settings, choice, number

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
EXTENSIONS = ("png", "jpg", "jpeg", "gif", "bmp", "webp")
MOST_BYTES = 10_000_000
MOST_PIXELS = 16_000_000
"""Of an upload; 16 bits and 4 channels of so many are 128 MB while it is read."""
KEPT = 256
"""Rows or columns that are kept of an upload."""
WHITE = 255
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, eq=False)
class Picture:
    """Values (height, width, channels) from 0 to `white`. One channel is grey, three are red, green and blue."""

    pixels: np.ndarray
    white: float

    @property
    def shape(self) -> tuple[int, int, int]:
        height, width, channels = self.pixels.shape
        return height, width, channels

    def grey(self) -> "Picture":
        """With one channel: the mean of the colours, as whole numbers."""
        if self.shape[2] == 1:
            return self
        return Picture(np.rint(self.pixels.mean(axis=2, keepdims=True)), self.white)

    def coloured(self) -> "Picture":
        """With three channels; of a grey picture they are equal."""
        return self if self.shape[2] == 3 else Picture(np.repeat(self.pixels, 3, axis=2), self.white)

    def scaled(self, longest: int) -> "Picture":
        """Its longer side `longest` pixels, each the mean of what it covers, as a whole number; stretched if larger."""
        height, width, channels = self.shape
        share = longest / max(height, width)
        size = max(1, round(width * share)), max(1, round(height * share))
        if size == (width, height):
            return self
        method = Image.Resampling.BOX if share < 1 else Image.Resampling.BILINEAR
        planes = [Image.fromarray(self.pixels[..., channel].astype("float32")) for channel in range(channels)]
        pixels = np.stack([np.asarray(plane.resize(size, method), float) for plane in planes], axis=-1)
        return Picture(np.rint(pixels), self.white)


BUILT_IN = ("digit", "cross", "ring", "stairs", "stripes", "flags", "temple", "flower")
OF_SETS = ("fashion_mnist", "mnist")
"""Sets of `lab.data.pictures` of which a picture can be taken, where they are on the machine."""


@dataclass(frozen=True)
class Shown(Settings):
    """Which picture, and how large. `own` is what the visitor has uploaded, `drawn` what he or she has drawn; `digit`
    and `index` say which of scikit-learn's digits, which of a set's test pictures."""

    picture: str = choice("digit", (*BUILT_IN, *OF_SETS, "drawn", "own"))
    digit: int = number(3, 0, 9, 1)
    index: int = number(0, 0, 9999, 1)
    size: int = number(8, 4, 28, 1)


def _grid(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the pixels' middles, from −1 to 1."""
    middles = (np.arange(size) * 2 + 1) / size - 1
    return middles[:, None], middles[None, :]


def _cross(size: int) -> np.ndarray:
    rows, columns = _grid(size)
    return (np.abs(rows) < 0.3) | (np.abs(columns) < 0.3)


def _ring(size: int) -> np.ndarray:
    radius = np.hypot(*_grid(size))
    return (radius < 0.95) & (radius > 0.5)


def _stairs(size: int) -> np.ndarray:
    rows, columns = _grid(size)
    return np.floor((columns + 1) * 2) < np.floor((rows + 1) * 2)


def _stripes(size: int) -> np.ndarray:
    rows, columns = _grid(size)
    return np.floor((columns + 1) * 2 + 0 * rows) % 2 == 1


DRAWN: dict[str, Callable[[int], np.ndarray]] = {
    "cross": _cross,
    "ring": _ring,
    "stairs": _stairs,
    "stripes": _stripes,
}
"""Pictures of zeros and ones, drawn at any size."""
PHOTOGRAPHS = {"temple": ("china.jpg", 20), "flower": ("flower.jpg", 100)}
"""scikit-learn's, and the column where the square begins that is cut out."""


def _flags(size: int) -> Picture:
    """A red, a green and a blue band with a white square on them: colours that differ in one channel each."""
    rows, columns = _grid(size)
    band = np.clip(((columns + 1 + 0 * rows) * 1.5).astype(int), 0, 2)
    pixels = np.eye(3)[band]
    pixels[(np.abs(rows) < 0.4) & (np.abs(columns) < 0.5)] = 1
    return Picture(pixels * WHITE, WHITE)


@lru_cache(maxsize=4)
def _photograph(name: str) -> Picture:
    from sklearn.datasets import load_sample_image

    file, begin = PHOTOGRAPHS[name]
    whole = load_sample_image(file).astype(float)
    return Picture(whole[:, begin : begin + len(whole)], WHITE).scaled(KEPT)


@lru_cache(maxsize=1)
def _digits() -> np.ndarray:
    """The first picture of each digit of scikit-learn's: (10, 8, 8), from 0 to 16."""
    from sklearn.datasets import load_digits

    data = load_digits()
    return np.stack([data.images[np.flatnonzero(data.target == digit)[0]] for digit in range(10)])


def picture(name: str, size: int, digit: int = 3) -> Picture:
    """A built-in picture, its longer side `size`. Drawn ones go from 0 to 1, digits to 16, photographs to 255."""
    if name in DRAWN:
        return Picture(DRAWN[name](size)[..., None].astype(float), 1)
    if name in PHOTOGRAPHS:
        return _photograph(name).scaled(size)
    if name == "flags":
        return _flags(size)
    return Picture(_digits()[digit][..., None], 16).scaled(size)


def of_set(name: str, index: int) -> Picture:
    """A test picture of a set whose arrays lie ready, counted from 0."""
    test = pictures.open_examples(Data(name)).test
    assert test is not None
    return Picture(np.asarray(test.x[index % len(test)], float), pictures.PICTURES[name].high)


def from_drawing(values: np.ndarray) -> Picture:
    """A drawing (rows, columns), from 0 to 255, light on dark."""
    return Picture(values[..., np.newaxis].astype(float), WHITE)


def read(name: str, content: bytes) -> Picture:
    """An uploaded picture of any size, mode and colour, made small; of an animated one the first frame.

    What can be seen through becomes white. Raises `Problem` for what is no picture, too large, or damaged.
    """
    name = name[-40:]
    if len(content) > MOST_BYTES:
        text = "{name} has {size:.0f} MB; at most {most:.0f} MB are read. Save it smaller, as a JPEG for example"
        raise Problem(text, name=name, size=len(content) / 1e6, most=MOST_BYTES / 1e6)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=FORMATS)
            width, height = opened.size
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        text = "{name} has more than {most} million pixels; make it smaller, {kept}×{kept} are enough"
        raise Problem(text, name=name, most=MOST_PIXELS // 1_000_000, kept=KEPT) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        text = "{name} is not a picture that can be read; PNG, JPEG, GIF, BMP and WebP can"
        raise Problem(text, name=name) from None
    try:
        with opened:
            return Picture(_decoded(opened), WHITE)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, MemoryError):
        text = "{name} is damaged or cut off ({width}×{height} pixels were announced); save it again or take another"
        raise Problem(text, name=name, width=width, height=height) from None


def _decoded(image: Image.Image) -> np.ndarray:
    """Pixels (height, width, 1 or 3) from 0 to 255, at most `KEPT` a side."""
    image.seek(0)
    image.draft("RGB", (2 * KEPT, 2 * KEPT))
    image.load()
    image = _small(_eight_bits(ImageOps.exif_transpose(image)))
    if image.has_transparency_data:
        whole = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole)
    pixels = np.asarray(image.convert("RGB"), float)
    is_grey = (pixels == pixels[..., :1]).all()
    return pixels[..., :1] if is_grey else pixels


def _eight_bits(image: Image.Image) -> Image.Image:
    """16-bit grey as 8 bits; Pillow itself would cut everything above 255 off."""
    if not image.mode.startswith("I"):
        return image
    return Image.fromarray((np.asarray(image).astype("int64") // 257).clip(0, WHITE).astype("uint8"))


def _small(image: Image.Image) -> Image.Image:
    """At most `KEPT` a side. Palettes become colours first, since their numbers have no mean."""
    share = KEPT / max(image.size)
    if share >= 1:
        return image
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    if image.mode in ("P", "PA", "1"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.resize(size, Image.Resampling.BOX)
