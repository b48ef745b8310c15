"""Planted names, e-mail addresses and ids: none leaves, or the refusal names the field."""

import csv

import polars as pl
import pytest

from oe_quality.cli.main import main
from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.scales import parse_scale

PEOPLE = ("anna.berg", "bjarne_k", "chloe", "4711999", "dora@example.org")


def study(folder, *, attribute="studio", text="fine", name="export.csv"):
    """A store of five people, with one attribute and one text that may hold something."""
    path = folder / name
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["item", "annotator", "mood", "remark", "recorded_by"])
        for item in range(12):
            for who, person in enumerate(PEOPLE):
                mood = ("sad", "glad")[(item + (who == item % 5)) % 2]
                writer.writerow([f"clip{item:02d}", person, mood, text, attribute])
    wide = ReadOptions(
        label=("mood", "remark"),
        scales=(parse_scale("mood=nominal:sad,glad"), parse_scale("remark=text")),
        item_attributes=("recorded_by",),
    )
    load(folder / "q.duckdb", path, options=wide)
    return folder / "q.duckdb"


def everything(folder):
    """All that a reader can see of a bundle, as one text."""
    parts = [path.read_text() for path in sorted(folder.rglob("*")) if path.suffix not in ("", ".parquet")]
    parts += [str(pl.read_parquet(path).to_dicts()) for path in sorted(folder.rglob("*.parquet"))]
    return "\n".join(parts).casefold()


@pytest.fixture
def refused(capsys, monkeypatch):
    """Call `oeq release`; returns its exit status and what it said."""
    monkeypatch.setenv("OEQ_PSEUDONYM_KEY", "a secret for these tests alone")

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main(["release", *map(str, arguments), "--version", "1.0.0", "--license", "CC0-1.0", "-q", "--no-report"])
        return left.value.code, capsys.readouterr().err

    return call


def test_user_names_ids_and_file_names_stay_in_the_store(tmp_path, refused):
    store = study(tmp_path, name="export by anna.berg.csv")
    status, _ = refused(store, "-o", tmp_path / "v1")
    assert status == 0
    seen = everything(tmp_path / "v1")
    assert not [person for person in PEOPLE if person in seen]


def test_free_text_is_scrubbed_of_names(tmp_path, refused):
    store = study(tmp_path, text="as Anna.Berg said; ask chloe or dora@example.org")
    status, _ = refused(store, "-o", tmp_path / "v1", "--with-text")
    assert status == 0
    seen = everything(tmp_path / "v1")
    assert "ask" in seen
    assert not [person for person in PEOPLE if person in seen]


def test_free_text_is_left_out_unless_asked_for(tmp_path, refused):
    refused(study(tmp_path, text="a remark"), "-o", tmp_path / "v1")
    assert "remark" not in pl.read_parquet(tmp_path / "v1/data/annotations.parquet").columns
    assert "Free text was left out: remark" in (tmp_path / "v1/README.md").read_text()


@pytest.mark.parametrize("planted", ["anna.berg", "by Chloe", "4711999"])
def test_an_attribute_that_names_somebody_is_refused_by_its_field(tmp_path, refused, planted):
    status, said = refused(study(tmp_path, attribute=planted), "-o", tmp_path / "v1")
    assert status == 3
    assert "labels.parquet, column 'item_recorded_by'" in said
    assert planted not in said
    assert not (tmp_path / "v1").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".v1")]


def test_an_address_in_an_attribute_does_not_leave(tmp_path, refused):
    assert refused(study(tmp_path, attribute="someone@example.org"), "-o", tmp_path / "v1")[0] == 0
    assert "someone@" not in everything(tmp_path / "v1")


def test_a_name_that_is_an_ordinary_word_can_be_declared(tmp_path, refused):
    store = study(tmp_path, attribute="by Chloe")
    assert refused(store, "-o", tmp_path / "v1", "--allow-word", "chloe")[0] == 0
