"""What the tests of claims share: their trainings, and a test for every claim of a module's table."""

import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from tests.claims import trainings


@pytest.fixture(scope="session", autouse=True)
def shared(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder for what is trained; with pytest-xdist that of the run, not of the worker."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "claims"
    folder.mkdir(exist_ok=True)
    trainings.SHARED[:] = [folder]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test function that takes a `claim` runs for each of its module's, and bears its marks."""
    if "claim" in metafunc.fixturenames:
        table = metafunc.module.CLAIMS
        rows = [
            pytest.param(claim, id=f"{part}: {' '.join(claim.figures)}", marks=claim.marks)
            for part, claims in table.items()
            for claim in claims
        ]
        assert rows
        metafunc.parametrize("claim", rows)
