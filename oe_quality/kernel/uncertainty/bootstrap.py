"""Percentile bootstrap over items, over annotators, over both (Efron & Tibshirani 1993, ch. 13).

Resampling items is a multinomial over the frequencies of patterns: no answer is touched again.
Resampling annotators, or both (the pigeonhole bootstrap; Owen 2007), multiplies the weights of an
answer's item and annotator, and never pairs an annotator with a copy of the same annotator.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import pdtr

from oe_quality.kernel.arrays import Floats, Ints
from oe_quality.kernel.uncertainty.statistic import Statistic

BLOCK_CELLS = 500_000
TABLED_MEAN = 40
"""Poisson means up to this many are drawn by looking up a table of their distribution."""

GUIDE = 512
"""Cells of the guide into each table, which starts the search where it usually ends."""


def over_items(statistic: Statistic, resamples: int, rng: np.random.Generator) -> Floats:
    """(B,) the statistic on resampled items; NaN where a resample leaves it undefined."""
    parts = [statistic.resampled(block) for block in resampled_frequencies(statistic.frequency, resamples, rng)]
    return np.concatenate(parts) if parts else np.zeros(0)


def over_annotators(
    statistic: Statistic, n_items: int, present: Ints, resamples: int, rng: np.random.Generator
) -> Floats:
    """(B,) the statistic with annotators resampled among those present.

    Args:
        n_items: I. present: (A,) 1 for annotators whose answers matter, else 0.
    """
    everything = np.ones(n_items)
    return np.array([statistic.reweighted(everything, _multinomial(present, rng)) for _ in range(resamples)])


def over_both(
    statistic: Statistic, item_matters: Ints, present: Ints, resamples: int, rng: np.random.Generator
) -> Floats:
    """(B,) the statistic with items and annotators resampled, independently of each other.

    Args:
        item_matters: (I,) 1 for items that matter; present: (A,) 1 for annotators that do.
    """
    return np.array(
        [statistic.reweighted(_multinomial(item_matters, rng), _multinomial(present, rng)) for _ in range(resamples)]
    )


def _multinomial(units: Ints, rng: np.random.Generator) -> Floats:
    n = int(units.sum())
    return rng.multinomial(n, units / max(n, 1)).astype(np.float64)


def resampled_frequencies(frequency: Ints, resamples: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Multinomial frequencies of patterns, rows of one resample each, a block of rows at a time.

    Independent Poisson draws of a total a little short of n, filled up to n with single draws, are a
    multinomial of n, and cost a fraction of its chain of binomials.

    Args:
        frequency: (P,) observed, summing to n.
    """
    used = np.flatnonzero(frequency)
    n = int(frequency.sum())
    if not n:
        return
    short = max(0.0, n - 4.0 * np.sqrt(n)) / n
    used = used[np.argsort(frequency[used], kind="stable")]
    levels, first = np.unique(frequency[used], return_index=True)
    bounds = np.append(first, len(used))
    tables = _poisson_tables(levels[levels <= TABLED_MEAN] * short)
    guide = (tables[:, None, :] < np.arange(GUIDE)[None, :, None] / GUIDE).sum(axis=2).astype(np.int32)
    items = np.repeat(used, frequency[used])
    step = max(1, BLOCK_CELLS // len(frequency))
    for start in range(0, resamples, step):
        block = np.zeros((min(step, resamples - start), len(frequency)))
        _draw(rng, used, bounds, levels * short, tables, guide, items, block)
        yield block


def _poisson_tables(means: Floats) -> Floats:
    """(L, 2 * TABLED_MEAN + 40) cumulative Poisson probabilities for small means."""
    table = np.array(pdtr(np.arange(2 * TABLED_MEAN + 40)[None, :], means[:, None]))
    table[:, -1] = 1.0
    return table


@njit(cache=True)
def _look_up(rng: np.random.Generator, places: Ints, table: Floats, guide: NDArray[np.int32], row: Floats) -> int:
    """Poisson draws of one mean into `row` at `places`, by inversion from where the guide points; returns their sum."""
    drawn = 0
    for j in range(len(places)):
        u = rng.random()
        x = guide[int(u * GUIDE)]
        while u > table[x]:
            x += 1
        row[places[j]] = x
        drawn += x
    return drawn


@njit(cache=True)
def _draw(
    rng: np.random.Generator,
    used: Ints,
    bounds: Ints,
    means: Floats,
    tables: Floats,
    guide: NDArray[np.int32],
    items: Ints,
    out: Floats,
) -> None:
    """Fill rows of `out` (B, P): Poisson draws level by level of frequency, then single draws up to n."""
    n = len(items)
    for b in range(len(out)):
        drawn = n + 1
        while drawn > n:
            drawn = 0
            for kind in range(len(means)):
                low, high = bounds[kind], bounds[kind + 1]
                if kind < len(tables):
                    drawn += _look_up(rng, used[low:high], tables[kind], guide[kind], out[b])
                    continue
                for j in range(low, high):
                    x = rng.poisson(means[kind])
                    out[b, used[j]] = x
                    drawn += x
        for _ in range(n - drawn):
            out[b, items[np.int64(rng.random() * n)]] += 1
