"""The command line, called in this process."""

import re
import shutil
from dataclasses import dataclass

import pytest

from oe_quality.cli.main import main
from oe_quality.loading import load


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


CROWD = "\n".join(
    [
        "item,annotator,label",
        *(f"i{item},p{who},{'sad' if (item + who) % 3 else 'glad'}" for item in range(4) for who in range(3)),
        ",p1,sad\n",
    ]
)
"""A tidy export: three annotators, four items, one row without an item."""


@pytest.fixture
def crowd(tmp_path):
    """`CROWD` in a file."""
    path = tmp_path / "crowd.csv"
    path.write_text(CROWD)
    return path


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """A store that holds it, to be copied."""
    folder = tmp_path_factory.mktemp("crowd")
    (folder / "crowd.csv").write_text(CROWD)
    load(folder / "quality.duckdb", folder / "crowd.csv")
    return folder / "quality.duckdb"


@pytest.fixture
def db(tmp_path, crowd, loaded):
    """A store of one's own that holds it."""
    return shutil.copy(loaded, tmp_path / "quality.duckdb")


@pytest.fixture
def plain():
    """Text with runs of blanks as one, for tables and wrapped lines."""
    return lambda text: re.sub(r"\s+", " ", text)
