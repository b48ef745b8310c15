"""Correlations between all pairs of annotators who rated the same items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import IntArray, RatingChunk
from oe_quality.kernel.uncertainty.rounding import ROUNDING
from oe_quality.results import Estimate


@dataclass(frozen=True, slots=True, eq=False)
class PairTable:
    """Every pair of annotators who share items; P pairs, first < second, ascending.

    Attributes:
        first, second: (P,) annotator codes.
        overlap: (P,) shared items (for repeated answers: shared pairs of answers).
        pearson, spearman, ccc: (P,) NaN where fewer than `minimum` items are shared, or where one of the
            two gave the same rating throughout.
        offset: (P,) mean of first minus second on the shared items, in the ratings' unit.
        minimum: fewest shared items for a coefficient.
    """

    first: IntArray
    second: IntArray
    overlap: NDArray[np.int64]
    pearson: Floats
    spearman: Floats
    ccc: Floats
    offset: Floats
    minimum: int


def pairs(ratings: RatingChunk, n_annotators: int, *, minimum: int = 3) -> PairTable:
    """Correlations of all pairs of annotators over the items that both rated.

    Spearman's ranks are taken anew within each pair's shared items. Time and memory grow with the
    pairs of answers to the same item, held for one annotator at a time.
    """
    blocks = [_against_the_rest(*block, minimum) for block in _co_responses(ratings, n_annotators)]
    if not blocks:
        nothing, codes = np.zeros(0), np.zeros(0, dtype=np.int32)
        return PairTable(codes, codes, codes.astype(np.int64), nothing, nothing, nothing, nothing, minimum)

    def joined(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(block, name) for block in blocks])

    return PairTable(
        joined("first"),
        joined("second"),
        joined("overlap"),
        joined("pearson"),
        joined("spearman"),
        joined("ccc"),
        joined("offset"),
        minimum,
    )


def _co_responses(ratings: RatingChunk, n_annotators: int) -> Iterator[tuple[int, NDArray[np.int64], Floats, Floats]]:
    """Per annotator a: a, and for each later annotator's answer to one of a's items that annotator and both values."""
    items, n = ratings.items(), ratings.n_responses
    ends = ratings.offsets[1:][items]
    order = np.argsort(ratings.annotator, kind="stable")
    bounds = np.searchsorted(ratings.annotator[order], np.arange(n_annotators + 1))
    for a in range(n_annotators):
        own = order[bounds[a] : bounds[a + 1]]
        # Within an item responses are ordered by annotator, so the later annotators' answers follow one's own.
        lengths = ends[own] - own - 1
        source = np.repeat(own, lengths)
        target = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths) + source + 1
        later = ratings.annotator[np.minimum(target, n - 1)] != a
        source, target = source[later], target[later]
        if len(source):
            yield a, ratings.annotator[target].astype(np.int64), ratings.value[source], ratings.value[target]


def _against_the_rest(a: int, other: NDArray[np.int64], x: Floats, y: Floats, minimum: int) -> PairTable:
    """Annotator a with each later one."""
    second, group, n = np.unique(other, return_inverse=True, return_counts=True)
    mx, my, sxx, syy, sxy = _moments(group, n, x, y)
    _, _, rxx, ryy, rxy = _moments(group, n, _ranks_within(group, x), _ranks_within(group, y))
    few = n < minimum
    pearson = _quotient(sxy, np.sqrt(sxx * syy), few)
    spearman = _quotient(rxy, np.sqrt(rxx * ryy), few)
    ccc = _quotient(2 * sxy, sxx + syy + n * (mx - my) ** 2, few | (sxx <= 0) | (syy <= 0))
    first = np.full(len(second), a, dtype=np.int32)
    return PairTable(first, second.astype(np.int32), n.astype(np.int64), pearson, spearman, ccc, mx - my, minimum)


def _moments(
    group: NDArray[np.intp], n: NDArray[np.intp], x: Floats, y: Floats
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Means, and sums of squares and products about them, within groups; exact zeros where a series is constant."""
    mx, my = _sums(group, x) / n, _sums(group, y) / n
    dx, dy = x - mx[group], y - my[group]
    dx[np.abs(dx) < ROUNDING * np.abs(x)] = 0
    dy[np.abs(dy) < ROUNDING * np.abs(y)] = 0
    return mx, my, _sums(group, dx**2), _sums(group, dy**2), _sums(group, dx * dy)


def _sums(group: NDArray[np.intp], x: Floats) -> Floats:
    return np.bincount(group, weights=x).astype(np.float64)


def _ranks_within(group: NDArray[np.intp], x: Floats) -> Floats:
    """Midranks of x within each group."""
    order = np.lexsort((x, group))
    g, v = group[order], x[order]
    fresh = np.concatenate([[True], (g[1:] != g[:-1]) | (v[1:] != v[:-1])])
    run = np.cumsum(fresh) - 1
    place = np.arange(len(x), dtype=np.float64)
    ranks = np.empty(len(x))
    # Places run on across groups, which shifts each group's ranks by a constant: no matter to a correlation.
    ranks[order] = (np.bincount(run, place) / np.bincount(run))[run]
    return ranks


def _quotient(top: Floats, bottom: Floats, undefined: NDArray[np.bool_]) -> Floats:
    good = ~undefined & (bottom > 0)
    return np.where(good, top / np.where(good, bottom, 1.0), np.nan)


def mean_spearman(ratings: RatingChunk, n_annotators: int, *, minimum: int = 3) -> Estimate:
    """Mean Spearman correlation over pairs of annotators, each pair weighing as its shared items."""
    table = pairs(ratings, n_annotators, minimum=minimum)
    known = np.isfinite(table.spearman)
    counts = (ratings.n_items, len(np.unique(ratings.annotator)), ratings.n_responses)
    if not known.any():
        return Estimate(None, None, *counts, undefined=f"no two annotators share {minimum} items that both told apart")
    value = float(np.average(table.spearman[known], weights=table.overlap[known]))
    note = f"{int(known.sum())} of {len(known)} pairs; no interval, as pairs share annotators"
    return Estimate(value, None, *counts, note=note)
