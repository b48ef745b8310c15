"""`oeq query`: a question in SQL."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oe_quality.cli.common import emit, output_options, store_argument, talk
from oe_quality.cli.table_file import table_file_option
from oe_quality.results import Json, document

if TYPE_CHECKING:
    import polars as pl

ROWS_SHOWN = 200


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The rows that a query gave, whatever their types."""

    rows: pl.DataFrame

    def frame(self) -> pl.DataFrame:
        return self.rows

    def to_dict(self) -> Json:
        """The JSON form, `oeq.query/1`: one record per row."""
        records = [{name: _plain(value) for name, value in row.items()} for row in self.rows.iter_rows(named=True)]
        return document("oeq.query/1", {"columns": self.rows.columns, "rows": records})


def _plain(value: Any) -> Any:
    """Any value of SQL as one of JSON; numbers that JSON lacks become null."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@click.command()
@store_argument
@click.argument("sql")
@click.option("-p", "--param", "parameters", multiple=True, metavar="NAME=VALUE", help="Text for $NAME in the query.")
@table_file_option
@output_options
def query(db: Path, sql: str, parameters: tuple[str, ...], fmt: str, quiet: bool, verbose: bool) -> None:  # noqa: ARG001
    """Ask the store DB one SQL question; it can change nothing and reach no other file.

    The view `annotation` shows responses as people read them:  oeq query DB "FROM annotation LIMIT 5"
    """
    from oe_quality.store import open_store

    pairs = [text.partition("=") for text in parameters]
    if not all(name and equals for name, equals, _ in pairs):
        raise click.UsageError("Write a parameter as NAME=VALUE.")
    with open_store(db) as store:
        rows = store.query(sql, {name: value for name, _, value in pairs})
    hidden = len(rows) - ROWS_SHOWN
    if fmt == "table" and hidden > 0:
        emit(Answer(rows), fmt, view=rows.head(ROWS_SHOWN), exact=True)
        talk(f"... and {hidden:,} more rows; --format csv gives all", quiet=quiet)
    else:
        emit(Answer(rows), fmt, exact=True)
