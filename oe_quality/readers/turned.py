"""Items named by two things, A and B, that also stand as B and A: the same pair in two orders is two items."""

from __future__ import annotations

import polars as pl

from oe_quality.readers.mapping import Mapping
from oe_quality.readers.text.sheet import Sheet


def things_of(sheet: Sheet, mapping: Mapping) -> pl.DataFrame:
    """The things that name each item of some rows, once: a column for each; none where one thing names it."""
    if len(mapping.item) < 2:
        return pl.DataFrame()
    return pl.DataFrame({f"part {n}": sheet.cells(column) for n, column in enumerate(mapping.item)}).unique()


def turned_said(things: pl.DataFrame, mapping: Mapping) -> list[str]:
    """What to say of them, as a sentence.

    Args:
        things: as `things_of` gives them, of all rows; mapping: what their columns mean.
    """
    if not things.width:
        return []
    names = things.columns
    first, second = names[-2:]
    pairs = things.filter((pl.col(first) != pl.col(second)) & (pl.col(first) != "") & (pl.col(second) != ""))
    turned = pairs.rename({first: second, second: first}).select(names)
    both = pairs.join(turned, on=names, how="semi").height // 2
    if not both:
        return []
    what = "1 pair of things stands" if both == 1 else f"{both:,} pairs of things stand"
    return [
        f"{what} in both orders in {' and '.join(map(repr, mapping.item[-2:]))}; each order is an item of its own. If "
        "it means nothing, give each pair in one order, and turn its answers with it."
    ]
