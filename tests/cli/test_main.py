"""The command line as a whole: exit statuses, streams, speed of its help, and that nothing is undocumented."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from oe_quality.cli.main import COMMANDS

ROOT = Path(__file__).parent.parent.parent
HEAVY = {
    "duckdb",
    "polars",
    "pyarrow",
    "numpy",
    "numba",
    "scipy",
    "sklearn",
    "statsmodels",
    "altair",
    "vl_convert",
    "rich",
}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["load", "--help"], ["query", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    code = f"""
import sys
from oe_quality.cli.main import main
try:
    main({arguments!r})
except SystemExit as left:
    assert left.code == 0, left.code
print(*{HEAVY!r} & set(sys.modules), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""
    assert done.stdout


def test_importing_the_library_imports_nothing_heavy():
    code = f"import sys, oe_quality; print(*{HEAVY!r} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_help_lists_every_command(oeq):
    said = oeq("--help").out
    assert all(re.search(rf"^  {verb} ", said, re.MULTILINE) for verb in COMMANDS)


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_command_is_documented(verb):
    text = (ROOT / "docs" / "commands.md").read_text()
    assert re.search(rf"^## oeq {verb}$", text, re.MULTILINE), f"docs/commands.md has no section on oeq {verb}"


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_command_has_help(oeq, verb):
    outcome = oeq(verb, "--help")
    assert outcome.status == 0
    assert outcome.out.startswith(f"Usage: oeq {verb} ")


def test_a_misspelt_command_is_a_usage_error_with_a_suggestion(oeq):
    outcome = oeq("agrement", "x")
    assert outcome.status == 2
    assert "Did you mean 'agreement'?" in outcome.err


def test_an_unknown_option_is_a_usage_error(oeq, tmp_path):
    assert oeq("info", tmp_path / "q.duckdb", "--colour").status == 2


def test_our_own_mistakes_are_owned(oeq, db, monkeypatch):
    from oe_quality.store import Store

    def broken(self):
        raise RuntimeError("a wire is loose")

    monkeypatch.setattr(Store, "info", broken)
    outcome = oeq("info", db)
    assert outcome.status == 70
    assert "a wire is loose" in outcome.err
    assert "please report" in outcome.err
    assert outcome.out == ""


def test_what_cannot_be_computed_has_its_own_status(oeq, db, monkeypatch):
    from oe_quality.errors import NotComputableError
    from oe_quality.store import Store

    def undetermined(self):
        raise NotComputableError("one item says nothing of agreement")

    monkeypatch.setattr(Store, "info", undetermined)
    outcome = oeq("info", db)
    assert outcome.status == 4
    assert outcome.err == "oeq: one item says nothing of agreement\n"


def test_no_error_of_a_user_shows_a_traceback(oeq, tmp_path):
    for arguments in (
        ["info", tmp_path],
        ["load", tmp_path / "q.duckdb", tmp_path / "none"],
        ["query", "x", "SELECT 1"],
    ):
        outcome = oeq(*arguments)
        assert outcome.status == 3
        assert outcome.err.startswith("oeq: ")
        assert "Traceback" not in outcome.err


def test_variables_stand_for_options(oeq, db, monkeypatch):
    monkeypatch.setenv("OEQ_INFO_FORMAT", "json")
    assert oeq("info", db).out.startswith("{")
    assert not oeq("info", db, "--format", "md").out.startswith("{")
    monkeypatch.setenv("OEQ_INFO_FORMAT", "colour")
    assert oeq("info", db).status == 2
    monkeypatch.delenv("OEQ_INFO_FORMAT")
    monkeypatch.setenv("OEQ_GOLD_CONFIDENCE", "high")
    assert oeq("gold", db, "choose").status == 2


def test_what_variables_add_is_part_of_the_command_that_is_recorded(monkeypatch):
    from oe_quality.cli.main import _variables

    monkeypatch.setenv("OEQ_SET_SCALE_FORMAT", "a b")
    monkeypatch.setenv("OEQ_RUN_SEED", "7")
    assert _variables(["set-scale", "x"]) == ["OEQ_SET_SCALE_FORMAT='a b'"]
    assert _variables(["run", "x"]) == ["OEQ_RUN_SEED=7"]
    assert _variables([]) == []


def test_no_variable_turns_the_command_into_its_version(oeq, monkeypatch):
    monkeypatch.setenv("OEQ_VERSION", "2")
    assert "Usage" in oeq("--help").out


def test_arguments_that_are_no_text_are_refused_unless_a_file_is_called_so(oeq, db, crowd):
    odd = crowd.with_name("caf\udce9.csv")
    for words in (("exclude", db, "bob", "--reason", "b\udce9"), ("report", db, "-o", odd), ("load", db, odd)):
        done = oeq(*words)
        assert done.status == 2
        assert "is not text in UTF-8" in done.err
    odd.write_bytes(crowd.read_bytes())
    assert oeq("load", db, odd).status == 0
