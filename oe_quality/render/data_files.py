"""The page's numbers as files beside it: each table as CSV, and one JSON index."""

from __future__ import annotations

import json
from pathlib import Path

from oe_quality.render.blocks import Page, Table
from oe_quality.render.island import encoded
from oe_quality.render.page import rows_of
from oe_quality.spreadsheets import spreadsheet_csv


def write_data(page: Page, folder: Path) -> list[Path]:
    """Write `<table>.csv` and `<table>.json` for every table and `index.json` naming them all.

    Args:
        page: the page whose numbers these are.
        folder: must exist; files of the same names are replaced.
    """
    written = []
    for table in page.tables():
        written.append(_write(folder / f"{table.id}.csv", spreadsheet_csv(table.frame)))
        written.append(_write(folder / f"{table.id}.json", _dump(rows_of(encoded(table.frame)))))
    index = {"schema": "oeq.report-data/1", "tables": [_entry(table) for table in page.tables()]}
    written.append(_write(folder / "index.json", _dump(index)))
    return written


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
