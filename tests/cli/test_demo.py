"""`oeq demo`: the example study anywhere, from the files that ship with the package."""

import pytest

from oe_quality.cli import run as command
from oe_quality.cli.demo import EXPORT, GOLD, MOODS, SETTINGS


@pytest.fixture
def analysed(monkeypatch):
    """The analysis replaced by one that notes the job: how many items there are, and whose settings hold."""
    seen = []
    monkeypatch.setattr(command, "conclude", lambda *_, **__: None)
    monkeypatch.setattr(
        command,
        "analyse",
        lambda job: seen.append((job.store.info().n_items, job.config.people.public_key, command.given_command())),
    )
    return seen


def test_the_example_is_made_where_nobody_has_a_clone(oeq, analysed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = oeq("demo")
    assert done.status == 0, done.err
    assert analysed == [(150, "the example study of oe-quality", "oeq demo")]
    assert {path.name for path in (tmp_path / "demo").iterdir()} >= {"quality.duckdb", EXPORT, GOLD, SETTINGS, MOODS}
    assert "run YOUR-EXPORT -o study" in done.err


def test_a_file_of_an_example_s_name_stays(oeq, analysed, tmp_path):
    mine = tmp_path / GOLD
    mine.write_text("item,gold\n1,joy\n")
    done = oeq("demo", "-o", tmp_path, "--force")
    assert done.status == 2
    assert "not the example's file" in done.err
    assert mine.read_text() == "item,gold\n1,joy\n"
    assert not analysed
