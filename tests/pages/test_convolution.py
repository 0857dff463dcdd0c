"""The Convolution lesson: every part, preset and control, links good and bad, uploads, both languages."""

import io

import numpy as np
import pytest
from PIL import Image

from cache import picture_files
from components import prose
from lab.data import pictures
from lab.data.small_pictures import OF_SETS, Shown
from lab.lessons.convolution.convolution import KERNELS, Maps, Slices, Sliding
from lab.settings import Choice, Flag, Number, rules
from pages.parts.convolution.controls import SHEET
from tests.pages.opening import charts, opened

PARTS = ("slide", "channels", "maps")


def page(**link):
    return ran(
        opened("convolution", **{key if key == "lang" else f"convolution_{key}": one for key, one in link.items()})
    )


def ran(at):
    assert not at.exception, [one.value for one in at.exception]
    return at


def said(at):
    return " ".join(str(one.value) for kind in (at.markdown, at.caption, at.warning, at.latex) for one in kind)


def put(at, **values):
    for key, value in values.items():
        at.session_state[f"convolution_{key}"] = value
    return ran(at.run())


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_part_opens_in_both_languages(part, lang):
    at = page(part=part, lang=lang)
    assert at.title[0].value == prose.read("convolution", lang).title
    assert charts(at) == (2 if part == "maps" else 1)
    assert not at.warning


def test_the_lesson_begins_with_a_digit_and_the_size_by_formula():
    at = page()
    assert "8×8 → **6×6**" in said(at)
    assert r"\left\lfloor \frac{8 - 3}{1} \right\rfloor + 1 = 6" in said(at)


def test_every_preset_puts_settings_and_one_of_them_fails_on_purpose():
    at = page()
    buttons = [one.key for one in at.button if (one.key or "").startswith("preset_convolution")]
    assert len(buttons) == 9
    warned, outcomes = [], set()
    for key in buttons:
        at = ran(at.button(key=key).click().run())
        assert charts(at) >= 1
        warned.append(len(at.warning))
        outcomes.add(said(at))
    assert warned == [0] * 8 + [1]
    assert len(outcomes) == 9
    assert "kernel 5×5 does not fit an input of 4×4" in at.warning[0].value
    ran(at.button(key="reset_convolution").click().run())
    assert "8×8 → **6×6**" in said(at)


def test_the_presets_of_the_homework_have_its_shapes():
    at = page(part="maps", digit=5, maps_source="random")
    assert "28×28×1 → 28×28×32" in said(at)
    assert "832" in said(at)
    assert "28×28×8 → 14×14×8 → 7×7×8" in said(page(part="maps", maps_poolings=2))


def test_an_odd_border_goes_below_and_to_the_right():
    at = page(picture="cross", kernel="box blur", padding="same", stride=2)
    assert "0 above and 1 below, and columns, 0 on the left and 1 on the right" in said(at)


def ends(kind):
    """Both ends of every number, each choice, on and off."""
    for name, its_rule in rules(kind).items():
        if isinstance(its_rule, Number):
            whole = int if its_rule.whole else float
            yield from ((name, whole(its_rule.low)), (name, whole(its_rule.high)))
        elif isinstance(its_rule, Choice):
            yield from ((name, option) for option in its_rule.options)
        elif isinstance(its_rule, Flag):
            yield from ((name, False), (name, True))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "prefix", "kind", "more"),
    [
        ("slide", "", Shown, {}),
        ("slide", "", Sliding, {}),
        ("slide", "", Sliding, {"operation": "average"}),
        ("slide", "", Sliding, {"size": 28, "padding": "same"}),
        ("channels", "slice_", Slices, {}),
        ("channels", "", Shown, {}),
        ("maps", "maps_", Maps, {}),
        ("maps", "maps_", Maps, {"maps_source": "random", "picture": "flower"}),
    ],
)
def test_every_control_at_both_ends(part, prefix, kind, more):
    at = page(part=part, **more)
    for name, value in ends(kind):
        at = put(at, **{prefix + name: value})
        assert charts(at) >= 1


def test_what_no_window_sees_is_told_and_what_keras_refuses():
    assert "1 rows at the bottom and 1 columns at the right are in no window" in said(page(stride=2))
    assert "Keras's Conv2D refuses" in said(page(stride=2, dilation=2))


def test_a_kernel_of_ones_own_is_typed():
    at = page(kernel="own")
    ran(at.text_input(key="convolution_own").set_value("1 0; 0 -1").run())
    assert "8×8 → **7×7**" in said(at)
    assert at.query_params["convolution_own"] == "1 0; 0 -1"
    ran(at.text_input(key="convolution_own").set_value("1 x").run())
    assert "“x”" in at.warning[0].value
    assert at.text_input(key="convolution_own").value == "1 x"
    assert charts(at) == 1


def test_every_kernel_of_the_lab_has_a_name_here():
    at = page()
    assert len(at.selectbox(key="convolution_kernel").options) == len(KERNELS) + 2
    assert len(at.selectbox(key="convolution_picture").options) == len(rules(Shown)["picture"].options)


