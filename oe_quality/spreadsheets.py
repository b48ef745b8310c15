"""CSV that people open in spreadsheets and print on terminals: no text cell runs as a formula or steers anything."""

from __future__ import annotations

import polars as pl

from oe_quality.plaintext import STEERING, visible

_RISKY = r"^[=+\-@\t\r]"


def spreadsheet_csv(frame: pl.DataFrame) -> str:
    """The frame as CSV; text that begins like a formula gets a leading quote unless it is a number.

    All text is quoted, and control and direction characters in it are replaced by U+FFFD. Lists are joined by "; ",
    missing values are empty cells, lines end with a line feed.
    """
    lists = [
        pl.col(name).list.eval(pl.element().cast(pl.String)).list.join("; ")
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.List)
    ]
    flat = frame.with_columns(lists)
    guarded = [_guarded(name) for name, dtype in flat.schema.items() if dtype == pl.String]
    safe = flat.with_columns(guarded).rename(_guarded_header)
    return safe.head(0).write_csv() + safe.write_csv(include_header=False, quote_style="non_numeric")


def _guarded(name: str) -> pl.Expr:
    column = pl.col(name).str.replace_all(STEERING, "\ufffd")
    is_number = column.cast(pl.Float64, strict=False).is_not_null()
    return pl.when(column.str.contains(_RISKY) & ~is_number).then(pl.lit("'") + column).otherwise(column).alias(name)


def _guarded_header(name: str) -> str:
    name = visible(name)
    return f"'{name}" if name[:1] in set("=+-@\t\r") else name
