"""The race's pictures: their tables, their parameters, and that colour is never the only sign."""

import json

import numpy as np
import pandas as pd
import pytest

from components.charts import CONFIG
from components.charts.named import filled, kept
from components.charts.optimizers import paths, races, surfaces
from components.theme import MANY, colour
from lab.lessons.optimizers.surfaces import SURFACES, heights, level_lines, levels, read
from lab.optimizers import OPTIMIZERS

RANGES = ((-5.0, 5.0), (-5.0, 5.0))
SHOWN = ("SGD", "momentum", "Adam")
LOOKS = races.Looks(tuple(OPTIMIZERS), SHOWN)
WORDS = surfaces.Words("step", "loss (log)", "loss at the step", "second\nmoment")


def plan(**changes):
    values = {"narrow": False, "second": ("Adam",), "looks": LOOKS} | changes
    looks, second, narrow = values["looks"], values["second"], values["narrow"]
    return surfaces.Plan(*RANGES, looks, second, 20, 1, WORDS, "#000000", 330, 124, narrow)


def path(num_steps=20, diverged=None):
    positions = np.linspace((-4.0, 3.0), (0.0, 0.0), num_steps + 1)
    losses = (positions**2).sum(axis=1)
    if diverged is not None:
        positions[diverged:], losses[diverged:] = np.nan, np.nan
    return {"positions": positions, "losses": losses, "first": -positions, "second": np.abs(positions)}


def table(name="Adam", diverged=None, offset=0.0):
    return paths.step_table(name, np.arange(21), path(diverged=diverged), RANGES, 330, offset)


def selections(spec):
    return {each["name"]: each for each in spec["params"] if "select" in each}


@pytest.mark.parametrize("narrow", [False, True])
def test_the_picture_reports_the_clicked_start_and_the_step_and_begins_where_it_is_told(narrow):
    spec = filled(kept(surfaces.race(plan(narrow=narrow))), {}, paths.values(table(), 7))
    assert set(selections(spec)) == {"clicked", "scrub"}
    scrub = selections(spec)["scrub"]
    assert scrub["value"] == [{"step": 7}]
    assert scrub["bind"]["step"] == {"input": "range", "max": 20, "min": 0, "name": "step", "step": 1}
    assert all(len(each["views"]) == 1 for each in selections(spec).values())
    assert spec["config"] == CONFIG  # nothing of Altair's own, which would override the theme


def test_every_table_that_the_picture_names_is_given():
    text = kept(surfaces.race(plan()))
    lines = pd.DataFrame({"line": [0], "order": [0], "x": [0.0], "y": [0.0]})
    tables = paths.tables((lines, "data:"), ((0.0, 0.0),), (-4.0, 3.0), table(), {"SGD": 5, "Adam": None})
    for name in tables:
        assert f'"name": "{name}"' in text
    assert tables["racers"].diverged.tolist()[0] == 5
    assert np.isnan(tables["racers"].diverged[1])
    assert tables["racers"].row.tolist() == [1, 2]


def test_an_optimizer_keeps_its_colour_and_shape_whoever_else_is_shown():
    assert len(set(races.SHAPES)) == len(set(MANY)) == len(OPTIMIZERS)
    for shown in (SHOWN, ("Adam",), tuple(OPTIMIZERS)):
        looks = races.Looks(tuple(OPTIMIZERS), shown)
        colours, shapes = looks.colour().to_dict()["scale"], looks.shape().to_dict()["scale"]
        assert colours["range"][shown.index("Adam")] == MANY[5]
        assert shapes["range"][shown.index("Adam")] == races.SHAPES[5]


def test_any_number_of_racers_differ_in_colour_and_in_shape():
    everyone = tuple(f"racer {number}" for number in range(60))
    looks = races.Looks(everyone, everyone)
    for scale in (looks.colour().to_dict()["scale"], looks.shape().to_dict()["scale"]):
        assert len(set(scale["range"])) == 60
    assert races.shape(60) != races.shape(61)
    assert colour(60) != colour(61)


def test_a_path_that_diverges_ends_and_one_that_leaves_the_picture_is_cut():
    assert len(table(diverged=5)) == 5
    assert table(diverged=5).step.max() == 4
    far = path() | {"positions": np.full((21, 2), 1e30)}
    rows = paths.step_table("SGD", np.arange(21), far, RANGES, 330, 0.0)
    assert np.isfinite(rows[["x", "y"]].to_numpy()).all()
    assert rows.x.max() <= 5 + paths.FAR * 10


def test_arrows_point_where_the_memory_pulls_and_vanish_with_it():
    pull = np.array([[0.0, -2.0], [0.0, 0.0], [np.nan, np.nan]])
    arrows = paths.arrows(pull)
    np.testing.assert_allclose(arrows[0], [0.0, -paths.ARROW])
    assert np.isnan(arrows[1:]).all()
    downwards = table().iloc[0]
    assert downwards.tip_x > downwards.x
    assert downwards.tip_y < downwards.y


def test_the_curve_is_drawn_above_an_offset_and_never_below_the_floor():
    rows = table(offset=3.0)
    assert rows.loss.iloc[0] == 25
    assert rows.drawn.iloc[0] == 22
    assert table().drawn.min() >= paths.FLOOR


def test_above_an_offset_the_floor_is_what_float32_can_tell_apart():
    loss = np.float32(-6.06)
    assert np.float32(loss + paths.floor(loss) / 4) == loss < np.float32(loss + paths.floor(loss))
    assert table(offset=3.0).drawn.min() == pytest.approx(paths.floor(3.0))


def test_thinned_level_lines_stay_where_they_were():
    surface = SURFACES["Himmelblau"]
    lines = level_lines(heights(read(surface.formula), surface.x_range, surface.y_range))
    points = {"line": lines.line, "order": lines.order, "x": lines.x, "y": lines.y}
    thin = paths.level_table(points, RANGES, 330)
    assert len(thin) < 0.5 * len(lines.x)
    for number in np.unique(lines.line):
        whole, left = lines.line == number, thin[thin.line == number]
        along = np.interp(lines.order[whole], left.order, left.x) - lines.x[whole]
        assert left.order.tolist()[0] == 0
        assert left.order.max() == lines.order[whole].max()
        assert np.abs(along).max() * 33 < 4


def test_the_bands_are_transparent_where_there_is_no_height_and_darker_higher_up():
    z = np.array([[0.0, 1.0], [2.0, np.nan]])
    url = paths.bands(z, levels(np.arange(9.0), 4))
    assert url.startswith("data:image/png;base64,")
    import base64
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGBA")
    alpha = np.array(image)[::-1, :, 3]
    assert alpha[1, 1] == 0
    assert alpha[0, 0] <= alpha[0, 1] <= alpha[1, 0]


def test_without_paths_the_axes_have_ends_and_nothing_is_drawn():
    assert paths.values(paths.NOTHING, 3) == {"scrub": [{"step": 3}], **paths.ENDS, "loss_low": 0.5, "loss_high": 2.0}
    assert paths.NOTHING[["x", "y"]].isna().all(axis=None)


def test_the_sweep_has_logarithmic_axes_that_say_so_and_a_cross_for_what_diverged():
    titles = ("learning rate η (log)", "loss (log)", "✗ where it diverged")
    text = kept(races.sweep(races.SweepPlan(LOOKS, titles, (1e-4, 10.0), 430)))
    for title in titles:
        assert title in json.loads(json.dumps(text)).encode().decode("unicode_escape") or title in json.dumps(
            json.loads(text), ensure_ascii=False
        )
    assert text.count('"log"') >= 2
    assert json.dumps(races.CROSS) in text
