"""The command line, called in this process."""

import re
from dataclasses import dataclass

import pytest

from oe_quality.cli.main import main


@dataclass(frozen=True)
class Outcome:
    """How a call ended and what it said where."""

    status: int
    out: str
    err: str


@pytest.fixture
def oeq(capsys):
    """Call `oeq` with these arguments."""

    def call(*arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(left.value.code, captured.out, captured.err)

    return call


@pytest.fixture
def crowd(tmp_path):
    """A tidy export: three annotators, four items, one row without an item."""
    path = tmp_path / "crowd.csv"
    rows = ["item,annotator,label"]
    rows += [f"i{item},p{who},{'sad' if (item + who) % 3 else 'glad'}" for item in range(4) for who in range(3)]
    path.write_text("\n".join([*rows, ",p1,sad"]) + "\n")
    return path


@pytest.fixture
def db(tmp_path, crowd, oeq):
    """A store that holds it."""
    path = tmp_path / "quality.duckdb"
    assert oeq("load", path, crowd).status == 0
    return path


@pytest.fixture
def plain():
    """Text with runs of blanks as one, for tables and wrapped lines."""
    return lambda text: re.sub(r"\s+", " ", text)
