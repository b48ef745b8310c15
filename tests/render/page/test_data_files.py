"""The page's numbers as files beside it."""

import json
import re

import altair as alt
import polars as pl
import pytest

from oe_quality.render.charts import style
from oe_quality.render.page import data_files
from oe_quality.render.page.blocks import Column, Figure, Help, Page, Prose, Section, Table
from oe_quality.render.page.data_files import write_data
from tests.render.hostile import HOSTILE
from tests.render.page.test_html import annotators, page_of


def test_no_cell_of_a_data_file_is_a_formula(tmp_path):
    write_data(page_of(annotators(HOSTILE)), tmp_path)
    text = (tmp_path / "annotators.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK" in text
    assert not re.search(r'(^|,)"?[=@+]', text, flags=re.MULTILINE)
    assert json.loads((tmp_path / "annotators.json").read_text(encoding="utf-8"))[15]["remark"] == HOSTILE[15]


def figure(table=None):
    chart = style.styled(alt.Chart(style.named("points")).mark_point().encode(x="x:Q"))
    frame = pl.DataFrame({"x": [1.5, 2.5]})
    return Figure("plot", "A plot", chart, {"points": frame}, "Caption.", Help("What.", "How."), table)


def test_a_picture_without_a_table_gives_what_it_draws(tmp_path):
    table = Table(
        "numbers", "Numbers", pl.DataFrame({"n": [1]}), (Column("n", "N", help="How many."),), Help("It.", "")
    )
    both = Section("s", "S", "", (figure(), Prose(("Words.",))))
    write_data(Page("T", "", (), (), (both,)), tmp_path)
    assert json.loads((tmp_path / "points.json").read_text()) == [{"x": 1.5}, {"x": 2.5}]
    own = tmp_path / "own"
    own.mkdir()
    paths = write_data(Page("T", "", (), (), (Section("s", "S", "", (figure(table),)),)), own, {"command": "oeq"})
    assert sorted(path.name for path in paths) == ["columns.csv", "index.json", "numbers.csv", "numbers.json"]
    index = json.loads((own / "index.json").read_text())
    assert index["made"] == {"command": "oeq"}
    (entry,) = index["tables"]
    assert (entry["id"], entry["rows"], entry["columns"][0]["help"]) == ("numbers", 1, "How many.")


@pytest.mark.parametrize("rows", [0, 1, 4, 7])
def test_rows_are_written_in_parts_as_they_would_be_at_once(tmp_path, monkeypatch, rows):
    frame = pl.DataFrame(
        {"name": [f"n{i} <b>" for i in range(rows)], "share": [i / 3 for i in range(rows)], "flags": [["a"]] * rows},
        schema={"name": pl.String, "share": pl.Float64, "flags": pl.List(pl.String)},
    )
    whole = data_files._write_rows(tmp_path / "whole.json", frame).read_bytes()
    monkeypatch.setattr(data_files, "ROWS_AT_ONCE", 2)
    assert data_files._write_rows(tmp_path / "parts.json", frame).read_bytes() == whole
    read = json.loads(whole)
    assert [row["name"] for row in read] == frame["name"].to_list()
    assert whole.decode() == data_files._dump(read)
