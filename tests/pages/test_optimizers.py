"""The page Optimizers: every part, preset, control and link, in both languages."""

import pytest

from components import prose
from components.language import LANGUAGES
from lab.lessons.optimizers.surfaces import SURFACES
from lab.optimizers import OPTIMIZERS
from tests.pages.opening import charts, finished, opened, teaches, until

PARTS = ("race", "sweep", "digits")


def page(**query):
    return opened("optimizers", **{f"optimizers_{key}": value for key, value in query.items()})


def settled(at):
    """Run again until the paths are there."""
    until(at, lambda: not any(each.value.endswith("…") for each in at.caption))
    return finished(at) if not at.get("skeleton") else at


def texts(at):
    return " ".join(element.value for element in at.markdown)


@pytest.mark.slow
def test_it_opens_at_the_race_with_its_defaults():
    at = settled(page())
    assert not at.exception
    assert at.button_group(key="optimizers_part").value == "race"
    assert at.selectbox(key="optimizers_surface").value == "ravine"
    assert at.button_group(key="optimizers_pills").value == ["SGD", "momentum", "RMSprop", "Adam"]
    assert charts(at) == 1
    assert "At step 200 **momentum** is lowest" in texts(at)
    assert [key for key in at.query_params if key.startswith("optimizers_")] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_in_both_languages(part, language):
    at = opened("optimizers", optimizers_part=part, lang=language)
    assert not at.exception
    told = prose.read("optimizers", language).parts
    assert teaches(at, told, part)


def test_both_languages_have_the_same_parts():
    assert list(prose.read("optimizers", "en").parts) == list(prose.read("optimizers", "ko").parts)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(7))
def test_every_preset(number):
    at = page()
    at.button(key=f"preset_optimizers_{number}").click().run()
    assert not at.exception
    said = (
        "At step 200 **",
        "At step 20 **",
        "At step 200 **",
        "At step 200 **",
        "At step 200 all have a loss of 1.",
        "0.03 → diverged",
        "",
    )[number]
    assert said in texts(settled(at))
    if number == 2:
        assert "**SGD diverged at step 5**" in at.warning[0].value


@pytest.mark.parametrize("surface", [*SURFACES, "own"])
def test_every_surface(surface):
    at = page(surface=surface)
    assert not at.exception
    assert charts(at) == 1


def test_another_surface_has_its_own_start_and_learning_rates_unless_one_was_moved():
    at = page()
    at.select_slider(key="optimizers_Adam_rate").set_value(0.5).run()
    at.number_input(key="optimizers_x").set_value(1.0).run()
    assert at.query_params["optimizers_x"] in ("1", ["1"])
    at.selectbox(key="optimizers_surface").set_value("Rosenbrock").run()
    assert not at.exception
    assert at.number_input(key="optimizers_x").value == -1.5
    assert at.select_slider(key="optimizers_SGD_rate").value == 0.001
    assert at.select_slider(key="optimizers_Adam_rate").value == 0.5
    assert {key for key in at.query_params if key.startswith("optimizers_")} == {
        "optimizers_surface",
        "optimizers_Adam_rate",
    }


@pytest.mark.slow
def test_every_control_of_the_race_at_both_ends():
    for number in (0, -1):
        at = page(shown=",".join(OPTIMIZERS))
        ends = [(slider, float(slider.options[number])) for slider in at.select_slider]
        for slider, end in ends:
            slider.set_value(int(end) if slider.key.endswith("num_steps") else end)
        for slider in [*at.slider]:
            slider.set_value(slider.min if number == 0 else slider.max)
        for box in [*at.number_input]:
            box.set_value(box.min if number == 0 else box.max)
        at.run()
        assert not at.exception
        assert len(ends) == 19
        assert [at.select_slider(key=slider.key).value for slider, _ in ends] == [end for _, end in ends]


def test_a_link_holds_racers_rates_knobs_start_step_and_rule():
    at = page(
        surface="Himmelblau",
        shown="Nadam,SGD",
        Nadam_rate=0.2,
        Nadam_beta_1=0.5,
        x=1.5,
        y=-2,
        step=3,
        focus="Nadam",
        weight="y",
    )
    assert not at.exception
    assert at.button_group(key="optimizers_pills").value == ["SGD", "Nadam"]
    assert at.select_slider(key="optimizers_Nadam_rate").value == 0.2
    assert at.slider(key="optimizers_Nadam_beta_1").value == 0.5
    assert at.number_input(key="optimizers_y").value == -2
    assert "At step 3 **" in texts(settled(at))
    assert "Step 3 of Nadam" in texts(at)
    assert not at.warning


@pytest.mark.parametrize(
    "query",
    [
        {"surface": "moon"},
        {"x": 99},
        {"x": "nan"},
        {"shown": "SGD,Sgd"},
        {"step": 900},
        {"Adam_rate": 1000},
        {"Adam_beta_1": 1},
        {"num_steps": "many"},
        {"part": "sweeps"},
    ],
)
def test_a_bad_link_is_told_and_the_page_stands(query):
    at = page(**query)
    assert not at.exception
    if "num_steps" not in query or at.warning:
        assert "The link says" in at.warning[0].value


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("x**2 +", "cannot be read as a formula"),
        ("exit()", "exit is not known in a formula"),
        ("sqrt(-1 - x**2)", "has no value for x"),
        ("sqrt(x)", "has no finite value at the start"),
    ],
)
def test_a_bad_formula_is_told_keeps_its_text_and_leaves_a_picture(formula, said):
    at = settled(page(surface="own"))
    at.text_input(key="optimizers_formula").set_value(formula).run()
    assert not at.exception
    assert said in " ".join(each.value for each in at.warning)
    assert at.text_input(key="optimizers_formula").value == formula
    assert charts(at) == 1


def test_nobody_racing_is_said():
    at = page(shown="none")
    assert not at.exception
    assert "Nobody races yet" in " ".join(each.value for each in at.caption)
    for part in ("sweep", "digits"):
        assert not page(shown="none", part=part).exception


def test_the_sweep_tells_the_best_rates_and_takes_them_to_the_race():
    at = settled(page(part="sweep", surface="Himmelblau", shown="SGD,Adam"))
    assert not at.exception
    assert at.dataframe[0].value.iloc[:, 0].tolist() == ["SGD", "Adam"]
    assert "0.03 → diverged" in texts(at)
    at.button(key="optimizers_take_best").click().run()
    assert not at.exception
    assert at.button_group(key="optimizers_part").value == "race"
    assert at.select_slider(key="optimizers_SGD_rate").value == pytest.approx(0.005623)


@pytest.mark.slow
def test_the_digits_race_starts_by_its_button_and_says_when_settings_have_changed():
    at = page(part="digits", shown="SGD", num_seeds=2, epochs=5)
    assert charts(at) == 0
    assert not at.get("skeleton")  # nothing is on its way
    assert "Nothing has been trained yet" in " ".join(each.value for each in at.caption)
    at.button(key="optimizers_start").click().run()
    assert not at.exception
    until(at, lambda: "held-out digits right" in texts(at))
    assert "of the held-out digits right" in texts(at)
    assert charts(at) == 1
    at.slider(key="optimizers_num_seeds").set_value(1).run()
    assert "The settings have changed" in at.info[0].value
