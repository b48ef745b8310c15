"""The page's numbers as files beside it: each table as CSV, and one JSON index."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from oe_quality.render.blocks import Page, Table
from oe_quality.render.page import plain_rows


def write_data(page: Page, folder: Path) -> list[Path]:
    """Write `<table>.csv` and `<table>.json` for every table and `index.json` naming them all.

    Args:
        page: the page whose numbers these are.
        folder: must exist; files of the same names are replaced.
    """
    written = []
    for table in page.tables():
        written.append(_write(folder / f"{table.id}.csv", spreadsheet_csv(table.frame)))
        written.append(_write(folder / f"{table.id}.json", _dump(plain_rows(table.frame))))
    index = {"schema": "oeq.report-data/1", "tables": [_entry(table) for table in page.tables()]}
    written.append(_write(folder / "index.json", _dump(index)))
    return written


def spreadsheet_csv(frame: pl.DataFrame) -> str:
    """CSV whose text cells no spreadsheet takes for a formula; lists are joined by "; "."""
    lists = [
        pl.col(name).list.eval(pl.element().cast(pl.String)).list.join("; ")
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.List)
    ]
    flat = frame.with_columns(lists)
    risky = r"^[=+\-@\t\r]"
    guarded = [
        pl.when(pl.col(name).str.contains(risky) & pl.col(name).cast(pl.Float64, strict=False).is_null())
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, dtype in flat.schema.items()
        if dtype == pl.String
    ]
    return flat.with_columns(guarded).write_csv()


def _entry(table: Table) -> dict[str, object]:
    return {
        "id": table.id,
        "title": table.title,
        "rows": table.frame.height,
        "columns": [{"name": column.name, "title": column.title, "help": column.help} for column in table.columns],
        "what": table.help.what,
        "source": table.help.source,
    }


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