@pytest.mark.parametrize(
    "link",
    [
        {"part": "nothing"},
        {"stride": 99},
        {"size": "many"},
        {"kernel": "blurry"},
        {"picture": "x" * 5000},
        {"digit": -1},
        {"padding": "SAME"},
        {"part": "maps", "maps_source": "random", "maps_filters": 33},
        {"part": "channels", "slice_red": "nan"},
        {"kernel": "own", "own": "1 " * 400},
    ],
)
def test_bad_links_are_told_and_the_default_stays(link):
    at = page(**link)
    assert "The link says" in said(at)
    assert charts(at) >= 1


def test_a_link_sets_every_control():
    at = page(operation="max", pool=3, pool_stride=1, padding="same", picture="ring", size=12)
    assert "12×12 → **12×12**" in said(at)


def upload(at, name, content):
    return ran(at.file_uploader[0].set_value((name, content, "image/png")).run())


def test_an_uploaded_picture_is_convolved_and_a_bad_one_takes_nothing_away():
    at = page(picture="own")
    assert "Until a picture is uploaded" in said(at)
    written = io.BytesIO()
    Image.fromarray(np.full((20, 40, 3), 200, "uint8")).save(written, "PNG")
    upload(at, "wide.png", written.getvalue())
    assert "4×8 → **2×6**" in said(at)
    upload(at, "notes.png", b"just text")
    assert "not a picture that can be read" in at.warning[0].value.replace("\\", "")
    assert "4×8 → **2×6**" in said(at)


FRAMES = [Image.new("RGB", (9, 9), colour) for colour in ("black", "red")]


def written(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("huge.png", lambda: written(Image.new("1", (10_000, 5_000))), "more than 16 million pixels"),
        ("renamed.png", lambda: b"just text", "not a picture that can be read"),
        ("nothing.png", lambda: b"", "not a picture that can be read"),
        ("half.png", lambda: written(Image.effect_noise((90, 90), 80))[:2000], "damaged or cut off"),
        ("moving.gif", lambda: written(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:]), ""),
        ("cmyk.jpg", lambda: written(Image.new("CMYK", (30, 30), (255, 0, 0, 0)), "JPEG"), ""),
        ("deep.png", lambda: written(Image.fromarray(np.arange(64, dtype="uint16").reshape(8, 8) * 1000)), ""),
        ("dot.png", lambda: written(Image.new("L", (1, 1), 9)), ""),
    ],
)
@pytest.mark.parametrize("part", PARTS)
def test_any_file_is_convolved_or_refused_in_every_part(part, name, content, words):
    at = upload(page(part=part, picture="own"), name, content())
    assert charts(at) >= 1
    assert words in " ".join(one.value for one in at.warning).replace("\\", "")
    assert bool(words) == bool(at.warning)
    assert ("Until a picture is uploaded" in said(at)) == bool(words)


@pytest.mark.parametrize("part", PARTS)
def test_what_is_drawn_is_convolved_at_the_size_that_is_asked_for(part):
    at = page(part=part, picture="drawn", size=12, maps_size=12)
    assert "Until something is drawn" in said(at)
    sheet = np.zeros((28, 28), "uint8")
    sheet[5:20, 10:14] = 255
    at.session_state[f"_drawn_{SHEET}"] = sheet
    ran(at.run())
    assert "Until something is drawn" not in said(at)
    assert charts(at) >= 1
    assert "12×12" in said(at)
    assert not [key for key in at.query_params if "drawn" in key]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", OF_SETS)
def test_a_picture_of_a_set_is_convolved_and_its_number_is_in_the_link(part, name, monkeypatch, tmp_path):
    monkeypatch.setattr(pictures, "COPIES", tmp_path)
    monkeypatch.setattr("lab.data.keras_files.KerasData.check", lambda its: None)
    grey = np.random.default_rng(0).integers(0, 255, (20, 28, 28, 1)).astype("uint8")
    picture_files.copy(name, (grey, np.zeros(20, "int32"), grey, np.zeros(20, "int32")))
    at = page(part=part, picture=name, index=7, size=28)
    assert not at.warning
    assert "28×28" in said(at)
    assert at.number_input(key="convolution_index").value == 7
    ran(at.number_input(key="convolution_index").set_value(19).run())
    assert at.query_params["convolution_index"] in ("19", ["19"])


@pytest.mark.parametrize("name", OF_SETS)
def test_a_set_that_is_not_on_the_machine_is_told_and_the_digit_is_shown(name, monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(pictures, "COPIES", tmp_path / "files")
    at = page(picture=name)
    assert "is not on this machine" in at.warning[0].value
    assert "the digit is shown" in said(at)
    assert charts(at) == 1


def test_a_set_is_read_by_a_worker_the_first_time(monkeypatch, tmp_path, idle):
    monkeypatch.setattr(pictures, "COPIES", tmp_path)
    monkeypatch.setattr("lab.data.keras_files.KerasData.check", lambda its: None)
    at = page(picture="mnist")
    assert "are being read for the first time" in said(at)
    assert charts(at) == 1


@pytest.mark.parametrize("link", [{"index": -1}, {"index": 10_000}, {"index": "many"}])
def test_a_number_that_no_picture_has_is_told(link, monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    at = page(picture="mnist", **link)
    assert "The link says" in said(at)
