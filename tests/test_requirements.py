"""README's two commands install the same versions tomorrow: one file says which, for everything that they bring."""

from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
FILES = ("requirements.txt", "requirements-dev.txt")
PYTHONS = ("3.11", "3.12", "3.13")
MACHINES = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("win32", "AMD64"))


def lines(name: str) -> list[str]:
    """What a requirements file says, without its comments."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = [line.partition("#")[0].strip() for line in text.splitlines()]
    found = [line for line in found if line]
    assert found, f"nothing in {name}"
    return found


def requirements() -> list[Requirement]:
    return [Requirement(line) for name in FILES for line in lines(name) if not line.startswith("-")]


def applies(requirement: Requirement, environment: dict[str, str] | None = None) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(environment)


def pins(environment: dict[str, str] | None = None) -> dict[str, str]:
    """Name and version of each constraint that holds here, or in another environment."""
    kept = [one for one in map(Requirement, lines("constraints.txt")) if applies(one, environment)]
    exact = [(canonicalize_name(one.name), list(one.specifier)) for one in kept]
    assert all(len(versions) == 1 and versions[0].operator == "==" for _, versions in exact), exact
    assert len(dict(exact)) == len(exact), "a name stands twice"
    return {name: versions[0].version for name, versions in exact}


def brought() -> set[str]:
    """Names of all distributions that the two files install here, those that others bring among them."""
    names: set[str] = set()
    to_read = [one for one in requirements() if applies(one)]
    while to_read:
        one = to_read.pop()
        name = canonicalize_name(one.name)
        if name in names:
            continue
        names.add(name)
        extras = one.extras or {""}
        needs = [Requirement(text) for text in metadata.requires(name) or ()]
        to_read += [need for need in needs for extra in extras if applies(need, {"extra": extra})]
    return names


def test_both_files_name_the_constraints():
    for name in FILES:
        assert "-c constraints.txt" in lines(name)


def test_everything_that_is_installed_has_the_version_of_its_constraint():
    wanted, names = pins(), brought()
    assert len(names) > 50
    assert {name: metadata.version(name) for name in names} == {name: wanted.get(name) for name in names}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("machine", MACHINES)
def test_every_requirement_is_met_by_its_constraint_on_each_python_and_system(machine, python):
    system, processor = machine
    environment = {"sys_platform": system, "platform_machine": processor}
    environment |= {"python_version": python, "python_full_version": f"{python}.9"}
    wanted = pins(environment)
    needed = [one for one in requirements() if applies(one, environment)]
    assert len(needed) > 20
    for one in needed:
        assert one.specifier.contains(wanted[canonicalize_name(one.name)]), one
    tensorflow = "tensorflow-cpu" if machine in (("linux", "x86_64"), ("win32", "AMD64")) else "tensorflow"
    assert {"tensorflow", "tensorflow-cpu"} & set(wanted) == {tensorflow}


def test_the_constraints_name_no_host_and_no_folder():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not [sign for sign in ("://", "--index", "--find-links", "/tmp", "/home", "@") if sign in text]
