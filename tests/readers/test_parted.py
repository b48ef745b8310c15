"""Large tables read in parts: the same outcome as read as a whole, whatever stands where."""

import gzip
import json
import random

import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.progress import silent
from oe_quality.readers import ReadOptions
from oe_quality.readers.options import Repeats
from oe_quality.readers.parted import begin_parted, finished
from oe_quality.readers.registry import begin
from oe_quality.readers.scaling import settle
from oe_quality.readers.several import begin_each
from oe_quality.readers.text import blocks
from oe_quality.readers.text.archive import open_input
from oe_quality.readers.text.blocks import UncutError, large
from oe_quality.scales import parse_scale

PEOPLE = ("ann", "bob", "cy", "Dan@example.org", "dan")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Parts of a few rows."""
    monkeypatch.setattr(blocks, "BLOCK", 400)
    monkeypatch.setattr(blocks, "ROWS", 14)
    monkeypatch.setattr(blocks, "_HEAD_ROWS", 7)


def rows():
    """60 answers: repeats far apart, a row without an item, an empty answer, one skipped, an odd spelling."""
    found = [
        {"item": f"clip {n % 12}", "annotator": PEOPLE[n % 5], "mood": ("sad", "glad", "Glad")[n % 3], "status": "done"}
        for n in range(60)
    ]
    for n, change in ((3, {"item": ""}), (17, {"mood": ""}), (33, {"status": "skipped"}), (51, {"item": "CLIP 1"})):
        found[n] |= change
    found += [found[1] | {"mood": "sad"}, found[40] | {"mood": "calm"}]
    return [row | {"when": f"2026-03-01T10:{n:02d}:00Z", "site": f"s{n % 12}"} for n, row in enumerate(found)]


def written(folder, kind, frame):
    path = folder / f"answers.{kind}"
    if kind == "csv":
        frame.write_csv(path)
    elif kind == "quoted.csv":
        frame.with_columns(mood=pl.col("mood").str.replace("glad", 'glad,\n"so"')).write_csv(path)
    elif kind == "csv.gz":
        path.write_bytes(gzip.compress(frame.write_csv().encode()))
    elif kind == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in frame.rows(named=True)) + "{broken\n")
    elif kind == "json":
        path.write_text(json.dumps(frame.rows(named=True), indent=1))
    else:
        frame.with_columns(pl.col("mood").cast(pl.Categorical)).write_parquet(path, row_group_size=25)
    return path


KINDS = ("csv", "quoted.csv", "csv.gz", "jsonl", "json", "parquet")


def both(path, options):
    """The export read as a whole and in parts."""
    whole = begin(open_input(path), options)
    cut = large(path, 1)
    parted = begin_parted(cut, options, silent)
    return finished(whole, settle([whole])), finished(parted, settle([parted]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("repeats", [Repeats.LAST, Repeats.OCCASIONS])
def test_parts_give_what_the_whole_gives(tmp_path, kind, repeats):
    path = written(tmp_path, kind, pl.DataFrame(rows()))
    options = ReadOptions(repeats=repeats, item_attributes=("site",), label=("mood",))
    whole, parted = both(path, options)
    assert len(list(parted.parts())) > 2
    key = ["item", "annotator", "question", "occasion"]
    together = pl.concat(parted.parts()).sort(key)
    assert together.equals(whole.responses.sort(key))
    assert parted.n_responses == whole.n_responses > 0
    assert parted.counts == whole.counts
    assert parted.questions == whole.questions
    assert parted.rejects.sort("line").equals(whole.rejects.sort("line"))
    assert sorted(parted.items.rows()) == sorted(whole.items.rows())
    assert set(parted.remarks) == set(whole.remarks)
    assert parted.sha256 == whole.sha256


def test_single_labels_of_a_set_are_joined_across_parts(tmp_path):
    frame = pl.DataFrame(
        {"item": f"c{n % 15}", "annotator": f"p{n % 3}", "label": ("sad", "calm", "glad")[n // 30]} for n in range(90)
    )
    path = written(tmp_path, "csv", frame)
    whole, parted = both(path, ReadOptions(scales=(parse_scale("label=multilabel"),)))
    key = ["item", "annotator"]
    assert pl.concat(parted.parts()).sort(key).equals(whole.responses.sort(key))
    assert parted.counts == whole.counts


def test_parts_that_would_be_read_otherwise_are_read_as_a_whole_and_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "LARGE", 1)
    # Only the last rows say that the day comes first.
    frame = pl.DataFrame(rows()).with_columns(
        created_at=pl.Series([f"{1 + n % 12:02d}/03/2026" if n < 55 else "25/03/2026" for n in range(62)])
    )
    path = written(tmp_path, "csv", frame)
    (begun,) = begin_each(path, ReadOptions())
    export = finished(begun, settle([begun]))
    assert export.spool is None
    assert any("read as a whole" in remark for remark in export.remarks)
    assert export.responses["created_at"].dt.month().unique().to_list() == [3]


@pytest.mark.parametrize(
    "rows", ["item,who,mood\n" + "1,a,\xe9\n" * 200, 'item,who,mood\n1,a,"sad\n' + "1,a,sad\n" * 400]
)
def test_what_cannot_be_cut_is_not_cut(tmp_path, rows):
    path = tmp_path / "odd.csv"
    path.write_bytes(rows.encode("latin-1"))
    cut = large(path, 1)
    told = ReadOptions(item=("item",), annotator=("who",), label=("mood",))
    if cut is not None:
        with pytest.raises(UncutError):
            begin_parted(cut, told, silent)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" * 50, b"PAR1" + b"x" * 100, b"\x1f\x8b" + b"x" * 100])
def test_damaged_files_are_left_to_the_reader_of_whole_files(tmp_path, content):
    path = tmp_path / "damaged"
    path.write_bytes(content)
    assert large(path, 1) is None
    assert large(tmp_path, 1) is None
    assert large("-", 1) is None


@pytest.mark.parametrize("before", [False, True])
def test_a_store_is_the_same_whether_a_file_came_in_parts_or_as_a_whole(tmp_path, monkeypatch, before):
    path = written(tmp_path, "csv", pl.DataFrame(rows()))
    earlier = written(tmp_path, "jsonl", pl.DataFrame(rows()[:30]).with_columns(mood=pl.lit("calm")))
    options = ReadOptions(label=("mood",))
    files = (earlier, path) if before else (path,)
    oeq.load(tmp_path / "whole.duckdb", *files, options=options)
    monkeypatch.setattr(blocks, "LARGE", 1)
    *_, batch = oeq.load(tmp_path / "parts.duckdb", *files, options=options)
    with oeq.open_store(tmp_path / "whole.duckdb") as whole, oeq.open_store(tmp_path / "parts.duckdb") as parts:
        assert parts.fingerprint() == whole.fingerprint()
        counted = whole.batches().drop("loaded_at", "remarks").rows()
        assert parts.batches().drop("loaded_at", "remarks").rows() == counted
    monkeypatch.undo()
    (again,) = oeq.load(tmp_path / "parts.duckdb", path, options=options)
    assert again.unchanged
    assert (batch.contested > 4) is before  # four rows contradict each other in the file itself


@pytest.mark.parametrize("broken", [0, 1])
def test_records_that_fill_the_parts_exactly_are_read_in_parts(tmp_path, monkeypatch, broken):
    path = written(tmp_path, "jsonl", pl.DataFrame(rows()[:30]))
    if not broken:
        path.write_text(path.read_text().removesuffix("{broken\n"))
    monkeypatch.setattr(blocks, "LARGE", 1)
    monkeypatch.setattr(blocks, "ROWS", 20)  # three parts of ten records
    (batch,) = oeq.load(tmp_path / "s.duckdb", path, options=ReadOptions(label=("mood",)))
    assert not any("read as a whole" in said for said in batch.remarks)
    assert batch.counts.read == 30 + broken


def test_copied_blocks_and_notes_are_told_of_parts_as_of_the_whole(tmp_path):
    draw = random.Random(2)
    asked = [f"q{n}" for n in range(6)]
    truths = {item: [draw.choice("abcdefgh") for _ in asked] for item in range(30)}
    truths[7] = truths[8] = truths[6]
    said = [[item, who, *truths[item]] for item in truths for who in "xyz"]
    frame = pl.DataFrame(said, schema=["item", "annotator", *asked], orient="row")
    path = tmp_path / "answers.csv"
    path.write_text(f"Ratings of spring,,,,,,,\n{frame.write_csv()}")
    whole, parted = both(path, ReadOptions(label=tuple(asked)))
    for export in (whole, parted):
        assert any("were rows pasted twice?" in remark for remark in export.remarks)
        assert any("stand in line 2" in remark for remark in export.remarks)
    assert parted.n_responses == whole.n_responses == 540
