"""Large tables in parts: the same rows as in a whole, whatever the form and the size of a part."""

import json

import polars as pl
import pytest

from oe_quality.readers.text import blocks

ROWS = [
    {"item": f"c{i}", "annotator": "anna, b.", "label": 'sad "so"\nsaid' if i % 5 == 0 else "glad"} for i in range(40)
]
WRITERS = {
    "csv": lambda path: pl.DataFrame(ROWS).write_csv(path),
    "jsonl": lambda path: path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8"),
    "json": lambda path: path.write_text(json.dumps(ROWS), encoding="utf-8"),
    "parquet": lambda path: pl.DataFrame(ROWS).write_parquet(path, row_group_size=7),
}


@pytest.mark.parametrize("form", ["jsonl", "json", "parquet"])
def test_parts_hold_every_row_in_order(tmp_path, monkeypatch, form):
    monkeypatch.setattr(blocks, "ROWS", 7)
    path = tmp_path / f"answers.{form}"
    WRITERS[form](path)
    found = blocks.large(path, 1)
    parts = list(found.sheets(None))
    read = [tuple(row) for part in parts for row in zip(*(part.cells(name) for name in part.names), strict=True)]
    names = parts[0].names
    order = [names.index(name) for name in ROWS[0]]
    assert [tuple(row[k] for k in order) for row in read] == [tuple(row.values()) for row in ROWS]


def test_a_small_table_is_not_cut(tmp_path):
    path = tmp_path / "answers.csv"
    WRITERS["csv"](path)
    assert blocks.large(path) is None
    assert not blocks.may_be_large(path)
