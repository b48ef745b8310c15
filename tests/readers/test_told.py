"""What was said of an earlier export of a tool, and under which name columns are spoken of."""

import json

import pytest

from oe_quality.errors import InputError
from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.options import Kept
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes
from oe_quality.readers.told import as_remembered
from oe_quality.store import open_store

OWN = Mapping(format="Prodigy", item=("item",), missing=("-",))
FORMER = Mapping(format="Prodigy", item=("other",), missing=("NA",), models=("gpt",), day_order="dmy", header="x")
FORM = "Timestamp,Clip 1: mood?,Clip 2: mood?\n03/04/2026 10:00:00,joy,fear\n05/06/2026 11:00:00,joy,joy\n"


def kept(mapping, sha256="other"):
    return ReadOptions(kept=(Kept(sha256, mapping),))


def test_what_does_not_depend_on_columns_is_taken_over():
    found = as_remembered(OWN, kept(FORMER), "this")
    assert (found.item, found.missing, found.models, found.day_order) == (("item",), ("-", "NA"), ("gpt",), "dmy")
    assert found.header == "x"
    assert "earlier export of this tool" in found.remarks[0]


@pytest.mark.parametrize(
    ("options", "sha256"),
    [
        (ReadOptions(missing="?", kept=(Kept("other", FORMER),)), "this"),  # something is said of this one
        (kept(FORMER), "other"),  # a file does not remember itself
        (kept(FORMER.but(format="Toloka")), "this"),  # another tool
        (kept(Mapping(format="Prodigy", header="x")), "this"),  # nothing of it
        (ReadOptions(), "this"),
    ],
)
def test_nothing_is_remembered_else(options, sha256):
    assert as_remembered(OWN, options, sha256) == OWN


def test_a_table_that_is_gone_is_told():
    found = as_remembered(OWN, kept(FORMER.but(join=("/nowhere/people.csv",))), "this")
    assert found.join == ()
    assert "/nowhere/people.csv, which was joined then, is not there" in found.remarks[1]


def test_the_next_week_of_a_tool_needs_no_options(tmp_path):
    def week(number, answer):
        lines = [
            {"_input_hash": number, "_task_hash": 2, "_annotator_id": who, "answer": "accept", "accept": [said]}
            for who, said in (("ann", answer), ("gpt", "joy"))
        ]
        path = tmp_path / f"{number}.jsonl"
        path.write_text("\n".join(map(json.dumps, lines)))
        return path

    load(tmp_path / "s.duckdb", week(1, "joy"), options=ReadOptions(missing="unsure", models="gpt"))
    (batch,) = load(tmp_path / "s.duckdb", week(2, "unsure"))
    assert any("earlier export of this tool" in said for said in batch.remarks)
    with open_store(tmp_path / "s.duckdb") as store:
        sources = store.query("SELECT item, source FROM annotation ORDER BY ALL").rows()
    assert sources == [("1", "human"), ("1", "model"), ("2", "model")]


def test_days_and_months_are_asked_about_under_the_form_s_own_column():
    with pytest.raises(InputError, match="day/month or month/day") as asked:
        read(input_from_bytes(FORM.encode(), "a.csv"), ReadOptions())
    assert asked.value.place.column == "Timestamp"
