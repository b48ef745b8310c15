"""Columns of names and of answers, in the one spelling of all that look the same."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from oe_quality.disguised import addresses, of_addresses
from oe_quality.readers.answers.identifiers import cleaned, joined
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.spelling import tidied, without_empty_fraction
from oe_quality.readers.text.sheet import Sheet

_SHOWN = 3


def plain_cells(cells: pl.Series) -> pl.Series:
    """Cells in the one spelling of all that look the same; the plain case is quick."""
    plain = cells.str.strip_chars()
    if (cells.str.len_bytes() == cells.str.len_chars()).all() and not plain.str.starts_with('="').any():
        return plain
    return pl.DataFrame({"text": cells}).select(tidied(pl.col("text"))).to_series()


def identifier(sheet: Sheet, columns: Sequence[str]) -> pl.Series:
    """The columns that name something together, joined; numbers in those of IP addresses as the addresses they are."""
    frame = pl.DataFrame({str(place): plain_cells(sheet.cells(name)) for place, name in enumerate(columns)})
    frame = frame.select(without_empty_fraction(pl.col(name)).alias(name) for name in frame.columns)
    for place in (str(place) for place, name in enumerate(columns) if of_addresses(name)):
        frame = frame.with_columns(addresses(frame[place]))
    return frame.select(joined([pl.col(name) for name in frame.columns])).to_series()


def united(kind: str, sheet: Sheet, columns: Sequence[str]) -> list[str]:
    """What to say of names in these columns that are one but for what nobody sees: blanks at the ends, and the like."""
    found: list[str] = []
    for name in columns:
        raw = sheet.cells(name).drop_nulls().unique().sort()
        pairs = pl.DataFrame({"raw": raw, "plain": plain_cells(raw)}).filter(pl.col("plain") != "")
        several = pairs.filter(pl.col("plain").is_duplicated(), pl.col("raw") != pl.col("plain"))
        found += [f"{other!r} is read as {plain!r}" for other, plain in several.iter_rows() if "@" not in plain]
    if not found:
        return []
    more = f", and {len(found) - _SHOWN:,} more so" if len(found) > _SHOWN else ""
    return [
        f"Among the {kind}s {'; '.join(found[:_SHOWN])}{more}: they differ in nothing that can be seen. If they are "
        "different, give them names that differ."
    ]


def answer_text(sheet: Sheet, column: str, mapping: Mapping) -> pl.Series:
    """A column of answers; texts that mean nothing are ""."""
    text = plain_cells(sheet.cells(column)).to_frame("cell")
    return text.select(cleaned(pl.col("cell"), mapping.missing).alias("cell")).to_series()
