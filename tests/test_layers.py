"""Who may import whom, and that the web process never has TensorFlow in it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TENSORFLOW = {"tensorflow", "keras"}
HEAVY = {"streamlit", "altair"}


def imported(path: Path) -> set[str]:
    """The modules that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def files(folder: str, pattern: str = "**/*.py") -> list[Path]:
    found = sorted((ROOT / folder).glob(pattern))
    assert found, f"nothing in {folder}"
    return found


def offenders(paths: list[Path], forbidden: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in sorted(imported(path))
        if any(name == module or name.startswith(f"{module}.") for module in forbidden)
    ]


def test_the_lab_imports_no_streamlit_no_altair_and_no_other_room():
    assert not offenders(files("lab"), HEAVY | {"cache", "components", "pages", "app"})


def test_only_training_imports_tensorflow_at_its_top():
    outside = [path for path in files("lab") if path.parent != ROOT / "lab/training"]
    everywhere = [*outside, *files("cache"), *files("components"), *files("pages"), ROOT / "app.py"]
    assert not offenders(everywhere, TENSORFLOW)


def test_pages_and_components_never_import_training():
    assert not offenders([*files("pages"), *files("components")], {"lab.training"})


def test_what_workers_send_is_defined_outside_training():
    """To read an answer, the web process imports the module of its class."""
    kept_there = {"structures.py": {"Structure"}}
    found = set()
    for path in files("lab/training"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and (node.decorator_list or "NamedTuple" in map(ast.unparse, node.bases)):
                assert node.name in kept_there.get(path.name, set()), f"{path.name} defines {node.name}"
                found.add(node.name)
    assert found == {"Structure"}


def test_charts_import_no_streamlit_cache_or_pages():
    charts = files("components/charts")
    assert not offenders(charts, {"cache", "pages", "components.frame", "components.controls"})
    drawn = [path for path in charts if path.name != "theme.py"]
    assert not offenders(drawn, {"streamlit"})


def test_the_cache_imports_neither_components_nor_pages():
    assert not offenders(files("cache"), {"components", "pages"})


def test_no_page_imports_a_page_and_a_part_only_parts_of_its_lesson():
    for path in [*files("pages", "*.py"), *files("pages/parts", "*/*.py")]:
        lesson = path.stem if path.parent.name == "pages" else path.parent.name
        parts = [name for name in imported(path) if name.startswith("pages.")]
        its_own = f"pages.parts.{lesson}"
        assert not [name for name in parts if name != its_own and not name.startswith(f"{its_own}.")], path


def test_pictures_of_one_lesson_import_none_of_another():
    for path in files("components/charts", "*/*.py"):
        lessons = {
            name.split(".")[2] for name in imported(path) if name.count(".") >= 3 and "components.charts" in name
        }
        rooms = {name for name in lessons if (ROOT / "components/charts" / name).is_dir()}
        assert rooms <= {path.parent.name}, path


def test_what_one_lesson_needs_is_used_by_no_other_room_of_the_lab():
    """`lab/lessons` is imported by lessons, and by the workers' side."""
    for path in [*files("lab", "*.py"), *files("lab/data"), *files("lab/stacks")]:
        assert not [name for name in imported(path) if name.startswith("lab.lessons")], path


def test_caches_of_streamlit_stand_in_the_cache_only():
    elsewhere = [*files("pages"), *files("components"), *files("lab")]
    assert not [path for path in elsewhere if "st.cache_" in path.read_text(encoding="utf-8")]


WRITING = ("mkdir", "write_bytes", "write_text", "unlink", "rename", "fsync", "savez", "tofile", "mkstemp")


def test_the_lab_leaves_nothing_on_the_disk():
    """Only the workers' side writes files, and only into a folder that is gone with the function's end."""
    for path in files("lab"):
        calls = {call.func.attr for call in calls_of(path) if isinstance(call.func, ast.Attribute)}
        assert not calls.intersection(WRITING), path
        if path.parent != ROOT / "lab/training":
            assert "tempfile" not in imported(path), path
            modes = [ast.unparse(argument) for call in calls_of(path) for argument in call.args]
            assert not {"'w'", "'wb'", "'x'", "'xb'", "'a'", "'r+b'"}.intersection(modes), path


def calls_of(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


def test_every_fragment_is_one_in_which_errors_stay_calm():
    """They run alone, so that no catch around them would see what goes wrong."""
    everywhere = [*files("pages"), *files("components")]
    found = [path.name for path in everywhere if "st.fragment" in path.read_text(encoding="utf-8")]
    assert found == ["frame.py"]


@pytest.mark.parametrize(
    "page",
    [
        "home",
        "images",
        *(pytest.param(page, marks=pytest.mark.slow) for page in ("perceptron", "optimizers", "shapes")),
    ],
)
def test_the_web_process_has_no_tensorflow_after_running(page):
    """In a process of its own, since other tests import Keras on purpose."""
    script = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "test = AppTest.from_file('app.py', default_timeout=60).run()\n"
        f"test.switch_page('pages/{page}.py').run()\n"
        "assert not test.exception, test.exception\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)\n"
        "from cache import workers\n"
        "workers.stop()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, timeout=120)
