"""A picture of one's own in the laboratory: drawn, uploaded, good and bad, in every form of link and both languages."""

import io

import numpy as np
import pytest
from PIL import Image

from components import prose
from components.charts import named
from components.charts.images import own_picture
from components.language import LANGUAGES
from lab.data.own_pictures import LIGHTS
from lab.data.pictures import DIGITS
from pages.parts.images import controls
from pages.parts.images import own as images_own
from tests.pages.opening import opened, settled

SHORT = {"data": DIGITS, "epochs": 1, "units": "8", "view": "own"}
"""The same for all, so that it is trained once."""


def page(lang="en", **query):
    link = {f"images_{key}": value for key, value in {**SHORT, **query}.items()}
    return ran(settled(opened("images", lang=lang, **link)))


def ran(at):
    assert not at.exception, [one.value for one in at.exception]
    return at


def said(at):
    kinds = (at.markdown, at.caption, at.warning, at.info)
    return " ".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


def drawing(rows=slice(4, 24), columns=slice(12, 16)):
    values = np.zeros((28, 28), "uint8")
    values[rows, columns] = 255
    return values


def drawn(at, values):
    """The page once this stands on the sheet, as if the browser had sent it."""
    at.session_state[f"_drawn_{images_own.SHEET}"] = values
    return ran(settled(at.run()))


def written(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def digit(mode="L", ground=0, ink=255):
    image = Image.new(mode, (90, 60), ground)
    image.paste(ink, (40, 10, 48, 50))
    return image


def uploaded(at, name, content):
    return ran(settled(at.file_uploader[0].set_value((name, content, "image/png")).run()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_begins_empty_and_says_what_to_draw(language):
    at = page(lang=language)
    assert "0, 1, 2, 3" in said(at)
    assert prose.read("images", language).parts["own"].body in [one.value for one in at.markdown]
    assert len(at.get("vega_lite_chart")) == 2


def test_a_drawing_gets_ten_bars_at_once_and_keeps_over_reruns_and_other_views():
    at = drawn(page(), drawing())
    assert "The network says **" in said(at)
    assert len(at.get("vega_lite_chart")) == 3
    at = ran(at.button_group(key="images_view").set_value("classes").run())
    assert "The network says **" not in said(at)
    at = ran(settled(at.button_group(key="images_view").set_value("own").run()))
    assert "The network says **" in said(at)
    assert not [key for key in at.query_params if "drawn" in key or "canvas" in key]


def test_a_drawing_is_kept_when_the_page_is_left():
    at = drawn(page(), drawing())
    at = ran(at.switch_page("pages/home.py").run())
    at = ran(settled(at.switch_page("pages/images.py").run()))
    assert "The network says **" in said(at)


def test_not_centred_the_network_sees_another_picture():
    at = drawn(page(), drawing(columns=slice(1, 5)))
    before = said(at)
    at = ran(settled(at.toggle(key="images_centred").set_value(False).run()))
    assert "images_centred" in at.query_params
    assert said(at) != before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dark.png", written(digit(ground=255, ink=0))),
        ("clear.png", written(digit("RGBA", (0, 0, 0, 0), (0, 0, 0, 255)))),
        ("cmyk.jpg", written(digit("CMYK", (0, 0, 0, 0), (0, 0, 0, 255)), "JPEG")),
        ("moving.gif", written(digit(ground=255, ink=0), "GIF", save_all=True, append_images=[digit()])),
    ],
)
def test_dark_on_light_is_exchanged_and_told(name, content):
    at = uploaded(page(own="upload"), name, content)
    assert "The network says **" in said(at)
    assert "light and dark were swapped" in said(at)
    assert not at.warning


def test_16_bits_light_on_dark_stay_as_they_are():
    deep = np.zeros((40, 40), "uint16")
    deep[8:30, 18:22] = 60_000
    at = uploaded(page(own="upload"), "deep.png", written(Image.fromarray(deep)))
    assert "The network says **" in said(at)
    assert "swapped" not in said(at)


@pytest.mark.slow
@pytest.mark.parametrize("light", LIGHTS)
def test_light_and_dark_can_be_set(light):
    at = uploaded(page(own="upload", light=light), "dark.png", written(digit(ground=255, ink=0)))
    assert "The network says **" in said(at)
    assert ("were swapped" in said(at)) == (light != "keep")


def test_bad_files_are_told_and_the_picture_from_before_stays():
    at = uploaded(page(own="upload"), "good.png", written(digit()))
    before = next(one.value for one in at.markdown if "The network says" in one.value)
    bad = {
        "more than 16 million pixels": ("huge.png", written(Image.new("1", (10_000, 5_000)))),
        "is not a picture that can be read": ("notes.png", b"just text"),
        "nothing.png is not a picture": ("nothing.png", b""),
        "damaged or cut off": ("half.png", written(Image.effect_noise((90, 90), 80))[:2000]),
    }
    for words, (name, content) in bad.items():
        at = uploaded(at, name, content)
        assert words in said(at)
        assert before in [one.value for one in at.markdown]
    at = uploaded(at, "good.png", written(digit()))
    assert not at.warning


@pytest.mark.parametrize("image", [Image.new("L", (1, 1), 7), Image.new("RGB", (50, 50), "white")])
def test_a_picture_of_one_colour_is_told(image):
    at = uploaded(page(own="upload"), "even.png", written(image))
    assert "nothing stands out from the background" in said(at)
    assert "The network says" not in said(at)


@pytest.mark.parametrize(
    "query",
    [{"own": "photo"}, {"own": "upload", "light": "x" * 3000}, {"centred": "maybe"}, {"view": "mine"}],
)
def test_bad_links_are_told(query):
    assert "The link says" in said(page(**query))


def test_the_bars_name_every_class_and_the_highest_differs_by_more_than_colour():
    shares = np.array([0.05, 0.9, 0.05])
    rows = own_picture.bars(shares, ("a", "b", "c"))
    assert list(rows.kind) == [own_picture.OTHER, own_picture.HIGHEST, own_picture.OTHER]
    assert list(rows.text) == ["5%", "90%", "5%"]
    look = own_picture.Look(("a", "b", "c"), "seen", "probability", "#000000")
    spec = named.filled(named.kept(own_picture.answer(look)), {"bars": rows, "seen": own_picture.picture("data:,")}, {})
    assert "bold" in str(spec)
    assert set(spec["datasets"]) == {"bars", "seen"}


def test_the_names_of_clothes_fit_beside_their_bars():
    assert max(len(name) for name in controls.classes("fashion_mnist")) <= 12
