"""Agreement of numbers within a tolerance."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import RatingChunk
from oe_quality.kernel.data.select import keep_responses
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.kernel.uncertainty.rounding import ROUNDING
from oe_quality.kernel.uncertainty.wilson import wilson
from oe_quality.results import Estimate, Interval


def agreement_within(
    ratings: RatingChunk, tolerance: float = 0.0, *, level: float = 0.95, groups: int = 30, seed: int = 0
) -> Estimate:
    """Share of pairs of answers to the same item that differ by at most `tolerance` (in the ratings' unit).

    The mean over items with two answers or more, each item weighing the same. The interval is the two-way jackknife's.
    """
    items, (_, possible) = ratings.items(), _close_pairs(ratings, tolerance)
    counts = (int((possible > 0).sum()), len(np.unique(ratings.annotator)), ratings.n_responses)
    if not possible.any():
        return Estimate(None, None, *counts, undefined="no item has two answers")
    value = share_within(ratings, tolerance)

    def share(keep: NDArray[np.bool_]) -> Floats:
        return np.array([share_within(keep_responses(ratings, keep), tolerance)])

    spread = delete_group.two_way(share, 1, items, ratings.annotator, groups=groups, seed=seed)
    interval = spread.interval(0, value, level, 0.0, 1.0)
    note = spread.told(0, interval, "no interval: too few to leave some out")
    return Estimate(value, interval, *counts, note=note)


def share_within(ratings: RatingChunk, tolerance: float) -> float:
    """The share alone; NaN where no item has two answers."""
    close, possible = _close_pairs(ratings, tolerance)
    return float((close[possible > 0] / possible[possible > 0]).mean()) if possible.any() else math.nan


def _close_pairs(ratings: RatingChunk, tolerance: float) -> tuple[Floats, Floats]:
    """(I,) pairs of answers within the tolerance, and (I,) all pairs of answers."""
    sizes = np.diff(ratings.offsets)
    close = np.zeros(ratings.n_items)
    items = ratings.items()
    slack = tolerance + ROUNDING * max(1.0, abs(tolerance))
    for lag in range(1, int(sizes.max(initial=0))):
        same = items[lag:] == items[:-lag]
        near = np.abs(ratings.value[lag:] - ratings.value[:-lag]) <= slack
        close += np.bincount(items[lag:][same & near], minlength=ratings.n_items)
    return close, sizes * (sizes - 1) / 2


def all_within(ratings: RatingChunk, tolerance: float = 0.0) -> Estimate:
    """Share of items on which all answers lie within `tolerance` of each other (R irr's `agree`, as a fraction).

    It falls with the number of annotators, so compare it only between panels of one size.
    """
    sizes = np.diff(ratings.offsets)
    known = sizes >= 2
    counts = (int(known.sum()), len(np.unique(ratings.annotator)), ratings.n_responses)
    if not known.any():
        return Estimate(None, None, *counts, undefined="no item has two answers")
    starts = ratings.offsets[:-1][sizes > 0]
    spread = np.maximum.reduceat(ratings.value, starts) - np.minimum.reduceat(ratings.value, starts)
    agreed = spread[sizes[sizes > 0] >= 2] <= tolerance + ROUNDING * max(1.0, abs(tolerance))
    n, alike = len(agreed), int(agreed.sum())
    interval = Interval(*wilson(alike, n), 0.95, "Wilson (1927)", "new items, these annotators")
    return Estimate(alike / n, interval, *counts)
