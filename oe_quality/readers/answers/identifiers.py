"""Columns of identifiers: cleaned, judged and stripped of e-mail addresses, a whole column at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import polars as pl

from oe_quality.privacy import pseudonym
from oe_quality.readers.text.cells import MAX_TEXT
from oe_quality.readers.text.encoding import DAMAGED

T = TypeVar("T")


def cleaned(column: pl.Expr, missing: Sequence[str] = ()) -> pl.Expr:
    """Text without the blanks around it; the texts of `missing` become ""."""
    text = column.str.strip_chars()
    return pl.when(text.is_in(list(missing))).then(pl.lit("")).otherwise(text) if missing else text


def joined(columns: Sequence[pl.Expr]) -> pl.Expr:
    """Several identifiers as one, joined by ":"; "" if any is empty."""
    parts = [cleaned(column) for column in columns]
    if len(parts) == 1:
        return parts[0]
    return (
        pl.when(pl.any_horizontal(part == "" for part in parts))
        .then(pl.lit(""))
        .otherwise(pl.concat_str(parts, separator=":"))
    )


def fault(column: pl.Expr, absent: str) -> pl.Expr:
    """Why a text cannot identify anything, or null: `absent` if it is empty."""
    return (
        pl.when(column == "")
        .then(pl.lit(absent))
        .when(column.str.contains("\0", literal=True))
        .then(pl.lit("it holds a NUL character"))
        .when(column.str.contains(DAMAGED, literal=True))
        .then(pl.lit("it is not valid UTF-8 text"))
        .when(column.str.len_bytes() > 4 * MAX_TEXT)
        .then(pl.lit(f"it is longer than {MAX_TEXT:,} characters"))
        .otherwise(None)
    )


def without_emails(frame: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.DataFrame, int]:
    """Replace e-mail addresses by pseudonyms; also says how many different identifiers had one."""
    hidden = 0
    for name in columns:
        if frame[name].str.contains("@", literal=True).any():
            before = frame[name].unique()
            after = pl.Series([pseudonym(text) for text in before], dtype=pl.String)
            hidden += int((before != after).sum())
            frame = frame.with_columns(pl.col(name).replace_strict(before, after))
    return frame, hidden


def parsed(
    texts: pl.Series, quick: pl.Expr, parse: Callable[[str], T], dtype: pl.DataType
) -> tuple[pl.Series, pl.Series]:
    """Parse a column of text.

    Args:
        texts: the column; null and "" hold no value.
        quick: an expression on the column "text" that parses the usual spellings at once; null for others.
        parse: parses one text of any other spelling, or raises ValueError.
        dtype: of the values.

    Returns:
        The values, null where there is none or where it cannot be parsed; and where it cannot (Boolean).
    """
    if texts.null_count() == len(texts):
        return pl.Series([None], dtype=dtype).new_from_index(0, len(texts)), texts.is_not_null()
    frame = texts.to_frame("text").with_columns(value=quick.cast(dtype))
    other = frame.filter(pl.col("value").is_null() & (pl.col("text") != ""))["text"].unique()
    values: list[T | None] = []
    for text in other:
        try:
            values.append(parse(text))
        except ValueError:
            values.append(None)
    slow = pl.DataFrame({"text": other, "slow": pl.Series(values, dtype=dtype)})
    if len(other):
        frame = frame.join(slow, on="text", how="left", maintain_order="left")
        frame = frame.with_columns(value=pl.coalesce("value", "slow"))
    return frame["value"], frame.select(pl.col("value").is_null() & (pl.col("text").fill_null("") != "")).to_series()
