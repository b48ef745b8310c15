"""The page's numbers as files beside it: each table, and each picture without one, as CSV and JSON; and an index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from oe_quality.render.page.blocks import Column, Figure, Page, Table
from oe_quality.render.page.columns import all_columns, columns_of
from oe_quality.render.page.island import encoded, rows_of
from oe_quality.spreadsheets import spreadsheet_csv

INDEX = "index.json"
"""The file that names all the others."""
ROWS_AT_ONCE = 5_000
"""Of a table on their way into JSON."""


def write_data(page: Page, folder: Path, made: Mapping[str, object] | None = None) -> list[Path]:
    """Write `<id>.csv` and `<id>.json` for every table and every picture's data, and `index.json` naming them all.

    What their columns mean, and in which unit they are, stands in the index and in `columns.csv`.

    A picture with a table of its own is that table's; the others' data are the marks that they draw.

    Args:
        page: the page whose numbers these are.
        folder: must exist; files of the same names are replaced.
        made: how the page was made, for the index; None where nobody said.
    """
    written = []
    tables = [*page.tables(), *(table for figure in page.figures() for table in _drawn(figure))]
    for table in tables:
        written.append(_write(folder / f"{table.id}.csv", spreadsheet_csv(table.frame)))
        written.append(_write_rows(folder / f"{table.id}.json", table.frame))
    index = {"schema": "oeq.report-data/1", "made": made, "tables": [_entry(table) for table in tables]}
    written.append(_write(folder / INDEX, _dump(index)))
    written.append(_write(folder / "columns.csv", spreadsheet_csv(all_columns(tables))))
    return written


def _drawn(figure: Figure) -> list[Table]:
    """What a figure without a table draws, each of its data sets as a table."""
    if figure.table is not None:
        return []
    return [
        Table(name, figure.title, frame, tuple(Column(field, field) for field in frame.columns), figure.help)
        for name, frame in figure.data.items()
    ]


def _entry(table: Table) -> dict[str, object]:
    """A table in the index: all columns of its file, those that the page shows with their heading."""
    shown = {column.name: column for column in table.columns}
    columns = [
        {
            "name": name,
            "title": shown[name].title if name in shown else "",
            "help": shown[name].help if name in shown else "",
            "meaning": what,
            "unit": unit,
        }
        for name, what, unit in columns_of(table)
    ]
    return {
        "id": table.id,
        "title": table.title,
        "rows": table.frame.height,
        "columns": columns,
        "what": table.help.what,
        "source": table.help.source,
    }


def _write_rows(path: Path, frame: pl.DataFrame) -> Path:
    """The frame as a JSON array of its rows, a part at a time: as objects they take many times what they do here."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("[")
        for first in range(0, frame.height, ROWS_AT_ONCE):
            part = _dump(rows_of(encoded(frame.slice(first, ROWS_AT_ONCE))))
            stream.write((",\n" if first else "\n") + part.removeprefix("[\n").removesuffix("\n]\n"))
        stream.write("\n]\n" if frame.height else "]\n")
    return path


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
