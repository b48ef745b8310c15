"""Pictures of very many people: as many marks as can be told apart, those that matter among them."""

from __future__ import annotations

import numpy as np
import polars as pl

MOST_MARKS = 2_000
"""Marks of a picture that has one for each annotator: of more no two could be told apart, and each costs a line of the
page."""


def sparse(points: pl.DataFrame, first: pl.Expr) -> pl.DataFrame:
    """The points, or `MOST_MARKS` of them in their order: those that go `first`, and the others evenly.

    Those that go first take half of the marks at most; beyond that they are drawn as evenly as the others.

    Args:
        points: a row per mark, in the order of the picture.
        first: which rows stand out; null is no.

    >>> points = pl.DataFrame({"rank": range(1, 10_001)})
    >>> drawn = sparse(points, pl.col("rank") == 5_678)
    >>> drawn["rank"][0], drawn["rank"][-1], drawn.height, 5_678 in drawn["rank"]
    (1, 10000, 2000, True)
    """
    if points.height <= MOST_MARKS:
        return points
    places = np.flatnonzero(points.select(first.fill_null(value=False)).to_series().to_numpy())[: MOST_MARKS // 2]
    others = np.setdiff1d(np.arange(points.height), places)
    even = np.linspace(0, len(others) - 1, MOST_MARKS - len(places)).round().astype(np.int64)
    return points[np.union1d(places, others[even])]


def sparse_words(drawn: int, known: int, what: str) -> str:
    """Of a picture that leaves marks out, a sentence to follow its caption; empty where all are drawn.

    >>> sparse_words(2000, 10_000, "those to look at first")
    ' Drawn are 2,000 of 10,000: those to look at first, and the others evenly in their order.'
    """
    if drawn == known:
        return ""
    return f" Drawn are {drawn:,} of {known:,}: {what}, and the others evenly in their order."
