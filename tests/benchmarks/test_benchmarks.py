"""One smoke test: a row is measured, printed and written. The other rows are not run by pytest."""

import json

import pytest

from tests.benchmarks.__main__ import ROWS, main


@pytest.mark.slow
def test_a_row_is_measured_and_written(tmp_path, capsys):
    file = tmp_path / "rows.json"
    main(["digits_warm", "--json", str(file)])
    written = json.loads(file.read_text())
    assert set(written) == {"digits_warm"}
    assert written["digits_warm"]["value"] > 1
    assert written["digits_warm"]["target"] == ROWS["digits_warm"].target
    assert "digits_warm" in capsys.readouterr().out


def test_every_row_of_the_table_can_be_measured():
    from importlib import import_module

    assert ROWS
    for row in ROWS.values():
        module, _, name = row.where.partition(":")
        assert callable(getattr(import_module(f"tests.benchmarks.{module}"), name))


def test_an_unknown_row_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "no row nothing" in capsys.readouterr().err
