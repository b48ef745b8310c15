"""Tables that leave as files: rounded, safe for spreadsheets, and beside each what its columns mean."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

DIGITS = 6
"""Decimals of tables of results; JSON holds the numbers whole."""


def csv_text(frame: pl.DataFrame, *, exact: bool = False) -> str:
    """The frame as CSV; `exact` leaves its numbers as they are."""
    from oe_quality.dictionary import rounded
    from oe_quality.spreadsheets import spreadsheet_csv

    return spreadsheet_csv(frame if exact else rounded(frame, DIGITS))


def refuse_table(path: Path, *, force: bool, inputs: Collection[Path] = ()) -> None:
    """Stop before any computing where a table or what its columns mean cannot be written.

    Raises:
        UsageError: something stands there, which is not to be replaced or is not as it was made.
    """
    from oe_quality.dictionary import beside
    from oe_quality.files import refuse_to_overwrite_both
    from oe_quality.workbook import SUFFIX, refuse_workbook

    if path.suffix == SUFFIX:
        refuse_workbook(path, force=force, inputs=inputs)
        return
    refuse_to_overwrite_both(path, beside(path), force=force, inputs=inputs)


def write_table(
    frame: pl.DataFrame,
    path: Path,
    name: str = "",
    *,
    force: bool,
    asked: Collection[str] = (),
    exact: bool = False,
) -> None:
    """Write a table as .csv or .parquet, and beside it `NAME.columns.csv`; both of them or neither.

    In a workbook (.xlsx) what the columns mean is a sheet of its own.

    Args:
        frame: it; path: where to; name: of the table, as `dictionary.OWN` knows it.
        force: whether what stands there may be replaced; asked: columns that are named after a question.
        exact: whether the numbers of a CSV stay as they are.
    """
    from oe_quality.dictionary import beside, dictionary
    from oe_quality.files import listed
    from oe_quality.spreadsheets import spreadsheet_csv
    from oe_quality.workbook import SUFFIX, write_sheets

    if path.suffix == SUFFIX:
        write_sheets({path.stem: frame}, path, force, name, asked)
        return
    refuse_table(path, force=force)
    columns = beside(path)
    with listed(path.parent, (path.name, columns.name)) as new:
        if path.suffix == ".parquet":
            frame.write_parquet(new / path.name)
        else:
            (new / path.name).write_text(csv_text(frame, exact=exact), encoding="utf-8")
        (new / columns.name).write_text(spreadsheet_csv(dictionary(frame, name, asked)), encoding="utf-8")
