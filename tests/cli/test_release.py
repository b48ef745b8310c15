"""What a release refuses before it is made, and what it says after."""

from types import SimpleNamespace

import polars as pl
import pytest

from oe_quality.cli.release import _refuse_other_key, _say, _shared_folders
from oe_quality.errors import UsageError


def test_a_secret_lies_in_no_folder_that_goes_out(tmp_path, monkeypatch):
    repository = tmp_path / "work"
    (repository / ".git").mkdir(parents=True)
    (repository / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    found = _shared_folders(tmp_path / "v1", repository / "data" / "q.duckdb")
    assert found == [tmp_path / "v1", repository]
    monkeypatch.chdir(repository)
    assert repository in _shared_folders(tmp_path / "v1", tmp_path / "q.duckdb")


NAMES = ("item", "annotator")


def side(*people, sign=""):
    answers = pl.DataFrame({"item": ["a"] * len(people), "annotator": people}, schema=dict.fromkeys(NAMES, pl.String))
    return SimpleNamespace(name="v1", sign=sign, answers=answers)


@pytest.mark.parametrize(
    ("before", "now"),
    [(side("p", sign="1"), side("p", sign="2")), (side("p", "q"), side("r"))],
)
def test_pseudonyms_of_another_key_follow_nobody(before, now):
    with pytest.raises(UsageError, match="made with another key"):
        _refuse_other_key(before, now)


@pytest.mark.parametrize(
    ("before", "now"),
    [(side("p", sign="1"), side("r", sign="1")), (side("p", "q"), side("q")), (side(), side("q"))],
)
def test_the_same_key_may_have_other_people(before, now):
    _refuse_other_key(before, now)


def test_what_was_made_is_counted_and_reasons_are_pointed_out(capsys):
    labels = SimpleNamespace(table=pl.DataFrame({"label": ["x", None]}))
    frame = pl.DataFrame({"a": [1, 2, 3]})
    out = (SimpleNamespace(reason="left"),)
    data = SimpleNamespace(labels=(labels,), annotations=frame, annotators=frame[:2], left_out=out, notes=("A note.",))
    _say("v1", data, quiet=False)
    said = capsys.readouterr().err
    assert "v1: 2 items, 1 with a label, 3 annotations by 2 annotators" in said
    assert "read them under Known limits before you publish" in " ".join(said.split())
    assert "A note." in said
