"""`oeq info`: the store in numbers."""

import csv
import io
import json

from oe_quality.store import open_store


def test_a_table_on_stdout_and_totals_on_stderr(oeq, db, plain):
    outcome = oeq("info", db)
    assert outcome.status == 0
    assert "label nominal 2 4 3 12 0" in plain(outcome.out)
    assert "12 annotations of 4 items by 3 annotators; from 1 file" in outcome.err


def test_json_is_the_whole_of_it(oeq, db):
    found = json.loads(oeq("info", db, "--format", "json").out)
    assert found["schema"] == "oeq.info/1"
    assert found["batches"][0]["file"] == "crowd.csv"
    assert found["questions"][0]["question"]["labels"] == ["glad", "sad"]


def test_files_are_listed(oeq, db):
    rows = list(csv.DictReader(io.StringIO(oeq("info", db, "--files", "--format", "csv").out)))
    assert [row["file"] for row in rows] == ["crowd.csv"]
    assert len(rows[0]["sha256"]) == 64
    assert "crowd.csv" in oeq("info", db, "--files").out
    assert json.loads(oeq("info", db, "--files", "--format", "json").out)["files"][0]["rows_read"] == 13


def test_who_is_left_out_is_said(oeq, db):
    oeq("exclude", db, "p1", "--reason", "why not", "--yes")
    with open_store(db) as store:
        alias = store.person("p1").alias
    assert f"left out of results: {alias}" in oeq("info", db).err
