"""Every column of every table that lies beside the page says what it means, and every number its unit."""

import csv
import json

import polars as pl
import pytest

from oe_quality.render.page.blocks import Column, Help, Table
from oe_quality.render.page.columns import OWN, columns_of
from oe_quality.render.page.data_files import _drawn, write_data
from tests.render.made_up import Made
from tests.render.test_sections import PLAIN, every_section, page_of


@pytest.fixture(scope="module")
def page():
    return page_of(every_section(Made(*PLAIN)))


@pytest.fixture(scope="module")
def tables(page):
    return [*page.tables(), *(table for figure in page.figures() for table in _drawn(figure))]


def test_every_column_has_a_meaning_and_every_number_a_unit(tables):
    lacking = []
    for table in tables:
        for name, what, unit in columns_of(table):
            dtype = table.frame.schema[name]
            if not what or (dtype.is_numeric() and not unit):
                lacking.append((table.id, name, what, unit))
    # The number of a loading, and what stands in place of columns without any value.
    assert [each for each in lacking if each[1] != "batch_id"] == []


def test_what_a_table_says_of_its_own_columns_is_of_columns_that_it_has(tables):
    of = {}
    for table in tables:
        fitting = [name for name in OWN if table.id.startswith(name)]
        if fitting:
            of.setdefault(max(fitting, key=len), set()).update(table.frame.columns)
    conditional = {"noticed": {"value", "threshold"}, "coverage": {"observed"}, "model": set(OWN["model"])}
    for name, columns in of.items():
        assert set(OWN[name]) - columns - conditional.get(name, set()) == set(), name


def test_they_lie_beside_the_tables(page, tables, tmp_path):
    write_data(page, tmp_path)
    rows = list(csv.DictReader((tmp_path / "columns.csv").open()))
    index = json.loads((tmp_path / "index.json").read_text())["tables"]
    assert {row["table"] for row in rows} == {table.id for table in tables} == {entry["id"] for entry in index}
    for entry in index:
        with (tmp_path / f"{entry['id']}.csv").open() as file:
            head = next(csv.reader(file))
        assert [column["name"] for column in entry["columns"]] == head
        mine = [(row["column"], row["meaning"], row["unit"]) for row in rows if row["table"] == entry["id"]]
        assert mine == [(column["name"], column["meaning"], column["unit"]) for column in entry["columns"]]


def test_what_nobody_knows_is_called_as_on_the_page():
    frame = pl.DataFrame({"item": ["a"], "odd": [1]})
    table = Table("x", "X", frame, (Column("odd", "Odd one", "number", 0, "How odd."),), Help("What.", "Why.", "Who."))
    assert columns_of(table)[1] == ("odd", "How odd.", "")
