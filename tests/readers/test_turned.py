"""Pairs of things in both orders, of all rows of a file, whether it is read as a whole or in parts."""

import polars as pl
import pytest

from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.text import blocks
from oe_quality.readers.turned import turned_said

ROWS = [*((f"a{n}", f"b{n}") for n in range(40)), *((f"b{n}", f"a{n}") for n in range(7))]


def things(rows):
    return pl.DataFrame(rows, schema=["part 0", "part 1"], orient="row")


def test_pairs_in_both_orders_are_counted_once_each():
    mapping = Mapping(item=("left", "right"))
    (said,) = turned_said(things(ROWS), mapping)
    assert said.startswith("7 pairs of things stand in both orders in 'left' and 'right'")
    (said,) = turned_said(things([("a", "b"), ("b", "a"), ("c", "c"), ("", "a")]), mapping)
    assert said.startswith("1 pair of things stands")
    assert turned_said(things([("a", "b"), ("a", "c")]), mapping) == []
    assert turned_said(pl.DataFrame(), Mapping(item=("clip",))) == []


@pytest.mark.parametrize("in_parts", [False, True])
def test_all_rows_of_a_file_count(tmp_path, monkeypatch, in_parts):
    lines = [f"{left},{right},x,joy" for left, right in ROWS]
    (tmp_path / "a.csv").write_text("left,right,annotator,label\n" + "\n".join(lines) + "\n")
    if in_parts:
        monkeypatch.setattr(blocks, "LARGE", 1)
        monkeypatch.setattr(blocks, "BLOCK", 200)
    options = ReadOptions(item=("left", "right"))
    (batch,) = load(tmp_path / "s.duckdb", tmp_path / "a.csv", options=options)
    assert any(said.startswith("7 pairs of things stand in both orders") for said in batch.remarks)
