"""Data on its way into a page: encoded so that no name, label or text can become markup or script."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from typing import Any

import polars as pl

from oe_quality.plaintext import visible

Columns = dict[str, dict[str, list[Any]]]

SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def safe_json(value: Any) -> str:
    """JSON that may stand inside a script element of type application/json.

    Raises:
        ValueError: a number is not finite.
    """
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"), sort_keys=False).translate(SAFE)


def packed(value: Any) -> str:
    """JSON, deflated (RFC 1950) and in base 64: for what is large, and not needed when the page opens."""
    return base64.b64encode(zlib.compress(safe_json(value).encode("ascii"), 9)).decode("ascii")


CHART_TEXT = 60
"""Characters of a text that a chart is given."""
SMALLEST = 1e-100
"""Numbers nearer to 0 are drawn as 0: an axis of such a length ends the drawing process."""
PAGE_DIGITS = 4
"""Significant digits of numbers in the page itself; the files beside it have more."""

_PROTOTYPE = re.compile(
    r"__\w+__|constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf"
)
_NON_JOINER = "\u200c"


def encoded(frame: pl.DataFrame, digits: int = 6) -> Columns:
    """A frame as columns; text as its distinct words and a code per row, -1 for null.

    Control and direction characters are replaced, and numbers below 1,000 cut to `digits` significant digits.
    """
    return {name: _column(frame[name], visible, digits) for name in frame.columns}


def chart_data(frame: pl.DataFrame) -> Columns:
    """As `encoded`, with text that the drawing library takes without harm (see `chart_word`)."""
    return {name: _column(frame[name], chart_word, PAGE_DIGITS) for name in frame.columns}


def rows_of(columns: Columns) -> list[dict[str, Any]]:
    """Rows of plain JSON values, as the page's script rebuilds them too."""
    decoded = {
        name: [None if code < 0 else column["words"][code] for code in column["codes"]]
        if "words" in column
        else column["values"]
        for name, column in columns.items()
    }
    return [dict(zip(decoded, row, strict=True)) for row in zip(*decoded.values(), strict=True)]


def chart_word(word: str) -> str:
    """The word as a chart may have it: visible, short, and no property of JavaScript's objects.

    A mark or legend entry keyed `toString` or `__proto__` empties the whole chart; an invisible
    character at the end makes it a word like any other. Control characters end the drawing process.
    """
    shown = visible(word, CHART_TEXT)
    return shown + _NON_JOINER if _PROTOTYPE.fullmatch(shown) else shown


def _column(column: pl.Series, clean: Callable[[str], str], digits: int) -> dict[str, list[Any]]:
    if isinstance(column.dtype, pl.List):
        column = column.list.eval(pl.element().cast(pl.String)).list.join("; ")
    if column.dtype == pl.String:
        words = column.drop_nulls().unique(maintain_order=True)
        codes = {word: code for code, word in enumerate(words)}
        return {"words": [clean(word) for word in words], "codes": [codes.get(word, -1) for word in column]}
    if column.dtype.is_float():
        # Counts that stand as decimals keep every digit before the point. What is too small for any axis is nothing.
        column = (
            column.to_frame("x")
            .select(
                pl.when(pl.col("x").abs() < SMALLEST)
                .then(0.0)
                .when(pl.col("x").abs() < 1000)
                .then(pl.col("x").round_sig_figs(digits))
                .otherwise(pl.col("x").round(2))
            )
            .to_series()
            .fill_nan(None)
        )
    elif column.dtype.is_temporal():
        column = column.cast(pl.String)
        return _column(column, clean, digits)
    return {"values": column.to_list()}
