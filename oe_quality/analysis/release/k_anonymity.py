"""Attributes of people, published only where enough people share them (k-anonymity, Sweeney 2002)."""

from __future__ import annotations

import polars as pl

DISTINCT_NUMBERS = 10
"""A numeric attribute with more different values is given in bands of ten."""


def k_anonymous(attributes: pl.DataFrame, k: int) -> pl.DataFrame:
    """Suppress cells until every combination of values is shared by at least `k` people.

    Numbers of many values are banded first. Then single values that fewer than `k` people have go; then,
    in combinations that are still too rare, one attribute after another, the one of most values first.
    If those left with nothing are themselves fewer than `k`, the rarest combinations join them, since
    being the only one without an answer tells, too.

    Args:
        attributes: one row per person, one text column per attribute.
        k: the smallest group.

    Returns:
        The same rows and columns; null where a cell is suppressed or was unknown.
    """
    columns = attributes.columns
    if not columns or attributes.is_empty():
        return attributes
    frame = attributes.select(_banded(attributes[name]) for name in columns)
    frame = frame.with_columns(pl.when(pl.len().over(name) >= k).then(name).alias(name) for name in columns)
    for name in sorted(columns, key=lambda c: (-frame[c].n_unique(), c)):
        frame = frame.with_columns(pl.when(pl.len().over(columns) >= k).then(name).alias(name))
    return _with_enough_unknown(frame, k)


def _with_enough_unknown(frame: pl.DataFrame, k: int) -> pl.DataFrame:
    """Empty whole rows, the rarest combination first, until none or at least `k` rows are empty."""
    columns = frame.columns
    empty = pl.all_horizontal(pl.col(columns).is_null())
    n_empty = frame.filter(empty).height
    groups = frame.filter(~empty).group_by(columns).len().sort("len", *columns)
    for row in groups.iter_rows(named=True):
        if n_empty == 0 or n_empty >= k:
            break
        same = pl.all_horizontal(pl.col(name).eq_missing(pl.lit(row[name])) for name in columns)
        frame = frame.with_columns(pl.when(~same).then(name).alias(name) for name in columns)
        n_empty += row["len"]
    return frame


def _banded(column: pl.Series) -> pl.Series:
    numbers = column.cast(pl.Float64, strict=False)
    known = column.drop_nulls()
    if len(known) != len(numbers.drop_nulls()) or known.n_unique() <= DISTINCT_NUMBERS:
        return column
    low = (numbers // 10 * 10).cast(pl.Int64)
    return (low.cast(pl.String) + "-" + (low + 9).cast(pl.String)).alias(column.name)
