"""`oeq info`: what a store holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import emit, output_options, store_argument, talk
from oe_quality.cli.table_file import table_file_option
from oe_quality.plaintext import count
from oe_quality.results import Json, document, to_json

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class Files:
    """The exports that a store was loaded from, as `Store.batches` lists them."""

    rows: pl.DataFrame

    def frame(self) -> pl.DataFrame:
        return self.rows

    def to_dict(self) -> Json:
        """The JSON form, `oeq.files/1`."""
        return document("oeq.files/1", {"files": [to_json(row) for row in self.rows.to_dicts()]})


@click.command()
@store_argument
@click.option("--files", is_flag=True, help="List the files that were loaded instead of the questions.")
@table_file_option
@output_options
def info(db: Path, files: bool, fmt: str, quiet: bool, verbose: bool) -> None:  # noqa: ARG001 (nothing more to say)
    """Say what the store DB holds: questions, items, annotators, responses, and where they came from."""
    from oe_quality.config import find_config
    from oe_quality.store import open_store

    with open_store(db) as store:
        found = store.info()
        batches = store.batches()
        called = find_config(Path.cwd()).words.over(store.diction())
    excluded = f"; left out of results: {', '.join(found.excluded)}" if found.excluded else ""
    talk(f"{found.totals.words(called)}; from {count(len(found.batches), 'file')}{excluded}", quiet=quiet)
    view, name = (_narrow(batches), "") if files else (None, "info")
    emit(Files(batches) if files else found, fmt, view=view, name=name)


def _narrow(batches: pl.DataFrame) -> pl.DataFrame:
    """What a person looks for in the list of files."""
    return batches.select(
        "file",
        "format",
        "rows_read",
        "rows_rejected",
        "responses_added",
        "responses_updated",
        batches["sha256"].str.slice(0, 12),
        batches["loaded_at"].dt.strftime("%Y-%m-%d %H:%M").alias("loaded (UTC)"),
    )
