"""Built-in pictures at every size, and uploads: every mode, and what cannot be read."""

import io

import numpy as np
import pytest
from PIL import Image

from cache import picture_files
from lab.data import pictures
from lab.data.pictures import PICTURES
from lab.data.small_pictures import BUILT_IN, KEPT, MOST_BYTES, OF_SETS, Picture, from_drawing, of_set, picture, read
from lab.problems import Problem


def file(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("size", [4, 8, 13, 28, 128])
def test_built_in_pictures_have_their_size_and_whole_values_up_to_white(name, size):
    drawn = picture(name, size)
    assert drawn.shape in ((size, size, 1), (size, size, 3))
    assert drawn.pixels.min() >= 0
    assert drawn.pixels.max() <= drawn.white
    assert (drawn.pixels == np.rint(drawn.pixels)).all()
    assert drawn.pixels.std() > 0
    assert drawn.grey().shape[2] == 1
    assert drawn.coloured().shape[2] == 3


@pytest.mark.parametrize("name", OF_SETS)
def test_a_picture_of_a_set_is_its_test_picture_of_that_number(name, monkeypatch, tmp_path):
    monkeypatch.setattr(pictures, "COPIES", tmp_path)
    grey = np.arange(2 * 28 * 28).reshape(2, 28, 28, 1).astype("uint8")
    picture_files.copy(name, (grey, np.zeros(2, "int32"), grey, np.zeros(2, "int32")))
    second = of_set(name, 1)
    assert second.white == PICTURES[name].high
    np.testing.assert_array_equal(second.pixels, grey[1])
    assert second.scaled(8).shape == (8, 8, 1)
    np.testing.assert_array_equal(of_set(name, 9999).pixels, grey[1])


def test_a_drawing_is_light_on_dark():
    sheet = np.zeros((28, 28), "uint8")
    sheet[3, 4] = 255
    its = from_drawing(sheet)
    assert (its.shape, its.white, its.pixels[3, 4, 0], its.pixels.sum()) == ((28, 28, 1), 255, 255, 255)


def test_the_digits_are_scikit_learns():
    from sklearn.datasets import load_digits

    data = load_digits()
    assert data.target[3] == 3
    assert (picture("digit", 8, 3).pixels[..., 0] == data.images[3]).all()


def test_scaling_keeps_the_mean_and_the_aspect():
    wide = Picture(np.tile(np.array([0.0, 200.0])[:, None, None], (20, 80, 1)), 255)
    small = wide.scaled(20)
    assert small.shape == (10, 20, 1)
    assert (small.pixels == 100).all()
    assert Picture(np.zeros((1, 1000, 3)), 255).scaled(8).shape == (1, 8, 3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_every_format_is_read(kind):
    red = read(f"red.{kind.lower()}", file(Image.new("RGB", (40, 30), "red"), kind))
    assert red.shape == (30, 40, 3)
    assert np.abs(red.pixels.mean(axis=(0, 1)) - [255, 0, 0]).max() < 4


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (3, 700), (300, 300)])
def test_every_mode_and_size_is_read(mode, size):
    read_in = read("any.png", file(Image.new(mode, size)))
    assert max(read_in.shape[:2]) <= KEPT
    assert min(read_in.shape[:2]) >= 1
    assert read_in.shape[2] in (1, 3)


def test_cmyk_is_read():
    cyan = read("cyan.jpg", file(Image.new("CMYK", (9, 9), (255, 0, 0, 0)), "JPEG"))
    assert cyan.pixels.mean(axis=(0, 1))[0] < 10
    assert cyan.pixels.mean(axis=(0, 1))[1] > 150


def test_16_bits_are_scaled_to_8():
    ramp = np.linspace(0, 65535, 64).astype("uint16").reshape(8, 8)
    read_in = read("deep.png", file(Image.fromarray(ramp)))
    assert read_in.shape == (8, 8, 1)
    assert np.abs(read_in.pixels[..., 0] - ramp / 257).max() <= 1


def test_of_an_animated_picture_the_first_frame_is_taken():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("black", "white", "red")]
    moving = file(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert not read("moving.gif", moving).pixels.any()


def test_what_can_be_seen_through_is_white():
    assert (read("clear.png", file(Image.new("RGBA", (5, 5), (0, 0, 0, 0)))).pixels == 255).all()
    clear = Image.new("P", (500, 5), 0)
    assert (read("clear.gif", file(clear, "GIF", transparency=0)).pixels == 255).all()


def test_a_photograph_of_a_turned_camera_is_turned_back():
    exif = Image.Exif()
    exif[274] = 6
    assert read("turned.jpg", file(Image.new("RGB", (40, 20)), "JPEG", exif=exif)).shape[:2] == (40, 20)


def test_50_megapixels_are_refused():
    with pytest.raises(Problem, match="more than 16 million pixels"):
        read("huge.png", file(Image.new("1", (10_000, 5_000))))
    with pytest.raises(Problem, match="more than 16 million pixels"):
        read("large.png", file(Image.new("1", (5_000, 4_000))))


def test_a_file_that_is_too_long_is_refused():
    with pytest.raises(Problem, match="at most 10 MB"):
        read("long.png", bytes(MOST_BYTES + 1))


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"<svg></svg>", b"%PDF-1.4", b"GIF89a"])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(Problem, match=r"is not a picture that can be read|is damaged"):
        read("notes.png", content)


def test_a_format_that_is_not_among_them_is_refused():
    with pytest.raises(Problem, match="is not a picture that can be read"):
        read("scan.png", file(Image.new("L", (9, 9)), "TIFF"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_that_is_cut_off_is_refused(kind):
    noise = np.random.default_rng(0).integers(0, 255, (90, 90, 3)).astype("uint8")
    whole = file(Image.fromarray(noise), kind)
    with pytest.raises(Problem, match=r"damaged or cut off|is not a picture"):
        read(f"half.{kind.lower()}", whole[: len(whole) // 2])


def test_damaged_bytes_are_read_or_refused_and_nothing_else():
    whole = file(Image.fromarray(np.random.default_rng(0).integers(0, 255, (30, 30, 3)).astype("uint8")))
    noise = np.random.default_rng(1)
    refused = 0
    for _ in range(200):
        damaged = bytearray(whole)
        for place in noise.integers(0, len(whole), 5):
            damaged[place] = noise.integers(0, 256)
        try:
            read("damaged.png", bytes(damaged))
        except Problem:
            refused += 1
    assert refused
