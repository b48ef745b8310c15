"""Data on its way into a page: encoded so that no name, label or text can become markup or script."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def safe_json(value: Any) -> str:
    """JSON that may stand inside a script element of type application/json.

    Raises:
        ValueError: a number is not finite.
    """
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"), sort_keys=False).translate(SAFE)


def encoded(frame: pl.DataFrame) -> dict[str, dict[str, list[Any]]]:
    """A frame as columns; text as its distinct words and a code per row, -1 for null."""
    return {name: _column(frame[name]) for name in frame.columns}


def _column(column: pl.Series) -> dict[str, list[Any]]:
    if isinstance(column.dtype, pl.List):
        column = column.list.eval(pl.element().cast(pl.String)).list.join("; ")
    if column.dtype == pl.String:
        words = column.drop_nulls().unique(maintain_order=True)
        codes = pl.Series(range(len(words)), dtype=pl.Int32)
        coded = (
            column.replace_strict(words, codes, default=None, return_dtype=pl.Int32).fill_null(-1)
            if len(words)
            else None
        )
        return {"words": words.to_list(), "codes": coded.to_list() if coded is not None else [-1] * len(column)}
    if column.dtype.is_float():
        column = column.round_sig_figs(6).fill_nan(None)
    elif column.dtype.is_temporal():
        column = column.cast(pl.String)
        return _column(column)
    return {"values": column.to_list()}
